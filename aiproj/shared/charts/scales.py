"""Axes of charts: whole steps, and the words at them."""

import math
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from aiproj.shared import format as show

Words = Callable[[float, float, float], str]  # a value, the step between neighbors, the largest
Axis = dict[str, Any]

STEPS = (1.0, 2.0, 5.0, 10.0)
THOUSAND, MILLION, BILLION = 1e3, 1e6, 1e9
UNITS = ((BILLION, "bn"), (MILLION, "M"), (THOUSAND, "k"))


def nice_step(low: float, high: float, most: int = 7) -> float:
    """The smallest step of 1, 2 or 5 times a power of ten with at most `most` whole steps.

    >>> nice_step(-260_000, 228_000)
    100000.0
    """
    span = high - low
    if not (math.isfinite(span) and span > 0):
        raise ValueError("an axis needs two different finite ends")
    size: float = 10.0 ** math.floor(math.log10(span / most))
    return next(
        (size * step for step in STEPS if _steps(low, high, size * step) <= most), size * 20
    )


def _steps(low: float, high: float, step: float) -> int:
    return math.ceil(high / step - 1e-9) - math.floor(low / step + 1e-9)


def ticks(low: float, high: float, most: int = 7) -> list[float]:
    """Whole steps that enclose both ends.

    >>> ticks(-0.2, 1.1, most=3)
    [-1.0, 0.0, 1.0, 2.0]
    """
    step = nice_step(low, high, most)
    first = math.floor(low / step + 1e-9)
    # A product keeps 0.3 apart from 0.30000000000000004 better than a sum does
    return [float(f"{(first + place) * step:.12g}") for place in range(_steps(low, high, step) + 1)]


def percent(value: float, step: float, largest: float = 1) -> str:
    """A share at a tick.

    >>> percent(0.1, 0.1), percent(0.125, 0.025)
    ('10%', '12.5%')
    """
    return show.percent(value, _places(step * 100))


def number(value: float, step: float, largest: float = 1) -> str:
    """A plain number at a tick.

    >>> number(-1.5, 0.5)
    '−1.5'
    """
    return show.number(value, _places(step))


def money(currency: str) -> Words:
    """Amounts at ticks, in thousands, millions or billions as the largest asks for.

    >>> [money("$")(value, 100_000, 300_000) for value in (-100_000, 0, 300_000)]
    ['−$100k', '0', '$300k']
    >>> money("$")(1_200_000, 200_000, 1_400_000)
    '$1.2M'
    """

    def words(value: float, step: float, largest: float) -> str:
        fitting = (each for each in UNITS if largest >= each[0] and step >= each[0] / 100)
        unit, letter = next(fitting, (1.0, ""))
        return _signed_amount(value, value / unit, _places(step / unit), currency, letter)

    return words


def amount(value: float, currency: str) -> str:
    """An amount in a label, to three figures; tenths of money as cents.

    >>> amount(170_432, "$"), amount(-1_250_000, "$"), amount(999_700, "$"), amount(7.25, "$")
    ('$170k', '−$1.25M', '$1M', '$7.25')
    >>> amount(7.2, "$"), amount(7.2, "")
    ('$7.20', '7.2')
    """
    short = float(f"{value:.3g}")
    unit, letter = next((each for each in UNITS if abs(short) >= each[0]), (1.0, ""))
    places = _decimals(short / unit)
    if currency and not letter and places == 1:
        places = 2
    return _signed_amount(short, short / unit, places, currency, letter)


def _signed_amount(value: float, scaled: float, places: int, currency: str, letter: str) -> str:
    if value == 0:
        return "0"
    sign = show.MINUS if value < 0 else ""
    return f"{sign}{currency}{show.number(abs(scaled), places)}{letter}"


def _places(step: float) -> int:
    return _decimals(float(f"{step:.6g}"))


def _decimals(value: float) -> int:
    """Decimals that a short number needs."""
    exponent = Decimal(f"{value:.6g}").normalize().as_tuple().exponent
    return max(0, -int(exponent))


def value_axis(
    values: Sequence[float],
    words: Words,
    *,
    title: str = "",
    most: int = 7,
    within: bool = False,
    hover: str = "",
) -> Axis:
    """An axis over whole steps around all values; `within` ends it at the outermost values.

    `hover` is the format of its values beside the pointer.

    >>> value_axis([0, 0.5], percent)["ticktext"]
    ['0%', '10%', '20%', '30%', '40%', '50%']
    """
    low, high = min(values), max(values)
    if low == high:
        low, high = low - (abs(low) or 1) / 2, high + (abs(high) or 1) / 2
    step = nice_step(low, high, most)
    places = ticks(low, high, most)
    ends = [places[0], places[-1]]
    if within:
        ends = [low, high]
        places = [each for each in places if low - step / 1e9 <= each <= high + step / 1e9]
    return {
        "range": ends,
        "tickvals": places,
        "ticktext": [words(each, step, max(map(abs, places))) for each in places],
        "title": {"text": title},
        "hoverformat": hover,
    }
