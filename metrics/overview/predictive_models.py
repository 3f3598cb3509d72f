"""The pages of models and comparisons: evaluation history, champion, two models beside each other.

Every number comes from stored valuations and comparisons.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db.models import Q

from accounts.models import Organization
from aiproj.shared import charts
from aiproj.shared import format as show
from metrics.charts.rates import Model, gains_figure
from metrics.models import Comparison, PredictiveModel, Valuation
from metrics.wording import comparison as wording
from metrics.wording.left_out import left_out_of_both
from metrics.wording.valuation import Words, rounded


@dataclass(frozen=True)
class HistoryRow:
    """One valuation in the history of a model."""

    valuation: Valuation
    profit: str
    span: str
    area: str
    treated: str
    worth: float | None  # corrected; None where no headline may be shown


@dataclass(frozen=True)
class ModelPage:
    """What the page of a model shows, newest valuation first; `best` is a row of the history."""

    history: list[HistoryRow]
    best: HistoryRow | None
    comparisons: list[Comparison]
    rivals: list[PredictiveModel]


def models_of(organization: Organization) -> list[PredictiveModel]:
    """Models of the organization, champions first in each decision."""
    return list(PredictiveModel.objects.of(organization).by_decision())


def model_page(model: PredictiveModel) -> ModelPage:
    """Gather a model's history, its comparisons and the others of its decision."""
    uploads = model.predictions.all()
    rows = Valuation.objects.filter(predictions__in=uploads).select_related("predictions")
    related = Q(first__in=uploads) | Q(second__in=uploads)
    found = Comparison.objects.of(model.organization).filter(related)
    rivals = PredictiveModel.objects.of(model.organization).filter(decision__iexact=model.decision)
    history = [_row(valuation) for valuation in rows.order_by("-created_at", "-pk")]
    return ModelPage(
        history=history,
        best=best_run(history),
        comparisons=list(found.distinct().latest_first()),
        rivals=list(rivals.exclude(pk=model.pk).by_decision()),
    )


def best_run(history: list[HistoryRow]) -> HistoryRow | None:
    """The run worth most of those that were asked what the newest was asked; the newer of equals.

    None where fewer than two predictions were asked the same, or none may have a headline.
    """
    rivals = [
        row
        for row in history
        if row.valuation.question == history[0].valuation.question and row.worth is not None
    ]
    if len({row.valuation.predictions_id for row in rivals}) < 2:
        return None
    return max(rivals, key=lambda row: row.worth or 0.0)


def _row(valuation: Valuation) -> HistoryRow:
    words, result = Words.of(valuation.question), valuation.result
    chosen = result["chosen"]
    low, high = (words.money(rounded(chosen["value"][end])) for end in ("low", "high"))
    estimate = words.money(rounded(chosen["value"]["estimate"]))
    area = result["area_under_roc"]
    return HistoryRow(
        valuation=valuation,
        profit=show.DASH if chosen["refused"] else f"{estimate} {words.each_period}",
        span=f"{low} to {high}",
        area=show.DASH if area is None else show.number(area, 3),
        treated=show.percent(chosen["point"]["treated_share"], 1),
        worth=None if chosen["refused"] else chosen["value"]["estimate"],
    )


@dataclass(frozen=True)
class ComparisonPage:
    """What the page of a comparison shows."""

    lede: str
    notice: str
    sides: wording.Sides
    disagreements: wording.Disagreements | None
    rows: str
    chart: dict[str, Any] | None


def comparison_page(found: Comparison) -> ComparisonPage:
    """Gather the page of a comparison that is ready."""
    question, result, names = found.question, found.result, found.names
    return ComparisonPage(
        lede=wording.lede(question, result, names),
        notice=wording.notice(question, result, names),
        sides=wording.sides(question, result, names),
        disagreements=wording.disagreements(result, names),
        rows=wording.rows_said(result),
        chart=_gains(found),
    )


def _gains(found: Comparison) -> dict[str, Any] | None:
    """Both gains curves; None where a file holds one outcome only."""
    curves = [
        Model(name, curve["shares"], curve["found"])
        for name, curve in zip(found.names, found.result["gains"], strict=True)
        if curve
    ]
    if not curves:
        return None
    files = [each for each in (found.first, found.second) if each]
    left_out = found.result.get("left_out") or [file.facts.get("left_out", 0) for file in files]
    tenths = np.linspace(0, 1, 11)
    heights = [np.interp(tenths, curve.x, curve.y) for curve in curves]
    return charts.for_page(
        gains_figure(curves),
        title="Which model finds the positives sooner",
        note=left_out_of_both(left_out),
        subtitle="Share of the positives found, by share treated.",
        caption="Each curve is of the model's own file.",
        head=["Treated", *(curve.name for curve in curves)],
        rows=[
            [show.percent(float(at)), *(show.percent(float(each), 1) for each in found_there)]
            for at, *found_there in zip(tenths, *heights, strict=True)
        ],
    )
