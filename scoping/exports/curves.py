"""A frozen profit curve as a table: the numbers behind its drawing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiproj.shared import format as formats
from scoping.exports.blocks import Table

EVERY = 4  # of the kept points: ten steps are read


def curve_table(curve: Mapping[str, Any] | None) -> list[Table]:
    """Return the curve at about ten shares of people treated; empty without a curve.

    >>> point = {"treated_share": "0.5", "profit": "1200", "low": "900", "high": "1500"}
    >>> curve_table({"name": "Churn", "people": "customers", "currency": "USD", "period": "year",
    ...     "points": [point]})[0].rows
    [('50%', '1,200', '900 to 1,500')]
    """
    if not curve:
        return []
    period = f" a {curve['period']}" if curve["period"] else ""
    heads = (
        f"Share of {curve['people']} treated", f"Profit{period}, {curve['currency']}",
        "Likely range",
    )  # fmt: skip
    left_out = f" ({curve['left_out']})" if curve.get("left_out") else ""
    return [Table(f"Profit curve: {curve['name']}{left_out}", heads, [
        (
            formats.percent(float(point["treated_share"])),
            formats.number(float(point["profit"])),
            f"{formats.number(float(point['low']))} to {formats.number(float(point['high']))}",
        )
        for point in curve["points"][::EVERY]
    ])]  # fmt: skip
