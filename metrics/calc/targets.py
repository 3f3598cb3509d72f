"""Targets: what "10 %" means, and which day "next quarter" ends on."""

from __future__ import annotations

import calendar
import datetime
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal, get_args

from metrics.calc.expression import to_decimal
from metrics.calc.syntax import exact_number

TargetKind = Literal["absolute", "relative", "points"]
TARGET_KINDS: tuple[TargetKind, ...] = get_args(TargetKind)
Direction = Literal["up", "down"]
DueIn = Literal["next_month", "next_quarter", "next_half_year", "next_year"]
_MONTHS: dict[DueIn, int] = {
    "next_month": 1,
    "next_quarter": 3,
    "next_half_year": 6,
    "next_year": 12,
}


@dataclass(frozen=True)
class Readings:
    """The two values that "better by 10 %" can mean for a metric that is itself a percentage."""

    relative: Decimal
    points: Decimal


def target_value(
    baseline: Decimal, amount: Decimal, kind: TargetKind, direction: Direction
) -> Decimal:
    """Return the value to reach, in the unit of the baseline.

    absolute: the amount itself; relative: baseline +- |baseline| x amount / 100; points:
    baseline +- amount. `direction` says which way is better and gives the sign. Relative and
    points take amounts above 0; absolute must be better than the baseline. Errors: ValueError
    with a plain message; a baseline of 0 has no relative target.
    Source: scoping spec 1 (target kind), product checklist row 39.

    >>> target_value(Decimal(24), Decimal(10), "relative", "down")
    Decimal('21.6')
    >>> target_value(Decimal(24), Decimal(10), "points", "down")
    Decimal('14')
    """
    start, change = Fraction(exact_number(baseline)), Fraction(exact_number(amount))
    sign = 1 if direction == "up" else -1
    if kind == "absolute":
        if (change - start) * sign <= 0:
            way = "above" if direction == "up" else "below"
            raise ValueError(f"the target must lie {way} the baseline of {baseline}")
        return to_decimal(change)
    if change <= 0:
        raise ValueError("the change must be above 0; the direction says which way it goes")
    if kind == "points":
        return to_decimal(start + sign * change)
    if start == 0:
        raise ValueError("a baseline of 0 has no relative change; give the target itself")
    return to_decimal(start + sign * abs(start) * change / 100)


def readings(baseline: Decimal, amount: Decimal, direction: Direction) -> Readings:
    """Return both meanings of a change in percent, for the person to choose between.

    Errors: as for `target_value`. Source: scoping spec 9.1, product checklist row 39.

    >>> readings(Decimal(24), Decimal(10), "down")
    Readings(relative=Decimal('21.6'), points=Decimal('14'))
    """
    return Readings(
        target_value(baseline, amount, "relative", direction),
        target_value(baseline, amount, "points", direction),
    )


def due_date(due: DueIn, today: datetime.date) -> datetime.date:
    """Return the last day of the next month, calendar quarter, half-year or year.

    Source: product checklist row 39 (a quarter becomes a date).

    >>> due_date("next_quarter", datetime.date(2026, 11, 23))
    datetime.date(2027, 3, 31)
    """
    length = _MONTHS[due]
    months = today.year * 12 + (today.month - 1) // length * length + 2 * length - 1
    year, month = divmod(months, 12)
    return datetime.date(year, month + 1, calendar.monthrange(year, month + 1)[1])
