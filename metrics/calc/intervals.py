"""How sure a profit is: ranges at a threshold, the optimism of a picked one, and a band."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from metrics.calc.counts import ClassSums, Counts, Floats, Integers, grid
from metrics.calc.curves import ProfitCurve, class_profit, price
from metrics.calc.payoffs import Payoff, Payoffs, Population

LEVEL = 0.95
GROUPS = 500
FEWEST = 30  # below so many positives or treated rows no headline value is shown


@dataclass(frozen=True)
class Range:
    """An estimate in money of the population with its standard error and its likely range."""

    estimate: float
    error: float
    low: float
    high: float


def likely_range(estimate: float, error: float, level: float = LEVEL) -> Range:
    """Return estimate +- z error, z the normal quantile of the level.

    >>> round(likely_range(104.0, 39.75621916160183).low, 9)
    26.079242282
    """
    reach = NormalDist().inv_cdf((1 + level) / 2) * error
    return Range(estimate, error, estimate - reach, estimate + reach)


def whole_curve_band(profit: Floats, high: Floats, factor: float) -> tuple[Floats, Floats]:
    """Return low and high of the range that holds for all thresholds at once.

    profit +- factor x standard error; `high` is the upper end of each threshold's own range, which
    tells the standard error, and `factor` the band_factor of `Optimism`. Shapes (n,). At the same
    level wider than each threshold's own range. Source: metrics spec 3.6.

    >>> own = likely_range(100.0, 10.0)
    >>> low, high = whole_curve_band(np.array([100.0]), np.array([own.high]), 3.0)
    >>> low.round(9).tolist(), high.round(9).tolist()
    ([70.0], [130.0])
    """
    errors = (high - profit) / likely_range(0.0, 1.0).high
    return profit - factor * errors, profit + factor * errors


def against_none(payoffs: Payoffs) -> Payoffs:
    """The payoffs of the difference to treating nobody, row by row."""
    return Payoffs(payoffs.right_action, Payoff() - payoffs.wrong_action)


def against_all(payoffs: Payoffs) -> Payoffs:
    """The payoffs of the difference to treating everybody, row by row."""
    return Payoffs(
        false_negative=Payoff() - payoffs.right_action, true_negative=payoffs.wrong_action
    )


def standard_errors(
    counts: Counts, payoffs: Payoffs, population: Population | None = None
) -> Floats:
    """Return the standard error of the profit at each threshold, had it been fixed beforehand.

    Without a share of positives of its own: N / W sqrt(n / (n - 1) sum w2 (y - mean)2) over the n
    rows' payoffs y, which without weights is N sd / sqrt(n). With one: each class has a known
    size, so N sqrt(p2 v1 + (1 - p)2 v0) with v the variance of the class's mean payoff. Money of
    the population; zeros for a single row. For the gain over a baseline give the payoffs of the
    difference: rows are paired. Source: metrics spec 3.6.

    >>> from metrics.calc.counts import count_by_class
    >>> counts = count_by_class(np.array([0.9, 0.8]), np.array([0.1, 0.2]))
    >>> standard_errors(counts, Payoffs(Payoff(12), Payoff(-4))).round(3).tolist()
    [0.0, 12.0, 13.856, 18.475]
    """
    population = population or Population()
    curve = price(counts, payoffs, population)
    classes = (
        (counts.positives, payoffs.treated_positive, payoffs.false_negative),
        (counts.negatives, payoffs.treated_negative, payoffs.true_negative),
    )
    scales = population.scales(counts.positives.total, counts.negatives.total)
    if population.prevalence is None:
        mean = curve.variable_profit / curve.size
        deviations = sum(_squared_deviations(*one, mean) for one in classes)
        correction = counts.rows / (counts.rows - 1) if counts.rows > 1 else 0.0
        return np.asarray(np.sqrt(correction * deviations) * scales[0])
    variance = np.zeros(len(counts.thresholds))
    for one, scale in zip(classes, scales, strict=True):
        mean = class_profit(*one) / one[0].total
        variance += scale**2 * _squared_deviations(*one, mean)
    return np.asarray(np.sqrt(variance))


def _squared_deviations(
    sums: ClassSums, treated: Payoff, untreated: Payoff, mean: Floats
) -> Floats:
    """Sum of w2 (y - mean)2 over one class: its treated rows, then the others."""
    total = np.zeros(len(sums.weight))
    for payoff, part in ((treated, 1), (untreated, -1)):
        shifted = payoff.constant - mean
        total += shifted**2 * _side(sums.squares, part)
        if payoff.per_amount:
            linear, square = sums.of_squares
            total += 2 * shifted * payoff.per_amount * _side(linear, part)
            total += payoff.per_amount**2 * _side(square, part)
    return np.maximum(total, 0.0)


def _side(running: Floats, part: int) -> Floats:
    return running if part > 0 else running[-1] - running


@dataclass(frozen=True)
class Optimism:
    """How much too good the best point looks on the file that it was picked on.

    mean is to be subtracted from the best profit; sd_of_best is the spread of the best profit over
    replicates; band_factor times the standard error gives a band that holds for the whole curve.
    Stored with seed and replicates, so that it can be done again.
    """

    mean: float
    sd_of_best: float
    band_factor: float
    replicates: int
    seed: int


def optimism(
    counts: Counts,
    payoffs: Payoffs,
    population: Population | None = None,
    *,
    share: float | None = None,
    seed: int = 1,
    replicates: int = 1000,
) -> Optimism:
    """Return the mean of (replicate's best profit - the same point's profit in the file).

    Each replicate draws the rows of up to 500 groups of adjacent scores from Poisson
    distributions and is rescaled to the file's weight, within each class where the share of
    positives is given. `share` is the limit. Weights and amounts enter by their effective number
    of rows. Where every replicate treats nobody, nothing is picked, and the mean is 0 without the
    noise of drawing. Money of the population. Source: metrics spec 3.6.
    """
    population = population or Population()
    groups = grid(counts, GROUPS + 1)
    curve = price(groups, payoffs, population)
    errors = standard_errors(groups, payoffs, population)
    drawn = _Draws(groups, population, np.random.default_rng(seed), replicates)
    profits, treated = drawn.profits(payoffs)
    reachable = profits
    if share is not None:
        allowed = treated <= share * (1 + 1e-12) * curve.size
        allowed[:, 0] = True
        reachable = np.where(allowed, profits, -np.inf)
    picked = reachable.argmax(axis=1)
    best = reachable[np.arange(replicates), picked]
    optimistic = float((best - curve.profit[picked]).mean())
    return Optimism(
        mean=optimistic if picked.any() else 0.0,
        sd_of_best=float(best.std(ddof=1)),
        band_factor=_band_factor(profits - curve.profit, errors),
        replicates=replicates,
        seed=seed,
    )


def _band_factor(deviations: Floats, errors: Floats) -> float:
    firm = errors > 1e-12 * (errors.max(initial=0.0) or 1.0)
    if not firm.any():
        return 0.0
    largest = (np.abs(deviations[:, firm]) / errors[firm]).max(axis=1)
    return float(np.quantile(largest, LEVEL))


@dataclass(frozen=True)
class _Draws:
    groups: Counts
    population: Population
    random: np.random.Generator
    replicates: int

    def profits(self, payoffs: Payoffs) -> tuple[Floats, Floats]:
        """Profit and number treated of each replicate at each group's end."""
        positives = self._redraw(self.groups.positives)
        negatives = self._redraw(self.groups.negatives)
        self._rescale(positives, negatives)
        scales = self.population.scales(self.groups.positives.total, self.groups.negatives.total)
        sides = (
            (positives, scales[0], payoffs.treated_positive, payoffs.false_negative),
            (negatives, scales[1], payoffs.treated_negative, payoffs.true_negative),
        )
        money = np.zeros_like(positives[0])
        for (weight, amount), scale, acted, left in sides:
            money += _moved(weight, scale * acted.constant, scale * left.constant)
            if amount is not None:
                money += _moved(amount, scale * acted.per_amount, scale * left.per_amount)
        treated = scales[0] * positives[0] + scales[1] * negatives[0]
        if payoffs.fixed_cost:
            money -= payoffs.fixed_cost * ((treated > 0) | payoffs.fixed_cost_always)
        return money, treated

    def _redraw(self, sums: ClassSums) -> tuple[Floats, Floats | None]:
        """Running sums of weight, and of amount where there are amounts, in each replicate."""
        weight, square = np.diff(sums.weight), np.diff(sums.squares)
        filled = weight > 0
        effective = np.divide(weight**2, square, out=np.zeros_like(weight), where=filled)
        counts = self.random.poisson(effective, (self.replicates, len(weight)))
        if sums.weight_square is None and sums.amount is None:
            return _from_none(counts), None
        factor = np.divide(counts, effective, out=np.zeros(counts.shape), where=filled)
        if sums.amount is None:
            return _from_none(factor * weight), None
        spread = _spread_of_amounts(sums, sums.amount, effective)
        # Gamma, not normal: where all amounts are positive, so is what is drawn.
        shape = np.divide(1.0, spread, out=np.full_like(spread, 1e12), where=spread > 1e-12)
        own = self.random.gamma(shape, 1 / shape, factor.shape)
        return _from_none(factor * weight), _from_none(factor * own * np.diff(sums.amount))

    def _rescale(
        self, positives: tuple[Floats, Floats | None], negatives: tuple[Floats, Floats | None]
    ) -> None:
        """Bring each replicate to the file's weight, within each class where that is known."""
        drawn = [side[0][:, -1:].copy() for side in (positives, negatives)]
        known = [self.groups.positives.total, self.groups.negatives.total]
        if self.population.prevalence is None:
            drawn, known = [drawn[0] + drawn[1]] * 2, [sum(known)] * 2
        for side, total, wanted in zip((positives, negatives), drawn, known, strict=True):
            factor = np.divide(wanted, total, out=np.ones_like(total), where=total > 0)
            for sums in side:
                if sums is not None:
                    np.multiply(sums, factor, out=sums)


def _spread_of_amounts(sums: ClassSums, amounts: Floats, effective: Floats) -> Floats:
    """Relative variance of a group's drawn amount beyond that of its drawn number of rows."""
    amount = np.diff(amounts) ** 2
    known = (amount > 0) & (effective > 0)
    square = np.diff(sums.of_squares[1])
    relative = np.divide(square, amount, out=np.zeros_like(amount), where=known)
    inverse = np.divide(1.0, effective, out=np.zeros_like(amount), where=known)
    return np.asarray(np.maximum((1 + relative) / (1 + inverse) - 1, 0.0))


def _from_none(values: Floats | Integers) -> Floats:
    sums = np.zeros((values.shape[0], values.shape[1] + 1))
    np.cumsum(values, axis=1, out=sums[:, 1:])
    return sums


def _moved(sums: Floats, acted: float, left: float) -> Floats:
    """What the treated part brings by `acted` and the rest by `left`."""
    found: Floats = (acted - left) * sums
    if left:
        found += left * sums[:, -1:]
    return found


@dataclass(frozen=True)
class Value:
    """The profit of an operating point: corrected for having been picked here, with its range.

    `refused` says why no headline may be shown: too few positives or too few treated; then only
    the range may. band_factor is that of `Optimism`.
    """

    corrected: Range
    in_file: float
    optimism: Optimism | None
    refused: str | None


def value_at(curve: ProfitCurve, index: int, picked: Optimism | None) -> Value:
    """Return the profit at one threshold with its range.

    `picked` is the optimism where the threshold was picked on this file, None where it was fixed
    beforehand or tuned on another file. Source: metrics spec 3.1, 3.6.
    """
    here = curve.counts.take(np.array([index, len(curve.profit) - 1]))
    errors = standard_errors(here, curve.payoffs, curve.population)
    profit = float(curve.profit[index])
    corrected = profit - (picked.mean if picked else 0.0)
    return Value(
        corrected=likely_range(corrected, float(errors[0])),
        in_file=profit,
        optimism=picked,
        refused=_refusal(curve, index),
    )


def _refusal(curve: ProfitCurve, index: int) -> str | None:
    classes = curve.counts.positives, curve.counts.negatives
    weight = sum(float(each.weight[index]) for each in classes)
    squares = sum(float(each.squares[index]) for each in classes)
    return refusal(curve.counts.positive_rows, weight, squares)


def refusal(positive_rows: int, weight: float, squares: float) -> str | None:
    """Return why a profit may only be shown as a range; None where one number may stand.

    `weight` and `squares` are the sums of weights and of their squares over the treated rows, whose
    effective number is weight^2 / squares; who treats nobody does not treat too few. Source:
    metrics spec 3.1.

    >>> refusal(29, 50, 50), refusal(30, 29, 29), refusal(30, 0, 0), refusal(30, 60, 120)
    ('few_positives', 'few_treated', None, None)
    """
    if positive_rows < FEWEST:
        return "few_positives"
    return "few_treated" if weight**2 < FEWEST * squares else None
