"""Where the profit comes from: money in, money out, what is spent on acting, and what it brings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from metrics.calc.counts import ClassSums, Floats
from metrics.calc.curves import ProfitCurve
from metrics.calc.payoffs import Payoff


@dataclass(frozen=True)
class CashFlows:
    """Money of the population at each threshold; all three are at least 0.

    money_in - money_out is the profit; `spent`, a part of money_out, is what acting costs.
    """

    money_in: Floats
    money_out: Floats
    spent: Floats


def cash_flows(curve: ProfitCurve) -> CashFlows:
    """Return what comes in and what goes out at each threshold of a curve.

    Each of the four outcomes, payoff x people, counts as money in where it is above 0 and as money
    out below; by amount, the sum over the outcome's rows decides. Spent on acting are r N q, and F
    where it is paid. Shapes (thresholds,). Source: metrics spec 3.2, 3.8.

    >>> from metrics.calc.counts import count_by_class
    >>> from metrics.calc.curves import price
    >>> from metrics.calc.payoffs import Payoffs
    >>> counts = count_by_class(np.array([0.9, 0.4]), np.array([0.6]))
    >>> found = cash_flows(price(counts, Payoffs(Payoff(10), Payoff(-3), cost_per_action=1)))
    >>> found.money_in.tolist(), found.money_out.tolist()
    ([0.0, 10.0, 10.0, 20.0], [0.0, 1.0, 5.0, 6.0])
    """
    counts, payoffs = curve.counts, curve.payoffs
    scales = curve.population.scales(counts.positives.total, counts.negatives.total)
    cells = [
        scale * _money(sums, payoff, treated=treated)
        for scale, sums, pair in (
            (scales[0], counts.positives, (payoffs.true_positive, payoffs.false_negative)),
            (scales[1], counts.negatives, (payoffs.false_positive, payoffs.true_negative)),
        )
        for payoff, treated in zip(pair, (True, False), strict=True)
    ]
    treated_people = curve.treated_share * curve.size
    paid = (treated_people > 0) | payoffs.fixed_cost_always
    spent = payoffs.cost_per_action * treated_people + payoffs.fixed_cost * paid
    return CashFlows(
        money_in=np.sum([np.maximum(cell, 0.0) for cell in cells], axis=0),
        money_out=np.sum([np.maximum(-cell, 0.0) for cell in cells], axis=0) + spent,
        spent=spent,
    )


def _money(sums: ClassSums, payoff: Payoff, *, treated: bool) -> Floats:
    """The money of the treated rows of a class, or of the others, in units of the file's weight."""
    weight = sums.weight if treated else sums.total - sums.weight
    money: Floats = payoff.constant * weight
    if not payoff.per_amount:
        return money
    if sums.amount is None:
        raise ValueError("payoffs that depend on the amount need an amount column")
    amount = sums.amount if treated else sums.amount[-1] - sums.amount
    return money + payoff.per_amount * amount


def return_on_spending(curve: ProfitCurve, baseline: float) -> Floats:
    """Return (profit - baseline) / money spent on acting at each threshold; NaN where none is.

    `baseline` is the profit of the choice to compare with, money of the population.
    Source: metrics spec 3.3, 3.8.

    >>> from metrics.calc.counts import count_by_class
    >>> from metrics.calc.curves import price
    >>> from metrics.calc.payoffs import Payoffs
    >>> counts = count_by_class(np.array([0.9, 0.4]), np.array([0.6]))
    >>> curve = price(counts, Payoffs(Payoff(10), cost_per_action=2))
    >>> return_on_spending(curve, baseline=0.0).tolist()
    [nan, 4.0, 1.5, 2.3333333333333335]
    """
    spent = cash_flows(curve).spent
    return np.divide(
        curve.profit - baseline, spent, out=np.full_like(spent, np.nan), where=spent > 0
    )


@dataclass(frozen=True)
class Steps:
    """Equal steps of the treated share: where each ends, and what one more treated brings in it.

    Money for each person; both have shape (steps,).
    """

    ends: Floats
    worth: Floats


def marginal_profit(curve: ProfitCurve, steps: int = 20) -> Steps:
    """Return what one more treated person brings, as the mean over each of equal steps.

    Step k runs from share (k - 1) / steps to k / steps of the population: the rise of the profit
    there / the people in it. The fixed cost plays no part; inside a block of equal scores all is
    linear. Where it falls below 0, treating more does not pay. ValueError below one step.
    Source: metrics spec 3.4, 3.8.

    >>> from metrics.calc.counts import count_by_class
    >>> from metrics.calc.curves import price
    >>> from metrics.calc.payoffs import Payoffs
    >>> counts = count_by_class(np.array([0.9, 0.4]), np.array([0.6, 0.1]))
    >>> marginal_profit(price(counts, Payoffs(Payoff(10), Payoff(-3))), steps=2).worth.tolist()
    [3.5, 3.5]
    """
    if steps < 1:
        raise ValueError("at least one step is needed")
    edges = np.arange(steps + 1) / steps
    reached = np.interp(edges, curve.treated_share, curve.variable_profit)
    return Steps(edges[1:], np.diff(reached) * steps / curve.size)
