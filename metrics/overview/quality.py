"""How well scores tell positives from negatives: curves, and the four outcomes at a share."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from aiproj.shared import charts
from aiproj.shared import format as show
from metrics.calc import discrimination
from metrics.calc.counts import Counts
from metrics.calc.discrimination import Rates, Separation, Summary
from metrics.charts.rates import (
    Gap,
    Model,
    gains_figure,
    lift_figure,
    precision_recall_figure,
    roc_figure,
    separation_figure,
)
from metrics.wording.valuation import Line, score

NAME = "model"
ROWS = 20


@dataclass(frozen=True)
class QualityPage:
    """What the page shows of one model's scores."""

    headline: str
    measures: list[Line]
    charts: list[dict[str, Any]]


@dataclass(frozen=True)
class Outcomes:
    """The four outcomes where a share is treated; weight of the file's rows."""

    where: str
    cells: tuple[tuple[str, str, str], tuple[str, str, str]]
    measures: list[Line]


def quality_page(summary: Summary, note: str = "") -> QualityPage:
    """Every curve of the summary, each with its table and the note; both outcomes must be there."""
    few = summary.few
    rates = discrimination.rates(few)
    shares = (few.positives.weight + few.negatives.weight) / few.weight
    area, average = summary.area or 0.0, summary.average or 0.0
    tenth = summary.best_tenth or 0.0
    base = few.positives.total / few.weight
    return QualityPage(
        headline=f"A positive scores above a negative in {show.percent(area, 1)} of pairs",
        measures=_measures(summary, area, average, base),
        charts=[
            _gains(tenth, shares, rates, note),
            _lift(tenth, shares, rates, note),
            _roc(rates, area, note),
            _precision_recall(rates, base, average, note),
            _separation(summary.separation, shares, rates, note),
        ],
    )


def _measures(summary: Summary, area: float, average: float, base: float) -> list[Line]:
    separation = summary.separation
    lines = [
        Line("AUC", show.number(area, 3), "0.5 by chance"),
        Line("Average precision", show.number(average, 3), f"{show.number(base, 3)} by chance"),
    ]
    if separation:
        at = separation.threshold
        where = "" if at is None else f"at a score of {score(at)}"
        lines.append(Line("KS distance", show.number(separation.distance, 3), where))
    return lines


def _picked(length: int, *kept: int) -> list[int]:
    return sorted({*kept, *(round(step * (length - 1) / ROWS) for step in range(ROWS + 1))})


def _table(*columns: Any, kept: tuple[int, ...] = ()) -> list[list[str]]:
    places = _picked(len(columns[0][0]), *kept)
    return [[text(values[at]) for values, text in columns] for at in places]


def _share(value: float) -> str:
    return show.percent(value, 1)


def _times(value: float) -> str:
    return show.number(value, 2)


def _gains(tenth: float, shares: Any, rates: Rates, note: str) -> dict[str, Any]:
    return charts.for_page(
        gains_figure([Model(NAME, shares.tolist(), rates.recall.tolist())]),
        title=f"The best 10% hold {show.percent(tenth, 1)} of the positives",
        note=note,
        subtitle="Gains: share of the positives found, by share treated.",
        caption="The dashed line is a choice at random.",
        head=["Treated", "Positives found"],
        rows=_table((shares, _share), (rates.recall, _share)),
    )


def _lift(tenth: float, shares: Any, rates: Rates, note: str) -> dict[str, Any]:
    known = np.isfinite(rates.lift)
    x, y = shares[known], rates.lift[known]
    times = show.number(tenth / 0.1, 1)
    return charts.for_page(
        lift_figure([Model(NAME, x.tolist(), y.tolist())]),
        title=f"The best 10% hold {times} times as many positives as by chance",
        note=note,
        subtitle="Lift: precision against the share of positives, by share treated.",
        caption="1 is a choice at random.",
        head=["Treated", "Lift"],
        rows=_table((x, _share), (y, _times)),
    )


def _roc(rates: Rates, area: float, note: str) -> dict[str, Any]:
    x, y = rates.false_positive_rate, rates.recall
    return charts.for_page(
        roc_figure([Model(NAME, x.tolist(), y.tolist())], [area]),
        title=f"The area under the curve is {show.number(area, 3)}",
        note=note,
        subtitle="ROC: share of the positives treated, by share of the negatives treated.",
        caption="The dashed line is a choice at random.",
        head=["Negatives treated", "Positives treated"],
        rows=_table((x, _share), (y, _share)),
    )


def _precision_recall(rates: Rates, base: float, average: float, note: str) -> dict[str, Any]:
    known = np.isfinite(rates.precision)
    x, y = rates.recall[known], rates.precision[known]
    return charts.for_page(
        precision_recall_figure([Model(NAME, x.tolist(), y.tolist())], base, [average]),
        title=f"Average precision is {show.number(average, 3)}, by chance {show.number(base, 3)}",
        note=note,
        subtitle="Precision by share of the positives found.",
        caption="The dashed line is the share of positives in the file.",
        head=["Positives found", "Precision"],
        rows=_table((x, _share), (y, _share)),
    )


def _separation(found: Separation | None, shares: Any, rates: Rates, note: str) -> dict[str, Any]:
    """Both cumulative shares; the gap stands at the kept point where it is largest."""
    positives, negatives = rates.recall, rates.false_positive_rate
    gaps = np.abs(positives - negatives)
    at = int(np.argmax(gaps))
    distance = found.distance if found else 0.0
    where = float(shares[at])
    gap = Gap(where, (float(negatives[at]), float(positives[at])), distance) if distance else None
    title = f"The curves are farthest apart at {_share(where)} treated: {show.number(distance, 3)}"
    return charts.for_page(
        separation_figure(
            Model("positives", shares.tolist(), positives.tolist()),
            Model("negatives", shares.tolist(), negatives.tolist()),
            gap,
        ),
        title=title if gap else "Positives and negatives have the same scores",
        note=note,
        subtitle="KS: share of the positives and of the negatives treated, by share treated.",
        caption="The upright line is the largest gap, the KS distance; by chance the curves lie "
        "on each other.",
        head=["Treated", "Positives treated", "Negatives treated", "Gap"],
        rows=_table(
            (shares, _share), (positives, _share), (negatives, _share), (gaps, _gap), kept=(at,)
        ),
    )


def _gap(value: float) -> str:
    return show.number(value, 3)


def points_of(few: Counts) -> str:
    """The data block with which the page shows the outcomes at each tenth of a percent."""
    scores = few.thresholds.tolist()
    return charts.block({
        "thresholds": [score(each) if math.isfinite(each) else "" for each in scores],
        "positives": [_short(each) for each in few.positives.weight.tolist()],
        "negatives": [_short(each) for each in few.negatives.weight.tolist()],
    })  # fmt: skip


def _short(weight: float) -> float | int:
    return int(weight) if weight.is_integer() else weight


def outcomes_at(counts: Counts, share: float) -> Outcomes:
    """The four outcomes at the last threshold that treats no more than the share (0 to 1)."""
    treated = counts.positives.weight + counts.negatives.weight
    wanted = share * counts.weight * (1 + 1e-12)
    at = max(0, int(np.searchsorted(treated, wanted, side="right")) - 1)
    hits, alarms = float(counts.positives.weight[at]), float(counts.negatives.weight[at])
    positives, negatives = counts.positives.total, counts.negatives.total
    missed, spared = positives - hits, negatives - alarms
    threshold = counts.thresholds[at]
    treated_share = show.percent(float(treated[at]) / counts.weight, 1)
    right = (hits + spared) / counts.weight
    return Outcomes(
        where=f"From a score of {score(threshold)}; {treated_share} of the file treated."
        if np.isfinite(threshold)
        else "Nobody is treated.",
        cells=(
            ("Treated", show.number(hits), show.number(alarms)),
            ("Left alone", show.number(missed), show.number(spared)),
        ),
        measures=[
            Line("Recall", show.percent(hits / positives, 1)),
            Line("Precision", show.percent(hits / (hits + alarms), 1) if at else show.DASH),
            Line("False-positive rate", show.percent(alarms / negatives, 1)),
            Line("Accuracy", show.percent(right, 1)),
        ],
    )
