"""What to fix first: the value that one more level of a maturity dimension makes ready."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from scoping.calc.readiness import HIGHEST, Readiness, fit_of

FORMULA_VERSION = "1"
STEP = 1.0


@dataclass(frozen=True)
class Blocked:
    """A charter as the enabler return sees it: required levels, and its risk-adjusted value."""

    key: str
    required: Mapping[str, float]
    net_present_value: Decimal


@dataclass(frozen=True)
class EnablerReturn:
    """One dimension raised by a level.

    `unlocked` are the charters that become ready, in the order given, and `value` is their summed
    risk-adjusted value, money. `ratio` is value / cost; None where the cost is unknown or 0.
    `raised_to` is None where the level is unknown or cannot rise; then nothing is unlocked.
    """

    dimension: str
    raised_to: float | None
    unlocked: tuple[str, ...]
    value: Decimal
    cost: Decimal | None
    ratio: Decimal | None


def enabler_returns(
    charters: Sequence[Blocked],
    levels: Mapping[str, float | None],
    costs: Mapping[str, Decimal | None],
    *,
    step: float = STEP,
) -> tuple[EnablerReturn, ...]:
    """Return what raising each dimension alone would make ready, best return first.

    value = sum of the risk-adjusted values of the charters whose verdict is not ready, conditional
    or unknown now, and ready with that dimension at min(5, level + step); ratio = value / cost. A
    charter that needs two dimensions counts for neither. Losses count as they are. Those without
    ratio come last, by value; equal ones in the order of `levels`. Errors: ValueError for levels
    outside 1 to 5, a step or cost that is not positive or 0. Source: scoping spec 9.5.

    >>> charter = Blocked("churn", {"data": 2.5, "watch": 2.0}, Decimal("0.559"))
    >>> now, costs = {"data": 2.8, "watch": 1.6}, {"data": None, "watch": Decimal("0.1")}
    >>> best = enabler_returns([charter], now, costs)[0]
    >>> best.dimension, best.raised_to, best.unlocked, best.ratio
    ('watch', 2.6, ('churn',), Decimal('5.59'))
    """
    if step <= 0 or any(cost is not None and cost < 0 for cost in costs.values()):
        raise ValueError("a step lies above 0 and a cost is not below 0")
    found = [
        _raise(dimension, charters, levels, costs.get(dimension), step) for dimension in levels
    ]
    return tuple(sorted(found, key=_best_first))


def _best_first(found: EnablerReturn) -> tuple[bool, Decimal, Decimal]:
    return found.ratio is None, -(found.ratio or Decimal(0)), -found.value


def _raise(
    dimension: str,
    charters: Sequence[Blocked],
    levels: Mapping[str, float | None],
    cost: Decimal | None,
    step: float,
) -> EnablerReturn:
    level = levels[dimension]
    if level is None or level >= HIGHEST:
        nothing = Decimal(0)
        return EnablerReturn(dimension, None, (), nothing, cost, nothing / cost if cost else None)
    raised = {**levels, dimension: min(HIGHEST, round(level + step, 9))}
    unlocked = [
        charter
        for charter in charters
        if fit_of(charter.required, levels).verdict is not Readiness.READY
        and fit_of(charter.required, raised).verdict is Readiness.READY
    ]
    value = sum((charter.net_present_value for charter in unlocked), Decimal(0))
    return EnablerReturn(
        dimension=dimension,
        raised_to=raised[dimension],
        unlocked=tuple(charter.key for charter in unlocked),
        value=value,
        cost=cost,
        ratio=value / cost if cost else None,
    )
