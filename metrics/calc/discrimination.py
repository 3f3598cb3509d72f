"""How well scores tell positives from negatives, without money. All from the counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from metrics.calc.counts import ClassSums, Counts, Floats, grid


@dataclass(frozen=True)
class Rates:
    """Rates at each threshold, from treat none to treat all; each has the thresholds' shape.

    recall is the share of positives that are treated, false_positive_rate that of negatives,
    both 0 to 1; precision is the share of positives among the treated (NaN where none is
    treated), lift is precision against the share of positives in the file.
    """

    recall: Floats
    false_positive_rate: Floats
    precision: Floats
    lift: Floats


def rates(counts: Counts) -> Rates:
    """Return recall, false-positive rate, precision and lift; both outcomes must be there.

    Source: metrics spec 3.8.

    >>> from metrics.calc.counts import count_by_class
    >>> rates(count_by_class(np.array([0.9]), np.array([0.5]))).recall.tolist()
    [0.0, 1.0, 1.0]
    """
    if not counts.has_both:
        raise ValueError("rates need both outcomes")
    positive, negative = counts.positives.weight, counts.negatives.weight
    treated = positive + negative
    precision = np.divide(positive, treated, out=np.full_like(treated, np.nan), where=treated > 0)
    return Rates(
        recall=positive / counts.positives.total,
        false_positive_rate=negative / counts.negatives.total,
        precision=precision,
        lift=precision * counts.weight / counts.positives.total,
    )


def area_under_roc(counts: Counts) -> float | None:
    """Return the chance that a positive scores above a negative, ties counting half.

    The trapezoid area under the ROC, 0 to 1. None where one outcome is missing.
    Source: metrics spec 3.8.

    >>> from metrics.calc.counts import count_by_class
    >>> area_under_roc(count_by_class(np.array([0.9, 0.4]), np.array([0.6, 0.4])))
    0.625
    """
    if not counts.has_both:
        return None
    found = rates(counts)
    return float(np.trapezoid(found.recall, found.false_positive_rate))


def average_precision(counts: Counts) -> float | None:
    """Return the sum of precision x rise of recall over thresholds, as steps.

    0 to 1; None without positives. Source: metrics spec 3.8.

    >>> from metrics.calc.counts import count_by_class
    >>> average_precision(count_by_class(np.array([0.9, 0.4]), np.array([0.6])))
    0.8333333333333333
    """
    if not counts.positives.total:
        return None
    positive = counts.positives.weight
    treated = positive + counts.negatives.weight
    steps = np.diff(positive) * positive[1:] / treated[1:]
    return float(steps.sum() / counts.positives.total)


@dataclass(frozen=True)
class Separation:
    """The largest distance between recall and false-positive rate, and where it lies."""

    distance: float
    threshold: float | None


def separation(counts: Counts) -> Separation | None:
    """Return the Kolmogorov-Smirnov distance between the classes, 0 to 1; the first where equal.

    None where one outcome is missing. Source: metrics spec 3.8.

    >>> from metrics.calc.counts import count_by_class
    >>> separation(count_by_class(np.array([0.9, 0.4]), np.array([0.6, 0.1])))
    Separation(distance=0.5, threshold=0.9)
    """
    if not counts.has_both:
        return None
    found = rates(counts)
    distances = np.abs(found.recall - found.false_positive_rate)
    index = int(np.argmax(distances))
    threshold = float(counts.thresholds[index])
    return Separation(float(distances[index]), None if np.isinf(threshold) else threshold)


def recall_at(counts: Counts, treated_share: float) -> float | None:
    """Return the share of positives among the best scores of this share of the file.

    Linear inside a block of equal scores. None without positives. Source: metrics spec 3.8.
    """
    if not counts.positives.total:
        return None
    share = (counts.positives.weight + counts.negatives.weight) / counts.weight
    return float(np.interp(treated_share, share, counts.positives.weight / counts.positives.total))


STEPS = 1000  # of the grid: every tenth of a percent of the file


@dataclass(frozen=True)
class Summary:
    """What pages say of scores without money: measures of the whole curve, and its even grid.

    `best_tenth` is the share of positives among the best tenth of the file; the measures are None
    as in their functions. `cut_offs` is how many thresholds the whole curve has; `few` has no
    more than about 1,001 of them, and no amounts.
    """

    few: Counts
    cut_offs: int
    area: float | None
    average: float | None
    separation: Separation | None
    best_tenth: float | None

    def holds(self, share: float) -> bool:
        """Whether the outcomes where this share of the file is treated can be told exactly."""
        return self.cut_offs <= len(self.few.thresholds) or is_step(share)


def is_step(share: float) -> bool:
    """Return whether the share, 0 to 1, is a step of the even grid: a tenth of a percent.

    >>> is_step(0.137), is_step(0.0005)
    (True, False)
    """
    return abs(share * STEPS - round(share * STEPS)) < 1e-9


def summarize(counts: Counts, share: float | None = None) -> Summary:
    """Return the measures and about 1,001 thresholds of the curve.

    Among them is the last one that treats no more than each tenth of a percent of the file, and
    than `share` (0 to 1) where it is given. Weights are sums over treated rows, as counted.
    Source: metrics spec 3.8 and 6 D.

    >>> from metrics.calc.counts import count_by_class
    >>> found = summarize(count_by_class(np.arange(1.0, 3000.0), np.arange(3000.0)), share=0.0005)
    >>> found.cut_offs, len(found.few.thresholds), found.few.thresholds[:3].tolist()
    (3001, 1002, [inf, 2998.0, 2997.0])
    """
    few = grid(counts, STEPS + 1)
    if share is not None and not is_step(share):
        treated = counts.positives.weight + counts.negatives.weight
        at = int(np.searchsorted(treated, share * treated[-1] * (1 + 1e-12), side="right")) - 1
        places = np.searchsorted(-counts.thresholds, -few.thresholds)
        few = counts.take(np.union1d(places, [max(at, 0)]))
    return Summary(
        few=Counts(
            few.thresholds,
            ClassSums(few.positives.weight),
            ClassSums(few.negatives.weight),
            few.rows,
            few.positive_rows,
        ),
        cut_offs=len(counts.thresholds),
        area=area_under_roc(counts),
        average=average_precision(counts),
        separation=separation(counts),
        best_tenth=recall_at(counts, 0.1),
    )
