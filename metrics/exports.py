"""The tables of a forecast's valuation, typed for spreadsheets; plain data in and out."""

from typing import Any

from aiproj.shared.exports import Column, Sheet


def periods_with_rows(result: dict[str, Any]) -> tuple[list[str], dict[str, list[float]]]:
    """The groups of periods that have rows: their names, and what was summed in them."""
    columns = {**result["groups"], "saving": result["group_savings"]}
    there = [at for at, weight in enumerate(columns["weight"]) if weight > 0]
    kept = {name: [values[at] for at in there] for name, values in columns.items()}
    return [result["labels"][at] for at in there], kept


def shift_sheet(result: dict[str, Any]) -> Sheet:
    """The cost at every shift that is drawn."""
    rows = list(zip(result["shifts"], result["shift_costs"], strict=True))
    return Sheet("Cost by shift", (Column("Added to every forecast"), Column("Cost")), rows)


def period_sheet(result: dict[str, Any]) -> Sheet:
    """Amounts, errors and saving of every period."""
    labels, columns = periods_with_rows(result)
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
