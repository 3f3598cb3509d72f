"""Profit of rows whose outcomes are still to come, estimated from their calibrated scores."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from metrics.calc.binning import bin_indices, equal_count_edges
from metrics.calc.counts import Floats
from metrics.calc.intervals import FEWEST, Range, likely_range
from metrics.calc.payoffs import Payoff, Payoffs

MOST_RANGES = 10  # of scores, on each side of the threshold
LEAST_ROWS = 100  # in a range of scores, where there are so many


@dataclass(frozen=True)
class Learned:
    """What rows with outcomes say about scores, in ranges that never straddle the threshold.

    `misses` is how far the share of positives in each range lies above the mean score (of scores
    that are no chances: above 0), `variances` the squared standard errors of these. `edges` are
    the interior limits of the ranges; a score on an edge belongs below it.
    """

    edges: Floats
    misses: Floats
    variances: Floats
    chances: bool
    rows: int
    positives: int
    treated: int


@dataclass(frozen=True)
class Estimate:
    """Money of one row with its range, and the expected shares of positives and of treated.

    `refused` says why no single figure may be shown: few_positives or few_treated.
    """

    profit: Range
    positive_share: float
    treated_share: float
    refused: str | None


def learn(
    labels: npt.NDArray[np.bool_],
    scores: Floats,
    threshold: float | None,
    *,
    chances: bool,
    weights: Floats | None = None,
    prevalence: float | None = None,
) -> Learned:
    """Return how outcomes differ from scores, from rows whose outcomes are known.

    In each range of scores: miss = sum w (label - f) / sum w, where f is the score if scores are
    `chances` from 0 to 1, else 0, so that the miss is the share of positives itself. Its variance
    is n / (n - 1) sum w2 (label - f - miss)2 / (sum w)2, and at least that of one positive among
    the n rows. Ranges hold about equal weight: up to ten below the threshold and ten from it on, of
    100 rows or more where there are so many. A `prevalence` weighs positives and negatives of
    resampled rows back first, where there are both. Shapes (n,), weights at least 0, not all 0;
    rows of zero weight do not count. ValueError without rows that count. Source: metrics spec
    3.10; shares within ranges, each with its binomial error.

    >>> labels = np.array([False, True, True, True])
    >>> found = learn(labels, np.array([0.2, 0.4, 0.6, 0.8]), 0.5, chances=True)
    >>> found.misses.round(3).tolist()
    [0.2, 0.3]
    """
    weights = np.ones(len(scores)) if weights is None else weights
    counted = weights > 0
    if not counted.any():
        raise ValueError("there are no rows with outcomes to learn from")
    labels, scores, weights = labels[counted], scores[counted], weights[counted]
    weights = weighed_back(labels, weights, prevalence)
    edges = _edges(scores, weights, threshold)
    places, ranges = bin_indices(scores, edges), len(edges) + 1
    rows, weight, squares = (np.bincount(places, weights**power, ranges) for power in (0, 1, 2))
    above = labels - scores if chances else labels.astype(np.float64)
    misses = np.bincount(places, weights * above, ranges) / weight
    deviations = (weights * (above - misses[places])) ** 2
    variances = np.bincount(places, deviations, ranges) / weight**2
    correction = np.divide(rows, rows - 1, out=np.zeros(ranges), where=rows > 1)
    return Learned(
        edges=edges,
        misses=misses,
        variances=np.maximum(correction * variances, squares / (weight**2 * rows)),
        chances=chances,
        rows=len(scores),
        positives=int(labels.sum()),
        treated=int(_treated(scores, threshold).sum()),
    )


def estimate(
    learned: Learned,
    scores: Floats,
    payoffs: Payoffs,
    threshold: float | None,
    *,
    weights: Floats | None = None,
    amounts: Floats | None = None,
) -> Estimate:
    """Return the profit of rows without outcomes, for each row, without the fixed cost.

    A row's chance is p = f + the miss of its range (see `learn`); its payoffs are A if positive
    and B if negative, as treated from the threshold on or left. m = sum w (p A + (1 - p) B) / W.
    The squared error is that of these rows' own outcomes and mix, sum w2 (p (A - m)2 +
    (1 - p)(B - m)2) / W2, plus that of the calibration, sum over ranges of its variance x
    (sum w (A - B) / W)2. So the range is as wide as it will be with outcomes, and wider by what the
    calibration leaves open; it holds what such rows bring on average, and what these will have
    brought, about 95 times in 100 or more often. All of it assumes that scores go on meaning what
    they meant; within a range of scores, amounts and outcomes count as independent. Shapes (n,),
    money of one row. Refused below 30 positives learned from, or 30 treated here or there.
    ValueError without rows that count. Source: metrics spec 3.10; delta method, linear in each
    miss.

    >>> from metrics.calc.payoffs import Payoff
    >>> known = np.array([True, False]), np.array([0.9, 0.3])
    >>> learned = learn(*known, 0.5, chances=False)
    >>> estimate(learned, np.array([0.8, 0.7, 0.1, 0.2]), Payoffs(Payoff(10)), 0.5).profit.estimate
    5.0
    """
    weights = np.ones(len(scores)) if weights is None else weights
    total = float(weights.sum())
    if not total > 0:
        raise ValueError("there are no rows to count")
    treated = _treated(scores, threshold)
    positive = _money(treated, payoffs.treated_positive, payoffs.false_negative, amounts)
    negative = _money(treated, payoffs.treated_negative, payoffs.true_negative, amounts)
    places = bin_indices(scores, learned.edges)
    chance = learned.misses[places] + (scores if learned.chances else 0.0)
    mean = float(weights @ (chance * positive + (1 - chance) * negative)) / total
    squares = chance * (positive - mean) ** 2 + (1 - chance) * (negative - mean) ** 2
    own = max(float(weights**2 @ squares), 0.0) / total**2
    slopes = np.bincount(places, weights * (positive - negative), len(learned.misses)) / total
    error = float(np.sqrt(own + slopes**2 @ learned.variances))
    acted = int((treated & (weights > 0)).sum())
    return Estimate(
        profit=likely_range(mean, error),
        positive_share=min(max(float(weights @ chance) / total, 0.0), 1.0),
        treated_share=float(weights @ treated) / total,
        refused=_refusal(learned, acted),
    )


def weighed_back(
    labels: npt.NDArray[np.bool_], weights: Floats, prevalence: float | None
) -> Floats:
    """Return weights of resampled rows under which positives are the stated share of them.

    The sum stays. Weights stay as they are without a prevalence, or where all rows that count are
    of one class. Shapes (n,). Source: metrics spec 3.3.

    >>> weighed_back(np.array([True, False]), np.array([1.0, 1.0]), 0.1).tolist()
    [0.2, 1.8]
    """
    total, positives = float(weights.sum()), float(weights @ labels)
    if prevalence is None or not 0 < positives < total:
        return weights
    factors = (1 - prevalence) / (total - positives), prevalence / positives
    return weights * np.where(labels, factors[1], factors[0]) * total


def _edges(scores: Floats, weights: Floats, threshold: float | None) -> Floats:
    """Ranges of about equal weight on each side of the threshold, none of them empty."""
    treated = _treated(scores, threshold)
    found = [
        equal_count_edges(
            scores[side], min(max(int(side.sum()) // LEAST_ROWS, 1), MOST_RANGES), weights[side]
        )
        for side in (~treated, treated)
        if side.any()
    ]
    if threshold is not None and len(found) > 1:
        found.insert(1, np.array([np.nextafter(threshold, -np.inf)]))
    return np.concatenate(found)


def _treated(scores: Floats, threshold: float | None) -> npt.NDArray[np.bool_]:
    return np.zeros(len(scores), bool) if threshold is None else scores >= threshold


def _money(
    treated: npt.NDArray[np.bool_], acted: Payoff, left: Payoff, amounts: Floats | None
) -> Floats:
    """What each row brings in one of the two outcomes."""
    found: Floats = np.where(treated, acted.constant, left.constant)
    if amounts is not None:
        found = found + np.where(treated, acted.per_amount, left.per_amount) * amounts
    return found


def _refusal(learned: Learned, acted: int) -> str | None:
    if learned.positives < FEWEST:
        return "few_positives"
    return "few_treated" if acted and min(acted, learned.treated) < FEWEST else None
