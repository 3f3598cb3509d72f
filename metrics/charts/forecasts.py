"""What a forecast costs and saves, by a constant added to it and by period."""

import re
from collections.abc import Sequence

from aiproj.shared import charts
from aiproj.shared import format as show
from aiproj.shared.charts import Axis, Figure
from metrics.charts.profit import MONEY_HOVER, Pair
from metrics.charts.rates import Model, comparison_figure
from metrics.charts.thinning import MOST_POINTS, Numbers

MOST_TICKS = 5
MOST_SINGLE = 60  # periods that a drawing shows one by one
MOST_PLACES = 40  # of more periods taken together, so that lines stay apart on a phone
DAY = re.compile(r"\d{4}([-/.])\d{1,2}\1\d{1,2}")
WEEK = 7
LARGE = 100_000
AMOUNT_HOVER = "%{y:,.6~g}"


def shift_figure(
    shifts: Numbers, costs: Numbers, best: Pair, reference: tuple[float, str], *,
    unit: str, currency: str = "$",
) -> Figure:  # fmt: skip
    """Cost of the errors (y) by what is added to every forecast (x), with the best shift marked.

    Shifts rise and 0 is one of them; `reference` is a cost with the name of what it belongs to.
    """
    nothing, cheapest = list(shifts).index(0), list(costs).index(min(costs))
    kept = charts.thinned(len(shifts), MOST_POINTS, [nothing, cheapest])
    x, y = ([values[place] for place in kept] for values in (shifts, costs))
    level, name = reference
    across = ([x[0], x[-1]], [level, level])
    own = (0.0, costs[nothing])
    now, least, other = (charts.amount(value, currency) for value in (own[1], best[1], level))
    traces = [
        charts.line(*across, "reference", name=name),
        charts.line(x, y, name="cost", hover=MONEY_HOVER),
        charts.points([own[0]], [own[1]], "open"),
    ]
    labels = [charts.point_label("as it is", *own, "strong"), charts.line_label(name, *across)]
    if best[0]:
        traces.append(charts.points([best[0]], [best[1]], "chosen"))
        labels.insert(0, charts.point_label(least, *best, "key"))
    return charts.figure(
        traces,
        charts.value_axis(
            x, charts.number, title=f"Added to every forecast, {unit}", most=6, within=True,
            hover=".4~g",
        ),
        charts.value_axis([0, *y, level], charts.money(currency)),
        said=f"Cost by what is added to every forecast. As it is: {now}. Cheapest: {least}. "
        f"{show.sentence_case(name)}: {other}",
        labels=labels,
        currency=currency,
    )  # fmt: skip


def saving_figure(
    names: Sequence[str], savings: Numbers, ranges: Sequence[Pair | None], *, currency: str = "$"
) -> Figure:
    """What a forecast saves (x) against each reference (y, from above) with its likely range."""
    rows = [float(place) for place in range(len(names), 0, -1)]
    ends = [end for each in ranges if each for end in each]
    lines = [
        charts.line(each, [row, row], "limit")
        for each, row in zip(ranges, rows, strict=True)
        if each
    ]
    said = "; ".join(
        f"{name} {_with_range(saving, each, currency)}"
        for name, saving, each in zip(names, savings, ranges, strict=True)
    )
    axis = {
        "range": [0.5, len(names) + 0.5], "tickvals": rows, "ticktext": list(names),
        "title": {"text": ""}, "hoverformat": "",
    }  # fmt: skip
    return charts.figure(
        [*lines, charts.points(savings, rows, hover="%{x:$,.6~g}")],
        charts.value_axis([0.0, *savings, *ends], charts.money(currency), most=5),
        axis,
        said=f"Saved against each reference. {show.sentence_case(said)}",
        shapes=[charts.vertical(0.0, "reference")],
        currency=currency,
    )


def _with_range(saving: float, ends: Pair | None, currency: str) -> str:
    words = charts.amount(saving, currency)
    if ends is None:
        return words
    return f"{words}, likely {' to '.join(charts.amount(end, currency) for end in ends)}"


def neighbors(labels: Sequence[str], season: int | None) -> int:
    """How many neighboring periods one place of the drawing stands for; whole seasons if they fit.

    >>> neighbors(["2026-01", "2026-02"], 12), neighbors(["2026-01-01"] * 360, None)
    (1, 14)
    """
    if len(labels) <= MOST_SINGLE:
        return 1
    step = -(-len(labels) // MOST_PLACES)
    cycle = season or (WEEK if DAY.fullmatch(labels[0]) else 1)
    return step if cycle > 2 * step else -(-step // cycle) * cycle


def period_figure(
    labels: Sequence[str], actual: Numbers, forecast: Numbers, reference: Numbers, name: str,
    *, together: int = 1,
) -> Figure:  # fmt: skip
    """Actual amounts, forecasts and the reference (named) in the order of their periods.

    Each place stands for `together` neighboring periods by their mean.
    """
    shown = labels[::together]
    past, told, other = (_means(each, together) for each in (actual, forecast, reference))
    places = [float(place) for place in range(len(shown))]
    top = max(map(abs, [*past, *told, *other]))
    count = show.counted(len(labels), "period")
    means = f", the mean of each {together}" if together > 1 else ""
    return comparison_figure(
        [Model("actual", places, past), Model("forecast", places, told)],
        _period_axis(shown),
        charts.money("") if top >= LARGE else charts.number,
        said=f"Actual and forecast in {count}{means}, {labels[0]} to {labels[-1]}",
        hover=AMOUNT_HOVER,
        reference=(places, other, name),
        currency="",
    )


def _means(values: Numbers, together: int) -> list[float]:
    groups = (values[start : start + together] for start in range(0, len(values), together))
    return [sum(group) / len(group) for group in groups]


def _period_axis(labels: Sequence[str]) -> Axis:
    step = max(1, -(-len(labels) // MOST_TICKS))
    places = range(0, len(labels), step)
    return {
        "range": [0.0, float(len(labels) - 1)],
        "tickvals": [float(place) for place in places],
        "ticktext": [labels[place] for place in places],
        "title": {"text": ""},
        "hoverformat": "",
    }
