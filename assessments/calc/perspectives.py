"""Business and technical people's view of the same capability."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from assessments.calc.exact import exact
from assessments.calc.parameters import DEFAULTS, Parameters
from assessments.calc.questionnaire import Audience
from assessments.calc.scoring import mean_level


@dataclass(frozen=True)
class Side:
    """The ratings of one audience."""

    n: int
    mean: Fraction


@dataclass(frozen=True)
class PerspectiveGap:
    """Both sides where they may be shown, and the gap or the reason why there is none."""

    business: Side | None
    technical: Side | None
    gap: Fraction | None
    gap_flag: bool | None
    gap_hidden_reason: Literal["one_audience", "small_group"] | None


def perspective_gap(
    counts: Mapping[str, Sequence[int]],
    visible: Collection[str],
    *,
    asked: Audience,
    k: int,
    parameters: Parameters = DEFAULTS,
) -> PerspectiveGap:
    """Return business mean - technical mean, flagged at 1 level or more.

    `counts` holds the counts per level by audience; `visible` names the audiences that the
    privacy rule shows for this capability. The gap needs a capability asked of both audiences
    and at least max(k, 5) ratings on each visible side. Range -4 to 4.
    Source: assessments spec 4.4, 4.8.

    >>> counts = {"business": [0, 0, 0, 5, 0], "technical": [0, 0, 5, 0, 0]}
    >>> shown = perspective_gap(counts, ["business", "technical"], asked="both", k=5)
    >>> shown.gap, shown.gap_flag
    (Fraction(1, 1), True)
    """
    business = _side("business", counts, visible)
    technical = _side("technical", counts, visible)
    if asked != "both":
        return PerspectiveGap(business, technical, None, None, "one_audience")
    needed = max(k, parameters.role_gap_min_ratings)
    if not business or not technical or min(business.n, technical.n) < needed:
        return PerspectiveGap(business, technical, None, None, "small_group")
    gap = business.mean - technical.mean
    return PerspectiveGap(
        business, technical, gap, abs(gap) >= exact(parameters.role_gap_flag), None
    )


def _side(
    audience: str, counts: Mapping[str, Sequence[int]], visible: Collection[str]
) -> Side | None:
    mean = mean_level(counts[audience])
    if audience not in visible or mean is None:
        return None
    return Side(sum(counts[audience]), mean)
