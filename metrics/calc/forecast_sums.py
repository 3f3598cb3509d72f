"""Sums of a forecast's errors: small tables that answer every question about unit costs.

A cost is linear in what was short and what was over, so sums of both are enough for any unit
costs; squares and cross products of their differences are enough for the range of a saving.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt

from metrics.calc.forecast import BestShift, Floats, optimal_quantile

Groups = npt.NDArray[np.int64]

MOST_KNOTS = 1001
MOST_COST = 1e15
ALPHA = 0.05
SHOWN_COST = 2.0


@dataclass(frozen=True)
class ErrorSums:
    """Sums over the rows that have a reference; all weighted, rows alone counted as they are.

    `short` sums max(actual - forecast, 0), `over` max(forecast - actual, 0), `reference_short` and
    `reference_over` the same of the reference. `spread` holds the centered sums of squares and the
    cross product of each row's differences (reference - forecast): short squared, short times
    over, over squared. `knots` holds, in columns, errors in ascending order (actual - forecast),
    the weight of all errors up to each, and their sum; all different errors where `exact`, else
    an even grid of quantiles with both ends. `groups` has a row for each group of rows, such as a
    period, with the columns of GROUP_COLUMNS; none without groups.
    """

    rows: int
    rows_without: int
    weight: float
    short: float
    over: float
    reference_short: float
    reference_over: float
    spread: Floats
    knots: Floats
    exact: bool
    groups: Floats


SIDES = ("short", "over", "reference_short", "reference_over")
GROUP_COLUMNS = ("weight", "actual", "forecast", "reference", *SIDES)


@dataclass(frozen=True)
class ForecastQuestion:
    """Costs of one unit too little and one too many, how many rows a year has, and the block.

    `size` None leaves the file as it is. `block` is how many neighboring groups go together in
    the range; at least 1.
    """

    cost_under: float
    cost_over: float
    size: float | None = None
    block: int = 1


@dataclass(frozen=True)
class ErrorCost:
    """What errors cost in all, by direction, and their pinball loss in units a row."""

    short: float
    over: float
    total: float
    loss: float


@dataclass(frozen=True)
class Saving:
    """A saving with its 95% range; None below two units, which are rows or blocks of groups."""

    estimate: float
    low: float | None
    high: float | None
    share: float | None
    units: int
    by_block: bool


@dataclass(frozen=True)
class ForecastAnswer:
    """What a forecast costs and saves, in money for `size` rows; groups stay as in the file.

    `shifts` are those whose cost is at most twice that of the forecast or the reference.
    """

    rows: int
    rows_without: int
    weight: float
    size: float
    target_quantile: float
    forecast: ErrorCost
    reference: ErrorCost
    saving: Saving
    one_percent: float
    shift: BestShift
    shift_is_exact: bool
    shifts: Floats
    shift_costs: Floats
    group_savings: Floats


@dataclass(frozen=True)
class ReferenceSaving:
    """What a forecast costs and saves against one reference, over the rows that have it."""

    reference: str
    rows: int
    cost: float
    reference_cost: float
    saving: Saving


def sum_errors(
    actual: Floats,
    forecast: Floats,
    reference: Floats,
    *,
    weights: Floats | None = None,
    groups: Groups | None = None,
    n_groups: int = 0,
) -> ErrorSums:
    """Sum the errors of rows whose reference is known (not NaN).

    Shapes (n,); weights at least 0; groups numbered from 0 to below `n_groups`. ValueError where
    no row with weight has a reference. Source: metrics spec 3.9.

    >>> found = sum_errors(np.array([10.0, 10.0]), np.array([8.0, 13.0]), np.array([9.0, np.nan]))
    >>> found.rows, found.rows_without, found.short, found.over, found.reference_short
    (1, 1, 2.0, 0.0, 1.0)
    """
    known = ~np.isnan(reference)
    weight = np.ones(len(actual)) if weights is None else weights
    if not weight[known].any():
        raise ValueError("no row has a reference")
    if not known.all():
        actual, forecast, reference, weight = (
            each[known] for each in (actual, forecast, reference, weight)
        )
    knots, exact = _knots(actual - forecast, weight)
    sides = _sides(actual - forecast) + _sides(actual - reference)
    sums = [float(weight @ side) for side in sides]
    columns = (None, actual, forecast, reference, *sides)
    return ErrorSums(
        rows=len(actual),
        rows_without=len(known) - len(actual),
        weight=float(weight.sum()),
        **dict(zip(SIDES, sums, strict=True)),
        spread=_spread(weight * (sides[2] - sides[0]), weight * (sides[3] - sides[1])),
        knots=knots,
        exact=exact,
        groups=_grouped(columns, weight, None if groups is None else groups[known], n_groups),
    )


def _sides(errors: Floats) -> tuple[Floats, Floats]:
    return np.maximum(errors, 0.0), np.maximum(-errors, 0.0)


def _spread(short: Floats, over: Floats) -> Floats:
    short, over = short - short.mean(), over - over.mean()
    return np.array([short @ short, short @ over, over @ over])


def _knots(errors: Floats, weight: Floats) -> tuple[Floats, bool]:
    order = np.argsort(errors)
    errors, weight = errors[order], weight[order]
    last = np.flatnonzero(np.append(errors[1:] != errors[:-1], True))
    weights, sums = np.cumsum(weight)[last], np.cumsum(weight * errors)[last]
    exact = len(last) <= MOST_KNOTS
    if exact:
        kept = np.arange(len(last))
    else:
        even = np.searchsorted(weights, np.linspace(0, weights[-1], MOST_KNOTS))
        kept = np.unique([0, *np.minimum(even, len(last) - 1), len(last) - 1])
    return np.column_stack([errors[last[kept]], weights[kept], sums[kept]]), exact


def _grouped(
    columns: tuple[Floats | None, ...], weight: Floats, groups: Groups | None, n_groups: int
) -> Floats:
    """Weighted sums of each column by group; None sums the weights themselves."""
    if groups is None:
        return np.empty((0, len(columns)))
    summed = [
        np.bincount(groups, weight if column is None else weight * column, n_groups)
        for column in columns
    ]
    return np.column_stack(summed)


def answer(sums: ErrorSums, question: ForecastQuestion) -> ForecastAnswer:
    """Answer what errors cost, what the forecast saves, and what a shift of it would save.

    se of the saving = sd(units, ddof 1) sqrt(units), units being row savings, or their sums over
    blocks of groups where there are any; range = saving +- t(0.975, units - 1) se. ValueError for
    unit costs as in `optimal_quantile`, a size not above 0, a block below 1, and costs beyond a
    million billions. Source: metrics spec 3.9.

    >>> rows = (np.array([10.0, 10.0]), np.array([9.0, 11.0]), np.array([7.0, 15.0]))
    >>> found = answer(sum_errors(*rows), ForecastQuestion(4, 1))
    >>> found.forecast.total, found.reference.total, found.saving.estimate, found.one_percent
    (5.0, 17.0, 12.0, 0.05)
    """
    aim = optimal_quantile(question.cost_under, question.cost_over)
    scale = _scale(sums, question)
    forecast = _cost(sums.short, sums.over, sums.weight, question, scale)
    reference = _cost(sums.reference_short, sums.reference_over, sums.weight, question, scale)
    if max(forecast.total, reference.total) > MOST_COST:
        raise ValueError("the cost is beyond a million billions; use larger units of money")
    shifts, costs = _shift_costs(sums, question)
    near = costs * scale <= SHOWN_COST * max(forecast.total, reference.total)
    shifts, costs = shifts[near], costs[near] * scale
    return ForecastAnswer(
        rows=sums.rows,
        rows_without=sums.rows_without,
        weight=sums.weight,
        size=sums.weight if question.size is None else question.size,
        target_quantile=aim,
        forecast=forecast,
        reference=reference,
        saving=_saving(sums, question, reference.total - forecast.total, reference.total, scale),
        one_percent=0.01 * forecast.total,
        shift=_best(shifts, costs, forecast.total),
        shift_is_exact=sums.exact,
        shifts=shifts,
        shift_costs=costs,
        group_savings=_group_savings(sums, question),
    )


def savings(
    sums: Mapping[str, ErrorSums], question: ForecastQuestion
) -> tuple[ReferenceSaving, ...]:
    """Return the saving with its range against each reference, as `answer` gives it for one.

    In the order of `sums`; in money for `size` rows. Each is computed on the rows that have the
    reference, so costs of the same forecast may differ. A reference whose costs are beyond a
    million billions is left out. ValueError as in `answer`. Source: metrics spec 3.9.

    >>> rows = (np.array([10.0, 10.0]), np.array([9.0, 11.0]))
    >>> sums = {"plan": sum_errors(*rows, np.array([7.0, 15.0]))}
    >>> [(each.reference, each.saving.estimate) for each in savings(sums, ForecastQuestion(4, 1))]
    [('plan', 12.0)]
    """
    optimal_quantile(question.cost_under, question.cost_over)
    found = (_reference_saving(name, each, question) for name, each in sums.items())
    return tuple(each for each in found if max(each.cost, each.reference_cost) <= MOST_COST)


def _reference_saving(name: str, sums: ErrorSums, question: ForecastQuestion) -> ReferenceSaving:
    scale = _scale(sums, question)
    own = _cost(sums.short, sums.over, sums.weight, question, scale).total
    other = _cost(sums.reference_short, sums.reference_over, sums.weight, question, scale).total
    saving = _saving(sums, question, other - own, other, scale)
    return ReferenceSaving(name, sums.rows, own, other, saving)


def _scale(sums: ErrorSums, question: ForecastQuestion) -> float:
    """Rows a year for each row of the file, by weight; ValueError as in `answer`."""
    if question.block < 1:
        raise ValueError("a block has at least one period")
    size = sums.weight if question.size is None else question.size
    if not 0 < size < np.inf:
        raise ValueError("the number of rows is above 0")
    return size / sums.weight


def _cost(
    short: float, over: float, weight: float, question: ForecastQuestion, scale: float
) -> ErrorCost:
    u, o = question.cost_under, question.cost_over
    loss = (u * short + o * over) / ((u + o) * weight)
    short, over = u * short * scale, o * over * scale
    return ErrorCost(short, over, short + over, loss)


def _group_savings(sums: ErrorSums, question: ForecastQuestion) -> Floats:
    short, over, reference_short, reference_over = sums.groups[:, -len(SIDES) :].T
    fewer_short, fewer_over = reference_short - short, reference_over - over
    savings: Floats = question.cost_under * fewer_short + question.cost_over * fewer_over
    return savings


def _saving(
    sums: ErrorSums, question: ForecastQuestion, estimate: float, reference: float, scale: float
) -> Saving:
    by_block = len(sums.groups) > 0
    if by_block:
        units, squares = _block_spread(sums, question)
    else:
        u, o = question.cost_under, question.cost_over
        units, squares = sums.rows, float(np.array([u * u, 2 * u * o, o * o]) @ sums.spread)
    half = _half(units, squares)
    return Saving(
        estimate=estimate,
        low=None if half is None else estimate - half * scale,
        high=None if half is None else estimate + half * scale,
        share=estimate / reference if reference else None,
        units=units,
        by_block=by_block,
    )


def _block_spread(sums: ErrorSums, question: ForecastQuestion) -> tuple[int, float]:
    """How many blocks of groups with rows there are, and the squares of their savings' spread."""
    there = sums.groups[:, 0] > 0
    savings = _group_savings(sums, question)[there]
    blocks = np.add.reduceat(savings, np.arange(0, len(savings), question.block))
    return len(blocks), float(((blocks - blocks.mean()) ** 2).sum())


def _half(units: int, squares: float) -> float | None:
    """Half the width of the range of the sum of units."""
    from scipy import special

    if units < 2:
        return None
    error = sqrt(max(squares, 0.0) / (units - 1) * units)
    return float(special.stdtrit(units - 1, 1 - ALPHA / 2)) * error


def _shift_costs(sums: ErrorSums, question: ForecastQuestion) -> tuple[Floats, Floats]:
    """The exact cost at every knot, and at no shift."""
    errors, weights, totals = sums.knots.T
    short = (totals[-1] - totals) - errors * (weights[-1] - weights)
    over = errors * weights - totals
    costs = question.cost_under * short + question.cost_over * over
    own = question.cost_under * sums.short + question.cost_over * sums.over
    at = int(np.searchsorted(errors, 0.0))
    if at < len(errors) and errors[at] == 0:
        costs[at] = own
        return errors, costs
    return np.insert(errors, at, 0.0), np.insert(costs, at, own)


def _best(shifts: Floats, costs: Floats, own: float) -> BestShift:
    """The cheapest shift; of equal ones the smallest."""
    cheapest = costs.min()
    tied = np.flatnonzero(costs <= cheapest + 1e-12 * abs(own))
    at = tied[np.argmin(np.abs(shifts[tied]))]
    return BestShift(float(shifts[at]), float(costs[at]), own - float(costs[at]))
