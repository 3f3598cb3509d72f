"""The two-way table of a result: how profit changes with two inputs."""

from collections.abc import Sequence
from typing import Any

from aiproj.shared import charts

STEPS = 4


def sensitivity_table(
    rows: Sequence[str],
    columns: Sequence[str],
    values: Sequence[Sequence[float]],
    *,
    present: tuple[int, int] | None = None,
    currency: str = "$",
) -> dict[str, Any]:
    """Return what templates/includes/_heat_table.html shows: amounts, shaded by their size.

    `rows` and `columns` are the inputs' values in words; values[row][column] is money. A shade
    of 1 to 4 says how near an amount is to the highest, 0 that it earns nothing; losses carry
    their minus sign. `present` is the (row, column) of the inputs as they are.

    >>> table = sensitivity_table(["$100"], ["$10", "$20"], [[50_000, -200]])
    >>> [cell["text"] for cell in table["rows"][0]["cells"]]
    ['$50k', '−$200']
    """
    if len(values) != len(rows) or any(len(each) != len(columns) for each in values):
        raise ValueError("a value for each row and column")
    top = max((value for each in values for value in each), default=0.0)
    return {
        "columns": list(columns),
        "rows": [
            {
                "name": name,
                "cells": [
                    {
                        "text": charts.amount(value, currency),
                        "shade": _shade(value, top),
                        "is_present": present == (row, column),
                    }
                    for column, value in enumerate(values[row])
                ],
            }
            for row, name in enumerate(rows)
        ],
    }


def _shade(value: float, top: float) -> int:
    return min(STEPS, int(value / top * STEPS) + 1) if value > 0 else 0
