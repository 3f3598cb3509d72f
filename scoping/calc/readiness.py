"""Whether the organization is ready for a candidate: the largest gap decides, not the average."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

FORMULA_VERSION = "1"
LOWEST, HIGHEST = 1.0, 5.0
VALID_DAYS = 365
CONDITIONAL_GAP = 1.0
MODIFIER = 0.5
REAL_TIME_DIMENSION = "infrastructure_data"
PERSONAL_DIMENSION = "monitoring_maintenance"
TOLERANCE = 1e-9


class Readiness(StrEnum):
    """What the largest gap says; unknown is never zero."""

    READY = "ready"
    CONDITIONAL = "conditional"
    NOT_READY = "not_ready"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Fit:
    """Required and actual levels with their gaps.

    `fit` is 0 to 100 and None while a level is unknown; `dimension` is the one of the largest gap,
    None without any. `unknown` names the dimensions without a level.
    """

    verdict: Readiness
    fit: float | None
    gaps: Mapping[str, float | None]
    largest_gap: float | None
    dimension: str | None
    unknown: tuple[str, ...]


def required_levels(
    technique: Mapping[str, float],
    *,
    real_time: bool = False,
    personal_impact: bool = False,
    overrides: Mapping[str, float] | None = None,
) -> dict[str, float]:
    """Return the levels that a candidate needs, 1 to 5 for each dimension.

    The technique's levels, half a level more of infrastructure for real time, half a level more of
    monitoring where it decides about persons, at most 5; an override replaces what came out.

    >>> required_levels({"infrastructure_data": 2.5, "monitoring_maintenance": 2}, real_time=True)
    {'infrastructure_data': 3.0, 'monitoring_maintenance': 2}
    """
    found = dict(technique)
    for applies, key in ((real_time, REAL_TIME_DIMENSION), (personal_impact, PERSONAL_DIMENSION)):
        if applies and key in found:
            found[key] = min(HIGHEST, found[key] + MODIFIER)
    for key, level in (overrides or {}).items():
        if key in found:
            found[key] = level
    return found


def fit_of(
    required: Mapping[str, float],
    actual: Mapping[str, float | None] | None,
    weights: Mapping[str, float] | None = None,
) -> Fit:
    """Return the fit of a candidate to the levels of a published assessment.

    Gap g = max(0, R - A); fit = 100 (1 - sum w g / sum w (R - 1)), 100 if every R is 1. No gap is
    ready, a largest gap of at most 1 conditional, a larger one not ready. `actual` is None where
    there is no valid assessment; then, and where a dimension that is needed above 1 has no level,
    the verdict is unknown. Of equal gaps the first dimension is named. ValueError for levels
    outside 1 to 5. Source: scoping spec 2.

    >>> found = fit_of({"data": 2.5, "watch": 2.0}, {"data": 2.8, "watch": 1.6})
    >>> found.verdict.value, round(found.fit, 1), found.dimension, round(found.largest_gap, 1)
    ('conditional', 84.0, 'watch', 0.4)
    >>> fit_of({"data": 2.5}, None).verdict.value
    'unknown'
    """
    levels = actual or {}
    known = [level for level in [*required.values(), *levels.values()] if level is not None]
    if any(not LOWEST <= level <= HIGHEST for level in known):
        raise ValueError("levels lie from 1 to 5")
    gaps = {key: _gap(needed, levels.get(key)) for key, needed in required.items()}
    unknown = tuple(key for key, gap in gaps.items() if gap is None)
    if unknown:
        return Fit(Readiness.UNKNOWN, None, gaps, None, None, unknown)
    sure = {key: gap for key, gap in gaps.items() if gap is not None}
    largest = max(sure.values(), default=0.0)
    named = next((key for key, gap in sure.items() if gap == largest and gap > 0), None)
    return Fit(_verdict(largest), _fit(required, sure, weights), gaps, largest, named, ())


def _gap(needed: float, level: float | None) -> float | None:
    if needed <= LOWEST:
        return 0.0
    if level is None:
        return None
    gap = needed - level
    return gap if gap > TOLERANCE else 0.0


def _verdict(largest: float) -> Readiness:
    if largest == 0:
        return Readiness.READY
    return Readiness.CONDITIONAL if largest <= CONDITIONAL_GAP + TOLERANCE else Readiness.NOT_READY


def _fit(
    required: Mapping[str, float], gaps: Mapping[str, float], weights: Mapping[str, float] | None
) -> float:
    share = {key: (weights or {}).get(key, 1.0) for key in required}
    needed = sum(share[key] * (level - LOWEST) for key, level in required.items())
    if needed == 0:
        return 100.0
    return 100.0 * (1 - sum(share[key] * gap for key, gap in gaps.items()) / needed)


def raising_flips(
    required: Mapping[str, float], actual: Mapping[str, float | None] | None
) -> dict[str, float]:
    """Return, for each dimension whose raise alone betters the verdict, the level that does it.

    Empty where no single dimension can, and where the verdict is ready or unknown.

    >>> raising_flips({"data": 2.5, "watch": 2.0}, {"data": 2.8, "watch": 1.6})
    {'watch': 2.0}
    """
    order = [Readiness.NOT_READY, Readiness.CONDITIONAL, Readiness.READY]
    now = fit_of(required, actual)
    if actual is None or now.verdict not in order[:2]:
        return {}
    found = {}
    for key, gap in now.gaps.items():
        if not gap:
            continue
        raised = fit_of(required, {**actual, key: required[key]})
        if order.index(raised.verdict) > order.index(now.verdict):
            found[key] = required[key]
    return found
