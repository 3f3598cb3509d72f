"""The page of a review by period: every number from its stored result."""

from dataclasses import dataclass
from typing import Any

from aiproj.shared import charts
from aiproj.shared import format as show
from metrics.charts.periods import drift_figure, period_profit_figure
from metrics.models import PeriodReview, Predictions, Valuation
from metrics.wording import periods as wording
from metrics.wording.valuation import Words

OPEN_POINTS = " Open points are estimates from calibrated scores, before outcomes arrive."


@dataclass(frozen=True)
class PeriodRow:
    """One period in the table."""

    name: str
    reference: bool
    rows: str
    positives: str
    treated: str
    profit: str
    span: str
    change: str
    worse: bool
    psi: str
    drift: str
    shifted: bool
    basis: str


@dataclass(frozen=True)
class InputRow:
    """One input: how often it drifted, and where it moved most in the newest period."""

    name: str
    psi: str
    drift: str
    shifted: bool
    times: str
    moved: str
    shares: str


@dataclass(frozen=True)
class PeriodPage:
    """What the page shows."""

    lede: str
    rows: list[PeriodRow]
    inputs: list[InputRow]
    charts: list[dict[str, Any]]
    newest: str
    note: str
    learned: str


def threshold_in_use(predictions: Predictions) -> tuple[float | None, str]:
    """The threshold to propose and where it comes from.

    First that of an earlier file of the same model, for it was fixed before this file came; else
    that of this file's own last valuation.
    """
    earlier = (
        Valuation.objects.filter(
            predictions__models__in=predictions.models.all(),
            predictions__created_at__lt=predictions.created_at,
        )
        .select_related("predictions")
        .order_by("-predictions__created_at", "-number")
        .first()
    )
    valuation = earlier or predictions.last_valuation()
    if valuation is None:
        return None, ""
    found: float | None = valuation.result["chosen"]["point"]["threshold"]
    if earlier:
        return found, f"As valued with {earlier.predictions.name}, an earlier file of the model."
    return found, (
        "Picked on this very file, so its periods look a little too good together; a threshold "
        "that was fixed before is better."
    )


def period_page(review: PeriodReview) -> PeriodPage:
    """Gather the page of a review that is ready."""
    words, result = Words.of(review.question), review.result
    periods, reference = result["periods"], review.settings["reference"]
    names = review.settings["periods"]
    first = names[0] if reference == 1 else f"{names[0]} to {names[reference - 1]}"
    threshold = result["threshold"]
    treated = "Nobody treated" if threshold is None else f"Treated from a score of {threshold:.4g}"
    return PeriodPage(
        lede=f"{treated}. The reference is {first}, with "
        f"{show.counted(result['reference']['rows'], 'row')}.",
        rows=[_row(words, period) for period in periods],
        inputs=[_input(each, reference, names) for each in result["inputs"]],
        charts=[_profit(words, result), _drift(periods)],
        newest=names[-1],
        note=_note(review.question),
        learned=wording.learned(result),
    )


def _note(question: dict[str, Any]) -> str:
    said = "Profit is that of each period's own rows, without the fixed cost."
    if question.get("prevalence") not in (None, ""):
        said += " The share of positives is the one that was stated, so a change of it is not seen."
    return said


def _row(words: Words, period: dict[str, Any]) -> PeriodRow:
    earned, drift = period["earned"], period["drift"]
    profit, span = wording.profit(words, earned)
    return PeriodRow(
        name=period["name"],
        reference=period["reference"],
        rows=show.number(earned["rows"]),
        positives=show.percent(earned["positive_share"], 1),
        treated=show.percent(earned["treated_share"], 1),
        profit=profit,
        span=span,
        change=wording.change(words, period),
        worse=period["worse"],
        psi=wording.psi(drift),
        drift=wording.drift_said(drift),
        shifted=drift is not None and wording.shifted(drift),
        basis=wording.basis(earned),
    )


def _input(found: dict[str, Any], reference: int, names: list[str]) -> InputRow:
    newest = found["periods"][-1]
    place, shares = wording.moved_most(newest)
    after = names[reference:]
    shifted = [
        name for name, drift in zip(after, found["periods"], strict=True) if wording.shifted(drift)
    ]
    return InputRow(
        name=found["name"],
        psi=wording.psi(newest),
        drift=wording.drift_said(newest),
        shifted=wording.shifted(newest),
        times=f"{len(shifted)} of {len(after)}",
        moved=found["bins"][place],
        shares=shares,
    )


def _profit(words: Words, result: dict[str, Any]) -> dict[str, Any]:
    periods = result["periods"]
    values = [period["earned"]["profit"] for period in periods]
    estimated = [wording.is_estimated(period["earned"]) for period in periods]
    figure = period_profit_figure(
        [period["name"] for period in periods],
        [value["estimate"] for value in values],
        [value["low"] for value in values],
        [value["high"] for value in values],
        result["reference"]["profit"]["estimate"],
        estimated=estimated,
        currency=words.currency,
    )
    return charts.for_page(
        figure,
        title=f"Profit {wording.PER} {words.people}",
        subtitle="At the threshold in use, with the likely range.",
        caption="The range is wide where a period has few rows."
        + (OPEN_POINTS if any(estimated) else ""),
        head=["Period", "Profit", "Likely", *(["Basis"] if any(estimated) else [])],
        rows=[
            [
                period["name"],
                *wording.profit(words, period["earned"]),
                *([wording.basis(period["earned"]) or "Outcomes"] if any(estimated) else []),
            ]
            for period in periods
        ],
    )


def _drift(periods: list[dict[str, Any]]) -> dict[str, Any]:
    after = [period for period in periods if not period["reference"]]
    names = [period["name"] for period in after]
    psi = [period["drift"]["psi"] for period in after]
    limit = [period["drift"]["critical_value"] for period in after]
    return charts.for_page(
        drift_figure(names, psi, limit),
        title="Drift of the scores",
        subtitle="PSI against the reference. From 0.1 it counts as moderate, from 0.25 as large.",
        caption="Chance alone passes the dashed limit one time in twenty; small periods have a "
        "higher one.",
        head=["Period", "PSI", "Limit", "Drift"],
        rows=[
            [
                period["name"],
                wording.psi(period["drift"]),
                show.number(period["drift"]["critical_value"], 3),
                wording.drift_said(period["drift"]),
            ]
            for period in after
        ],
    )
