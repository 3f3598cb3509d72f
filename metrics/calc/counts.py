"""The primitive of every curve: count once at each threshold; all else is arithmetic on counts.

Scores of positives and negatives are sorted apart. Nothing but negatives lies between two scores
that positives have, and every measure is linear there, so two points per distinct positive score
(treat what is above it; treat it too) carry the whole curve.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from metrics.calc.gaps import negatives_at

RANKS = 10_001  # of negatives, kept to count at thresholds that no positive has
Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class ClassSums:
    """Sums over the treated rows of one class at each threshold; the last one is the whole class.

    weight is the sum of w, amount of w x, squares of w2, w2 x and w2 x2. Without weights the
    square of a weight is the weight; without amounts their sums are absent.
    """

    weight: Floats
    amount: Floats | None = None
    weight_square: Floats | None = None
    square_amount: Floats | None = None
    square_amount_square: Floats | None = None

    @property
    def total(self) -> float:
        return float(self.weight[-1])

    @property
    def squares(self) -> Floats:
        """The sum of squared weights."""
        return self.weight if self.weight_square is None else self.weight_square

    @property
    def of_squares(self) -> tuple[Floats, Floats]:
        """The sums of w2 x and of w2 x2, which are there when amounts are."""
        if self.square_amount is None or self.square_amount_square is None:
            raise ValueError("ranges of payoffs by amount need the squares of the amounts")
        return self.square_amount, self.square_amount_square

    def take(self, indices: Integers) -> ClassSums:
        """The sums at some thresholds only; the last index should be the last threshold."""
        chosen: dict[str, Any] = {
            name: None if value is None else value[indices] for name, value in vars(self).items()
        }
        return ClassSums(**chosen)


@dataclass(frozen=True)
class AmountProfile:
    """One class by rising amount: the amounts, and the sums of w and w x up to each."""

    amounts: Floats
    weight: Floats
    amount: Floats


@dataclass(frozen=True)
class Counts:
    """Treated positives and negatives at each threshold, from treat none to treat all.

    A row is treated when its score is at or above the threshold; the first threshold is infinity
    and treats none. Thresholds fall strictly and each is a score of the file. `negative_scores` are
    those of the negatives at about 10,001 even ranks, which tell what lies between thresholds.
    """

    thresholds: Floats
    positives: ClassSums
    negatives: ClassSums
    rows: int
    positive_rows: int
    profiles: tuple[AmountProfile, AmountProfile] | None = None  # positives, negatives
    negative_scores: Floats | None = None

    @property
    def weight(self) -> float:
        return self.positives.total + self.negatives.total

    @property
    def has_every_score(self) -> bool:
        """Whether each score of the file is a threshold: where rows have weights or amounts."""
        sums = self.positives
        return sums.weight_square is not None or sums.amount is not None

    @property
    def has_both(self) -> bool:
        return bool(self.positives.total) and bool(self.negatives.total)

    def take(self, indices: Integers) -> Counts:
        """The same curve at some thresholds only."""
        return replace(
            self,
            thresholds=self.thresholds[indices],
            positives=self.positives.take(indices),
            negatives=self.negatives.take(indices),
        )


def count_by_class(positive_scores: Floats, negative_scores: Floats) -> Counts:
    """Count at every score that a positive has, and just above it; plus none and all.

    Both arrays are sorted IN PLACE, which is what keeps memory below the input's own. Shapes
    (n1,) and (n0,), finite; either may be empty, not both. Equal scores move together; -0.0 is
    0.0. Returns at most 2 n1 + 2 points in float64. Every threshold that is best for payoffs that
    do not depend on the row is among them, as are the ends of every block of equal scores that a
    limit may cut. Time: two sorts and n1 binary searches. Source: metrics spec 2.

    >>> counts = count_by_class(np.array([0.9, 0.4]), np.array([0.6, 0.1]))
    >>> counts.thresholds.tolist(), counts.positives.weight.tolist()
    ([inf, 0.9, 0.6, 0.4, 0.1], [0.0, 1.0, 1.0, 2.0, 2.0])
    """
    if not len(positive_scores) + len(negative_scores):
        raise ValueError("there are no rows to count")
    for scores in (positive_scores, negative_scores):
        scores.sort()
    starts, distinct = _distinct(positive_scores)
    n0 = len(negative_scores)
    above = n0 - np.searchsorted(negative_scores, distinct, side="right")
    found = _both_sides(
        distinct,
        treated=len(positive_scores) - starts,
        at=n0 - np.searchsorted(negative_scores, distinct, side="left"),
        above=above,
        next_above=_next_above(distinct, above, negative_scores),
        lowest=_lowest(positive_scores, negative_scores),
        rows=(len(positive_scores), n0),
    )
    return replace(found, negative_scores=negative_scores[even_ranks(n0)])


def even_ranks(count: int) -> Integers:
    """Return ranks from 0 to count - 1: all, or RANKS of them at even distances.

    >>> even_ranks(4).tolist(), len(even_ranks(123_456)), int(even_ranks(123_456)[-1])
    ([0, 1, 2, 3], 10001, 123455)
    """
    if count <= RANKS:
        return np.arange(count)
    return np.linspace(0, count - 1, RANKS).astype(np.int64)


def count_in_pieces(positive_scores: Floats, negative_pieces: Iterable[Floats]) -> Counts:
    """Count as `count_by_class` does, with the negatives in pieces that never stand together.

    Positives and each piece are sorted IN PLACE. Memory grows with the number of distinct positive
    scores only, so that files larger than memory can be counted. There must be a positive. Equal
    to `count_by_class` to the last bit. Source: metrics spec 2.

    >>> pieces = iter([np.array([0.6]), np.array([0.1])])
    >>> count_in_pieces(np.array([0.9, 0.4]), pieces).thresholds.tolist()
    [inf, 0.9, 0.6, 0.4, 0.1]
    """
    if not len(positive_scores):
        raise ValueError("there are no positives to count at")
    positive_scores.sort()
    starts, falling = _distinct(positive_scores)
    found = negatives_at(falling, negative_pieces)
    return _both_sides(
        falling,
        treated=len(positive_scores) - starts,
        at=found.at,
        above=found.above,
        next_above=found.next_above,
        lowest=min(float(falling[-1]), found.lowest),
        rows=(len(positive_scores), found.rows),
    )


def _distinct(sorted_scores: Floats) -> tuple[Integers, Floats]:
    """Where each distinct score begins, and the scores; the highest first."""
    starts = np.flatnonzero(np.diff(sorted_scores, prepend=-np.inf))[::-1]
    return starts, sorted_scores[starts]


def _both_sides(
    distinct: Floats,
    *,
    treated: Integers,
    at: Integers,
    above: Integers,
    next_above: Floats,
    lowest: float,
    rows: tuple[int, int],
) -> Counts:
    """Two points for each distinct positive score, from treat none to treat all."""
    before = np.concatenate([[0], treated[:-1]])
    thresholds = _interleaved(np.inf, next_above, distinct, lowest)
    positives = _interleaved(0, before, treated, rows[0])
    negatives = _interleaved(0, above, at, rows[1])
    moved = np.ones(len(thresholds), dtype=bool)  # the first of equal points
    moved[1:] = (np.diff(positives) > 0) | (np.diff(negatives) > 0)
    return Counts(
        thresholds[moved] + 0.0,
        ClassSums(positives[moved]),
        ClassSums(negatives[moved]),
        sum(rows),
        rows[0],
    )


def _interleaved(
    first: float, above: Floats | Integers, at: Floats | Integers, last: float
) -> Floats:
    """The first value, then pairs, then the last, without copies in between."""
    found = np.empty(2 * len(at) + 2)
    found[0], found[-1] = first, last
    found[1:-1:2], found[2:-1:2] = above, at
    return found


def _next_above(distinct: Floats, above: Integers, negative_scores: Floats) -> Floats:
    """The smallest score of the file above each distinct positive score; infinity for none."""
    positive = np.concatenate([[np.inf], distinct])[:-1]
    if not len(negative_scores):
        return positive
    at = np.minimum(len(negative_scores) - above, len(negative_scores) - 1)
    negative = np.where(above > 0, negative_scores[at], np.inf)
    nearest: Floats = np.minimum(positive, negative)
    return nearest


def _lowest(*sorted_scores: Floats) -> float:
    return float(min(scores[0] for scores in sorted_scores if len(scores)))


def thinned(profile: AmountProfile, points: int) -> AmountProfile:
    """Return about so many amounts of a profile, the last included; sums stay exact at each."""
    last = len(profile.amounts) - 1
    if last < points:
        return profile
    kept = np.unique(np.linspace(0, last, points).astype(np.int64))
    return AmountProfile(profile.amounts[kept], profile.weight[kept], profile.amount[kept])


def grid(counts: Counts, points: int = 1001) -> Counts:
    """Return the curve at an even grid of treated shares of the file, first and last included.

    Each point is a real threshold: the last one that treats no more than the share. Curves of
    fewer points are returned whole. Source: metrics spec 2 and 6 D.

    >>> grid(count_by_class(np.arange(9.0), np.arange(9.0)), points=3).thresholds.tolist()
    [inf, 5.0, 0.0]
    """
    if len(counts.thresholds) <= points:
        return counts
    treated = counts.positives.weight + counts.negatives.weight
    wanted = np.linspace(0.0, treated[-1], points) * (1 + 1e-12)  # a share that rounding cut
    wanted[-1] = treated[-1]
    return counts.take(np.unique(np.searchsorted(treated, wanted, side="right") - 1))


def grid_with(counts: Counts, thresholds: Iterable[float]) -> Counts:
    """Return `grid` with further thresholds of the curve, for points that must stay exact.

    >>> counts = count_by_class(np.arange(2000.0), np.arange(2000.0))
    >>> found = grid_with(counts, [1233.0])
    >>> len(found.thresholds), 1233.0 in found.thresholds
    (1002, True)
    """
    wanted = np.union1d(grid(counts).thresholds, np.fromiter(thresholds, np.float64))
    # Thresholds fall, so their negatives rise
    return counts.take(np.unique(np.searchsorted(-counts.thresholds, -wanted)))
