"""The corners of the curve: the few thresholds that can be best for constant payoffs."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from metrics.calc.counts import Counts, Floats, Integers

ROUNDING = 4 * float(np.finfo(np.float64).eps)
ENOUGH = 2000
SLOW = 0.9


def upper_hull(counts: Counts) -> Integers:
    """Return the indices of the thresholds on the upper convex hull of the ROC, first and last in.

    For payoffs where a treated positive gains and a treated negative loses, the best threshold
    without a limit is one of them, whatever the amounts, the share of positives and the fixed
    cost (at least 0). Ascending; shape (corners,). Points inside an edge are left out; with
    weights, where sums are rounded, a point within rounding of an edge may stay in. One class
    only: the ends. Passes over all points at once drop most of them, then a plain chain goes over
    the rest. Source: metrics spec 1.4, 2.

    >>> from metrics.calc.counts import count_by_class
    >>> upper_hull(count_by_class(np.array([0.9, 0.4]), np.array([0.6, 0.1]))).tolist()
    [0, 1, 3, 4]
    """
    return _hull(counts.negatives.weight, counts.positives.weight)


def lower_hull(counts: Counts) -> Integers:
    """Return the indices of the thresholds on the lower convex hull of the ROC, first and last in.

    For payoffs entered the wrong way round, where a treated positive loses and a treated negative
    gains, the best threshold without a limit is one of them. The rest as in `upper_hull`.
    Source: metrics spec 1.4, 2.

    >>> from metrics.calc.counts import count_by_class
    >>> lower_hull(count_by_class(np.array([0.4]), np.array([0.6, 0.1]))).tolist()
    [0, 1, 3]
    """
    return _hull(counts.positives.weight, counts.negatives.weight)


def corners(counts: Counts, allowed: int | None = None) -> Integers:
    """Return the indices that can be best for any constant payoffs: both hulls together.

    `allowed` keeps to the first so many thresholds, as a limit does (at least 1); then the
    threshold after them, which a limit may reach in part, and the last of all are added, so that
    `counts.take(corners(...))` has the same optimum as the whole under that limit. Ascending,
    distinct. Not for payoffs by amount or a fixed cost below 0. Source: metrics spec 1.4, 2.

    >>> from metrics.calc.counts import count_by_class
    >>> counts = count_by_class(np.array([0.9, 0.4]), np.array([0.6, 0.1]))
    >>> corners(counts).tolist(), corners(counts, allowed=2).tolist()
    ([0, 1, 3, 4], [0, 1, 2, 4])
    """
    last = len(counts.thresholds) - 1
    allowed = last + 1 if allowed is None else allowed
    if not 1 <= allowed <= last + 1:
        raise ValueError("a limit allows at least one and at most all thresholds")
    positives, negatives = counts.positives.weight[:allowed], counts.negatives.weight[:allowed]
    ends = np.array([min(allowed, last), last])
    found = (_hull(negatives, positives), _hull(positives, negatives), ends)
    return np.unique(np.concatenate(found)).astype(np.int64)


def corners_of_limits(counts: Counts, limits: Iterable[int]) -> Integers:
    """Return the indices of `corners` for several limits (each a count of thresholds) together.

    The corners within a wider limit are found from those within the next narrower one and what
    lies between, so that all take about as long as the widest alone. Ascending, distinct; without
    limits none. Raises ValueError as `corners` does. Source: metrics spec 1.4, 2.

    >>> from metrics.calc.counts import count_by_class
    >>> counts = count_by_class(np.array([0.9, 0.4]), np.array([0.6, 0.1]))
    >>> corners_of_limits(counts, [2, 3]).tolist()
    [0, 1, 2, 3, 4]
    """
    last = len(counts.thresholds) - 1
    known = np.zeros(0, dtype=np.int64)
    every, reached = [known], 0
    for allowed in sorted(set(limits)):
        places = np.concatenate([known, np.arange(reached, allowed)])
        beyond = np.array([min(allowed, last)])
        found = corners(counts.take(np.concatenate([places, beyond])), len(places))
        known, reached = places[found[found < len(places)]], allowed
        every += [known, beyond, np.array([last])]
    return np.unique(np.concatenate(every))


def _hull(x: Floats, y: Floats) -> Integers:
    """The upper hull of points whose coordinates never fall."""
    # Sums of very unequal weights may not move; of equal points the first stands for all.
    kept = np.flatnonzero((np.diff(x, prepend=-1.0) > 0) | (np.diff(y, prepend=-1.0) > 0))
    slack = 0.0 if _is_exact(x, y) else ROUNDING
    # Every pass keeps all corners: what it drops lies on or below a line between two points.
    while len(kept) > ENOUGH:
        inner = _is_above(x[kept], y[kept], slack)
        before, kept = len(kept), kept[np.concatenate([[True], inner, [True]])]
        if len(kept) > SLOW * before:
            break
    return kept[_chain(x[kept].tolist(), y[kept].tolist(), slack)]


def _is_exact(x: Floats, y: Floats) -> bool:
    """Whether products of differences are whole numbers that a double holds."""
    whole = all(bool((values == np.floor(values)).all()) for values in (x, y))
    return whole and float(x[-1]) * float(y[-1]) < 2.0**53


def _is_above(x: Floats, y: Floats, slack: float) -> npt.NDArray[np.bool_]:
    """Whether each inner point lies above the line between its neighbors; rounded, may lie."""
    dx, dy = np.diff(x), np.diff(y)
    rise, run = dy[:-1] * dx[1:], dx[:-1] * dy[1:]
    above: npt.NDArray[np.bool_] = rise - run > -slack * (rise + run)
    return above


def _chain(x: list[float], y: list[float], slack: float) -> Integers:
    stack: list[int] = []
    for index in range(len(x)):
        while len(stack) > 1:
            first, middle = stack[-2:]
            rise = (y[middle] - y[first]) * (x[index] - x[middle])
            run = (x[middle] - x[first]) * (y[index] - y[middle])
            if rise - run > -slack * (rise + run):
                break
            stack.pop()
        stack.append(index)
    return np.array(stack, dtype=np.int64)
