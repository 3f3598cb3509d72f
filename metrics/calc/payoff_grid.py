"""How the optimum moves when two payoffs were guessed wrong: a two-way grid."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

import numpy as np

from metrics.calc.counts import Counts, Floats
from metrics.calc.curves import ProfitCurve, allowed_points, best_with_part, price
from metrics.calc.hull import corners_of_limits
from metrics.calc.payoffs import Limits, Payoff, Payoffs

PayoffName = Literal[
    "true_positive", "false_positive", "cost_per_action", "false_negative", "true_negative"
]
NAMES: tuple[PayoffName, ...] = get_args(PayoffName)
STEPS = 11
SPREAD = 0.5
FACTORS: Floats = 1 + SPREAD * np.arange(-(STEPS // 2), STEPS // 2 + 1) / (STEPS // 2)


@dataclass(frozen=True)
class Axis:
    """One payoff that varies: its name and what it is multiplied by, the middle one being 1."""

    payoff: PayoffName
    factors: Floats


@dataclass(frozen=True)
class PayoffGrid:
    """Best profit and treated share in each cell; both have shape (rows, columns), all finite.

    Money of the population for one period; shares of the population, 0 to 1. The middle cell has
    the payoffs as entered.
    """

    rows: Axis
    columns: Axis
    profit: Floats
    treated_share: Floats


def default_axes(payoffs: Payoffs) -> tuple[PayoffName, PayoffName]:
    """Return the two payoffs to vary: a treated positive and a treated negative.

    One that is zero would change nothing and gives way to the next: cost per action, then an
    untreated positive, then an untreated negative. Source: metrics spec 3.6.

    >>> default_axes(Payoffs(true_positive=Payoff(100), cost_per_action=2))
    ('true_positive', 'cost_per_action')
    """
    zeros = {name for name in NAMES if getattr(payoffs, name) in (0, Payoff())}
    first, second = sorted(NAMES, key=lambda name: (name in zeros, NAMES.index(name)))[:2]
    return first, second


def payoff_grid(
    curve: ProfitCurve,
    limits: Limits | None = None,
    axes: tuple[PayoffName, PayoffName] | None = None,
) -> PayoffGrid:
    """Return the best profit for 11 x 11 combinations of two payoffs, each 0.5 to 1.5 times.

    The first axis makes the rows. Each factor (0.5, 0.6, ... 1.5) multiplies the payoff, with its
    part by amount; the threshold is chosen anew in each cell within the limits, where part of a
    block may be treated: a volume allows the same share everywhere, a budget allows
    (budget - fixed cost) / (the cell's cost per action x N). Without payoffs by amount only
    corners of the hull are priced. Axes: those of `default_axes`; ValueError where both are the
    same. Source: metrics spec 3.4, 3.6.

    >>> from metrics.calc.counts import count_by_class
    >>> counts = count_by_class(np.array([0.9, 0.4]), np.array([0.6, 0.1]))
    >>> found = payoff_grid(price(counts, Payoffs(Payoff(10), Payoff(-8))))
    >>> found.profit[[0, 5, 10], 5].tolist(), found.treated_share[[0, 5, 10], 5].tolist()
    ([5.0, 12.0, 22.0], [0.25, 0.75, 0.75])
    """
    names = axes or default_axes(curve.payoffs)
    if names[0] == names[1]:
        raise ValueError("the two payoffs must differ")
    counts = _decisive(curve, limits or Limits())
    profit, treated = np.empty((STEPS, STEPS)), np.empty((STEPS, STEPS))
    for row, column in np.ndindex(STEPS, STEPS):
        payoffs = _scaled(curve.payoffs, names[0], float(FACTORS[row]))
        payoffs = _scaled(payoffs, names[1], float(FACTORS[column]))
        share = limits.share(payoffs, curve.size) if limits else None
        found = best_with_part(price(counts, payoffs, curve.population), share)
        profit[row, column], treated[row, column] = found.profit, found.treated_share
    return PayoffGrid(Axis(names[0], FACTORS), Axis(names[1], FACTORS), profit, treated)


def shares_of_costs(payoffs: Payoffs, limits: Limits, size: float) -> list[float]:
    """Return the shares that the limits allow for each cost per action of a grid, narrowest first.

    0 to 1 of the population, distinct; one share where no budget limits, none without a limit.
    `size` is the population. Source: metrics spec 3.4, 3.6.

    >>> shares_of_costs(Payoffs(cost_per_action=10), Limits(budget=60), size=100)[::5]
    [0.04, 0.06, 0.12]
    >>> shares_of_costs(Payoffs(cost_per_action=10), Limits(volume=60), size=100)
    [0.6]
    """
    costs = (_scaled(payoffs, "cost_per_action", factor) for factor in FACTORS.tolist())
    shares = {limits.share(scaled, size) for scaled in costs}
    return sorted(min(share, 1.0) for share in shares if share is not None)


def _decisive(curve: ProfitCurve, limits: Limits) -> Counts:
    if curve.payoffs.by_amount:
        return curve.counts
    # A population of its own keeps its size; the file's own is the counts' last point, kept too.
    shares = (*shares_of_costs(curve.payoffs, limits, curve.size), None)
    allowed = [allowed_points(curve, share) for share in shares]
    return curve.counts.take(corners_of_limits(curve.counts, allowed))


def _scaled(payoffs: Payoffs, name: PayoffName, factor: float) -> Payoffs:
    if name == "cost_per_action":
        return replace(payoffs, cost_per_action=payoffs.cost_per_action * factor)
    value: Payoff = getattr(payoffs, name)
    scaled: dict[str, Any] = {name: Payoff(value.constant * factor, value.per_amount * factor)}
    return replace(payoffs, **scaled)
