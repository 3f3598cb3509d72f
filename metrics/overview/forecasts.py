"""The page of a forecast: sentences, charts and tables of a stored valuation."""

from dataclasses import dataclass
from typing import Any

from aiproj.shared import charts
from metrics.charts.forecasts import neighbors, period_figure, saving_figure, shift_figure
from metrics.exports import periods_with_rows
from metrics.models import Predictions, Valuation
from metrics.wording import forecasts as wording
from metrics.wording.forecasts import AgainstReference, Better, ForecastStory, ForecastWords
from metrics.wording.left_out import left_out_note
from metrics.wording.valuation import Line

TABLE_ROWS = 40


@dataclass(frozen=True)
class ForecastValuation:
    """What the template shows of a valuation; a chart without two points is None."""

    story: ForecastStory
    basis: str
    costs: list[tuple[str, str, str, str]]
    better: list[Better]
    aims: list[Line]
    span: str
    shift_chart: dict[str, Any] | None
    period_chart: dict[str, Any] | None
    saving_chart: dict[str, Any] | None


@dataclass(frozen=True)
class ForecastPage:
    """What the template shows of a forecast: the file, and a valuation if there is one."""

    facts: list[Line]
    warnings: list[dict[str, Any]]
    valuation: ForecastValuation | None


def page_of(predictions: Predictions, last: Valuation | None) -> ForecastPage:
    """Gather the page of a forecast that was read."""
    return ForecastPage(
        facts=wording.facts_of(predictions.facts),
        warnings=predictions.warnings(),
        valuation=_valuation(last.question, last.result, predictions) if last else None,
    )


def _valuation(
    question: dict[str, Any], result: dict[str, Any], predictions: Predictions
) -> ForecastValuation:
    words = ForecastWords.of(question, result)
    note = left_out_note(result, predictions.facts, predictions.kind)
    return ForecastValuation(
        story=wording.tell(question, result),
        basis=wording.basis(question, result),
        costs=wording.costs(question, result),
        better=wording.better(question, result),
        aims=wording.aims(question, result),
        span=words.span,
        **{
            name: charts.for_page(**parts) if parts else None
            for name, parts in chart_parts(question, result, note).items()
        },
    )


def chart_parts(
    question: dict[str, Any], result: dict[str, Any], note: str
) -> dict[str, dict[str, Any] | None]:
    """Each chart as plain data: its noted figure, words and rows; None without two points."""
    words = ForecastWords.of(question, result)
    has_periods, others = len(periods_with_rows(result)[0]) > 1, wording.savings(question, result)
    parts = {
        "shift_chart": _shift_chart(words, result) if len(result["shifts"]) > 1 else None,
        "period_chart": _period_chart(words, result) if has_periods else None,
        "saving_chart": _saving_chart(words, others) if len(others) > 1 else None,
    }
    return {
        name: part and {**part, "figure": charts.noted(part["figure"], note)}
        for name, part in parts.items()
    }


def _picked(length: int, *kept: int) -> list[int]:
    even = {round(step * (length - 1) / TABLE_ROWS) for step in range(TABLE_ROWS + 1)}
    return sorted({*even, *kept})


def _shift_chart(words: ForecastWords, result: dict[str, Any]) -> dict[str, Any]:
    shifts, costs, best = result["shifts"], result["shift_costs"], result["shift"]
    kept = _picked(len(shifts), shifts.index(0), costs.index(min(costs)))
    caption = "Found on the rows that judge it: on other rows the cheapest point costs more."
    if not result["shift_is_exact"]:
        caption += " Shifts are an even grid of the errors; each cost is exact."
    return {
        "figure": shift_figure(
            shifts, costs, (best["shift"], best["cost"]),
            (result["reference"]["total"], words.reference),
            unit=words.unit, currency=words.currency,
        ),
        "title": _shift_title(words, best),
        "subtitle": f"Cost of the errors {words.span}, by a constant added to every forecast.",
        "caption": caption,
        "head": ["Added to every forecast", "Cost"],
        "rows": [[_added(shifts[at]), words.money(costs[at])] for at in kept],
    }  # fmt: skip


def _shift_title(words: ForecastWords, best: dict[str, Any]) -> str:
    if not best["shift"]:
        return "No constant makes the forecast cheaper"
    size = wording.units(abs(best["shift"]))
    return f"{size} {words.unit} {'more' if best['shift'] > 0 else 'less'} would be cheapest"


def _added(shift: float) -> str:
    return wording.signed_units(shift) if shift else "0"


def _period_chart(words: ForecastWords, result: dict[str, Any]) -> dict[str, Any]:
    labels, columns = periods_with_rows(result)
    actual, forecast, reference = (columns[name] for name in ("actual", "forecast", "reference"))
    rows = [
        [
            labels[at],
            *(wording.units(values[at]) for values in (actual, forecast, reference)),
            words.money(columns["saving"][at]),
        ]
        for at in _picked(len(labels))
    ]
    summed = result["together"]
    caption = "Only rows that have the reference count."
    if summed > 1:
        caption += f" {summed} periods stand together."
    drawn = neighbors(labels, result["season"])
    if drawn > 1:
        caption += " The table shows single periods."
    return {
        "figure": period_figure(
            labels, actual, forecast, reference, words.reference, together=drawn
        ),
        "title": "What was forecast and what came",
        "subtitle": _period_subtitle(words, drawn),
        "caption": caption,
        "head": ["Period", "Actual", "Forecast", "Reference", "Saved in the file"],
        "rows": rows,
    }


def _period_subtitle(words: ForecastWords, drawn: int) -> str:
    means = f"; each point is the mean of {drawn} neighbors" if drawn > 1 else ""
    return f"Sums of {words.unit} in each period of the file{means}."


def _saving_chart(words: ForecastWords, others: list[AgainstReference]) -> dict[str, Any]:
    figure = saving_figure(
        [each.short for each in others],
        [each.saving for each in others],
        [each.ends for each in others],
        currency=words.currency,
    )
    return {
        "figure": figure,
        "title": wording.hardest_title(others),
        "subtitle": f"Saved {words.span} against each reference, with its likely range.",
        "caption": _saving_caption(others),
        "head": ["Reference", "Saved", "Likely", "Rows"],
        "rows": [[each.name, each.text, each.span or "–", each.rows] for each in others],
    }


def _saving_caption(others: list[AgainstReference]) -> str:
    caption = "Each counts the rows that have the reference."
    if any(each.is_hindsight for each in others):
        caption += " The mean of the whole file knew what came later."
    return caption
