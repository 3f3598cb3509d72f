"""Milestones: their order, circles, dates that contradict it, the budget, the early win."""

from __future__ import annotations

import datetime
import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from scoping.calc.graph import find_cycles


@dataclass(frozen=True)
class Milestone:
    """A point of the plan; `needs` are the keys of those that must be done before."""

    key: str
    day: datetime.date | None = None
    needs: tuple[str, ...] = ()
    budget: Decimal | None = None


@dataclass(frozen=True)
class TooEarly:
    """A milestone whose date lies before that of one it needs."""

    milestone: str
    needs: str
    days: int


@dataclass(frozen=True)
class PlanOrder:
    """The keys in an order that can be worked, and what speaks against the plan.

    `order` holds every key outside circles and what waits for them; `waiting` those others.
    `unknown` pairs a milestone with a key that does not exist, `undated` have no date.
    """

    order: tuple[str, ...]
    waiting: tuple[str, ...]
    cycles: tuple[tuple[str, ...], ...]
    too_early: tuple[TooEarly, ...]
    unknown: tuple[tuple[str, str], ...]
    undated: tuple[str, ...]

    @property
    def is_sound(self) -> bool:
        """Whether nothing speaks against the order; a date may still be missing."""
        return not (self.cycles or self.too_early or self.unknown)


@dataclass(frozen=True)
class BudgetCheck:
    """The sum of the milestones' budgets against the total of the plan.

    `difference` is sum - total, money; None while a budget is missing (`missing`).
    """

    sum: Decimal
    difference: Decimal | None
    missing: tuple[str, ...]


def order_milestones(milestones: Sequence[Milestone]) -> PlanOrder:
    """Return the milestones so that each comes after all that it needs.

    Of those that may come next, the earlier date goes first, those without date last, and equal
    ones in the order given. The same day as a needed milestone is not too early. An empty plan is
    sound. Errors: ValueError for a key that stands twice. Source: scoping spec 1 (milestones).

    >>> march, may = datetime.date(2027, 3, 1), datetime.date(2027, 5, 1)
    >>> plan = [Milestone("live", march, ("pilot",)), Milestone("pilot", may)]
    >>> found = order_milestones(plan)
    >>> found.order, found.too_early
    (('pilot', 'live'), (TooEarly(milestone='live', needs='pilot', days=61),))
    """
    by_key = {each.key: each for each in milestones}
    if len(by_key) < len(milestones):
        raise ValueError("a milestone stands twice")
    unknown = tuple(
        (each.key, need) for each in milestones for need in each.needs if need not in by_key
    )
    order = _order(milestones, by_key)
    return PlanOrder(
        order=order,
        waiting=tuple(key for key in by_key if key not in set(order)),
        cycles=find_cycles({each.key: each.needs for each in milestones}),
        too_early=_too_early(milestones, by_key),
        unknown=unknown,
        undated=tuple(each.key for each in milestones if each.day is None),
    )


def _order(milestones: Sequence[Milestone], by_key: dict[str, Milestone]) -> tuple[str, ...]:
    """Kahn's order; a heap keeps the earliest of those that are free in front."""
    place = {
        each.key: (each.day or datetime.date.max, index) for index, each in enumerate(milestones)
    }
    open_needs = {each.key: {need for need in each.needs if need in by_key} for each in milestones}
    needed_by: dict[str, list[str]] = {key: [] for key in by_key}
    for key, needs in open_needs.items():
        for need in needs:
            needed_by[need].append(key)
    free = [(*place[key], key) for key, needs in open_needs.items() if not needs]
    heapq.heapify(free)
    order = []
    while free:
        key = heapq.heappop(free)[-1]
        order.append(key)
        for later in needed_by[key]:
            open_needs[later].remove(key)
            if not open_needs[later]:
                heapq.heappush(free, (*place[later], later))
    return tuple(order)


def _too_early(
    milestones: Sequence[Milestone], by_key: dict[str, Milestone]
) -> tuple[TooEarly, ...]:
    found = []
    for each in milestones:
        for need in dict.fromkeys(each.needs):
            other = by_key.get(need)
            if each.day and other and other.day and each.day < other.day:
                found.append(TooEarly(each.key, need, (other.day - each.day).days))
    return tuple(found)


def check_budget(milestones: Sequence[Milestone], total: Decimal) -> BudgetCheck:
    """Return whether the milestones' budgets sum to the total, to the last digit.

    Source: scoping spec 4 (X7).

    >>> plan = [Milestone("a", budget=Decimal(200)), Milestone("b", budget=Decimal(50))]
    >>> check_budget(plan, Decimal(300)).difference
    Decimal('-50')
    """
    known = [each.budget for each in milestones if each.budget is not None]
    missing = tuple(each.key for each in milestones if each.budget is None)
    added = sum(known, Decimal(0))
    return BudgetCheck(added, None if missing else added - total, missing)


def latest_early_win(start: datetime.date, end: datetime.date) -> datetime.date:
    """Return the last day that lies before half of the time from start to end.

    Errors: ValueError unless the end comes after the start. Source: scoping spec 1 (early win).

    >>> latest_early_win(datetime.date(2027, 1, 1), datetime.date(2027, 1, 11))
    datetime.date(2027, 1, 5)
    """
    if end <= start:
        raise ValueError("the end must come after the start")
    return start + datetime.timedelta(days=((end - start).days - 1) // 2)
