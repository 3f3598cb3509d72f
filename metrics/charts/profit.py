"""Profit by share treated: the figure that the measure pages are about."""

import math
from typing import Any, NamedTuple

from aiproj.shared import charts
from aiproj.shared import format as show
from aiproj.shared.charts import Figure
from metrics.charts.thinning import BAND_POINTS, MOST_POINTS, Numbers, cut

Pair = tuple[float, float]
Parts = list[dict[str, Any]]

SHARE_TITLE = "Share treated, best scores first"
PERCENT_HOVER = ".1%"
MONEY_HOVER = "%{y:$,.0f}"


class Marks(NamedTuple):
    """What is marked on a profit curve; pairs are (share treated, profit).

    `random` holds the profit of treating nobody and of treating everybody, with fixed cost;
    `practice_share` is None where only the profit of the current practice is known. Ranges stand
    for the profit in words where cases are too few for one number.
    """

    chosen: Pair
    best_free: Pair | None = None
    limit_share: float | None = None
    random: Pair | None = None
    practice: float | None = None
    practice_share: float | None = None
    chosen_range: Pair | None = None
    free_range: Pair | None = None


def profit_figure(
    shares: Numbers,
    profit: Numbers,
    low: Numbers | None,
    high: Numbers | None,
    marks: Marks,
    *,
    currency: str = "$",
    x_title: str = SHARE_TITLE,
    beyond: str = "more than the limit",
    until: float | None = None,
) -> Figure:
    """Profit by share treated, with its range, the chosen point, the limit and the alternatives.

    `until` ends the horizontal axis; without it, the axis leaves as much room again beside the
    farthest mark, so that the fall of the curve shows.
    """
    end = until or _until(marks)
    x, (y,) = cut(shares, [profit], end, MOST_POINTS)
    traces: Parts = []
    heights = [0.0, *y]
    if low is not None and high is not None:
        edges, (lower, upper) = cut(shares, [low, high], end, BAND_POINTS)
        traces += charts.band(edges, lower, upper)
        heights += [*lower, *upper]
    lines, labels, points = _alternatives(marks, end, currency)
    curve = charts.line(x, y, name="profit", hover=MONEY_HOVER)
    heights += [each for trace in lines for each in trace["y"]]
    return charts.figure(
        [*traces, *lines, curve, *points],
        charts.value_axis([0, end], charts.percent, title=x_title, most=6, within=True,
                          hover=PERCENT_HOVER),
        charts.value_axis(heights, charts.money(currency)),
        said=profit_said(marks, currency),
        shapes=_limit_shapes(marks, end),
        labels=[*_mark_labels(marks, end, currency, beyond), *labels],
        currency=currency,
    )  # fmt: skip


def profit_said(marks: Marks, currency: str = "$") -> str:
    """The profit curve in words.

    >>> profit_said(Marks((0.1, 170_432), (0.174, 197_000), 0.1))
    'Profit by share treated. Chosen: 10%, $170k. Limit: 10%. Best without a limit: 17.4%, $197k'
    """
    said = [
        f"Chosen: {_share(marks.chosen[0])}, {_worth(marks.chosen, marks.chosen_range, currency)}"
    ]
    if marks.limit_share is not None:
        said.append(f"Limit: {_share(marks.limit_share)}")
    if marks.best_free:
        worth = _worth(marks.best_free, marks.free_range, currency)
        said.append(f"Best without a limit: {_share(marks.best_free[0])}, {worth}")
    if marks.practice is not None:
        said.append(f"Current practice: {charts.amount(marks.practice, currency)}")
    if marks.random:
        everybody = charts.amount(marks.random[1], currency)
        said.append(f"At random, everybody treated: {everybody}")
    return ". ".join(["Profit by share treated", *said])


def _worth(mark: Pair, span: Pair | None, currency: str) -> str:
    """The profit of a mark; its range where it has one."""
    return " to ".join(charts.amount(each, currency) for each in span or mark[1:])


def _share(value: float) -> str:
    return show.percent(value, 0 if math.isclose(value * 100, round(value * 100)) else 1)


def _until(marks: Marks) -> float:
    """Two and a half times as far as the farthest mark, on whole tenths."""
    farthest = max(marks.chosen[0], marks.limit_share or 0, (marks.best_free or (0, 0))[0], 0.04)
    return min(1.0, math.ceil(farthest * 25 - 1e-9) / 10)


def _limit_shapes(marks: Marks, end: float) -> Parts:
    limit = marks.limit_share
    if limit is None or limit >= end:
        return []
    return [charts.region(limit, end), charts.vertical(limit)]


def _mark_labels(marks: Marks, end: float, currency: str, beyond: str) -> Parts:
    share, profit = marks.chosen
    limit = marks.limit_share
    labels = []
    if limit is not None and limit < end:
        labels.append(charts.rule_label(f"limit {_share(limit)}", limit))
    labels.append(
        charts.point_label(_worth(marks.chosen, marks.chosen_range, currency), share, profit, "key")
    )
    if marks.best_free and not _same(marks.best_free, marks.chosen):
        worth = _worth(marks.best_free, marks.free_range, currency)
        best = f"{_share(marks.best_free[0])}, {worth}"
        words = f"best without a limit: {best}"
        labels.append(
            charts.point_label(words, *marks.best_free, "strong", far=True, short=f"best {best}")
        )
    if limit is not None and limit < end and beyond:
        labels.append(charts.rule_label(beyond, limit, "quiet", side="right"))
    return labels


def _same(one: Pair, other: Pair) -> bool:
    return math.isclose(one[0], other[0], rel_tol=1e-9)


def _alternatives(marks: Marks, end: float, currency: str) -> tuple[Parts, Parts, Parts]:
    """Lines, words and points of what one could do instead; the chosen point stands on top."""
    lines: Parts = []
    labels: Parts = []
    points: Parts = []
    if marks.random:
        none, everybody = marks.random
        ends = [none, none + (everybody - none) * end]
        lines.append(charts.line([0, end], ends, "reference", name="chosen at random"))
        labels.append(charts.line_label("chosen at random", [0, end], ends))
    if marks.practice is not None:
        ends = [marks.practice, marks.practice]
        lines.append(charts.line([0, end], ends, "practice", name="current practice"))
        words = f"current practice {charts.amount(marks.practice, currency)}"
        labels.insert(0, charts.line_label(words, [0, end], ends, "second"))
        if marks.practice_share is not None and marks.practice_share <= end:
            points.append(charts.points([marks.practice_share], [marks.practice], "practice"))
    if marks.best_free and not _same(marks.best_free, marks.chosen):
        points.append(charts.points([marks.best_free[0]], [marks.best_free[1]], "open"))
    points.append(charts.points([marks.chosen[0]], [marks.chosen[1]], "chosen"))
    return lines, labels, points
