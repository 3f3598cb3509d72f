"""Exact numbers, display rounding and JSON-ready values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor, isfinite
from typing import Any

DECIMALS = 9  # further digits of a float are noise

Number = int | float | Decimal | Fraction


def exact(number: Number) -> Fraction:
    """Return the fraction that a number was written as.

    Floats are read by their decimal text after cutting noise at nine decimals, so that
    0.1 means one tenth. Integers, decimals and fractions are taken as they are.
    Errors: ValueError for NaN, OverflowError for infinity. Source: assessments spec 4.1.

    >>> exact(0.1 + 0.2)
    Fraction(3, 10)
    """
    if isinstance(number, float):
        return Fraction(str(round(float(number), DECIMALS)))
    return Fraction(number)


def round_half_up(number: Number) -> int:
    """Return the nearest whole number, halves upward: floor(x + 1/2), for display only.

    Float noise is cut at nine decimals first, so 48.4999999999 counts as 48.5.
    Source: assessments spec 4.1.

    >>> round_half_up(48.5), round_half_up(48.4999999999), round_half_up(48.4999)
    (49, 49, 48)
    """
    return floor(exact(number) + Fraction(1, 2))


def plain(value: Any) -> Any:
    """Return JSON-ready data: fractions and floats as floats of nine decimals, no tuples.

    Dataclasses become dictionaries of their fields, sequences become lists; text, whole
    numbers, booleans and None stay. Errors: ValueError for NaN and infinity, because JSON has
    neither. Source: assessments spec 4.1.

    >>> plain({"mean": Fraction(2, 3), "counts": (1, 2)})
    {'mean': 0.666666667, 'counts': [1, 2]}
    """
    if isinstance(value, Fraction | float):
        if not isfinite(value):
            raise ValueError(f"{value} has no place in JSON")
        return round(float(value), DECIMALS) + 0.0  # adding zero turns -0.0 into 0.0
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    return value
