"""Bins that other calculations count in: ascending interior edges, upper edge included."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


def equal_width_edges(bins: int) -> Floats:
    """Return the interior edges of equal bins over 0 to 1, shape (bins - 1,).

    Each edge is the double nearest to k / bins, so that a score written as 0.3 meets the edge
    0.3. ValueError below one bin. Source: metrics spec 3.8.

    >>> equal_width_edges(5).tolist()
    [0.2, 0.4, 0.6, 0.8]
    """
    if bins < 1:
        raise ValueError("at least one bin is needed")
    return np.arange(1, bins, dtype=np.float64) / bins


def equal_count_edges(values: Floats, bins: int, weights: Floats | None = None) -> Floats:
    """Return distinct interior edges that put about the same weight in each bin.

    Edge k is the smallest value that at least k / bins of the weight does not exceed. Equal values
    stay together, and a value that reaches over two edges, or is the largest and reaches one, gets
    a bin of its own; so ties may give fewer bins, and no bin is empty. At most bins - 1 edges;
    none for a constant. `values` and `weights` have shape (n,), weights are above 0. ValueError
    without values or below one bin. Source: metrics spec 3.8, 3.10.

    >>> equal_count_edges(np.array([1.0, 2.0, 3.0, 4.0]), 2).tolist()
    [2.0]
    >>> equal_count_edges(np.array([4.0, 5.0, 5.0, 5.0, 7.0]), 4).tolist()
    [4.0, 5.0]
    """
    if bins < 1:
        raise ValueError("at least one bin is needed")
    if len(values) == 0:
        raise ValueError("bins need at least one value")
    if weights is None:
        ranks = np.array([-(-len(values) * k // bins) - 1 for k in range(1, bins)], dtype=np.int64)
        edges = np.partition(values, ranks)[ranks] if bins > 1 else values[:0]
    else:
        order = np.argsort(values, kind="stable")
        reached = np.cumsum(weights[order])
        ranks = np.searchsorted(reached * bins, reached[-1] * np.arange(1, bins))
        edges = values[order[ranks]]
    largest = values.max()
    distinct, times = np.unique(edges, return_counts=True)
    tied = distinct[(times > 1) | (distinct == largest)]
    below = [values[values < edge].max() for edge in tied if (values < edge).any()]
    together = np.unique(np.concatenate([distinct, below]))
    return np.asarray(together[together < largest], dtype=np.float64)


def bin_indices(values: Floats, edges: Floats) -> Integers:
    """Return the bin of each value, 0 to len(edges): how many edges lie below the value.

    A value on an edge belongs to the bin that ends there; the outer bins are open. Shape as
    `values`; an empty array gives an empty one. Source: metrics spec 3.8, 3.10.

    >>> bin_indices(np.array([0.1, 0.2, 0.9]), np.array([0.2, 0.4])).tolist()
    [0, 0, 2]
    """
    return np.asarray(np.searchsorted(edges, values, side="left"), dtype=np.int64)
