"""What a candidate is worth: yearly margin with its range, chance of success, three years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from metrics.calc.units import UnitError, convert, parse_unit

FORMULA_VERSION = "1"
YEARS = 3
MONTHS = 12
DISCOUNT = Decimal("0.1")
HUNDRED = Decimal(100)
PERT_PARTS = 6
EARLY_WIN_MONTHS = Decimal(6)
CENT_PLACES = 2


@dataclass(frozen=True)
class Benefit:
    """Yearly margin: what is expected, and its low and high end, in the project's currency."""

    expected: Decimal
    low: Decimal
    high: Decimal


def expected_benefit(low: Decimal, likely: Decimal, high: Decimal, margin: Decimal) -> Benefit:
    """Return (low + 4 likely + high) / 6 times the margin in percent, with both ends likewise.

    ValueError unless low <= likely <= high and the margin lies from 0 to 100. Scoping spec 6.

    >>> found = expected_benefit(Decimal("0.8"), Decimal("2.0"), Decimal("2.6"), Decimal(40))
    >>> found.expected, found.low, found.high
    (Decimal('0.76'), Decimal('0.32'), Decimal('1.04'))
    """
    if not low <= likely <= high:
        raise ValueError("the benefit must rise from low over likely to high")
    if not 0 <= margin <= HUNDRED:
        raise ValueError("the margin lies from 0 to 100 percent")
    share = margin / HUNDRED
    mean = (low + 4 * likely + high) / PERT_PARTS
    return Benefit(_tidy(mean * share), _tidy(low * share), _tidy(high * share))


def _tidy(value: Decimal) -> Decimal:
    return value.normalize() + 0


def yearly(amount: Decimal, unit: str) -> Decimal:
    """Return money for a period as money a year, to the cent.

    `unit` is a currency per year, quarter or month, such as EUR/quarter. ValueError with the reason
    for anything else: what is no money for a period has no yearly amount, and a week or an hour no
    exact one. Source: scoping spec 1 (benefit of a year).

    >>> yearly(Decimal("12.5"), "EUR/quarter"), yearly(Decimal(-3), "USD/month")
    (Decimal('50.00'), Decimal('-36.00'))
    """
    given = parse_unit(unit)
    if not given.is_money_per_period:
        raise UnitError(f"{unit} is no money for a period, such as {_example(given.currencies)}")
    exact = convert(Fraction(amount), given, parse_unit(f"{given.currencies[0]}/year"))
    return round(Decimal(exact.numerator) / Decimal(exact.denominator), CENT_PLACES)


def _example(currencies: Sequence[str]) -> str:
    return f"{currencies[0] if currencies else 'EUR'}/year"


def default_chance(evidence: float, viability: float) -> float:
    """Return the chance of success K V / 100, from 0 to 1.

    >>> default_chance(0.8, 67.5)
    0.54
    """
    return round(evidence * viability / 100, 12)


def ramp_shares(months: int) -> tuple[Decimal, ...]:
    """Return the share of the full benefit in each of the three years.

    It grows evenly from nothing at go-live to all of it after `months`; 0 is all from the start.
    ValueError for a negative number.

    >>> ramp_shares(12), ramp_shares(0)
    ((Decimal('0.5'), Decimal('1'), Decimal('1')), (Decimal('1'), Decimal('1'), Decimal('1')))
    """
    if months < 0:
        raise ValueError("a ramp has no negative length")
    if months == 0:
        return (Decimal(1),) * YEARS
    # The area under min(1, t / months) up to a month, in months.
    areas = [_area(Decimal(MONTHS * year), Decimal(months)) for year in range(YEARS + 1)]
    return tuple(_tidy((areas[year + 1] - areas[year]) / MONTHS) for year in range(YEARS))


def _area(until: Decimal, months: Decimal) -> Decimal:
    if until <= months:
        return until * until / (2 * months)
    return months / 2 + (until - months)


def net_present_value(
    benefit: Decimal,
    run_costs: Sequence[Decimal],
    chance: float | Decimal,
    build: Decimal,
    *,
    reskilling: Decimal = Decimal(0),
    ramp_months: int = 0,
    rate: Decimal = DISCOUNT,
) -> Decimal:
    """Return the risk-adjusted net present value over three years.

    The sum over years t = 1..3 of p (B_t - run_t) / (1 + rate)^t, less build and reskilling, which
    are spent before and whatever comes; B_t follows the ramp. ValueError unless there are three run
    costs and the chance lies from 0 to 1. Source: scoping spec 6.

    >>> run = [Decimal("0.12")] * 3
    >>> round(net_present_value(Decimal("0.76"), run, 0.54, Decimal("0.30")), 3)
    Decimal('0.559')
    """
    if len(run_costs) != YEARS:
        raise ValueError(f"run costs of {YEARS} years are needed")
    p = Decimal(str(chance))
    if not 0 <= p <= 1:
        raise ValueError("a chance lies from 0 to 1")
    shares = ramp_shares(ramp_months)
    worth = sum(
        (
            (benefit * share - run) / (1 + rate) ** year
            for year, (share, run) in enumerate(zip(shares, run_costs, strict=True), start=1)
        ),
        Decimal(0),
    )
    return p * worth - build - reskilling


def payback_months(benefit: Decimal, run_cost: Decimal, build: Decimal) -> Decimal | None:
    """Return 12 build / (benefit - run): months until the build cost has come back.

    None where the benefit does not exceed the run cost.

    >>> payback_months(Decimal("0.76"), Decimal("0.12"), Decimal("0.30"))
    Decimal('5.625')
    """
    yearly = benefit - run_cost
    return _tidy(MONTHS * build / yearly) if yearly > 0 else None


def value_score(benefit: Decimal, scale: Decimal) -> float:
    """Return 100 benefit / scale, at least 0 and at most 100.

    The scale is fixed by the organization, so that a further project never reorders the others.

    >>> value_score(Decimal("0.76"), Decimal(1)), value_score(Decimal(-1), Decimal(1))
    (76.0, 0.0)
    """
    if scale <= 0:
        raise ValueError("the scale must be positive")
    return float(min(HUNDRED, max(Decimal(0), HUNDRED * benefit / scale)))


def break_even_precision(cost: Decimal, success_share: Decimal, saved: Decimal) -> Decimal | None:
    """Return the precision from which contacts pay: cost / (success share x saved), as a share.

    None where nothing is saved, or where even a precision of 1 does not pay.

    >>> round(break_even_precision(Decimal(150), Decimal("0.4"), Decimal(5400)), 3)
    Decimal('0.069')
    """
    gain = success_share * saved
    if gain <= 0 or cost > gain:
        return None
    return cost / gain
