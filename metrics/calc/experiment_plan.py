"""The plan of an A/B test: how many units it needs, and how long that takes."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt
from statistics import NormalDist

MOST_UNITS = 10**10  # that a look can hold in one arm


@dataclass(frozen=True)
class ExperimentPlan:
    """How many units a test needs and how long it takes.

    `n_exact` is arm A's size before rounding up. `days` and `full_weeks` are None without daily
    traffic; full weeks keep weekdays balanced.
    """

    n_exact: float
    n_a: int
    n_b: int
    n_total: int
    days: int | None
    full_weeks: int | None


def plan_proportions(
    rate_a: float,
    rate_b: float,
    *,
    power: float = 0.8,
    alpha: float = 0.05,
    share_b: float = 0.5,
    daily_traffic: float | None = None,
) -> ExperimentPlan:
    """Return the size that finds a difference between two shares with the given power.

    Total = (z(1 - alpha/2) sqrt(V0) + z(power) sqrt(V1))^2 / (rB - rA)^2, s = B's share,
    V1 = rA (1 - rA) / (1 - s) + rB (1 - rB) / s, and V0 the same with the mixed rate in both arms:
    the variances without and with the difference. Arms are rounded up, and so are days = total /
    `daily_traffic`. ValueError for rates outside 0 to 1 or equal, and as in `plan_means`.
    Source: metrics spec 3.10.

    >>> plan = plan_proportions(0.05, 0.06, daily_traffic=1000)
    >>> plan.n_a, plan.n_b, plan.days, plan.full_weeks
    (8158, 8158, 17, 3)
    """
    if not (0 <= rate_a <= 1 and 0 <= rate_b <= 1):
        raise ValueError("a rate lies from 0 to 1")
    mixed = (1 - share_b) * rate_a + share_b * rate_b
    without = (mixed * (1 - mixed),) * 2
    found = (rate_a * (1 - rate_a), rate_b * (1 - rate_b))
    return _plan(rate_b - rate_a, (without, found), power, alpha, share_b, daily_traffic)


def plan_means(
    difference: float,
    sd_a: float,
    sd_b: float,
    *,
    power: float = 0.8,
    alpha: float = 0.05,
    share_b: float = 0.5,
    daily_traffic: float | None = None,
) -> ExperimentPlan:
    """Return the size that finds a difference of two means with the given power.

    As `plan_proportions` with V0 = V1 = sdA^2 / (1 - s) + sdB^2 / s.

    ValueError for a difference of 0, spreads below 0 or both 0, power not between alpha and 1,
    a share not between 0 and 1, traffic not above 0, or an arm of more than MOST_UNITS.
    Source: metrics spec 3.10.

    >>> plan_means(2.0, 10.0, 10.0).n_a
    393
    """
    if min(sd_a, sd_b) < 0:
        raise ValueError("a spread is at least 0")
    variances = (sd_a**2, sd_b**2)
    return _plan(difference, (variances, variances), power, alpha, share_b, daily_traffic)


def _plan(
    difference: float,
    variances: tuple[tuple[float, float], tuple[float, float]],
    power: float,
    alpha: float,
    share_b: float,
    daily_traffic: float | None,
) -> ExperimentPlan:
    if not 0 < alpha < power < 1:
        raise ValueError("alpha lies between 0 and 1, and power between alpha and 1")
    if not 0 < share_b < 1:
        raise ValueError("an arm's share lies between 0 and 1")
    without, found = (part[0] / (1 - share_b) + part[1] / share_b for part in variances)
    if difference == 0 or without == 0:
        raise ValueError("a plan needs a difference to find, and some variation")
    if daily_traffic is not None and not daily_traffic > 0:
        raise ValueError("daily traffic is above 0")
    normal = NormalDist()
    root = normal.inv_cdf(1 - alpha / 2) * sqrt(without) + normal.inv_cdf(power) * sqrt(found)
    # Before the square, which overflows where a spread is immense beside the difference
    if root * sqrt(max(share_b, 1 - share_b)) > abs(difference) * sqrt(MOST_UNITS):
        raise ValueError(
            f"it would need more than {MOST_UNITS:,} in one group, which no look can hold; "
            "look for a larger difference"
        )
    total = (root / difference) ** 2
    n_a, n_b = ceil(total * (1 - share_b)), ceil(total * share_b)
    days = None if daily_traffic is None else ceil((n_a + n_b) / daily_traffic)
    weeks = None if days is None else ceil(days / 7)
    return ExperimentPlan(total * (1 - share_b), n_a, n_b, n_a + n_b, days, weeks)
