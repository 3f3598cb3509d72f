"""The read-out of an A/B test: sample ratio, difference of shares or means, peeking, value."""

from __future__ import annotations

from dataclasses import dataclass
from math import erfc, hypot, isfinite, log, sqrt
from statistics import NormalDist
from typing import Literal, NamedTuple

import numpy as np

from metrics.calc.binning import Floats
from metrics.calc.shares import wilson

Verdict = Literal["b_higher", "a_higher", "no_clear_difference", "hidden"]
Basis = Literal["fixed_size", "always_valid"]
SAMPLE_RATIO_ALARM = 0.001


class Range(NamedTuple):
    """The limits of an interval."""

    low: float
    high: float


class ArmSummary(NamedTuple):
    """One arm in three figures; `sd` is the standard deviation with ddof 1."""

    n: int
    mean: float
    sd: float


@dataclass(frozen=True)
class Estimate:
    """A figure with its interval."""

    point: float
    low: float
    high: float


@dataclass(frozen=True)
class SampleRatio:
    """Whether the arms have the sizes that the plan promised.

    An alarm means that assignment or logging is broken; no verdict may be shown then.
    """

    n_a: int
    n_b: int
    expected_a: float
    expected_b: float
    share_b: float
    p: float
    alarm: bool


@dataclass(frozen=True)
class AlwaysValid:
    """An interval that holds at every look; `rho2` tunes it to the planned size."""

    rho2: float
    half_width: float
    interval: Range
    significant: bool


@dataclass(frozen=True)
class ProportionTest:
    """Read-out of two shares, B less A; intervals at level 1 - alpha.

    `relative_lift` is None when A's share is 0, `z` when all or nobody converted. With a
    sample-ratio alarm the verdict is "hidden" and there is no value. `basis` names what the
    verdict rests on.
    """

    rate_a: float
    rate_b: float
    difference: float
    relative_lift: float | None
    z: float | None
    p_two_sided: float
    wald: Range
    newcombe: Range
    alpha: float
    sample_ratio: SampleRatio
    always_valid: AlwaysValid | None
    basis: Basis
    verdict: Verdict
    value_per_period: Estimate | None


@dataclass(frozen=True)
class MeanTest:
    """Read-out of two means, B less A; interval at level 1 - alpha.

    `t`, `df`, `p_two_sided`, `interval` and the value are None when neither arm varies;
    `relative_lift` is None unless A's mean is above 0. Otherwise as `ProportionTest`.
    """

    mean_a: float
    mean_b: float
    difference: float
    relative_lift: float | None
    t: float | None
    df: float | None
    p_two_sided: float | None
    interval: Range | None
    alpha: float
    sample_ratio: SampleRatio
    always_valid: AlwaysValid | None
    basis: Basis
    verdict: Verdict
    value_per_period: Estimate | None


def sample_ratio(n_a: int, n_b: int, *, planned_share_b: float = 0.5) -> SampleRatio:
    """Return the chi-square test of the arms' sizes against the plan; alarm at p < 0.001.

    Sizes at least 0, not both 0; the planned share lies strictly between 0 and 1, else ValueError.
    Source: metrics spec 3.10.

    >>> sample_ratio(10000, 10900).alarm, sample_ratio(10000, 10050).alarm
    (True, False)
    """
    from scipy import special

    total = n_a + n_b
    if min(n_a, n_b) < 0 or total == 0:
        raise ValueError("arm sizes are at least 0 and not both 0")
    if not 0 < planned_share_b < 1:
        raise ValueError("a planned share lies between 0 and 1")
    expected_b = planned_share_b * total
    expected_a = total - expected_b
    statistic = (n_a - expected_a) ** 2 / expected_a + (n_b - expected_b) ** 2 / expected_b
    p = float(special.chdtrc(1, statistic))
    return SampleRatio(n_a, n_b, expected_a, expected_b, n_b / total, p, p < SAMPLE_RATIO_ALARM)


def compare_proportions(
    conversions_a: int,
    n_a: int,
    conversions_b: int,
    n_b: int,
    *,
    alpha: float = 0.05,
    planned_share_b: float = 0.5,
    n_planned: int | None = None,
    value_per_conversion: float | None = None,
    volume: float | None = None,
) -> ProportionTest:
    """Return the test of two shares: pooled z, Wald and Newcombe intervals, verdict, value.

    z = (pB - pA) / sqrt(p (1 - p) (1/nA + 1/nB)), p pooled; Newcombe joins the Wilson intervals
    and is the one to display. `n_planned`, the planned total, is given when people look before the
    end: the verdict then rests on `always_valid_interval`. Value = difference x
    `value_per_conversion` x `volume` units a period, with Newcombe's limits; it needs both.
    ValueError unless 0 <= conversions <= n, n at least 1, alpha between 0 and 1.
    Source: metrics spec 3.10.

    >>> test = compare_proportions(500, 10000, 570, 10050)
    >>> round(test.z, 4), round(test.p_two_sided, 4), test.verdict
    (2.1156, 0.0344, 'b_higher')
    """
    _check_alpha(alpha)
    if not (0 <= conversions_a <= n_a and 0 <= conversions_b <= n_b and n_a and n_b):
        raise ValueError("each arm has units, and at most as many conversions")
    quantile = _normal_quantile(alpha / 2)
    rate_a, rate_b = conversions_a / n_a, conversions_b / n_b
    difference, pooled = rate_b - rate_a, (conversions_a + conversions_b) / (n_a + n_b)
    error = sqrt(rate_a * (1 - rate_a) / n_a + rate_b * (1 - rate_b) / n_b)
    pooled_error = sqrt(pooled * (1 - pooled) * (1 / n_a + 1 / n_b))
    z = difference / pooled_error if pooled_error else None
    p = 1.0 if z is None else _two_sided_p(z)
    newcombe = _newcombe(rate_a, n_a, rate_b, n_b, quantile)
    ratio = sample_ratio(n_a, n_b, planned_share_b=planned_share_b)
    # An arm at 0 or 1 has no spread of its own; early looks must not read that as certainty.
    look = _look(difference, max(error, pooled_error), n_a + n_b, n_planned, alpha)
    return ProportionTest(
        rate_a=rate_a,
        rate_b=rate_b,
        difference=difference,
        relative_lift=difference / rate_a if rate_a else None,
        z=z,
        p_two_sided=p,
        wald=_around(difference, quantile * error),
        newcombe=newcombe,
        alpha=alpha,
        sample_ratio=ratio,
        always_valid=look,
        basis="fixed_size" if n_planned is None else "always_valid",
        verdict=_verdict(difference, p < alpha if n_planned is None else look, ratio),
        value_per_period=_value(difference, newcombe, value_per_conversion, volume, ratio),
    )


def summarize(values: Floats) -> ArmSummary:
    """Return size, mean and standard deviation (ddof 1) of one arm; equal values have exactly 0.

    Shape (n,). ValueError for fewer than two values, or values that are not finite.
    Source: metrics spec 3.10.

    >>> summarize(np.array([1.0, 2.0, 3.0]))
    ArmSummary(n=3, mean=2.0, sd=1.0)
    """
    if len(values) < 2 or not np.isfinite(values).all():
        raise ValueError("each arm has at least two finite values")
    if (values == values[0]).all():
        return ArmSummary(len(values), float(values[0]), 0.0)
    return ArmSummary(len(values), float(values.mean()), float(values.std(ddof=1)))


def compare_means(
    values_a: Floats,
    values_b: Floats,
    *,
    alpha: float = 0.05,
    planned_share_b: float = 0.5,
    n_planned: int | None = None,
    volume: float | None = None,
) -> MeanTest:
    """Return Welch's test of two means, such as revenue per user: `compare_summaries` of both.

    Values have shapes (nA,) and (nB,), at least two each, finite, else ValueError.
    Source: metrics spec 3.10.

    >>> test = compare_means(np.array([1.0, 2.0, 3.0]), np.array([2.0, 4.0, 6.0]))
    >>> round(test.t, 4), round(test.df, 4), test.verdict
    (1.5492, 2.9412, 'no_clear_difference')
    """
    return compare_summaries(
        summarize(values_a),
        summarize(values_b),
        alpha=alpha,
        planned_share_b=planned_share_b,
        n_planned=n_planned,
        volume=volume,
    )


def compare_summaries(
    a: ArmSummary,
    b: ArmSummary,
    *,
    alpha: float = 0.05,
    planned_share_b: float = 0.5,
    n_planned: int | None = None,
    volume: float | None = None,
) -> MeanTest:
    """Return Welch's test of two means from the size, mean and spread of each arm.

    t = (mB - mA) / sqrt(sA^2/nA + sB^2/nB), Welch's degrees of freedom. Where neither arm varies
    there is no test and no clear difference. Value = difference x `volume` units a period, in the
    values' money. With `n_planned` the verdict rests on `always_valid_interval`, whose standard
    error is widened by Student's over the normal quantile: a spread from few units is itself
    uncertain. ValueError for arms of fewer than two, figures that are not finite, or a spread
    below 0. Source: metrics spec 3.10.

    >>> test = compare_summaries(ArmSummary(400, 20.0, 8.0), ArmSummary(400, 21.5, 9.0))
    >>> round(test.t, 3), round(test.interval.low, 2), test.verdict
    (2.491, 0.32, 'b_higher')
    """
    _check_alpha(alpha)
    for arm in (a, b):
        if arm.n < 2 or not (isfinite(arm.mean) and isfinite(arm.sd)) or arm.sd < 0:
            raise ValueError("each arm has at least two units, and a spread of at least 0")
    part_a, part_b = a.sd**2 / a.n, b.sd**2 / b.n
    difference, error = b.mean - a.mean, sqrt(part_a + part_b)
    ratio = sample_ratio(a.n, b.n, planned_share_b=planned_share_b)
    df, p, interval, look = None, None, None, None
    if error:
        df = (part_a + part_b) ** 2 / (part_a**2 / (a.n - 1) + part_b**2 / (b.n - 1))
        quantile = _student_quantile(df, alpha / 2)
        p = 2 * _student_below(df, -abs(difference) / error)
        interval = _around(difference, quantile * error)
        widened = error * quantile / _normal_quantile(alpha / 2)
        look = _look(difference, widened, a.n + b.n, n_planned, alpha)
    clear = p is not None and p < alpha
    return MeanTest(
        mean_a=a.mean,
        mean_b=b.mean,
        difference=difference,
        relative_lift=difference / a.mean if a.mean > 0 else None,
        t=difference / error if error else None,
        df=df,
        p_two_sided=p,
        interval=interval,
        alpha=alpha,
        sample_ratio=ratio,
        always_valid=look,
        basis="fixed_size" if n_planned is None else "always_valid",
        verdict=_verdict(difference, clear if n_planned is None else look, ratio),
        value_per_period=_value(difference, interval, 1.0, volume, ratio),
    )


def always_valid_interval(
    difference: float, error: float, *, n_total: int, n_planned: int, alpha: float = 0.05
) -> AlwaysValid:
    """Return an interval that stays valid however often one looks.

    Half-width = se sqrt(2 (n k + 1) / (n k) ln(sqrt(n k + 1) / alpha)), with k (`rho2`) =
    (-2 ln alpha + ln(1 - 2 ln alpha)) / planned n; n counts both arms. It is narrowest, against
    the plain interval, near the planned size. ValueError unless the error is above 0, both sizes
    are at least 1 and alpha lies between 0 and 1. Source: metrics spec 3.10.

    >>> look = always_valid_interval(0.012, 0.004, n_total=20000, n_planned=40000)
    >>> round(look.half_width, 6), look.significant
    (0.012334, False)
    """
    _check_alpha(alpha)
    if not error > 0 or min(n_total, n_planned) < 1:
        raise ValueError("a look needs a standard error above 0 and sizes of at least 1")
    rho2 = (-2 * log(alpha) + log(1 - 2 * log(alpha))) / n_planned
    spread = n_total * rho2
    half = error * sqrt(2 * (spread + 1) / spread * log(sqrt(spread + 1) / alpha))
    return AlwaysValid(rho2, half, _around(difference, half), abs(difference) > half)


def _check_alpha(alpha: float) -> None:
    if not 0 < alpha < 1:
        raise ValueError("alpha lies between 0 and 1")


def _normal_quantile(above: float) -> float:
    return NormalDist().inv_cdf(1 - above)


def _two_sided_p(z: float) -> float:
    return erfc(abs(z) / sqrt(2))


def _student_below(df: float, value: float) -> float:
    from scipy import special

    return float(special.stdtr(df, value))


def _student_quantile(df: float, above: float) -> float:
    from scipy import special

    return float(special.stdtrit(df, 1 - above))


def _around(middle: float, half: float) -> Range:
    return Range(middle - half, middle + half)


def _newcombe(rate_a: float, n_a: int, rate_b: float, n_b: int, quantile: float) -> Range:
    a, b = wilson(rate_a, n_a, quantile), wilson(rate_b, n_b, quantile)
    return Range(
        rate_b - rate_a - hypot(rate_b - b.low, a.high - rate_a),
        rate_b - rate_a + hypot(b.high - rate_b, rate_a - a.low),
    )


def _look(
    difference: float, error: float, n_total: int, n_planned: int | None, alpha: float
) -> AlwaysValid | None:
    if n_planned is None or error == 0:
        return None
    return always_valid_interval(
        difference, error, n_total=n_total, n_planned=n_planned, alpha=alpha
    )


def _verdict(difference: float, evidence: AlwaysValid | bool | None, ratio: SampleRatio) -> Verdict:
    if ratio.alarm:
        return "hidden"
    clear = evidence.significant if isinstance(evidence, AlwaysValid) else bool(evidence)
    if not clear:
        return "no_clear_difference"
    return "b_higher" if difference > 0 else "a_higher"


def _value(
    difference: float,
    interval: Range | None,
    unit_value: float | None,
    volume: float | None,
    ratio: SampleRatio,
) -> Estimate | None:
    if interval is None or unit_value is None or volume is None or ratio.alarm:
        return None
    limits = sorted(limit * unit_value * volume for limit in interval)
    return Estimate(difference * unit_value * volume, limits[0], limits[1])
