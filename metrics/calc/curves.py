"""Curves over the threshold: profit first, then those that know no money. All from the counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from metrics.calc.counts import AmountProfile, ClassSums, Counts, Floats
from metrics.calc.parts import parts
from metrics.calc.payoffs import Payoff, Payoffs, Population

EVERY = slice(None)


@dataclass(frozen=True)
class Point:
    """One way to decide: treat everybody at or above the threshold; None treats nobody.

    Counts are weights of the file; profit is money of the population. `partial` says that only
    a random part of the last block of equal scores is treated.
    """

    threshold: float | None
    true_positives: float
    false_positives: float
    treated_share: float
    profit: float
    partial: bool = False


@dataclass(frozen=True)
class ProfitCurve:
    """Profit of the population at each threshold, and what it was priced with.

    treated_share is the share of the population that is treated, 0 to 1; variable_profit leaves
    the fixed cost out. Both have the shape of the counts' thresholds.
    """

    counts: Counts
    payoffs: Payoffs
    population: Population
    size: float
    treated_share: Floats
    variable_profit: Floats
    profit: Floats

    def point(self, index: int) -> Point:
        threshold = float(self.counts.thresholds[index])
        return Point(
            threshold=None if np.isinf(threshold) else threshold,
            true_positives=float(self.counts.positives.weight[index]),
            false_positives=float(self.counts.negatives.weight[index]),
            treated_share=float(self.treated_share[index]),
            profit=float(self.profit[index]),
        )


def class_profit(
    sums: ClassSums, treated: Payoff, untreated: Payoff, part: slice = EVERY
) -> Floats:
    """Return the money of one class at each threshold, in units of the file's weight.

    >>> class_profit(ClassSums(np.array([0.0, 1.0, 4.0])), Payoff(10), Payoff(-2)).tolist()
    [-8.0, 4.0, 40.0]
    """
    if not treated.per_amount and not untreated.per_amount:
        return _moved(sums.weight, treated.constant, untreated.constant, part)
    if sums.amount is None:
        raise ValueError("payoffs that depend on the amount need an amount column")
    money = _moved(sums.amount, treated.per_amount, untreated.per_amount, part)
    if treated.constant or untreated.constant:
        money += _moved(sums.weight, treated.constant, untreated.constant, part)
    return money


def _moved(running: Floats, treated: float, untreated: float, part: slice) -> Floats:
    """What the treated part brings and the rest; a rest that brings nothing takes no time."""
    money: Floats = treated * running[part]
    if untreated:
        money += untreated * (running[-1] - running[part])
    return money


def price(counts: Counts, payoffs: Payoffs, population: Population | None = None) -> ProfitCurve:
    """Return the profit at each threshold of the counts.

    profit(t) = N [p (a TPR + c (1 - TPR)) + (1 - p) (b FPR + d (1 - FPR))] - r N q - F with
    q = p TPR + (1 - p) FPR; N and p are the file's own where the population gives none. F is
    paid when something is treated, or always; it does not scale with N. float64; raises
    ValueError where payoffs need amounts that were not counted, or a share of positives needs
    both outcomes. Source: metrics spec 3.3.

    >>> from metrics.calc.counts import count_by_class
    >>> counts = count_by_class(np.array([0.9, 0.4]), np.array([0.6]))
    >>> price(counts, Payoffs(Payoff(10), Payoff(-3))).profit.tolist()
    [0.0, 10.0, 7.0, 17.0]
    """
    population = population or Population()
    positives, negatives = counts.positives, counts.negatives
    of_positives, of_negatives = population.scales(positives.total, negatives.total)
    size = counts.weight if population.size is None else population.size
    treated, variable = np.empty_like(counts.thresholds), np.empty_like(counts.thresholds)
    for part in parts(len(treated)):
        treated[part] = of_positives * positives.weight[part]
        treated[part] += of_negatives * negatives.weight[part]
        variable[part] = of_positives * class_profit(
            positives, payoffs.treated_positive, payoffs.false_negative, part
        )
        variable[part] += of_negatives * class_profit(
            negatives, payoffs.treated_negative, payoffs.true_negative, part
        )
    profit = variable
    if payoffs.fixed_cost:
        paid = (treated > 0) | payoffs.fixed_cost_always
        profit = variable - payoffs.fixed_cost * paid
    treated /= size
    return ProfitCurve(counts, payoffs, population, size, treated, variable, profit)


def best(curve: ProfitCurve, share: float | None = None) -> int:
    """Return the index of the highest profit among thresholds that treat at most the share.

    Equal profits: the fewest treated. Sums in another order differ in their last bits, so
    profits within 1e-13 of the largest amount are equal. Treating nobody is always allowed.
    Source: metrics spec 3.3, 3.4.
    """
    allowed = curve.profit[: allowed_points(curve, share)]
    tolerance = 1e-13 * float(np.abs(curve.profit).max())
    return int(np.argmax(allowed >= allowed.max() - tolerance))


def index_at(counts: Counts, threshold: float | None) -> int:
    """Return the index of the last point at or above the threshold; None treats nobody.

    >>> from metrics.calc.counts import count_by_class
    >>> counts = count_by_class(np.array([0.9, 0.4]), np.array([0.6]))
    >>> [index_at(counts, each) for each in (None, 1.0, 0.6, 0.5, 0.0)]
    [0, 0, 2, 2, 3]
    """
    least = np.inf if threshold is None else threshold
    return int(np.searchsorted(-counts.thresholds, -least, side="right")) - 1


def allowed_points(curve: ProfitCurve, share: float | None) -> int:
    """How many thresholds, from treat none on, treat at most the share of the population."""
    if share is None:
        return len(curve.profit)
    return max(int(np.searchsorted(curve.treated_share, share * (1 + 1e-12), side="right")), 1)


def at_share(curve: ProfitCurve, share: float) -> Point:
    """Return what treating exactly this share is expected to bring, 0 to 1.

    Inside a block of equal scores a random part of it is treated, so all is linear between
    points; the fixed cost is charged. Source: metrics spec 3.3.
    """
    if not 0 <= share <= 1:
        raise ValueError("a share lies between 0 and 1")
    index = allowed_points(curve, share)
    at = curve.treated_share

    def between(values: Floats) -> float:
        return float(np.interp(share, at, values))

    reached = curve.point(min(index, len(at) - 1))
    return Point(
        threshold=reached.threshold,
        true_positives=between(curve.counts.positives.weight),
        false_positives=between(curve.counts.negatives.weight),
        treated_share=share,
        profit=between(curve.variable_profit) - curve.payoffs.fixed_cost,
        partial=not np.isclose(at[index - 1], share, rtol=1e-12, atol=0),
    )


def best_with_part(curve: ProfitCurve, share: float | None) -> Point:
    """Return the best point when part of a block of equal scores may be treated at random.

    Whole blocks win ties. Without a limit, or where it cuts nothing, the same as the best
    threshold. Source: metrics spec 3.4.
    """
    whole = curve.point(best(curve, share))
    if share is None or not 0 < share < 1:
        return whole
    cut = at_share(curve, share)
    return cut if cut.profit > whole.profit else whole


def worth_of_capacity(curve: ProfitCurve, share: float) -> float:
    """Return what a little more than the limit would bring for each person: the slope there.

    Where the limit cuts a block of equal scores of which a random part is best treated, it is that
    block's own slope, which is exact up to the block's end. Elsewhere it is the slope of the
    curve's upper hull, as single rows make the curve itself jump up and down. Money for each person
    of the population; 0 at the end of the curve. Source: metrics spec 3.4; the hull is found by its
    bridge over the limit, each pass nearer to it.

    >>> from metrics.calc.counts import count_by_class
    >>> counts = count_by_class(np.array([0.9, 0.7]), np.array([0.8, 0.1]))
    >>> worth_of_capacity(price(counts, Payoffs(Payoff(10), Payoff(-4))), 0.25)
    3.0
    """
    at, profit = curve.treated_share, curve.variable_profit
    left, right = 0, len(at) - 1
    if share >= at[right]:
        return 0.0
    end = allowed_points(curve, share)
    if best_with_part(curve, share).partial and _has_ties(curve, end):
        rise = (profit[end] - profit[end - 1]) / (at[end] - at[end - 1])
        return float(rise / curve.size)
    reach = share * (1 + 1e-12)
    while True:
        slope = (profit[right] - profit[left]) / (at[right] - at[left])
        above = profit - slope * at
        top = int(np.argmax(above))
        if above[top] <= above[[left, right]].max() + 1e-13 * np.abs(profit).max():
            return float(slope / curve.size)
        left, right = (top, right) if at[top] <= reach else (left, top)


def _has_ties(curve: ProfitCurve, end: int) -> bool:
    """Whether more than one row lies in the block that ends at this index."""
    sides = curve.counts.positives, curve.counts.negatives
    weight, squares = (
        sum(float(each[end] - each[end - 1]) for each in sums)
        for sums in ([side.weight for side in sides], [side.squares for side in sides])
    )
    return weight**2 > (1 + 1e-9) * squares  # one row's squared weight is its square


@dataclass(frozen=True)
class Baselines:
    """Profit of the choices that need no model, or a perfect one; money of the population."""

    treat_none: float
    treat_all: float
    random: float
    perfect: float
    current: float | None = None


def baselines(curve: ProfitCurve, treated_share: float, current: float | None = None) -> Baselines:
    """Return the profits to compare with a point that treats this share.

    Random treats as many, chosen blindly: the straight line from none to all, which for nobody
    is nobody. Perfect treats exactly the rows where treating pays, or nobody where the fixed
    cost eats it. `current` is passed through. Source: metrics spec 3.3.
    """
    none, everybody = curve.variable_profit[[0, -1]]
    fixed = curve.payoffs.fixed_cost
    always = fixed * curve.payoffs.fixed_cost_always
    chord = none + treated_share * (everybody - none)
    perfect = max(_perfect(curve) - fixed, float(none) - always)
    return Baselines(
        treat_none=float(none) - always,
        treat_all=float(everybody) - fixed,
        random=float(chord) - (fixed if treated_share > 0 else always),
        perfect=perfect,
        current=current,
    )


def _perfect(curve: ProfitCurve) -> float:
    counts, payoffs = curve.counts, curve.payoffs
    scales = curve.population.scales(counts.positives.total, counts.negatives.total)
    profiles = counts.profiles or (None, None)
    classes = (
        (counts.positives, payoffs.treated_positive, payoffs.false_negative),
        (counts.negatives, payoffs.treated_negative, payoffs.true_negative),
    )
    return sum(
        scale * _best_of_class(sums, treated, untreated, profile)
        for scale, profile, (sums, treated, untreated) in zip(
            scales, profiles, classes, strict=True
        )
    )


def _best_of_class(
    sums: ClassSums, treated: Payoff, untreated: Payoff, profile: AmountProfile | None
) -> float:
    """Sum over rows of the better of treating and leaving."""
    gain = treated - untreated
    alone = float(class_profit(sums, treated, untreated)[0])
    if profile is None or not gain.per_amount:
        every = float(class_profit(sums, treated, untreated)[-1])
        return max(alone, every)
    # Treating pays on one side of the amount where the gain changes its sign.
    weight = np.concatenate([[0.0], profile.weight])
    amount = np.concatenate([[0.0], profile.amount])
    cut = np.searchsorted(profile.amounts, -gain.constant / gain.per_amount)
    below = gain.constant * weight[cut] + gain.per_amount * amount[cut]
    total = gain.constant * weight[-1] + gain.per_amount * amount[-1]
    return alone + float(total - below if gain.per_amount > 0 else below)


def practice_profit(curve: ProfitCurve, treated: float, hits: float) -> float:
    """Return the profit of a practice that treats so many people, of whom `hits` are positive.

    Both in people of the population; for payoffs without amounts. Source: metrics spec 3.3.
    """
    if curve.payoffs.by_amount:
        raise ValueError("payoffs by amount need the decision of each row")
    if not 0 <= hits <= treated <= curve.size * (1 + 1e-12):
        raise ValueError("hits lie between none and the treated, treated within the population")
    payoffs = curve.payoffs
    gained = hits * payoffs.right_action.constant
    lost = (treated - hits) * payoffs.wrong_action.constant
    paid = payoffs.fixed_cost if treated > 0 or payoffs.fixed_cost_always else 0.0
    return float(curve.variable_profit[0]) + gained - lost - paid
