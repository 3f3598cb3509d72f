"""How far metrics have come from their baselines to their targets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal, get_args

Number = Decimal | Fraction | int | float
Status = Literal["met", "on_track", "behind", "worse_than_baseline", "undefined", "unknown"]


@dataclass(frozen=True)
class TargetChange:
    """What a target asks for: its distance from the baseline, in the metric's unit and in percent.

    `percent` is of the baseline's size, None for a baseline of 0.
    """

    change: float
    percent: float | None


@dataclass(frozen=True)
class Attainment:
    """Share of the way to the target, below 0 and above 1 as it comes, and what it means.

    `expected_now` is the value due by now on a straight line from baseline to target, and
    `elapsed` the share of time that has passed. `attainment` is None while undefined or unknown.
    """

    attainment: float | None
    expected_now: float | None
    elapsed: float
    status: Status


@dataclass(frozen=True)
class WeightedPart:
    """One metric's part in the overall attainment; `share` of the weight that counts, else None."""

    attainment: Attainment
    weight: float
    share: float | None


@dataclass(frozen=True)
class OverallAttainment:
    """The weighted mean of attainments, never capped, with all that went into it.

    `coverage` is the share of the weight whose attainment is known. `expected` is the attainment
    due by now, of the same metrics. Where any attainment exceeds 1 (`n_above_target`), it may hide
    one that is behind; `n_by_status` tells.
    """

    attainment: float | None
    expected: float | None
    coverage: float
    n_above_target: int
    n_by_status: Mapping[Status, int]
    parts: tuple[WeightedPart, ...]


def target_change(baseline: Number, target: Number) -> TargetChange:
    """Return target less baseline, also in percent of the baseline's size.

    `metrics.calc.targets.target_value` says what the target is. ValueError for numbers that are
    not finite. Source: metrics spec 3.10.

    >>> target_change(24, 21.6), target_change(0, 5)
    (TargetChange(change=-2.4, percent=-10.0), TargetChange(change=5.0, percent=None))
    """
    start, change = _fraction(baseline), _fraction(target) - _fraction(baseline)
    return TargetChange(float(change), float(change * 100 / abs(start)) if start else None)


def elapsed_share(start: date, deadline: date, today: date) -> Fraction:
    """Return the share of the days from start to deadline that has passed, 0 to 1.

    Before the start 0, from the deadline on 1. ValueError unless the deadline follows the start.
    Source: metrics spec 3.10.

    >>> elapsed_share(date(2025, 1, 1), date(2025, 1, 11), date(2025, 1, 6))
    Fraction(1, 2)
    """
    if deadline <= start:
        raise ValueError("a deadline follows its start")
    return min(
        max(Fraction((today - start).days, (deadline - start).days), Fraction(0)), Fraction(1)
    )


def attain(
    baseline: Number | None, target: Number | None, actual: Number | None, elapsed: Number
) -> Attainment:
    """Return (actual - baseline) / (target - baseline), for rising and falling targets alike.

    Status: "undefined" when target equals baseline; "unknown" when a number is missing; "met" from
    1; "worse_than_baseline" below 0; "on_track" from the share of time elapsed (0 to 1), else
    "behind". Compared exactly, on the decimal text of the numbers. ValueError for numbers that are
    not finite, or elapsed outside 0 to 1. Source: metrics spec 3.10.

    >>> attain(12, 8, 9, Fraction(3, 4))
    Attainment(attainment=0.75, expected_now=9.0, elapsed=0.75, status='on_track')
    """
    share = _fraction(elapsed)
    if not 0 <= share <= 1:
        raise ValueError("the elapsed share lies from 0 to 1")
    if baseline is None or target is None:
        return Attainment(None, None, float(share), "unknown")
    start, way = _fraction(baseline), _fraction(target) - _fraction(baseline)
    if way == 0:
        return Attainment(None, None, float(share), "undefined")
    expected = float(start + way * share)
    if actual is None:
        return Attainment(None, expected, float(share), "unknown")
    reached = (_fraction(actual) - start) / way
    return Attainment(float(reached), expected, float(share), _status(reached, share))


def overall_attainment(
    attainments: Sequence[Attainment], weights: Sequence[Number]
) -> OverallAttainment:
    """Return sum(w a) / sum(w) over the attainments that are known, never capped.

    Weights are explicit, one for each attainment, at least 0 and not all 0. Unknown and undefined
    ones leave both sums and lower `coverage`; with none left, `attainment` is None. ValueError for
    bad weights or no metric. Source: metrics spec 3.10.

    >>> overall = overall_attainment([attain(0, 10, 15, 0.5), attain(0, 10, 1, 0.5)], [1, 3])
    >>> overall.attainment, overall.expected, overall.n_above_target
    (0.45, 0.5, 1)
    """
    exact = [_fraction(weight) for weight in weights]
    if len(exact) != len(attainments):
        raise ValueError("every attainment has its weight")
    if not exact or min(exact) < 0 or sum(exact) == 0:
        raise ValueError("weights are at least 0 and not all 0")
    pairs = list(zip(attainments, exact, strict=True))
    counted = sum((w for part, w in pairs if part.attainment is not None), Fraction(0))
    known = [(part, w / counted) for part, w in pairs if part.attainment is not None and counted]
    return OverallAttainment(
        attainment=_weighted([(part.attainment, share) for part, share in known]),
        expected=_weighted([(part.elapsed, share) for part, share in known]),
        coverage=float(counted / sum(exact)),
        n_above_target=sum(
            part.attainment is not None and part.attainment > 1 for part, _ in pairs
        ),
        n_by_status={
            status: sum(part.status == status for part, _ in pairs) for status in get_args(Status)
        },
        parts=tuple(_part(part, weight, counted) for part, weight in pairs),
    )


def _part(attainment: Attainment, weight: Fraction, counted: Fraction) -> WeightedPart:
    counts = attainment.attainment is not None and counted > 0
    return WeightedPart(attainment, float(weight), float(weight / counted) if counts else None)


def _weighted(parts: Sequence[tuple[float | None, Fraction]]) -> float | None:
    if not parts:
        return None
    return float(sum((_fraction(value or 0.0) * share for value, share in parts), Fraction(0)))


def _status(reached: Fraction, share: Fraction) -> Status:
    if reached >= 1:
        return "met"
    if reached < 0:
        return "worse_than_baseline"
    return "on_track" if reached >= share else "behind"


def _fraction(value: Number) -> Fraction:
    """Return the fraction of a number's decimal text, so that 0.1 is a tenth."""
    try:
        return Fraction(str(value))
    except ValueError:
        raise ValueError(f"{value} is not a finite number") from None
