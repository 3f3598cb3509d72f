"""How the optimum moves when two payoffs were guessed wrong: a two-way grid."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

import numpy as np

from metrics.calc.counts import Counts, Floats
from metrics.calc.curves import ProfitCurve, allowed_points, best_with_part, price
from metrics.calc.hull import corners
from metrics.calc.payoffs import Payoff, Payoffs

PayoffName = Literal[
    "true_positive", "false_positive", "cost_per_action", "false_negative", "true_negative"
]
NAMES: tuple[PayoffName, ...] = get_args(PayoffName)
STEPS = 11
SPREAD = 0.5


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
    share: float | None = None,
    axes: tuple[PayoffName, PayoffName] | None = None,
) -> PayoffGrid:
    """Return the best profit for 11 x 11 combinations of two payoffs, each 0.5 to 1.5 times.

    The first axis makes the rows. Each factor (0.5, 0.6, ... 1.5) multiplies the payoff, with its
    part by amount; the threshold is chosen anew in each cell, under the same limit (`share` of
    the population, also where the limit came from money), where part of a block may be treated.
    Without payoffs by amount only corners of the hull are priced. Axes: those of `default_axes`;
    ValueError where both are the same. Source: metrics spec 3.6.

    >>> from metrics.calc.counts import count_by_class
    >>> counts = count_by_class(np.array([0.9, 0.4]), np.array([0.6, 0.1]))
    >>> found = payoff_grid(price(counts, Payoffs(Payoff(10), Payoff(-8))))
    >>> found.profit[[0, 5, 10], 5].tolist(), found.treated_share[[0, 5, 10], 5].tolist()
    ([5.0, 12.0, 22.0], [0.25, 0.75, 0.75])
    """
    names = axes or default_axes(curve.payoffs)
    if names[0] == names[1]:
        raise ValueError("the two payoffs must differ")
    half = STEPS // 2
    factors = 1 + SPREAD * np.arange(-half, half + 1) / half
    counts = _decisive(curve, share)
    profit, treated = np.empty((STEPS, STEPS)), np.empty((STEPS, STEPS))
    for row, column in np.ndindex(STEPS, STEPS):
        payoffs = _scaled(curve.payoffs, names[0], float(factors[row]))
        payoffs = _scaled(payoffs, names[1], float(factors[column]))
        found = best_with_part(price(counts, payoffs, curve.population), share)
        profit[row, column], treated[row, column] = found.profit, found.treated_share
    return PayoffGrid(Axis(names[0], factors), Axis(names[1], factors), profit, treated)


def _decisive(curve: ProfitCurve, share: float | None) -> Counts:
    if curve.payoffs.by_amount:
        return curve.counts
    # A population of its own keeps its size; the file's own is the counts' last point, kept too.
    return curve.counts.take(corners(curve.counts, allowed_points(curve, share)))


def _scaled(payoffs: Payoffs, name: PayoffName, factor: float) -> Payoffs:
    if name == "cost_per_action":
        return replace(payoffs, cost_per_action=payoffs.cost_per_action * factor)
    value: Payoff = getattr(payoffs, name)
    scaled: dict[str, Any] = {name: Payoff(value.constant * factor, value.per_amount * factor)}
    return replace(payoffs, **scaled)
