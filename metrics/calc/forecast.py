"""What a forecast is worth: cost of its errors against the cost of a reference's errors."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from math import floor, sqrt
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Labels = npt.NDArray[Any]
Counts = npt.NDArray[np.int64]

FORMULA_VERSION = "2"  # 2 keeps the saving against every reference of the file


@dataclass(frozen=True)
class ForecastBlock:
    """Costs of the rows of one block, and what the forecast saved there."""

    label: str
    n: int
    cost_forecast: float
    cost_reference: float
    saving: float


@dataclass(frozen=True)
class BestShift:
    """The constant that, added to every forecast, makes its cost least.

    `saving` is what that takes off the forecast's own cost. It is found on the rows that judge it
    (`in_sample`), so it is an upper bound.
    """

    shift: float
    cost: float
    saving: float
    in_sample: bool = True


@dataclass(frozen=True)
class ForecastValue:
    """Costs, saving and its range, in the money of the unit costs, over the rows that count.

    `se`, `low` and `high` of the saving are None below two units, which are the blocks where
    given (`n_blocks`), else the rows. `saving_share` is of the reference's cost, None where that
    is 0. Figures per period are scaled to `rows_per_period` rows, None without it.
    """

    n: int
    n_without_reference: int
    cost_forecast: float
    cost_reference: float
    saving: float
    saving_share: float | None
    saving_se: float | None
    saving_low: float | None
    saving_high: float | None
    saving_per_period: float | None
    saving_per_period_low: float | None
    saving_per_period_high: float | None
    alpha: float
    optimal_quantile: float
    value_of_1pct_smaller_errors: float
    best_shift: BestShift
    n_blocks: int | None
    blocks: tuple[ForecastBlock, ...]


def optimal_quantile(cost_under: float, cost_over: float) -> float:
    """Return u / (u + o), the quantile of demand that a forecast should aim at.

    u is the cost of one unit too little, o of one too many; each at least 0, not both 0, else
    ValueError. Range 0 to 1. Source: metrics spec 3.9.

    >>> optimal_quantile(4, 1)
    0.8
    """
    if not (0 <= cost_under < np.inf and 0 <= cost_over < np.inf) or cost_under + cost_over == 0:
        raise ValueError("unit costs are at least 0, and one is above 0")
    return cost_under / (cost_under + cost_over)


def asymmetric_cost(
    actual: Floats, forecast: Floats, *, cost_under: float, cost_over: float
) -> float:
    """Return sum of u max(actual - forecast, 0) + o max(forecast - actual, 0).

    Shapes (n,), at least one row, finite numbers; money of the unit costs, at least 0. It equals
    n (u + o) times `pinball_loss` at `optimal_quantile`. ValueError for bad input.
    Source: metrics spec 3.9.

    >>> asymmetric_cost(np.array([10.0, 10.0]), np.array([8.0, 13.0]), cost_under=4, cost_over=1)
    11.0
    """
    optimal_quantile(cost_under, cost_over)
    _check_rows(actual, forecast)
    return float(_row_costs(actual - forecast, cost_under, cost_over).sum())


def pinball_loss(actual: Floats, forecast: Floats, quantile: float) -> float:
    """Return the mean of q max(actual - forecast, 0) + (1 - q) max(forecast - actual, 0).

    Shapes (n,), at least one row, finite numbers; q from 0 to 1; in the unit of the actual value.
    ValueError for bad input. Source: metrics spec 3.9.

    >>> pinball_loss(np.array([10.0, 10.0]), np.array([8.0, 13.0]), 0.5)
    1.25
    """
    if not 0 <= quantile <= 1:
        raise ValueError("a quantile lies from 0 to 1")
    _check_rows(actual, forecast)
    return float(_row_costs(actual - forecast, quantile, 1 - quantile).mean())


def best_constant_shift(
    actual: Floats, forecast: Floats, *, cost_under: float, cost_over: float
) -> BestShift:
    """Return the constant that makes the forecast cheapest on these rows.

    It is the u / (u + o) quantile of actual - forecast. Among shifts of equal cost the smallest is
    taken, so a forecast that cannot gain keeps 0. Shapes (n,), at least one row. ValueError for
    bad input. Source: metrics spec 3.9.

    >>> best_constant_shift(np.array([9.0, 7.0]), np.array([5.0, 5.0]), cost_under=4, cost_over=1)
    BestShift(shift=4.0, cost=2.0, saving=22.0, in_sample=True)
    """
    aim = optimal_quantile(cost_under, cost_over)
    _check_rows(actual, forecast)
    errors = actual - forecast
    # The quantile's rank may be off by one in floating point: its neighbors are tried too.
    near = floor(aim * len(errors)) + np.arange(-2, 3)
    ranks = np.unique(np.clip(near, 0, len(errors) - 1))
    candidates = [0.0, *np.partition(errors, ranks)[ranks].tolist()]
    best_cost, _, shift = min(
        (float(_row_costs(errors - shift, cost_under, cost_over).sum()), abs(shift), shift)
        for shift in candidates
    )
    own_cost = float(_row_costs(errors, cost_under, cost_over).sum())
    return BestShift(shift, best_cost, own_cost - best_cost)


def seasonal_naive(
    actual: Floats, season: int, series: Labels | None = None, periods: Counts | None = None
) -> Floats:
    """Return as reference the value one season earlier; NaN where there is none.

    `periods` numbers the period of each row from 0 in order of time, and `series` names the series
    of each row (a store, a product), each of which looks back on itself; rows of one series and
    period count by their mean. Without periods, rows are in order of time and each row of a series
    is a period. `season` counts periods, 1 being the last one. Shape (n,), empty for empty.
    ValueError for a season below 1 or unequal shapes. Source: metrics spec 3.9.

    >>> seasonal_naive(np.array([1.0, 2.0, 3.0]), 2).tolist()
    [nan, nan, 1.0]
    """
    if season < 1:
        raise ValueError("a season has at least one row")
    cells = _cells(actual, series, periods)
    reference = np.full(len(cells.sums), np.nan)
    rows_before = np.searchsorted(cells.keys, cells.keys - season)
    found = (cells.keys[rows_before] == cells.keys - season) & (cells.periods >= season)
    reference[found] = (cells.sums / cells.counts)[rows_before[found]]
    return reference[cells.of_row]


def mean_so_far(
    actual: Floats, series: Labels | None = None, periods: Counts | None = None
) -> Floats:
    """Return as reference the mean of the values of all earlier periods; NaN for the first.

    Only the past is used, as a person at that time could have. Rows, `series` and `periods` as in
    `seasonal_naive`. Source: metrics spec 3.9.

    >>> mean_so_far(np.array([1.0, 3.0, 8.0])).tolist()
    [nan, 1.0, 2.0]
    """
    cells = _cells(actual, series, periods)
    reference = np.full(len(cells.sums), np.nan)
    for start, end in cells.series_ends():
        sums, counts = np.cumsum(cells.sums[start:end]), np.cumsum(cells.counts[start:end])
        reference[start + 1 : end] = sums[:-1] / counts[:-1]
    return reference[cells.of_row]


def forecast_value(
    actual: Floats,
    forecast: Floats,
    reference: Floats,
    *,
    cost_under: float,
    cost_over: float,
    blocks: Labels | None = None,
    rows_per_period: float | None = None,
    alpha: float = 0.05,
) -> ForecastValue:
    """Return what a forecast saves against a reference: the difference of their costs.

    Rows are paired: se = sd(row savings, ddof 1) sqrt(n), or over the sums of `blocks` (a label
    for each row, such as its month) where given, since errors of one block go together; range =
    saving +- t(1 - alpha/2, units - 1) se. Rows whose reference is NaN leave both costs and are
    counted. Errors 1% smaller save 1% of the cost. Shapes (n,). ValueError for unequal shapes,
    undefined actual or forecast, no row with a reference, unit costs as in `optimal_quantile`,
    `rows_per_period` not above 0, or alpha outside 0 to 1. Source: metrics spec 3.9.

    >>> value = forecast_value(np.array([10.0, 10.0]), np.array([9.0, 11.0]),
    ...     np.array([7.0, 15.0]), cost_under=4, cost_over=1)
    >>> value.cost_forecast, value.cost_reference, value.saving, round(value.saving_se, 6)
    (5.0, 17.0, 12.0, 4.0)
    """
    aim = optimal_quantile(cost_under, cost_over)
    known = _check_value(actual, forecast, reference, blocks, rows_per_period, alpha)
    actual, forecast, reference = actual[known], forecast[known], reference[known]
    own = _row_costs(actual - forecast, cost_under, cost_over)
    other = _row_costs(actual - reference, cost_under, cost_over)
    parts = () if blocks is None else _blocks(blocks[known], own, other)
    units = other - own if blocks is None else np.array([part.saving for part in parts])
    saving = float(other.sum() - own.sum())
    error, half = _error(units, alpha)
    low, high = (None, None) if half is None else (saving - half, saving + half)
    scale = None if rows_per_period is None else rows_per_period / len(own)
    return ForecastValue(
        n=len(own),
        n_without_reference=len(known) - len(own),
        cost_forecast=float(own.sum()),
        cost_reference=float(other.sum()),
        saving=saving,
        saving_share=saving / float(other.sum()) if other.any() else None,
        saving_se=error,
        saving_low=low,
        saving_high=high,
        saving_per_period=_scaled(saving, scale),
        saving_per_period_low=_scaled(low, scale),
        saving_per_period_high=_scaled(high, scale),
        alpha=alpha,
        optimal_quantile=aim,
        value_of_1pct_smaller_errors=0.01 * float(own.sum()),
        best_shift=best_constant_shift(
            actual, forecast, cost_under=cost_under, cost_over=cost_over
        ),
        n_blocks=None if blocks is None else len(parts),
        blocks=parts,
    )


def _check_rows(actual: Floats, forecast: Floats) -> None:
    if len(actual) != len(forecast):
        raise ValueError("actual values and forecasts must be equally many")
    if len(actual) == 0:
        raise ValueError("a cost needs at least one row")
    if not (np.isfinite(actual).all() and np.isfinite(forecast).all()):
        raise ValueError("actual values and forecasts must be finite numbers")


def _check_value(
    actual: Floats,
    forecast: Floats,
    reference: Floats,
    blocks: Labels | None,
    rows_per_period: float | None,
    alpha: float,
) -> npt.NDArray[np.bool_]:
    """Check all rows and return which have a reference."""
    _check_rows(actual, forecast)
    if len(reference) != len(actual) or (blocks is not None and len(blocks) != len(actual)):
        raise ValueError("references and blocks must be as many as actual values")
    if np.isinf(reference).any():
        raise ValueError("a reference is a finite number, or missing")
    if not (rows_per_period is None or 0 < rows_per_period < np.inf):
        raise ValueError("rows per period are above 0")
    if not 0 < alpha < 1:
        raise ValueError("alpha lies between 0 and 1")
    known = ~np.isnan(reference)
    if not known.any():
        raise ValueError("no row has a reference")
    return known


def _row_costs(errors: Floats, cost_under: float, cost_over: float) -> Floats:
    """Return the cost of each error, which is actual less forecast."""
    costs: Floats = cost_under * np.maximum(errors, 0) + cost_over * np.maximum(-errors, 0)
    return costs


@dataclass(frozen=True)
class _Cells:
    """The rows of each series and period taken together, by series, then by period."""

    keys: Counts
    periods: Counts
    sums: Floats
    counts: Counts
    of_row: Counts

    def series_ends(self) -> Iterator[tuple[int, int]]:
        """Where the cells of each series begin and end."""
        series = self.keys - self.periods
        edges = np.flatnonzero(np.diff(series)) + 1
        yield from itertools.pairwise([0, *edges.tolist(), len(series)])


def _cells(actual: Floats, series: Labels | None, periods: Counts | None) -> _Cells:
    n = len(actual)
    if any(given is not None and len(given) != n for given in (series, periods)):
        raise ValueError("every row names its series and its period")
    code = np.zeros(n, np.int64) if series is None else np.unique(series, return_inverse=True)[1]
    period = _turn(code) if periods is None else periods.astype(np.int64)
    span = int(period.max(initial=0)) + 1
    keys, of_row, counts = np.unique(code * span + period, return_inverse=True, return_counts=True)
    return _Cells(
        keys, keys % span, np.bincount(of_row, actual, len(keys)).astype(np.float64), counts, of_row
    )


def _turn(code: Counts) -> Counts:
    """Say of each row how many rows of its code stand before it."""
    order = np.argsort(code, kind="stable")
    starts = np.searchsorted(code[order], code[order])
    turn = np.empty(len(code), np.int64)
    turn[order] = np.arange(len(code)) - starts
    return turn


def _blocks(labels: Labels, own: Floats, other: Floats) -> tuple[ForecastBlock, ...]:
    names, code = np.unique(labels, return_inverse=True)
    sums = zip(
        names,
        np.bincount(code).tolist(),
        np.bincount(code, own).tolist(),
        np.bincount(code, other).tolist(),
        strict=True,
    )
    return tuple(
        ForecastBlock(str(name), n, cost, reference, reference - cost)
        for name, n, cost, reference in sums
    )


def _error(units: Floats, alpha: float) -> tuple[float | None, float | None]:
    """Return the standard error of the sum of units and half the width of its range."""
    from scipy import special

    n = len(units)
    if n < 2:
        return None, None
    error = float(units.std(ddof=1)) * sqrt(n)
    return error, float(special.stdtrit(n - 1, 1 - alpha / 2)) * error


def _scaled(value: float | None, scale: float | None) -> float | None:
    return None if value is None or scale is None else value * scale
