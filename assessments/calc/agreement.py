"""Median, agreement and split of the ratings of one capability, from counts per level."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

from assessments.calc.parameters import DEFAULTS, Parameters

AgreementLabel = Literal["high", "acceptable", "low"]


def median(counts: Sequence[int]) -> Fraction | None:
    """Return the median level, the midpoint of the two middle ratings for even n.

    `counts[L - 1]` is the number of ratings at level L. Range 1 to 5 in steps of one half;
    None without ratings. Source: assessments spec 4.3.

    >>> median([0, 1, 2, 2, 0]), median([1, 0, 0, 1, 0])
    (Fraction(3, 1), Fraction(5, 2))
    """
    n = sum(counts)
    if n == 0:
        return None
    return Fraction(_ranked(counts, (n + 1) // 2) + _ranked(counts, n // 2 + 1), 2)


def _ranked(counts: Sequence[int], rank: int) -> int:
    """Return the rating at a rank, counted from 1 at the lowest."""
    reached = 0
    for level, count in enumerate(counts, start=1):
        reached += count
        if reached >= rank:
            return level
    raise ValueError(f"rank {rank} is beyond {reached} ratings")


def agreement(counts: Sequence[int]) -> Fraction | None:
    """Return A = 1 - (1 / (2n)) * sum |x - median|.

    Range 0 (half at 1, half at 5) to 1 (all equal). None for n below 2; n = 2 is defined but
    only indicative. Needs order only: it equals Leik's consensus. Source: assessments spec 4.4.

    >>> agreement([0, 1, 2, 2, 0]), agreement([0, 0, 0, 1, 0])
    (Fraction(7, 10), None)
    """
    n = sum(counts)
    middle = median(counts)
    if n < 2 or middle is None:
        return None
    deviation = sum(
        (count * abs(level - middle) for level, count in enumerate(counts, start=1)), Fraction(0)
    )
    return 1 - deviation / (2 * n)


def agreement_label(
    value: Fraction | None, parameters: Parameters = DEFAULTS
) -> AgreementLabel | None:
    """Return "high" from 3/4, "acceptable" from 7/12, otherwise "low"; None if undefined.

    Source: assessments spec 4.4.

    >>> agreement_label(Fraction(7, 12))
    'acceptable'
    """
    if value is None:
        return None
    if value >= parameters.agreement_high:
        return "high"
    return "acceptable" if value >= parameters.agreement_acceptable else "low"


def is_split(counts: Sequence[int], parameters: Parameters = DEFAULTS) -> bool:
    """Return whether two camps exist: n >= 4, a third answered <= 2 and a third >= 4.

    Exactly one third is enough. Source: assessments spec 4.4.

    >>> is_split([2, 1, 0, 1, 2]), is_split([0, 0, 6, 0, 0])
    (True, False)
    """
    n = sum(counts)
    enough = parameters.split_share * n
    return (
        n >= parameters.split_min_ratings
        and sum(counts[:2]) >= enough
        and sum(counts[3:]) >= enough
    )
