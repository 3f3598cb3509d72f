"""Where negatives lie about the scores that positives have, counted piece by piece."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

LOOKED_UP = 4  # so many times fewer scores than negatives are looked up faster


@dataclass(frozen=True)
class Negatives:
    """Negatives at and above each of some falling scores, and the next score of the file above."""

    at: Integers
    above: Integers
    next_above: Floats
    lowest: float
    rows: int


def negatives_at(falling: Floats, pieces: Iterable[Floats]) -> Negatives:
    """Return how the negatives of all pieces lie about distinct scores that fall.

    Each piece is sorted IN PLACE. ValueError for no scores. Source: metrics spec 2.

    >>> found = negatives_at(np.array([0.9, 0.4]), [np.array([0.6]), np.array([0.1, 0.4])])
    >>> found.at.tolist(), found.above.tolist(), found.rows
    ([0, 2], [0, 1], 3)
    """
    if not len(falling):
        raise ValueError("there are no scores to count at")
    gaps = _Gaps(falling[::-1])
    for piece in pieces:
        piece.sort()
        gaps.add(piece)
    equal, between, lowest = gaps.equal[::-1], gaps.between[::-1], gaps.lowest[::-1]
    at = np.cumsum(equal + between[:-1])
    return Negatives(
        at=at,
        above=at - equal,
        next_above=np.minimum(np.concatenate([[np.inf], falling[:-1]]), lowest[:-1]),
        lowest=float(lowest[-1]),
        rows=int(at[-1] + between[-1]),
    )


class _Gaps:
    """Negatives that equal each of some rising scores, or lie below it and above the one before.

    One more gap lies above all. `lowest` is the smallest negative of each gap.
    """

    def __init__(self, scores: Floats) -> None:
        self.scores = scores
        self.equal = np.zeros(len(scores), dtype=np.int64)
        self.between = np.zeros(len(scores) + 1, dtype=np.int64)
        self.lowest = np.full(len(scores) + 1, np.inf)

    def add(self, piece: Floats) -> None:
        """Count sorted negatives; the fewer of the two are looked up among the others."""
        if LOOKED_UP * len(self.scores) <= len(piece):
            self._look_up_scores(piece)
        else:
            self._look_up_negatives(piece)

    def _look_up_scores(self, piece: Floats) -> None:
        first = np.searchsorted(piece, self.scores)
        after = np.searchsorted(piece, self.scores, side="right")
        self.equal += after - first
        starts = np.append(0, after)
        inside = np.append(first, len(piece)) - starts
        self.between += inside
        gap = np.flatnonzero(inside)
        self.lowest[gap] = np.minimum(self.lowest[gap], piece[starts[gap]])

    def _look_up_negatives(self, piece: Floats) -> None:
        """Sorted needles keep the search in the cache."""
        place = np.searchsorted(self.scores, piece)
        on = self.scores[np.minimum(place, len(self.scores) - 1)] == piece
        self.equal += np.bincount(place[on], minlength=len(self.equal))
        inside, place = piece[~on], place[~on]
        self.between += np.bincount(place, minlength=len(self.between))
        first = np.flatnonzero(np.diff(place, prepend=-1))
        gap = place[first]
        self.lowest[gap] = np.minimum(self.lowest[gap], inside[first])
