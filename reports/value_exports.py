"""A value report as tables: the same figures as its pages, typed for spreadsheets."""

from itertools import chain
from typing import Any

from aiproj.shared.exports import Cell, Column, Sheet
from metrics.exports import Units, curve_sheet, period_sheet, shift_sheet

MONEY, COUNT, SHARE = "#,##0.00", "#,##0.##", "0.000"


def value_sheets(content: dict[str, Any], curve: dict[str, Any]) -> tuple[Sheet, ...]:
    """Every table of the report; `curve` is the stored drawing with all its points.

    Reports of older versions have the improvements and choices as words only.
    """
    if content.get("kind") == "forecast":
        return _forecast_sheets(content, curve)
    in_numbers = "strategies" in content
    return (
        _summary(content),
        _amounts(content),
        curve_sheet(curve, content.get("unit", ""), content.get("band_factor")),
        _improvements(content) if in_numbers else _improvements_in_words(content),
        _strategies(content) if in_numbers else _choices_in_words(content),
        _trees(content),
    )


def _improvements(content: dict[str, Any]) -> Sheet:
    """Worth as numbers, where it is a range with its ends; within the limit where there is one.

    Where cases are too few, that alone.
    """
    if held := content.get("held_improvements"):
        return Sheet("One point better", (Column("Why it has no amount", 90),), [(held,)])
    worths = {"at_limit_worth": "At the limit", "free_worth": "Without limit"}
    if not content["is_limited"]:
        worths = {"free_worth": "Worth"}
    money = [
        Column(f"{title}{end}, {content['unit']}", 24, MONEY)
        for title in worths.values()
        for end in ("", " at least", " at most")
    ]
    ends = Column("Improvement", 30), Column("Now, 0 to 1", 14, SHARE)
    rows = []
    for row in content["improvements"]:
        triples = ((value, low, high) for low, value, high in (row[name] for name in worths))
        worth = chain.from_iterable(triples)
        rows.append((row["label"], row["now_number"], *worth, row["assumes"]))
    return Sheet("One point better", (*ends, *money, Column("What it assumes", 40)), rows)


def _strategies(content: dict[str, Any]) -> Sheet:
    columns = (
        Column("Strategy", 30),
        Column("Treated", 18, COUNT),
        Column(f"Profit, {content['unit']}", 24, MONEY),
    )
    return Sheet("Simple choices", columns, content["strategies"])


def _improvements_in_words(content: dict[str, Any]) -> Sheet:
    heads = ("Improvement", "Now", "At the limit", "Without limit", "What it assumes")
    names = ("label", "now", "at_limit", "free", "assumes")
    return _texts("One point better", heads, content["improvements"], names)


def _choices_in_words(content: dict[str, Any]) -> Sheet:
    return Sheet("Simple choices", _columns("Strategy", "Treated", "Profit"), content["choices"])


def _forecast_sheets(content: dict[str, Any], curve: dict[str, Any]) -> tuple[Sheet, ...]:
    """Costs of every shift that is drawn and sums of every period beside what the report says."""
    units = Units(**curve.get("units", {}))
    points = [shift_sheet(curve, units), *([period_sheet(curve, units)] if curve["labels"] else [])]
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
        *((line["label"], line["value"]) for line in content.get("computed", ())),
        ("Made from", content["provenance"]),
        ("Inputs, SHA-256", content["inputs_hash"]),
    ]
    return Sheet("Summary", (Column("What", 36), Column("Says", 90)), rows)


def _amounts(content: dict[str, Any]) -> Sheet:
    columns = (
        Column("Amount", 40),
        Column("Value", 18, MONEY),
        Column("Likely at least", 18, MONEY),
        Column("Likely at most", 18, MONEY),
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
    names = ("metric", "category", "value", "span")
    rows = [
        (*(tree[name] for name in names), worked, tree["agreed"], tree.get("differs", ""))
        for tree in content["trees"]
        for worked in tree["worked"]
    ]  # reports made before differences were named have none
    heads = _columns(
        "Metric", "Category", "Value", "Range", "Formula", "Agreed", "Inputs that differ"
    )
    return Sheet("Driver trees", heads, rows)
