"""The model beside today's decisions, row by row: only the rows where they differ count."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from metrics.calc.counts import ClassSums, Counts, Floats
from metrics.calc.curves import ProfitCurve
from metrics.calc.payoffs import Payoff


@dataclass(frozen=True)
class TreatedToday:
    """Some rows that are treated today: labels true for positives, finite scores, shapes (n,)."""

    labels: npt.NDArray[np.bool_]
    scores: Floats
    weights: Floats | None = None
    amounts: Floats | None = None


def count_today(counts: Counts, pieces: Iterable[TreatedToday]) -> Counts:
    """Return the rows treated today that each threshold of `counts` treats as well.

    The same thresholds and kinds of sums as in `counts`, over the rows of the pieces alone; the
    last is all that is treated today. Rows of zero weight are dropped; order does not matter
    beyond rounding. Time: one binary search for each row. Source: metrics spec 3.6.

    >>> from metrics.calc.counts import count_by_class
    >>> counts = count_by_class(np.array([0.9, 0.4]), np.array([0.6, 0.1]))
    >>> today = TreatedToday(np.array([True, False]), np.array([0.4, 0.6]))
    >>> found = count_today(counts, [today])
    >>> found.positives.weight.tolist(), found.negatives.weight.tolist()
    ([0.0, 0.0, 0.0, 1.0, 1.0], [0.0, 0.0, 1.0, 1.0, 1.0])
    """
    sides = [_empty(counts.positives), _empty(counts.negatives)]
    rows = positive_rows = 0
    for piece in pieces:
        counted = np.ones(len(piece.labels), bool) if piece.weights is None else piece.weights > 0
        for at, member in enumerate((piece.labels & counted, ~piece.labels & counted)):
            _add(sides[at], counts.thresholds, piece, member)
        rows += int(counted.sum())
        positive_rows += int((piece.labels & counted).sum())
    positives, negatives = (
        ClassSums(**{name: np.cumsum(values) for name, values in side.items()}) for side in sides
    )
    return Counts(counts.thresholds, positives, negatives, rows, positive_rows)


def _empty(sums: ClassSums) -> dict[str, Floats]:
    """A zero at each threshold for every sum that the class has."""
    return {name: np.zeros(len(each)) for name, each in vars(sums).items() if each is not None}


def _add(
    side: dict[str, Floats],
    thresholds: Floats,
    piece: TreatedToday,
    member: npt.NDArray[np.bool_],
) -> None:
    """Add each row's w, w x and so on at the first threshold that treats it."""
    places = np.searchsorted(-thresholds, -piece.scores[member])  # thresholds fall
    weight = 1.0 if piece.weights is None else piece.weights[member]
    amount = 0.0 if piece.amounts is None else piece.amounts[member]
    values = {
        "weight": weight,
        "amount": weight * amount,
        "weight_square": weight**2,
        "square_amount": weight**2 * amount,
        "square_amount_square": (weight * amount) ** 2,
    }
    for name in side:
        each = np.broadcast_to(values[name], places.shape)
        side[name] += np.bincount(places, each, minlength=len(thresholds))


@dataclass(frozen=True)
class _Sums:
    """Sums over some rows of one class: of w and w x, and of w2, w2 x and w2 x2."""

    weight: float
    amount: float
    square: float
    square_amount: float
    square_amount_square: float

    @classmethod
    def at(cls, sums: ClassSums, index: int) -> _Sums:
        linear, square = (0.0, 0.0)
        if sums.square_amount is not None:
            linear, square = (float(each[index]) for each in sums.of_squares)
        amount = 0.0 if sums.amount is None else float(sums.amount[index])
        return cls(float(sums.weight[index]), amount, float(sums.squares[index]), linear, square)

    def __sub__(self, other: _Sums) -> _Sums:
        return _Sums(*(
            getattr(self, each.name) - getattr(other, each.name) for each in fields(self)
        ))  # fmt: skip

    def money(self, payoff: Payoff) -> float:
        """The sum of w y."""
        return payoff.constant * self.weight + payoff.per_amount * self.amount

    def spread(self, payoff: Payoff, mean: float) -> float:
        """The sum of w2 (y - mean)2."""
        constant, factor = payoff.constant - mean, payoff.per_amount
        linear = 2 * constant * factor * self.square_amount
        return constant**2 * self.square + linear + factor**2 * self.square_amount_square


@dataclass(frozen=True)
class _Changed:
    """One class: the rows that only the model treats, those that only today does, and all."""

    only_model: _Sums
    only_today: _Sums
    every: _Sums
    gain: Payoff  # of treating one more row

    @classmethod
    def of(cls, whole: ClassSums, today: ClassSums, index: int, gain: Payoff) -> _Changed:
        both = _Sums.at(today, index)
        return cls(
            _Sums.at(whole, index) - both, _Sums.at(today, -1) - both, _Sums.at(whole, -1), gain
        )

    @property
    def money(self) -> float:
        return self.only_model.money(self.gain) - self.only_today.money(self.gain)

    def spread(self, mean: float) -> float:
        """The sum of w2 (y - mean)2, y the row's difference; rows decided alike have none."""
        alike = self.every.square - self.only_model.square - self.only_today.square
        return (
            self.only_model.spread(self.gain, mean)
            + self.only_today.spread(Payoff() - self.gain, mean)
            + max(alike, 0.0) * mean**2
        )


def error_against_today(curve: ProfitCurve, today: Counts, index: int) -> float:
    """Return the standard error of the profit at one threshold less that of today's decisions.

    Paired: a row that only the model treats counts what treating it is worth, one that only
    today's decision treats the negative of that, all others nothing; then as
    `metrics.calc.intervals.standard_errors`. `today` is from `count_today` with the curve's
    counts. Money of the population; 0 for a single row. Source: metrics spec 3.6.

    >>> from metrics.calc.counts import count_by_class
    >>> from metrics.calc.curves import price
    >>> from metrics.calc.payoffs import Payoffs
    >>> counts = count_by_class(np.array([0.9, 0.4]), np.array([0.6, 0.1]))
    >>> today = count_today(counts, [TreatedToday(np.array([False]), np.array([0.6]))])
    >>> curve = price(counts, Payoffs(Payoff(10), Payoff(-4)))
    >>> round(error_against_today(curve, today, 1), 3)  # of differences 10, 0, 4 and 0
    9.452
    """
    counts, payoffs = curve.counts, curve.payoffs
    classes = (
        _Changed.of(counts.positives, today.positives, index, payoffs.right_action),
        _Changed.of(counts.negatives, today.negatives, index, Payoff() - payoffs.wrong_action),
    )
    scales = curve.population.scales(counts.positives.total, counts.negatives.total)
    if curve.population.prevalence is None:
        mean = sum(each.money for each in classes) / counts.weight
        correction = counts.rows / (counts.rows - 1) if counts.rows > 1 else 0.0
        return float(np.sqrt(correction * sum(each.spread(mean) for each in classes)) * scales[0])
    squares = (
        scale**2 * each.spread(each.money / each.every.weight)
        for each, scale in zip(classes, scales, strict=True)
    )
    return float(np.sqrt(sum(squares)))
