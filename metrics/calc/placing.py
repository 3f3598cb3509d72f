"""A point of the curve at a threshold that was not picked on this file."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np

from metrics.calc import curves
from metrics.calc.counts import ClassSums, Counts, Floats
from metrics.calc.curves import ProfitCurve


def with_threshold(counts: Counts, threshold: float | None) -> Counts:
    """Return the counts with a point at any threshold; None, which treats nobody, is there.

    Exact for positives, and for negatives where every score is a threshold already or where no
    negative lies between the neighbors. Else the negatives of that one gap count as evenly spread
    over its scores: to end at a positive would pick the better end of the gap. Above the highest
    stored score nobody is treated. Source: metrics spec 2, 3.6.

    >>> from metrics.calc.counts import count_by_class
    >>> counts = count_by_class(np.array([0.9]), np.array([0.8, 0.7, 0.6, 0.5]))
    >>> found = with_threshold(counts, 0.7)
    >>> found.thresholds.tolist(), found.negatives.weight.round(9).tolist()
    ([inf, 0.9, 0.7, 0.5], [0.0, 0.0, 1.5, 4.0])
    """
    at = curves.index_at(counts, threshold)
    upper, ends = counts.thresholds[at], at + 1 == len(counts.thresholds)
    if threshold is None or ends or upper == threshold:
        return counts
    between = 0.0
    if np.isfinite(upper) and _is_gap(counts, at):
        passed = (upper - threshold) / (upper - counts.thresholds[at + 1])
        # The lowest of the gap is the next threshold, and below this one
        between = passed * (_negatives_after(counts, at) - 1)
    return _inserted(counts, at, threshold, between)


def with_share(curve: ProfitCurve, share: float) -> ProfitCurve:
    """Return the curve with a point at a share of the population that a gap of negatives holds.

    Where the share cuts a block that holds a positive, and above the highest score, there is no
    such threshold, and the curve is returned as it is. Source: metrics spec 3.4.

    >>> from metrics.calc.counts import count_by_class
    >>> from metrics.calc.payoffs import Payoff, Payoffs
    >>> counts = count_by_class(np.array([0.9]), np.array([0.8, 0.6, 0.5]))
    >>> found = with_share(curves.price(counts, Payoffs(Payoff(10), Payoff(-1))), 0.5)
    >>> found.treated_share.tolist(), found.profit.tolist()
    ([0.0, 0.25, 0.5, 1.0], [0.0, 10.0, 9.0, 7.0])
    """
    at = curves.allowed_points(curve, share) - 1
    counts, reached = curve.counts, curve.treated_share[at]
    is_inside = share > reached * (1 + 1e-12) and at + 1 < len(counts.thresholds)
    if not is_inside or not np.isfinite(counts.thresholds[at]) or not _is_gap(counts, at):
        return curve
    passed = float((share - reached) / (curve.treated_share[at + 1] - reached))
    upper, lower = counts.thresholds[[at, at + 1]]
    threshold = float(upper - passed * (upper - lower))
    placed = _inserted(counts, at, threshold, passed * _negatives_after(counts, at))
    return curves.price(placed, curve.payoffs, curve.population)


def _is_gap(counts: Counts, at: int) -> bool:
    """Whether scores that are no thresholds may lie between this one and the next."""
    held = counts.positives.weight
    return not counts.has_every_score and bool(held[at] == held[at + 1])


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
