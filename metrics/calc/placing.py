"""A point of the curve at a threshold that was not picked on this file."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np

from metrics.calc import curves
from metrics.calc.counts import ClassSums, Counts, Floats, even_ranks
from metrics.calc.curves import ProfitCurve


def with_threshold(counts: Counts, threshold: float | None) -> Counts:
    """Return the counts with a point at any threshold; None, which treats nobody, is there.

    To take the nearest point instead would end at a positive, the better end of a gap of
    negatives. Exact for positives, and for negatives up to 10,001 of them; beyond, within one
    ten-thousandth of them, in whole rows evenly spread there. Where their scores were not kept
    (files of more than 5 million rows, or counted before they were), they are spread evenly over
    the gap. Source: metrics spec 2, 3.6.

    >>> from metrics.calc.counts import count_by_class
    >>> counts = count_by_class(np.array([0.9]), np.array([0.8, 0.7, 0.6, 0.5]))
    >>> found = with_threshold(counts, 0.65)
    >>> found.thresholds.tolist(), found.negatives.weight.tolist()
    ([inf, 0.9, 0.65, 0.5], [0.0, 0.0, 2.0, 4.0])
    """
    at = curves.index_at(counts, threshold)
    ends = at + 1 == len(counts.thresholds)
    if threshold is None or ends or counts.thresholds[at] == threshold:
        return counts
    between = _between(counts, at, threshold) if _is_gap(counts, at) else 0.0
    return _inserted(counts, at, threshold, between)


def _between(counts: Counts, at: int, threshold: float) -> float:
    """How many negatives of a gap score at or above the threshold."""
    upper, lower = counts.thresholds[[at, at + 1]]
    most = _negatives_after(counts, at) - 1  # the lowest is the next threshold, below this one
    if counts.negative_scores is not None:
        treated = counts.negatives.total - _below(counts, counts.negative_scores, threshold)
        return float(np.clip(treated - counts.negatives.weight[at], 0.0, most))
    passed = (upper - threshold) / (upper - lower) if np.isfinite(upper) else 0.0
    return float(passed * most)


def _below(counts: Counts, scores: Floats, threshold: float) -> float:
    """How many negatives score below the threshold, from their scores at even ranks."""
    ranks = even_ranks(round(counts.negatives.total))
    place = int(np.searchsorted(scores, threshold))
    if place in (0, len(scores)):
        return counts.negatives.total if place else 0.0
    (under, over), (first, last) = scores[place - 1 : place + 1], ranks[place - 1 : place + 1]
    passed = (threshold - under) / (over - under)
    return float(round(first + 1 + passed * (last - first - 1)))


def with_share(curve: ProfitCurve, share: float) -> ProfitCurve:
    """Return the curve with a point of at most a share of the population that a gap holds.

    In a gap of negatives it is the lowest of their scores that the share allows, as exact as
    `with_threshold`; equal scores stay together. Where the share cuts a block that holds a positive
    there is no such threshold, and the curve is returned as it is. Source: metrics spec 3.4.

    >>> from metrics.calc.counts import count_by_class
    >>> from metrics.calc.payoffs import Payoff, Payoffs
    >>> counts = count_by_class(np.array([0.9]), np.array([0.8, 0.6, 0.5]))
    >>> found = with_share(curves.price(counts, Payoffs(Payoff(10), Payoff(-1))), 0.5)
    >>> found.treated_share.tolist(), found.counts.thresholds.tolist()
    ([0.0, 0.25, 0.5, 1.0], [inf, 0.9, 0.8, 0.5])
    """
    at = curves.allowed_points(curve, share) - 1
    counts, reached = curve.counts, curve.treated_share[at]
    is_inside = share > reached * (1 + 1e-12) and at + 1 < len(counts.thresholds)
    if not is_inside or not _is_gap(counts, at):
        return curve
    passed = float((share - reached) / (curve.treated_share[at + 1] - reached))
    threshold = _lowest_allowed(counts, at, passed)
    if threshold >= counts.thresholds[at]:
        return curve
    placed = with_threshold(counts, threshold)
    return curves.price(placed, curve.payoffs, curve.population)


def _lowest_allowed(counts: Counts, at: int, passed: float) -> float:
    """The lowest threshold inside a gap that treats at most this part of its negatives."""
    upper, lower = counts.thresholds[[at, at + 1]]
    held = _negatives_after(counts, at)
    if counts.negative_scores is not None:
        allowed = counts.negatives.weight[at] + passed * held * (1 + 1e-12)
        found = _highest_ranks(counts, counts.negative_scores, float(allowed))
        return max(found, float(np.nextafter(lower, np.inf)))
    if not np.isfinite(upper) or held <= 1:
        return float(upper)
    return float(upper - passed * held / (held - 1) * (upper - lower))  # as `_between` counts


def _highest_ranks(counts: Counts, scores: Floats, allowed: float) -> float:
    """The lowest score from which at most so many negatives are treated; infinity for none."""
    rank = int(np.ceil(counts.negatives.total - allowed))
    ranks = even_ranks(round(counts.negatives.total))
    place = max(int(np.searchsorted(ranks, rank)), 1)
    if place < len(scores) and scores[place - 1] == scores[place]:
        place = int(np.searchsorted(scores, scores[place], side="right"))  # ties stay together
        rank = ranks[place] if place < len(scores) else rank
    if place >= len(scores):
        return float(np.inf)
    (under, over), (first, last) = scores[place - 1 : place + 1], ranks[place - 1 : place + 1]
    if rank == last:
        return float(over)
    inside = under + (rank - first - 1) / (last - first - 1) * (over - under)
    return float(max(inside, np.nextafter(under, over)))  # at `under` one more would be treated


def _is_gap(counts: Counts, at: int) -> bool:
    """Whether scores that are no thresholds may lie between this one and the next."""
    held = counts.positives.weight
    no_positive = bool(held[at] == held[at + 1])
    return no_positive and not counts.has_every_score and _negatives_after(counts, at) > 0


def _negatives_after(counts: Counts, at: int) -> float:
    return float(counts.negatives.weight[at + 1] - counts.negatives.weight[at])


def _inserted(counts: Counts, at: int, threshold: float, negatives: float) -> Counts:
    """One more point after `at`, with so many more negatives."""
    return replace(
        counts,
        thresholds=np.insert(counts.thresholds, at + 1, threshold),
        positives=_repeated(counts.positives, at),
        negatives=_repeated(counts.negatives, at, negatives),
    )


def _repeated(sums: ClassSums, at: int, more: float = 0.0) -> ClassSums:
    def repeated(values: Floats | None) -> Floats | None:
        return None if values is None else np.insert(values, at + 1, values[at] + more)

    return ClassSums(**{each.name: repeated(getattr(sums, each.name)) for each in fields(sums)})  # type: ignore[arg-type]
