"""Counts of rows with weights or amounts, where every score may be the best threshold."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from metrics.calc import ordering
from metrics.calc.counts import AmountProfile, ClassSums, Counts, Floats, Integers
from metrics.calc.parts import gathered


def count_rows(
    labels: npt.NDArray[np.bool_],
    scores: Floats,
    weights: Floats | None = None,
    amounts: Floats | None = None,
    *,
    profiled: bool = False,
    with_squares: bool = True,
) -> Counts:
    """Count at every distinct score, with weights and sums of amounts.

    Shapes (n,); labels true for positives; weights at least 0, not all zero, default 1; amounts
    any finite number. Rows of zero weight are dropped. Equal scores move together; -0.0 is 0.0.
    Results do not depend on row order beyond rounding. `profiled` keeps both classes by amount
    too, for perfect foresight, and `with_squares` the sums of squared amounts, which only ranges
    need; neither has a meaning without amounts. Time: one sort, and one more where profiled.
    Source: metrics spec 2.

    >>> counts = count_rows(np.array([True, False, True]), np.array([0.9, 0.9, 0.2]))
    >>> counts.thresholds.tolist(), counts.negatives.weight.tolist()
    ([inf, 0.9, 0.2], [0.0, 1.0, 1.0])
    """
    if weights is not None:
        if (weights < 0).any():
            raise ValueError("weights must not be negative")
        weighty = weights > 0
        labels, scores, weights = labels[weighty], scores[weighty], weights[weighty]
        amounts = None if amounts is None else amounts[weighty]
    if not len(scores):
        raise ValueError("there are no rows to count")
    thresholds = np.full(len(scores) + 1, np.inf)
    order, _ = ordering.falling(scores, out=thresholds[1:])
    kept = _kept(thresholds)
    member = _led(labels, order)
    weighing = None if weights is None else _led(weights, order)
    amount = None if amounts is None else _led(amounts, order)
    positives, negatives = _class_sums(member, weighing, amount, kept, with_squares=with_squares)
    return Counts(
        thresholds=_at(thresholds, kept),
        positives=positives,
        negatives=negatives,
        rows=len(scores),
        positive_rows=int(np.count_nonzero(labels)),
        profiles=_profiles(labels, weights, amounts) if profiled else None,
    )


def _kept(thresholds: Floats) -> Integers | None:
    """Where blocks of equal thresholds end; None where each stands alone."""
    last = np.ones(len(thresholds), dtype=bool)
    np.not_equal(thresholds[1:], thresholds[:-1], out=last[:-1])
    return None if last.all() else np.flatnonzero(last)


def _class_sums(
    member: Floats,
    weights: Floats | None,
    amounts: Floats | None,
    kept: Integers | None,
    *,
    with_squares: bool,
) -> tuple[ClassSums, ClassSums]:
    """The sums of positives, where `member` is 1, and of negatives; takes member and amounts."""
    values = None
    if amounts is not None:
        if weights is not None:
            amounts *= weights
        values = _parted(amounts, member)
    if weights is None:
        either = _numbers(member, kept)
    else:
        own, others = _parted(weights.copy(), member)
        either = _weighted(own, kept), _weighted(others, kept)
    if values is None:
        return either
    positives, negatives = (
        _with_amounts(sums, each, weights, kept, with_squares=with_squares)
        for sums, each in zip(either, values, strict=True)
    )
    return positives, negatives


def _parted(values: Floats, member: Floats) -> tuple[Floats, Floats]:
    """The values of the positives, else 0, and those of the negatives; takes the values."""
    own = member * values
    values -= own
    return own, values


def _numbers(member: Floats, kept: Integers | None) -> tuple[ClassSums, ClassSums]:
    """Whole numbers: what is not positive is the rest, to the last bit; takes the array."""
    rest = np.arange(float(len(member))) if kept is None else kept.astype(np.float64)
    running = _running(member, kept)
    rest -= running
    return ClassSums(running), ClassSums(rest)


def _weighted(weights: Floats, kept: Integers | None) -> ClassSums:
    """The sums of w and w2; takes the array."""
    squares = _running(weights * weights, kept)
    return ClassSums(_running(weights, kept), weight_square=squares)


def _with_amounts(
    sums: ClassSums,
    values: Floats,
    weights: Floats | None,
    kept: Integers | None,
    *,
    with_squares: bool,
) -> ClassSums:
    """Add the sums of w x, w2 x and w2 x2; takes `values`, the w x of a class, else 0."""
    squares = weighted = None
    if with_squares:
        squares = _running(values * values, kept)
        weighted = None if weights is None else _running(weights * values, kept)
    amount = _running(values, kept)
    return replace(
        sums,
        amount=amount,
        square_amount=amount if with_squares and weights is None else weighted,
        square_amount_square=squares,
    )


def _profiles(
    labels: npt.NDArray[np.bool_], weights: Floats | None, amounts: Floats | None
) -> tuple[AmountProfile, AmountProfile] | None:
    """Positives and negatives, each by rising amount."""
    if amounts is None:
        return None
    return _profile(labels, weights, amounts), _profile(~labels, weights, amounts)


def _profile(
    member: npt.NDArray[np.bool_], weights: Floats | None, amounts: Floats
) -> AmountProfile:
    own = amounts[member]
    if weights is None:
        own.sort()
        return AmountProfile(own, np.arange(1.0, len(own) + 1), np.cumsum(own))
    order, falling = ordering.falling(own)
    rising, of_rising = falling[::-1], weights[member][order[::-1]]
    return AmountProfile(rising, np.cumsum(of_rising), np.cumsum(of_rising * rising))


def _led(values: npt.NDArray[Any], order: Integers) -> Floats:
    """The values in this order, after a zero."""
    led = np.zeros(len(order) + 1)
    gathered(values, order, led[1:])
    return led


def _running(values: Floats, kept: Integers | None) -> Floats:
    """The running sum where it is kept; takes the array, as new memory costs more than to add."""
    return _at(np.cumsum(values, out=values), kept)


def _at(values: Floats, kept: Integers | None) -> Floats:
    return values if kept is None else values[kept]
