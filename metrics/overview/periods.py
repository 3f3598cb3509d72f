"""The page of a review by period: every number from its stored result."""

from dataclasses import dataclass
from typing import Any

from aiproj.shared import charts
from aiproj.shared import format as show
from metrics.charts.periods import drift_figure, period_profit_figure, quality_figure
from metrics.models import PeriodReview, Predictions, Valuation
from metrics.wording import drift as drift_wording
from metrics.wording import periods as wording
from metrics.wording.left_out import left_out_note
from metrics.wording.valuation import Words, score

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
    limit: str
    drift: str
    shifted: bool
    empty: str
    basis: str
    quality: list[tuple[str, str, str]]


@dataclass(frozen=True)
class InputRow:
    """One input: how often it drifted, and where it moved most in the newest period."""

    name: str
    psi: str
    limit: str
    drift: str
    shifted: bool
    empty: str
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
    empty_note: str
    has_quality: bool


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
    note = left_out_note(result, review.predictions.facts, review.predictions.kind)
    treated = (
        f"Treated from a score of {score(threshold)}" if score(threshold) else "Nobody treated"
    )
    rows = _rows(words, periods)
    inputs = [_input(each, reference, names) for each in result["inputs"]]
    has_quality = wording.has_quality(result)
    return PeriodPage(
        lede=f"{treated}. The reference is {first}, with "
        f"{show.counted(result['reference']['rows'], 'row')}.",
        rows=rows,
        inputs=inputs,
        charts=[
            _profit(words, result, note),
            *([_quality(periods, note)] if has_quality else []),
            _drift(periods, rows, note),
        ],
        newest=names[-1],
        note=_note(review),
        learned=wording.learned(result),
        empty_note=drift_wording.EMPTY_BINS if any(each.empty for each in rows + inputs) else "",
        has_quality=has_quality,
    )


def _note(review: PeriodReview) -> str:
    question = review.question
    said = "Profit is that of each period's own rows, without the fixed cost."
    if question.get("prevalence") not in (None, ""):
        said += " The share of positives is the one that was stated, so a change of it is not seen."
    if review.formula_version in ("1", "2"):
        said += " The headline, as formulas then did, passes over drift that is small."
    return said


def _rows(words: Words, periods: list[dict[str, Any]]) -> list[PeriodRow]:
    newest = periods[-1]["drift"]
    bins = drift_wording.score_bins(newest)
    return [
        _row(words, period, drift_wording.empty_said(period["drift"], newest, bins))
        for period in periods
    ]


def _row(words: Words, period: dict[str, Any], empty: str) -> PeriodRow:
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
        psi=drift_wording.psi(drift),
        limit=drift_wording.limit(drift),
        drift=drift_wording.drift_said(drift),
        shifted=drift_wording.is_beyond(drift),
        empty=empty,
        basis=wording.basis(earned),
        quality=[
            (title, *wording.quality(earned, name)) for name, title in wording.MEASURES.items()
        ],
    )


def _input(found: dict[str, Any], reference: int, names: list[str]) -> InputRow:
    newest = found["periods"][-1]
    place, shares = drift_wording.moved_most(newest)
    after = names[reference:]
    shifted = [
        name
        for name, drift in zip(after, found["periods"], strict=True)
        if drift_wording.is_beyond(drift)
    ]
    return InputRow(
        name=found["name"],
        psi=drift_wording.psi(newest),
        limit=drift_wording.limit(newest),
        drift=drift_wording.drift_said(newest),
        shifted=drift_wording.is_beyond(newest),
        empty=drift_wording.empty_said(newest, newest, found["bins"]),
        times=f"{len(shifted)} of {len(after)}",
        moved=found["bins"][place],
        shares=shares,
    )


def _profit(words: Words, result: dict[str, Any], note: str) -> dict[str, Any]:
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
        note=note,
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


def _quality(periods: list[dict[str, Any]], note: str) -> dict[str, Any]:
    measures = {
        name: [(wording.share(period["earned"], name) or {}).get("share") for period in periods]
        for name in wording.MEASURES
    }
    heads = [head for title in wording.MEASURES.values() for head in (title, f"Likely {title}")]
    return charts.for_page(
        quality_figure([period["name"] for period in periods], measures),
        title="Accuracy, precision and recall",
        note=note,
        subtitle="At the threshold in use, of periods with outcomes.",
        caption="Likely ranges stand in the table; they are wide where few were treated.",
        head=["Period", *heads],
        rows=[
            [
                period["name"],
                *(
                    cell
                    for name in wording.MEASURES
                    for cell in wording.quality(period["earned"], name)
                ),
            ]
            for period in periods
        ],
    )


def _drift(periods: list[dict[str, Any]], rows: list[PeriodRow], note: str) -> dict[str, Any]:
    after = [period for period in periods if not period["reference"]]
    empty = [row.empty for row in rows if not row.reference]
    notes = any(empty)
    names = [period["name"] for period in after]
    psi = [period["drift"]["psi"] for period in after]
    limit = [period["drift"]["critical_value"] for period in after]
    return charts.for_page(
        drift_figure(names, psi, limit),
        title="Drift of the scores",
        note=note,
        subtitle="PSI against the reference. From 0.1 it counts as moderate, from 0.25 as large.",
        caption="Chance alone passes the dashed limit one time in twenty; small periods have a "
        "higher one." + (f" {drift_wording.EMPTY_BINS}" if notes else ""),
        head=["Period", "PSI", "Limit", "Drift", *(["Empty bins"] if notes else [])],
        rows=[
            [
                period["name"],
                drift_wording.psi(period["drift"]),
                drift_wording.index(period["drift"]["critical_value"]),
                drift_wording.drift_said(period["drift"]),
                *([said or "none"] if notes else []),
            ]
            for period, said in zip(after, empty, strict=True)
        ],
    )
