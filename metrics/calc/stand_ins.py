"""What a metric's own tree gives, as it is written into an input that stands for the metric."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

from metrics.calc.expression import to_decimal
from metrics.calc.units import Unit, convert

MOST_DIGITS = 15  # what people can type, so that the input can be changed again
SMALLEST = Decimal("0.000001")

_SHORT = Context(prec=MOST_DIGITS, rounding=ROUND_HALF_EVEN)


@dataclass(frozen=True)
class Estimate:
    """Three numbers of one unit, low <= likely <= high."""

    low: Decimal
    likely: Decimal
    high: Decimal


def as_input(given: Estimate, from_unit: Unit, to_unit: Unit) -> Estimate:
    """Return an estimate in the unit of an input, with the digits that inputs have.

    Converted exactly (amount x scale / scale), then rounded half to even: to 15 digits, and to six
    places after the point. Rounding keeps low <= likely <= high; equal numbers stay equal.
    Errors: UnitError if the units measure different things. Source: our own choice of digits, those
    that a person can type; product checklist row 53 for units.

    >>> from metrics.calc.units import parse_unit
    >>> yearly = Estimate(Decimal(600), Decimal(630), Decimal(1000))
    >>> as_input(yearly, parse_unit("EUR/year"), parse_unit("EUR/month"))
    Estimate(low=Decimal('50'), likely=Decimal('52.5'), high=Decimal('83.333333'))
    """
    low, likely, high = (
        _typed(convert(Fraction(number), from_unit, to_unit))
        for number in (given.low, given.likely, given.high)
    )
    return Estimate(low, likely, high)


def _typed(number: Fraction) -> Decimal:
    short = _SHORT.plus(to_decimal(number))
    return to_decimal(Fraction(short.quantize(SMALLEST, ROUND_HALF_EVEN)))
