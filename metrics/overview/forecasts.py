"""The page of a forecast: sentences, charts and tables of a stored valuation."""

from dataclasses import dataclass
from typing import Any

from aiproj.shared import charts
from aiproj.shared.exports import Column, Sheet
from metrics.charts.forecasts import period_figure, shift_figure
from metrics.models import Predictions, Valuation
from metrics.wording import forecasts as wording
from metrics.wording.forecasts import Better, ForecastStory, ForecastWords
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
        valuation=_valuation(last.question, last.result) if last else None,
    )


def _valuation(question: dict[str, Any], result: dict[str, Any]) -> ForecastValuation:
    words = ForecastWords.of(question, result)
    return ForecastValuation(
        story=wording.tell(question, result),
        basis=wording.basis(question, result),
        costs=wording.costs(question, result),
        better=wording.better(question, result),
        aims=wording.aims(question, result),
        span=words.span,
        shift_chart=_shift_chart(words, result) if len(result["shifts"]) > 1 else None,
        period_chart=_period_chart(words, result) if len(_periods(result)[0]) > 1 else None,
    )


def _picked(length: int, *kept: int) -> list[int]:
    even = {round(step * (length - 1) / TABLE_ROWS) for step in range(TABLE_ROWS + 1)}
    return sorted({*even, *kept})


def _shift_chart(words: ForecastWords, result: dict[str, Any]) -> dict[str, Any]:
    shifts, costs, best = result["shifts"], result["shift_costs"], result["shift"]
    kept = _picked(len(shifts), shifts.index(0), costs.index(min(costs)))
    caption = "Found on the rows that judge it: on other rows the cheapest point costs more."
    if not result["shift_is_exact"]:
        caption += " Shifts are an even grid of the errors; each cost is exact."
    return charts.for_page(
        shift_figure(
            shifts, costs, (best["shift"], best["cost"]),
            (result["reference"]["total"], words.reference),
            unit=words.unit, currency=words.currency,
        ),
        title=_shift_title(words, best),
        subtitle=f"Cost of the errors {words.span}, by a constant added to every forecast.",
        caption=caption,
        head=["Added to every forecast", "Cost"],
        rows=[[_added(shifts[at]), words.money(costs[at])] for at in kept],
    )  # fmt: skip


def _shift_title(words: ForecastWords, best: dict[str, Any]) -> str:
    if not best["shift"]:
        return "No constant makes the forecast cheaper"
    size = wording.units(abs(best["shift"]))
    return f"{size} {words.unit} {'more' if best['shift'] > 0 else 'less'} would be cheapest"


def _added(shift: float) -> str:
    return wording.signed_units(shift) if shift else "0"


def _period_chart(words: ForecastWords, result: dict[str, Any]) -> dict[str, Any]:
    labels, columns = _periods(result)
    actual, forecast, reference = (columns[name] for name in ("actual", "forecast", "reference"))
    rows = [
        [
            labels[at],
            *(wording.units(values[at]) for values in (actual, forecast, reference)),
            words.money(columns["saving"][at]),
        ]
        for at in _picked(len(labels))
    ]
    together = result["together"]
    summed = f" {together} periods stand together." if together > 1 else ""
    return charts.for_page(
        period_figure(labels, actual, forecast, reference, words.reference),
        title="What was forecast and what came",
        subtitle=f"Sums of {words.unit} in each period of the file.",
        caption=f"Only rows that have the reference count.{summed}",
        head=["Period", "Actual", "Forecast", "Reference", "Saved in the file"],
        rows=rows,
    )


def _periods(result: dict[str, Any]) -> tuple[list[str], dict[str, list[float]]]:
    """The groups of periods that have rows: their names, and what was summed in them."""
    columns = {**result["groups"], "saving": result["group_savings"]}
    there = [at for at, weight in enumerate(columns["weight"]) if weight > 0]
    kept = {name: [values[at] for at in there] for name, values in columns.items()}
    return [result["labels"][at] for at in there], kept


def shift_sheet(last: Valuation) -> Sheet:
    """The cost at every shift that is drawn."""
    rows = list(zip(last.result["shifts"], last.result["shift_costs"], strict=True))
    return Sheet("Cost by shift", (Column("Added to every forecast"), Column("Cost")), rows)


def period_sheet(last: Valuation) -> Sheet:
    """Amounts, errors and saving of every period."""
    labels, columns = _periods(last.result)
    heads = (
        *("Period", "Actual", "Forecast", "Reference", "Too little", "Too much"),
        *("Too little, reference", "Too much, reference", "Saved"),
    )
    names = (
        *("actual", "forecast", "reference", "short", "over"),
        *("reference_short", "reference_over", "saving"),
    )
    rows = list(zip(labels, *(columns[name] for name in names), strict=True))
    return Sheet("Periods", tuple(Column(head) for head in heads), rows)
