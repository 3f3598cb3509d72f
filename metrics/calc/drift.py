"""Drift of scores or inputs between a reference and a current period: PSI with its own limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, isfinite
from typing import Literal

import numpy as np

from metrics.calc.binning import Floats, bin_indices, equal_count_edges

Size = Literal["small", "moderate", "large"]
MODERATE, LARGE = 0.1, 0.25


@dataclass(frozen=True)
class DriftBin:
    """One bin: values above `low` up to and including `high`; None is an open end.

    Both are None where only counts were given. Shares are plain, not smoothed; `contribution` is
    the bin's part of the smoothed PSI.
    """

    low: float | None
    high: float | None
    reference_count: int
    current_count: int
    reference_share: float
    current_share: float
    contribution: float


@dataclass(frozen=True)
class Drift:
    """How far two periods differ, and whether more than chance explains.

    `drift` says significance, `size` the conventional reading of `psi` (moderate from 0.1, large
    from 0.25); small samples give large PSI without drift, large ones significance without size.
    `empty_bins` are positions in `bins` that are empty on one side only; where there are any, the
    plain PSI does not exist (`psi_raw` is None), the limit is rough, and a page adds a note.
    """

    psi: float
    psi_raw: float | None
    expected_under_no_drift: float
    critical_value: float
    alpha: float
    drift: bool
    size: Size
    chi2_p: float
    n_reference: int
    n_current: int
    bins: tuple[DriftBin, ...]
    empty_bins: tuple[int, ...]


@dataclass(frozen=True)
class BinCounts:
    """Counts of two periods in the same bins; `edges` are the interior limits, ascending."""

    edges: tuple[float, ...]
    reference: tuple[int, ...]
    current: tuple[int, ...]


def drift_from_counts(
    reference_counts: Sequence[int],
    current_counts: Sequence[int],
    *,
    alpha: float = 0.05,
    edges: Sequence[float] | None = None,
) -> Drift:
    """Return the population stability index with its expectation and limit under no drift.

    PSI = sum (q - p) ln(q / p), p = (reference + 1/2) / (n + B/2) and q likewise of the current
    counts with m. Without drift its mean is (1/n + 1/m)(B - 1); drift is PSI above (1/n + 1/m)
    times the chi-square quantile 1 - alpha at B - 1. `chi2_p` is Pearson's test of the two rows.
    B leaves out bins that are empty on both sides; with one bin left, PSI is 0 and p is 1. The
    counts may be of score bins or of categories; `edges` only label the bins. ValueError for
    unequal lengths, negative counts, a side without rows, or alpha outside 0 to 1.
    Source: metrics spec 3.10.

    >>> result = drift_from_counts([50, 50], [30, 70])
    >>> round(result.psi, 4), result.drift, result.size
    (0.1659, True, 'moderate')
    """
    _check_counts(reference_counts, current_counts, alpha)
    if edges is not None and len(edges) != len(reference_counts) - 1:
        raise ValueError("there is one edge between each two bins")
    counts = np.array([reference_counts, current_counts], dtype=np.float64)
    used = counts.sum(axis=0) > 0
    parts, filled = np.zeros(counts.shape[1]), counts[:, used]
    parts[used] = _terms((filled + 0.5) / (filled + 0.5).sum(axis=1, keepdims=True))
    totals, freedom = counts.sum(axis=1), int(used.sum()) - 1
    spread, psi = float((1 / totals).sum()), fsum(parts.tolist())
    critical = spread * _chi2_quantile(alpha, freedom)
    shares = counts / totals[:, None]
    one_sided = tuple(np.flatnonzero((counts == 0).sum(axis=0) == 1).tolist())
    return Drift(
        psi=psi,
        psi_raw=None if one_sided else float(_terms(shares[:, used]).sum()),
        expected_under_no_drift=spread * freedom,
        critical_value=critical,
        alpha=alpha,
        drift=freedom > 0 and psi > critical,
        size=drift_size(psi),
        chi2_p=_pearson_p(filled),
        n_reference=int(totals[0]),
        n_current=int(totals[1]),
        bins=_bins(counts, shares, parts, edges),
        empty_bins=one_sided,
    )


def drift_size(psi: float) -> Size:
    """Return the conventional reading: moderate from 0.1, large from 0.25, else small.

    A reading of size only: at 500 and 200 rows chance alone passes 0.1 one time in ten. ValueError
    for a negative or undefined PSI. Source: metrics spec 3.10.

    >>> drift_size(0.0999), drift_size(0.1), drift_size(0.25)
    ('small', 'moderate', 'large')
    """
    if not isfinite(psi) or psi < 0:
        raise ValueError("PSI is a number from 0")
    if psi >= LARGE:
        return "large"
    return "moderate" if psi >= MODERATE else "small"


def reference_edges(reference: Floats, bins: int = 10) -> tuple[float, ...]:
    """Return the interior edges that later periods are counted in, from the reference's quantiles.

    Edges are observed values and belong to the bin below; the outer bins are open. Ties never
    straddle an edge, so there may be fewer bins. Where the smallest or the largest value alone
    fills a bin, one more bin beyond it, empty in the reference, shows a shift outward; a constant
    thus gives three. Shape (n,). ValueError for no or undefined scores, or fewer than two bins.
    Source: metrics spec 3.10.

    >>> reference_edges(np.array([1.0, 2.0, 3.0, 4.0]), bins=2)
    (2.0,)
    >>> reference_edges(np.array([0.0, 1.0, 1.0, 1.0, 1.0]), bins=4)
    (0.0, 1.0)
    """
    if bins < 2:
        raise ValueError("drift needs at least two bins")
    _check_scores(reference)
    edges = equal_count_edges(reference, bins).tolist()
    low, high = float(reference.min()), float(reference.max())
    if (reference == low).mean() * bins >= 1:
        edges = [float(np.nextafter(low, -np.inf)), *edges]
    if (reference == high).mean() * bins >= 1:
        edges = [*edges, high]
    return tuple(edges)


def count_scores(scores: Floats, edges: Sequence[float]) -> tuple[int, ...]:
    """Return how many scores fall into each bin; a score on an edge counts below it.

    Shape (n,) in, len(edges) + 1 out. ValueError for no or undefined scores, or edges that do not
    rise. Source: metrics spec 3.10.

    >>> count_scores(np.array([0.0, 2.0, 9.0]), (2.0,))
    (2, 1)
    """
    _check_scores(scores)
    limits = np.asarray(edges, dtype=np.float64)
    if not (np.diff(limits) > 0).all():
        raise ValueError("edges rise from bin to bin")
    counts = np.bincount(bin_indices(scores, limits), minlength=len(limits) + 1)
    return tuple(counts.tolist())


def bin_scores(reference: Floats, current: Floats, bins: int = 10) -> BinCounts:
    """Return both periods' counts in the bins of `reference_edges`.

    Shapes (n,) and (m,); errors as there. Source: metrics spec 3.10.

    >>> bin_scores(np.array([5.0, 5.0]), np.array([4.0, 5.0, 6.0])).current
    (1, 1, 1)
    """
    edges = reference_edges(reference, bins)
    return BinCounts(edges, count_scores(reference, edges), count_scores(current, edges))


def score_drift(
    reference: Floats, current: Floats, *, bins: int = 10, alpha: float = 0.05
) -> Drift:
    """Return the drift between two arrays of scores: `bin_scores`, then `drift_from_counts`.

    Shapes (n,) and (m,); errors as there. Source: metrics spec 3.10.

    >>> score_drift(np.arange(100.0), np.arange(100.0)).psi
    0.0
    """
    counts = bin_scores(reference, current, bins)
    return drift_from_counts(counts.reference, counts.current, alpha=alpha, edges=counts.edges)


def _check_counts(reference: Sequence[int], current: Sequence[int], alpha: float) -> None:
    if len(reference) != len(current):
        raise ValueError("both sides need the same bins")
    if min((*reference, *current), default=0) < 0:
        raise ValueError("a count is at least 0")
    if sum(reference) == 0 or sum(current) == 0:
        raise ValueError("drift needs rows on both sides")
    if not 0 < alpha < 1:
        raise ValueError("alpha lies between 0 and 1")


def _check_scores(scores: Floats) -> None:
    if len(scores) == 0:
        raise ValueError("drift needs scores on both sides")
    if not np.isfinite(scores).all():
        raise ValueError("scores must be finite numbers")


def _terms(shares: Floats) -> Floats:
    terms: Floats = (shares[1] - shares[0]) * np.log(shares[1] / shares[0])
    return terms


def _chi2_quantile(alpha: float, freedom: int) -> float:
    from scipy import special

    return float(special.chdtri(freedom, alpha)) if freedom else 0.0


def _pearson_p(counts: Floats) -> float:
    from scipy import special

    if counts.shape[1] < 2:
        return 1.0
    expected = counts.sum(axis=1, keepdims=True) * counts.sum(axis=0) / counts.sum()
    statistic = float(((counts - expected) ** 2 / expected).sum())
    return float(special.chdtrc(counts.shape[1] - 1, statistic))


def _bins(
    counts: Floats, shares: Floats, parts: Floats, edges: Sequence[float] | None
) -> tuple[DriftBin, ...]:
    limits = [None] * (len(parts) + 1) if edges is None else [None, *edges, None]
    return tuple(
        DriftBin(
            low=limits[position],
            high=limits[position + 1],
            reference_count=int(counts[0, position]),
            current_count=int(counts[1, position]),
            reference_share=float(shares[0, position]),
            current_share=float(shares[1, position]),
            contribution=float(parts[position]),
        )
        for position in range(len(parts))
    )
