"""Which projects to choose under a budget: the best set of all, proven, not a rule of thumb."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from math import floor, gcd
from time import monotonic
from typing import Any

import numpy as np
import numpy.typing as npt

Whole = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
FORMULA_VERSION = "1"
CENT = Decimal("0.01")
SECONDS = 10.0
NODES = 2000  # of the search for the cheapest of the best; a count, so that speed changes nothing
LARGEST = 2**53  # up to here the solver's numbers are exact
OPTIMAL = 0  # the solver's status
HALF, TOLERANCE = 0.5, 1e-6


@dataclass(frozen=True)
class Option:
    """A project that may be chosen whole or not at all; money in one currency.

    `value` is its risk-adjusted value and may be negative, `cost` what it takes from the budget.
    """

    key: str
    cost: Decimal
    value: Decimal


@dataclass(frozen=True)
class Need:
    """`key` may only be chosen together with `needs`."""

    key: str
    needs: str


@dataclass(frozen=True)
class Limits:
    """What else a choice must respect.

    At most one of each set in `exclusions`; `pinned_in` are chosen and `pinned_out` are not,
    whatever they are worth.
    """

    exclusions: tuple[frozenset[str], ...] = ()
    needs: tuple[Need, ...] = ()
    pinned_in: frozenset[str] = frozenset()
    pinned_out: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Choice:
    """The chosen keys in order, what they cost and are worth together.

    `is_proven` says that no allowed set is worth more, to the cent; `gap` is how much more one
    could be worth at most, money, 0 when proven. `conflicts` say in words why no set is allowed;
    then nothing is chosen and nothing proven.
    """

    chosen: tuple[str, ...]
    cost: Decimal
    value: Decimal
    is_proven: bool
    gap: Decimal
    conflicts: tuple[str, ...] = ()


def choose(
    options: Sequence[Option],
    budget: Decimal,
    limits: Limits | None = None,
    *,
    seconds: float = SECONDS,
) -> Choice:
    """Return the allowed set of greatest summed value whose cost is within the budget.

    Money counts in whole cents, rounded half to even. Of sets of equal value the cheapest that
    2,000 nodes of a second search find is taken, and of those the one that the solver finds for
    the options sorted by key, so that the order given never matters. No options, or none worth it,
    choose nothing. After `seconds` the best set so far is returned, not proven. Errors: ValueError
    for a key that stands twice or is unknown, for a cost or a budget below 0, and for more than
    9e13 of money in all. Source: scoping spec 6 (budget selection); solved by HiGHS, which
    searches branches and bounds of the whole program.

    >>> options = [Option("rule", Decimal(50), Decimal(450)), Option("model", Decimal(300),
    ...     Decimal(559)), Option("offers", Decimal(400), Decimal(15))]
    >>> rivals = Limits(exclusions=(frozenset({"rule", "model"}),))
    >>> choose(options, Decimal(700), rivals).chosen, choose(options, Decimal(299), rivals).chosen
    (('model', 'offers'), ('rule',))
    >>> choose(options, Decimal(299), Limits(pinned_in=frozenset({"model"}))).conflicts
    ('what is pinned costs 300, the budget is 299',)
    """
    limits = limits or Limits()
    _check(options, budget, limits)
    ordered = sorted(options, key=lambda option: option.key)
    wanted = _closure(limits)
    if conflicts := _conflicts(ordered, budget, limits, wanted):
        return Choice((), Decimal(0), Decimal(0), False, Decimal(0), conflicts)
    taken, gap = _Problem(ordered, _cents(budget), limits, wanted).solve(seconds)
    chosen = [option for option, is_in in zip(ordered, taken, strict=True) if is_in]
    return Choice(
        chosen=tuple(option.key for option in chosen),
        cost=sum((option.cost for option in chosen), Decimal(0)),
        value=sum((option.value for option in chosen), Decimal(0)),
        is_proven=gap == 0,
        gap=gap * CENT,
    )


def _check(options: Sequence[Option], budget: Decimal, limits: Limits) -> None:
    keys = [option.key for option in options]
    if len(set(keys)) < len(keys):
        raise ValueError("an option stands twice")
    if budget < 0 or any(option.cost < 0 for option in options):
        raise ValueError("costs and the budget are not below 0")
    pairs = [key for need in limits.needs for key in (need.key, need.needs)]
    named = {*pairs, *limits.pinned_in, *limits.pinned_out}.union(*limits.exclusions)
    if unknown := sorted(named - set(keys)):
        raise ValueError(f"there is no option {unknown[0]}")


def _cents(money: Decimal) -> int:
    return int((money / CENT).quantize(Decimal(1), ROUND_HALF_EVEN))


def _closure(limits: Limits) -> frozenset[str]:
    """What is pinned in, and all that it needs, over any number of steps."""
    found = set(limits.pinned_in)
    while more := {need.needs for need in limits.needs if need.key in found} - found:
        found |= more
    return frozenset(found)


def _conflicts(
    options: Iterable[Option], budget: Decimal, limits: Limits, wanted: Collection[str]
) -> tuple[str, ...]:
    """Why nothing is allowed; empty exactly if the pinned set with its needs is itself allowed."""
    found = [
        f"{key} is pinned in, or needed by what is, but pinned out or not to be had"
        for key in sorted(limits.pinned_out.intersection(wanted))
    ]
    for rivals in limits.exclusions:
        if len(both := sorted(rivals.intersection(wanted))) > 1:
            found.append(f"{' and '.join(both)} exclude each other, and all are pinned or needed")
    pinned = [option.cost for option in options if option.key in wanted]
    if sum(_cents(cost) for cost in pinned) > _cents(budget):
        costs = _amount(sum(pinned, Decimal(0)))
        found.append(f"what is pinned costs {costs}, the budget is {_amount(budget)}")
    return tuple(found)


def _amount(money: Decimal) -> str:
    return f"{money:,.0f}" if money == money.to_integral_value() else f"{money:,.2f}"


class _Problem:
    """The integer program, in cents divided by what divides them all."""

    def __init__(
        self, options: Sequence[Option], budget: int, limits: Limits, wanted: Collection[str]
    ) -> None:
        costs = [_cents(option.cost) for option in options]
        values = [_cents(option.value) for option in options]
        if sum(map(abs, [*costs, *values, budget])) > LARGEST:
            raise ValueError("these amounts are too large to be added exactly")
        unit, self.unit = gcd(*costs) or 1, gcd(*values) or 1
        self.costs = np.array(costs, np.int64) // unit
        self.values = np.array(values, np.int64) // self.unit
        self.budget = budget // unit
        self.fixed_in = np.array([option.key in wanted for option in options], bool)
        self.fixed_out = np.array([option.key in limits.pinned_out for option in options], bool)
        place = {option.key: index for index, option in enumerate(options)}
        self.rules = [self._row({place[key]: 1 for key in keys}) for keys in limits.exclusions]
        self.most = [1] * len(limits.exclusions)
        for need in limits.needs:
            if need.key != need.needs:
                self.rules.append(self._row({place[need.key]: 1, place[need.needs]: -1}))
                self.most.append(0)

    def _row(self, entries: dict[int, int]) -> Whole:
        row = np.zeros(len(self.costs), np.int64)
        row[list(entries)] = list(entries.values())
        return row

    def solve(self, seconds: float) -> tuple[Flags, int]:
        """Which options to take, and by how many cents at most another set could be better."""
        if not len(self.costs):
            return self.fixed_in, 0
        until = monotonic() + seconds
        rows, most = [self.costs, *self.rules], [self.budget, *self.most]
        while True:
            found = self._run(-self.values, rows, most, time_limit=max(until - monotonic(), 0.01))
            if found.x is None:
                return self.fixed_in, self._gap(found, self.fixed_in)
            taken: Flags = found.x > HALF
            if self._is_allowed(taken):
                break
            # The solver's tolerance let a set through that costs too much: rule that set out.
            rows, most = [*rows, taken.astype(np.int64)], [*most, int(taken.sum()) - 1]
        gap = 0 if found.status == OPTIMAL else self._gap(found, taken)
        return (self._cheapest(taken), 0) if gap == 0 else (taken, gap)

    def _cheapest(self, taken: Flags) -> Flags:
        """A set of the same value that costs least; searched over a fixed number of nodes."""
        worth = int(self.values @ taken)
        rows = [self.costs, -self.values, *self.rules]
        most = [int(self.costs @ taken), -worth, *self.most]
        found = self._run(self.costs, rows, most, node_limit=NODES)
        if found.x is None:
            return taken
        other: Flags = found.x > HALF
        is_better = self.values @ other >= worth and self.costs @ other < self.costs @ taken
        return other if is_better and self._is_allowed(other) else taken

    def _is_allowed(self, taken: Flags) -> bool:
        rows = [self.costs, *self.rules]
        limits = zip(rows, [self.budget, *self.most], strict=True)
        return all(int(row @ taken) <= limit for row, limit in limits)

    def _gap(self, found: Any, taken: Flags) -> int:
        """How much more than this set the solver's bound allows, in cents."""
        most = int(self.values[self.values > 0].sum())
        if found.mip_dual_bound is not None and np.isfinite(found.mip_dual_bound):
            most = min(most, floor(TOLERANCE - found.mip_dual_bound))
        return max(0, most - int(self.values @ taken)) * self.unit

    def _run(self, goal: Whole, rows: list[Whole], most: list[int], **limit: float) -> Any:
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import csr_array

        options: Any = {"mip_rel_gap": 0.0, **limit}
        return milp(
            goal.astype(float),
            constraints=LinearConstraint(csr_array(np.array(rows, float)), -np.inf, most),
            bounds=Bounds(self.fixed_in.astype(float), 1.0 - self.fixed_out),
            integrality=np.ones(len(goal), np.int64),
            options=options,
        )
