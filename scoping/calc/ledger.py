"""The calibration ledger: what came of earlier forecasts, and what that says about a new one."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from statistics import median

FORMULA_VERSION = "1"
ENOUGH_CASES = 5
DAYS_OF_A_YEAR = 365


@dataclass(frozen=True)
class ClosedCase:
    """A forecast whose outcome is known, in one unit; `classes` such as {"estimator": "Ada"}.

    Errors: ValueError unless the forecast lies above 0, because a ratio to it has no meaning.
    """

    key: str
    forecast: Decimal
    actual: Decimal
    classes: Mapping[str, str]

    def __post_init__(self) -> None:
        if self.forecast <= 0:
            raise ValueError(f"{self.key}: the forecast must lie above 0")

    @property
    def ratio(self) -> Decimal:
        """Actual / forecast; 1 is right, below 1 promised too much."""
        return self.actual / self.forecast


@dataclass(frozen=True)
class ClassRatio:
    """The ratios of one class: their number, middle, lowest and highest."""

    name: str
    cases: int
    middle: Decimal
    low: Decimal
    high: Decimal

    @property
    def is_enough(self) -> bool:
        """Whether there are cases enough to adjust a new forecast by."""
        return self.cases >= ENOUGH_CASES


@dataclass(frozen=True)
class Adjusted:
    """A raw forecast and beside it what cases like it would make of it.

    The three figures are None with fewer than five cases. `like` names the kinds of class that the
    cases share with the forecast; none are all cases.
    """

    raw: Decimal
    cases: int
    figure: Decimal | None
    low: Decimal | None
    high: Decimal | None
    like: tuple[str, ...] = ()

    @property
    def lacking(self) -> int:
        """How many more cases are needed; 0 where there are enough."""
        return max(0, ENOUGH_CASES - self.cases)


def yearly(amount: Decimal, first: datetime.date, last: datetime.date) -> Decimal:
    """Return what an amount of the days from first to last, both included, comes to in a year.

    amount x 365 / days. Errors: ValueError where the last day lies before the first. Source:
    scoping spec 9.10.

    >>> yearly(Decimal(500), datetime.date(2027, 1, 1), datetime.date(2027, 3, 14))
    Decimal('2500')
    """
    days = (last - first).days + 1
    if days < 1:
        raise ValueError("the last day lies before the first")
    return amount * DAYS_OF_A_YEAR / days


def class_ratios(cases: Sequence[ClosedCase], by: str) -> tuple[ClassRatio, ...]:
    """Return actual / forecast by class, for one kind of class ("estimator"), by name.

    The middle is the median, for an even number the mean of both in the middle, so that one odd
    case does not set it. A case without that kind of class is left out; no cases give no rows.
    Source: scoping spec 9.10.

    >>> cases = [ClosedCase("a", Decimal(100), Decimal(60), {"complexity": "M"}),
    ...     ClosedCase("b", Decimal(50), Decimal(50), {"complexity": "M"})]
    >>> found = class_ratios(cases, "complexity")[0]
    >>> found.name, found.cases, found.middle, found.is_enough
    ('M', 2, Decimal('0.8'), False)
    """
    grouped: dict[str, list[Decimal]] = {}
    for case in cases:
        if by in case.classes:
            grouped.setdefault(case.classes[by], []).append(case.ratio)
    return tuple(
        ClassRatio(name, len(ratios), median(ratios), min(ratios), max(ratios))
        for name, ratios in sorted(grouped.items())
    )


def adjust(raw: Decimal, like: Mapping[str, str], cases: Sequence[ClosedCase]) -> Adjusted:
    """Return a forecast beside what its reference class makes of it.

    The reference class are the cases that agree with `like` in each of its kinds; figure = raw x
    their median ratio, low and high = raw x the lowest and highest ratio. An empty `like` takes
    all cases. The raw figure always stays. Source: scoping spec 9.10.

    >>> cases = [ClosedCase(str(n), Decimal(100), Decimal(n), {"metric": "margin"})
    ...     for n in (40, 70, 80, 90, 120)]
    >>> found = adjust(Decimal(1000), {"metric": "margin"}, cases)
    >>> found.cases, found.figure == 800, found.low == 400, found.high == 1200
    (5, True, True, True)
    >>> adjust(Decimal(1000), {"metric": "margin"}, cases[:4]).figure is None
    True
    """
    ratios = [
        case.ratio
        for case in cases
        if all(case.classes.get(kind) == name for kind, name in like.items())
    ]
    if len(ratios) < ENOUGH_CASES:
        return Adjusted(raw, len(ratios), None, None, None)
    return Adjusted(raw, len(ratios), raw * median(ratios), raw * min(ratios), raw * max(ratios))


def nearest(raw: Decimal, classes: Mapping[str, str], cases: Sequence[ClosedCase]) -> Adjusted:
    """Return a forecast beside the narrowest reference class that has cases enough.

    Tried are the cases that share all of `classes`, then each kind alone in the order given, then
    all. Where even all are fewer than five, their number is told and nothing is adjusted.
    Source: scoping spec 9.10.

    >>> cases = [ClosedCase(str(n), Decimal(100), Decimal(n), {"category": "cost",
    ...     "complexity": "S" if n < 80 else "M"}) for n in (40, 70, 80, 90, 120)]
    >>> found = nearest(Decimal(1000), {"category": "cost", "complexity": "M"}, cases)
    >>> found.like, found.figure == 800
    (('category',), True)
    """
    steps = [tuple(classes), *((kind,) for kind in classes), ()]
    for kinds in steps:
        found = adjust(raw, {kind: classes[kind] for kind in kinds}, cases)
        if found.figure is not None:
            return replace(found, like=kinds)
    return found
