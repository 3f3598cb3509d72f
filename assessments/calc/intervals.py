"""Likely ranges: moderated t intervals, and the leave-one-out variance of weighted scores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

import numpy as np
import numpy.typing as npt

from assessments.calc.parameters import DEFAULTS, Parameters, t_quantile

Floats = npt.NDArray[np.float64]
Booleans = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Interval:
    """A 90% likely range in levels, with its standard error and degrees of freedom."""

    se: float
    df: int
    low: float
    high: float


def moderated_variance(
    variance: float, n: int, prior_variance: float, parameters: Parameters = DEFAULTS
) -> float:
    """Return v = (prior_df * prior + (n - 1) * variance) / (n - 1 + prior_df).

    Reads as "three imaginary raters with usual spread", so that equal ratings do not give a
    range of zero. n is at least 1; the variance is 0 for n = 1. Source: assessments spec 4.7.

    >>> moderated_variance(0.0, 5, 1.0)
    0.42857142857142855
    """
    if n < 1:
        raise ValueError("a variance needs at least one rating")
    df = n - 1 + parameters.prior_df
    return (parameters.prior_df * prior_variance + (n - 1) * variance) / df


def moderated_interval(
    estimate: float,
    variance: float,
    n: int,
    *,
    prior_variance: float,
    parameters: Parameters = DEFAULTS,
    bounds: tuple[float, float] | None = (1.0, 5.0),
) -> Interval:
    """Return estimate +- t(.95, n + 2) * sqrt(v / n), clipped to the bounds.

    v is the moderated variance; n is the number of ratings or of effective raters, at least 1.
    Differences are not clipped (bounds None). Source: assessments spec 4.7.

    >>> interval = moderated_interval(3.0, 0.0, 5, prior_variance=1.0)
    >>> round(interval.low, 6), round(interval.high, 6), interval.df
    (2.445324, 3.554676, 7)
    """
    se = sqrt(moderated_variance(variance, n, prior_variance, parameters) / n)
    return interval_around(estimate, se, n - 1 + parameters.prior_df, bounds)


def interval_around(
    estimate: float, se: float, df: int, bounds: tuple[float, float] | None = None
) -> Interval:
    """Return estimate +- t(.95, df) * se, clipped to the bounds if there are any.

    Source: assessments spec 4.7.

    >>> round(interval_around(0.0, 1.0, 3).high, 6)
    2.353363
    """
    half = t_quantile(df) * se
    low, high = estimate - half, estimate + half
    if bounds is not None:
        low, high = max(bounds[0], low), min(bounds[1], high)
    return Interval(se=se, df=df, low=low, high=high)


def effective_raters(weights: Sequence[Fraction], n_valid: Sequence[int]) -> int:
    """Return m = max(1, floor(weighted mean of the items' numbers of ratings)).

    Exact; both sequences hold the scored items, at least one. Source: assessments spec 4.7.

    >>> effective_raters([Fraction(2), Fraction(1)], [5, 4])
    4
    """
    total = sum(weights, Fraction(0))
    return max(1, sum((w * n for w, n in zip(weights, n_valid, strict=True)), Fraction(0)) // total)


def leave_one_out_shifts(
    values: Floats, rated: Booleans, groups: Integers, weights: Floats
) -> tuple[Floats, Booleans]:
    """Return how far each score moves when each respondent is left out, S(-i) - S.

    values, rated: respondents x items; groups: each respondent's group number; weights: scores
    x groups x items, summing to 1 over the items of a score (0 = item not in it). A score of a
    group is sum(w * mean of the group's ratings); an item left without ratings keeps its mean.
    Returns the shifts and who took part, both scores x respondents.
    Source: assessments spec 4.7.

    >>> shifts, _ = leave_one_out_shifts(
    ...     np.array([[3.0], [5.0]]), np.ones((2, 1), bool), np.zeros(2, int), np.ones((1, 1, 1)))
    >>> shifts.tolist()
    [[1.0, -1.0]]
    """
    n_groups, n_items = weights.shape[1:]
    cells = (groups[:, None] * n_items + np.arange(n_items))[rated]
    size = n_groups * n_items
    n = np.bincount(cells, minlength=size).reshape(n_groups, n_items)
    sums = np.bincount(cells, weights=values[rated], minlength=size).reshape(n_groups, n_items)
    means = sums / np.maximum(n, 1)
    moves = np.where(rated, (means[groups] - values) / np.maximum(n - 1, 1)[groups], 0.0)
    shifts = np.empty((len(weights), len(values)))
    took_part = np.empty(shifts.shape, dtype=np.bool_)
    for position, by_group in enumerate(weights):
        shifts[position] = np.einsum("ij,ij->i", moves, by_group[groups])
        took_part[position] = (rated & (by_group > 0)[groups]).any(axis=1)
    return shifts, took_part


def pseudo_value_variances(
    shifts: Floats, took_part: Booleans, groups: Integers, n_groups: int
) -> tuple[Integers, Floats]:
    """Return N and the variance p2 of the pseudo-values N*S - (N-1)*S(-i), scores x groups.

    Because S is the same for all, p2 = (N - 1)^2 * variance of the shifts; 0 for N below 2.
    Source: assessments spec 4.7.

    >>> n, p2 = pseudo_value_variances(
    ...     np.array([[1.0, -1.0]]), np.ones((1, 2), bool), np.zeros(2, int), 1)
    >>> n.tolist(), p2.tolist()
    ([[2]], [[2.0]])
    """
    counts = np.zeros((len(shifts), n_groups), dtype=np.int64)
    variances = np.zeros((len(shifts), n_groups))
    for position, (shift, part) in enumerate(zip(shifts, took_part, strict=True)):
        group, moved = groups[part], shift[part]
        n = np.bincount(group, minlength=n_groups)
        mean = np.bincount(group, weights=moved, minlength=n_groups) / np.maximum(n, 1)
        squares = np.bincount(group, weights=(moved - mean[group]) ** 2, minlength=n_groups)
        counts[position] = n
        variances[position] = np.maximum(n - 1, 0) * squares
    return counts, variances


def aggregate_interval(
    score: float,
    p2: float,
    n_respondents: int,
    n_effective: int,
    parameters: Parameters = DEFAULTS,
) -> Interval:
    """Return the likely range of a weighted score of several capabilities.

    v = (3 * 0.5 + (m - 1) * m * p2 / N) / (m + 2) with m effective raters, N respondents and
    the pseudo-value variance p2. Source: assessments spec 4.7.

    >>> round(aggregate_interval(3.0, 0.0, 1, 1).se, 6)
    0.707107
    """
    variance = n_effective * p2 / n_respondents
    return moderated_interval(
        score,
        variance,
        n_effective,
        prior_variance=parameters.prior_var_aggregate,
        parameters=parameters,
    )
