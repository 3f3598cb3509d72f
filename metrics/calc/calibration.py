"""Calibration of scores that claim to be probabilities: bins, Brier score, expected error."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from metrics.calc.binning import Floats, bin_indices, equal_count_edges, equal_width_edges

CHUNK = 1 << 20


@dataclass(frozen=True)
class CalibrationBin:
    """Scores above `low` up to and including `high`; the lowest bin includes its low end.

    `observed` is the weighted share of positives, `predicted` the weighted mean score; both are
    None in an empty bin.
    """

    low: float
    high: float
    count: int
    weight: float
    observed: float | None
    predicted: float | None


@dataclass(frozen=True)
class Reliability:
    """The bins of one chart and their expected calibration error, 0 (perfect) to 1."""

    bins: tuple[CalibrationBin, ...]
    expected_calibration_error: float


@dataclass(frozen=True)
class Calibration:
    """How well scores match outcomes; `observed` and `predicted` are means over all rows."""

    n: int
    weight: float
    observed: float
    predicted: float
    brier: float
    equal_width: Reliability
    equal_count: Reliability


class _Rows(NamedTuple):
    label: npt.NDArray[Any]
    score: Floats
    weight: Floats | None

    def chunks(self) -> Iterator[tuple[Floats, Floats, Floats]]:
        """Yield label, score and weight of a million rows at a time, so that memory stays flat."""
        for start in range(0, len(self.score), CHUNK):
            part = slice(start, start + CHUNK)
            score = self.score[part]
            weight = np.ones(len(score)) if self.weight is None else self.weight[part]
            yield self.label[part].astype(np.float64), score, weight


def calibration(
    label: npt.NDArray[Any], score: Floats, *, weight: Floats | None = None, bins: int = 10
) -> Calibration | None:
    """Return reliability, Brier score and expected calibration error; None if scores leave 0 to 1.

    Brier = sum w (score - label)^2 / sum w. Reliability is given in equal bins of 0 to 1 and in
    bins of about equal weight; ties stay together, so the latter may be fewer. Expected
    calibration error = sum over bins of (bin weight / weight) |observed - predicted|. `label`
    (0 or 1, also bool), `score` and `weight` (at least 0, default 1) have shape (n,); rows of zero
    weight do not count. One class only is fine. ValueError for unequal shapes, other labels,
    undefined scores, weights below 0 or all 0, or below one bin. Source: metrics spec 3.8.

    >>> result = calibration(np.array([0, 1, 1, 0]), np.array([0.1, 0.9, 0.8, 0.2]), bins=2)
    >>> round(result.brier, 4), [round(item.predicted, 2) for item in result.equal_width.bins]
    (0.025, [0.15, 0.85])
    >>> calibration(np.array([0, 1]), np.array([-2.5, 3.0])) is None
    True
    """
    rows = _check(label, score, weight)
    if rows.score.min() < 0 or rows.score.max() > 1:
        return None
    edges = equal_count_edges(rows.score, bins, rows.weight)
    span = (float(rows.score.min()), float(rows.score.max()))
    squares = sum(float(part[2] @ (part[1] - part[0]) ** 2) for part in rows.chunks())
    _, total, positive, scores = _sums(rows, np.empty(0))[:, 0].tolist()
    return Calibration(
        n=len(rows.score),
        weight=total,
        observed=positive / total,
        predicted=scores / total,
        brier=squares / total,
        equal_width=_reliability(rows, equal_width_edges(bins), (0.0, 1.0)),
        equal_count=_reliability(rows, edges, span),
    )


def _check(label: npt.NDArray[Any], score: Floats, weight: Floats | None) -> _Rows:
    if len({len(label), len(score), len(score if weight is None else weight)}) > 1:
        raise ValueError("labels, scores and weights must be equally many")
    if not np.isin(label, (0, 1)).all():
        raise ValueError("a label is 0 or 1")
    if np.isnan(score).any():
        raise ValueError("scores must be numbers")
    if weight is not None:
        if not np.isfinite(weight).all() or (weight < 0).any():
            raise ValueError("a weight is a finite number of at least 0")
        if (weight == 0).any():
            counted = weight > 0
            label, score, weight = label[counted], score[counted], weight[counted]
    if len(score) == 0:
        raise ValueError("calibration needs at least one row that counts")
    return _Rows(label, score, weight)


def _reliability(rows: _Rows, edges: Floats, span: tuple[float, float]) -> Reliability:
    """Return bins between the edges, the outer ones reaching to the span."""
    sums = _sums(rows, edges)
    limits = [span[0], *edges.tolist(), span[1]]
    error = float(np.abs(sums[2] - sums[3]).sum() / sums[1].sum())
    columns = enumerate(sums.T.tolist())
    return Reliability(tuple(_bin(limits[k], limits[k + 1], *part) for k, part in columns), error)


def _sums(rows: _Rows, edges: Floats) -> Floats:
    """Return rows, weight, weight of positives and weighted scores by bin, shape (4, bins)."""
    n_bins = len(edges) + 1
    sums = np.zeros((4, n_bins))
    for label, score, weight in rows.chunks():
        index = bin_indices(score, edges)
        for line, values in enumerate((None, weight, weight * label, weight * score)):
            sums[line] += np.bincount(index, values, n_bins)
    return sums


def _bin(
    low: float, high: float, count: float, weight: float, positive: float, scores: float
) -> CalibrationBin:
    if count == 0:
        return CalibrationBin(low, high, 0, 0.0, None, None)
    return CalibrationBin(low, high, int(count), weight, positive / weight, scores / weight)
