"""How well scores order and foretell: figures of one model, or of two beside each other."""

from collections.abc import Sequence
from typing import NamedTuple

from aiproj.shared import charts
from aiproj.shared import format as show
from aiproj.shared.charts import Axis, Figure
from metrics.charts.profit import PERCENT_HOVER, SHARE_TITLE
from metrics.charts.thinning import MODEL_POINTS, Numbers, thin

RATE_HOVER = "%{y:.1%}"
LOOKS = ("main", "second")
DIAGONAL = ([0.0, 1.0], [0.0, 1.0])


class Model(NamedTuple):
    """One curve, with the name people know it by."""

    name: str
    x: Numbers
    y: Numbers


def comparison_figure(
    models: Sequence[Model],
    x_axis: Axis,
    words: charts.Words,
    *,
    said: str,
    step: str = "",
    hover: str = RATE_HOVER,
    reference: tuple[Numbers, Numbers, str] | None = None,
    currency: str = "$",
) -> Figure:
    """One or two curves: accent solid, ochre dashed, each named at its line when there are two.

    `words` writes the ticks of the vertical axis, which holds all values and zero; `reference`
    is a gray line with its name, as (x, y, name). Raises ValueError for more than two.
    """
    if not 1 <= len(models) <= len(LOOKS):
        raise ValueError("one or two curves fit a chart; more need small multiples")
    heights = [0.0]
    lines, labels = [], []
    for model, look in zip(models, LOOKS, strict=False):
        x, (y,) = thin(model.x, [model.y], MODEL_POINTS)
        lines.append(charts.line(x, y, look, name=model.name, step=step, hover=hover))
        heights += y
        if len(models) > 1:
            labels.append(charts.line_label(model.name, x, y, look))
    if reference:
        lines.insert(0, charts.line(reference[0], reference[1], "reference", name=reference[2]))
        labels.append(charts.line_label(reference[2], reference[0], reference[1]))
        heights += reference[1]
    y_axis = charts.value_axis(heights, words)
    # The first model lies on top of the second
    order = [*lines[: len(lines) - len(models)], *reversed(lines[-len(models) :])]
    return charts.figure(order, x_axis, y_axis, said=said, labels=labels, currency=currency)


def share_axis(title: str = SHARE_TITLE) -> Axis:
    """A horizontal axis from 0% to 100%."""
    return charts.value_axis([0, 1], charts.percent, title=title, most=5, hover=PERCENT_HOVER)


def gains_figure(models: Sequence[Model], *, title: str = SHARE_TITLE) -> Figure:
    """Share of the positives found (y) by share treated (x), against a random choice."""
    return comparison_figure(
        models, share_axis(title), charts.percent, said=_said("Positives found", models, 0.1),
        reference=(*DIAGONAL, "chosen at random"),
    )  # fmt: skip


def lift_figure(models: Sequence[Model], *, title: str = SHARE_TITLE) -> Figure:
    """How many times more positives than a random choice finds (y), by share treated (x > 0)."""
    return comparison_figure(
        models, share_axis(title), charts.number, hover="%{y:.2f}",
        said=_said("Lift", models, 0.1, places=2),
        reference=([0.0, 1.0], [1.0, 1.0], "chosen at random"),
    )  # fmt: skip


def roc_figure(models: Sequence[Model], areas: Sequence[float] = ()) -> Figure:
    """True positive rate (y) by false positive rate (x); `areas` are the models' AUC."""
    return comparison_figure(
        models, share_axis("Share of the negatives treated"), charts.percent,
        said=_areas_said("Positives found by negatives treated", "AUC", models, areas),
        reference=(*DIAGONAL, "chosen at random"),
    )  # fmt: skip


def precision_recall_figure(
    models: Sequence[Model], base_rate: float, averages: Sequence[float] = ()
) -> Figure:
    """Precision (y) by recall (x) as steps, without a padded point, over the base rate."""
    what = f"Precision by share of positives found, base rate {show.percent(base_rate, 1)}"
    return comparison_figure(
        models, share_axis("Share of the positives found"), charts.percent, step="vh",
        said=_areas_said(what, "average precision", models, averages),
        reference=([0.0, 1.0], [base_rate, base_rate], "base rate"),
    )  # fmt: skip


class Gap(NamedTuple):
    """Where two cumulative shares are farthest apart: place, both heights, and its size."""

    x: float
    ends: tuple[float, float]
    size: float


def separation_figure(positives: Model, negatives: Model, gap: Gap | None) -> Figure:
    """Cumulative shares of positives and negatives (y) by share treated (x), with the largest gap.

    Without a gap the curves lie on each other.
    """
    said = "Positives and negatives treated by share treated"
    if gap is None:
        return comparison_figure(
            [positives, negatives], share_axis(), charts.percent, said=f"{said}. No gap"
        )
    words = show.number(gap.size, 3)
    drawn = comparison_figure(
        [positives, negatives], share_axis(), charts.percent,
        said=f"{said}. Largest gap: {words} at {show.percent(gap.x, 1)} treated",
    )  # fmt: skip
    rule = charts.line([gap.x, gap.x], list(gap.ends), "limit", name="largest gap")
    label = charts.point_label(words, gap.x, sum(gap.ends) / 2, "strong")
    return drawn | {"data": [rule, *drawn["data"]], "labels": [label, *drawn["labels"]]}


def calibration_figure(predicted: Numbers, observed: Numbers, counts: Sequence[int]) -> Figure:
    """Observed share (y) by mean score of each bin (x), against the line where both agree.

    Bins are given in the order of their scores, without empty ones.
    """
    x, (y,) = thin(predicted, [observed])
    if len(counts) != len(x):
        raise ValueError("one count for each bin")
    total = show.counted(len(x), "bin")
    said = f"Observed share by score, {total}: " + "; ".join(
        f"{show.percent(a, 1)} predicted, {show.percent(b, 1)} observed"
        for a, b in zip(x, y, strict=True)
    )
    return charts.figure(
        [
            charts.line(*DIAGONAL, "reference", name="observed as predicted"),
            charts.line(x, y, name="observed"),
            charts.points(x, y, hover=RATE_HOVER),
        ],
        share_axis("Score"),
        charts.value_axis([0, 1], charts.percent),
        said=said,
        labels=[charts.line_label("observed as predicted", *DIAGONAL)],
    )


def _said(what: str, models: Sequence[Model], at: float, places: int | None = None) -> str:
    """Each curve at one share, in words."""
    values = [
        f"{model.name}: {show.percent(value, 1) if places is None else show.number(value, places)}"
        for model in models
        for value in [_value_at(model, at)]
    ]
    return f"{what} when the best {show.percent(at)} are treated. {'; '.join(values)}"


def _value_at(model: Model, at: float) -> float:
    before = [(x, y) for x, y in zip(model.x, model.y, strict=True) if x <= at]
    after = [(x, y) for x, y in zip(model.x, model.y, strict=True) if x >= at]
    if not before or not after:
        return float((before or after)[-1 if before else 0][1])
    (x0, y0), (x1, y1) = before[-1], after[0]
    return float(y0 + (y1 - y0) * (at - x0) / (x1 - x0)) if x1 > x0 else float(y1)


def _areas_said(what: str, name: str, models: Sequence[Model], areas: Sequence[float]) -> str:
    values = [
        f"{model.name}: {name} {show.number(area, 3)}"
        for model, area in zip(models, areas, strict=False)
    ]
    return f"{what}. {'; '.join(values)}" if values else what
