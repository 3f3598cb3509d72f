"""The tables of a valuation, typed for spreadsheets; plain data in and out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from aiproj.shared.exports import Column, Sheet
from metrics.calc.intervals import whole_curve_band
from metrics.wording.forecasts import ForecastWords
from metrics.wording.valuation import Words

POINTS = ("treated_share", "thresholds", "true_positives", "false_positives")
POINT_HEADS = ("Treated share", "From a score of", "Positives treated", "Negatives treated")


@dataclass(frozen=True)
class Units:
    """What the columns of a forecast count; empty where a report was stored without it."""

    currency: str = ""
    amounts: str = ""
    span: str = ""  # of the costs by shift; periods are those of the file

    @classmethod
    def of(cls, question: dict[str, Any], result: dict[str, Any]) -> "Units":
        words = ForecastWords.of(question, result)
        return cls(question["currency"], words.unit, words.span)


def unit_of(question: dict[str, Any]) -> str:
    """What amounts of a profit curve count: a currency and its period."""
    return f"{question.get('currency', 'USD')} {Words.of(question).each_period}"


def curve_sheet(drawing: dict[str, Any], unit: str, band_factor: float | None) -> Sheet:
    """Every drawn point of a profit curve; older reports know neither unit nor band factor."""
    money = {
        "Profit": drawing["profit"],
        "Likely at least": drawing["low"],
        "Likely at most": drawing["high"],
    }
    if band_factor is not None:
        whole = whole_curve(drawing, band_factor)
        money |= dict(zip(("Whole curve at least", "Whole curve at most"), whole, strict=True))
    heads = (*POINT_HEADS, *(_in(title, unit) for title in money))
    columns = (*(drawing[name] for name in POINTS), *money.values())
    return _sheet("Profit curve", heads, columns)


def whole_curve(drawing: dict[str, Any], band_factor: float) -> tuple[list[float], list[float]]:
    """Low and high of the range that holds for the whole curve at once, at the drawn points."""
    profit, high = (np.array(drawing[name]) for name in ("profit", "high"))
    low, top = whole_curve_band(profit, high, band_factor)
    return low.tolist(), top.tolist()


def periods_with_rows(result: dict[str, Any]) -> tuple[list[str], dict[str, list[float]]]:
    """The groups of periods that have rows: their names, and what was summed in them."""
    columns = {**result["groups"], "saving": result["group_savings"]}
    there = [at for at, weight in enumerate(columns["weight"]) if weight > 0]
    kept = {name: [values[at] for at in there] for name, values in columns.items()}
    return [result["labels"][at] for at in there], kept


def shift_sheet(result: dict[str, Any], units: Units) -> Sheet:
    """The cost at every shift that is drawn."""
    cost = _in("Cost", f"{units.currency} {units.span}".strip())
    heads = (_in("Added to every forecast", units.amounts), cost)
    return _sheet("Cost by shift", heads, (result["shifts"], result["shift_costs"]))


def period_sheet(result: dict[str, Any], units: Units) -> Sheet:
    """Amounts, errors and saving of every period, as they are in the file."""
    labels, columns = periods_with_rows(result)
    amounts = {
        "Actual": "actual",
        "Forecast": "forecast",
        "Reference": "reference",
        "Too little": "short",
        "Too much": "over",
        "Too little, reference": "reference_short",
        "Too much, reference": "reference_over",
    }
    saved = _in("Saved", f"{units.currency} on this file" if units.currency else "")
    heads = ("Period", *(_in(title, units.amounts) for title in amounts), saved)
    values: tuple[Sequence[Any], ...] = (
        labels,
        *(columns[name] for name in amounts.values()),
        columns["saving"],
    )
    return _sheet("Periods", heads, values)


def _in(title: str, unit: str) -> str:
    return f"{title}, {unit}" if unit else title


def _sheet(title: str, heads: Sequence[str], columns: Sequence[Sequence[Any]]) -> Sheet:
    return Sheet(title, tuple(Column(head, 18) for head in heads), list(zip(*columns, strict=True)))
