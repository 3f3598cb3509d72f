"""A share with its likely range, of rows that may have weights."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from metrics.calc.binning import Floats

LEVEL = 0.95


class Limits(NamedTuple):
    """The two ends of a range."""

    low: float
    high: float


@dataclass(frozen=True)
class Share:
    """A share with its likely range; `rows` is how many rows without weights would say as much."""

    share: float
    low: float
    high: float
    rows: float


def wilson(rate: float, n: float, quantile: float) -> Limits:
    """Return Wilson's interval of a share of n rows; `quantile` is the normal one of the level.

    Middle (p + q2 / 2n) / (1 + q2 / n), half-width q sqrt(p (1 - p) / n + q2 / 4n2) / (1 + q2 / n);
    n above 0. Source: metrics spec 3.10, as part of Newcombe's interval.

    >>> [round(end, 4) for end in wilson(0.5, 10, 1.96)]
    [0.2366, 0.7634]
    """
    scale = 1 + quantile**2 / n
    half = quantile * sqrt(rate * (1 - rate) / n + quantile**2 / (4 * n**2)) / scale
    middle = (rate + quantile**2 / (2 * n)) / scale
    return Limits(middle - half, middle + half)


def share_of(hits: npt.NDArray[np.bool_], weights: Floats | None = None) -> Share | None:
    """Return the share of hits by weight with Wilson's range at 95 %; None without weight.

    Share = sum w hit / sum w; the range takes (sum w)2 / sum w2 rows, which without weights is n.
    Shapes (n,), weights at least 0. Source: metrics spec 3.10; effective number by Kish.

    >>> found = share_of(np.array([True, True, False, True]))
    >>> found.share, round(found.low, 3), round(found.high, 3), found.rows
    (0.75, 0.301, 0.954, 4.0)
    """
    if weights is None:
        total, squares, hit = float(len(hits)), float(len(hits)), float(np.count_nonzero(hits))
    else:
        total, squares, hit = _sums(hits, weights)
    if not total > 0:
        return None
    rate, rows = min(hit / total, 1.0), total**2 / squares
    low, high = wilson(rate, rows, NormalDist().inv_cdf((1 + LEVEL) / 2))
    return Share(rate, min(max(low, 0.0), rate), max(min(high, 1.0), rate), rows)


def _sums(hits: npt.NDArray[np.bool_], weights: Floats) -> tuple[float, float, float]:
    return float(weights.sum()), float(weights @ weights), float(weights @ hits)
