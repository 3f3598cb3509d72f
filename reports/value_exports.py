"""A value report as tables: the same figures as its pages, typed for spreadsheets."""

from typing import Any

from aiproj.shared.exports import Cell, Column, Sheet
from metrics.exports import period_sheet, shift_sheet

CURVE = (
    ("Treated share", "treated_share"),
    ("From a score of", "thresholds"),
    ("Positives treated", "true_positives"),
    ("Negatives treated", "false_positives"),
    ("Profit", "profit"),
    ("Likely at least", "low"),
    ("Likely at most", "high"),
)


def value_sheets(content: dict[str, Any], curve: dict[str, Any]) -> tuple[Sheet, ...]:
    """Every table of the report; `curve` is the stored drawing with all its points."""
    if content.get("kind") == "forecast":
        return _forecast_sheets(content, curve)
    points = tuple(zip(*(curve[name] for _, name in CURVE), strict=True))
    return (
        _summary(content),
        _amounts(content),
        Sheet("Profit curve", tuple(Column(title, 18) for title, _ in CURVE), points),
        _texts("One point better", ("Improvement", "Now", "At the limit", "Without limit",
               "What it assumes"), content["improvements"],
               ("label", "now", "at_limit", "free", "assumes")),
        Sheet("Simple choices", _columns("Strategy", "Treated", "Profit"), content["choices"]),
        _trees(content),
    )  # fmt: skip


def _forecast_sheets(content: dict[str, Any], curve: dict[str, Any]) -> tuple[Sheet, ...]:
    """Costs of every shift that is drawn and sums of every period beside what the report says."""
    points = (shift_sheet(curve), *((period_sheet(curve),) if curve["labels"] else ()))
    return (_summary(content), _amounts(content), *points, _trees(content))


def _columns(*titles: str) -> tuple[Column, ...]:
    return tuple(Column(title, 30) for title in titles)


def _summary(content: dict[str, Any]) -> Sheet:
    rows: list[tuple[Cell, ...]] = [
        ("Report", content["title"]),
        ("Organization", content["organization"]),
        ("Headline", content["headline"]),
        ("Summary", content["lede"]),
        ("Impact", content["sentence"]),
        ("Amounts", content["counts"]),
        *((line["label"], line["value"]) for line in content["context"]),
        *((found["finding"], found["action"]) for found in content["findings"]),
        *(("Limit of the method", limit) for limit in content["limits"]),
        ("Made from", content["provenance"]),
        ("Inputs, SHA-256", content["inputs_hash"]),
    ]
    return Sheet("Summary", (Column("What", 36), Column("Says", 90)), rows)


def _amounts(content: dict[str, Any]) -> Sheet:
    columns = (
        Column("Amount", 40),
        Column("Value", 18, "#,##0.00"),
        Column("Likely at least", 18, "#,##0.00"),
        Column("Likely at most", 18, "#,##0.00"),
        Column("Unit", 18),
        Column("Formula", 80),
    )
    names = ("label", "value", "low", "high", "unit", "formula")
    rows = [tuple(amount[name] for name in names) for amount in content["amounts"]]
    return Sheet("Amounts", columns, rows)


def _texts(
    title: str, heads: tuple[str, ...], rows: list[dict[str, str]], names: tuple[str, ...]
) -> Sheet:
    return Sheet(title, _columns(*heads), [tuple(row[name] for name in names) for row in rows])


def _trees(content: dict[str, Any]) -> Sheet:
    rows = [
        (tree["metric"], tree["category"], tree["value"], tree["span"], worked, tree["agreed"])
        for tree in content["trees"]
        for worked in tree["worked"]
    ]
    heads = _columns("Metric", "Category", "Value", "Range", "Formula", "Agreed")
    return Sheet("Driver trees", heads, rows)
