"""Sample size and duration: the vector, power by simulation, unequal arms."""

import doctest

import numpy as np
import pytest

from metrics.calc import experiment_plan
from metrics.calc.experiment_plan import plan_means, plan_proportions


def test_examples_run():
    assert doctest.testmod(experiment_plan).failed == 0


def test_vector(ab_sample_size_case, agrees):
    expected = ab_sample_size_case["expected"]
    found = plan_proportions(**ab_sample_size_case["input"])
    assert agrees(found.n_exact, expected["n_exact"])
    assert found.n_a == found.n_b == expected["n_per_arm"]
    assert found.n_total == 2 * expected["n_per_arm"]
    assert (found.days, found.full_weeks) == (None, None)


def test_the_planned_size_finds_the_difference_as_often_as_the_power_says():
    plan = plan_proportions(0.10, 0.14, power=0.8, share_b=0.25)
    random = np.random.default_rng(2)
    a = random.binomial(plan.n_a, 0.10, 20000) / plan.n_a
    b = random.binomial(plan.n_b, 0.14, 20000) / plan.n_b
    pooled = (a * plan.n_a + b * plan.n_b) / plan.n_total
    z = (b - a) / np.sqrt(pooled * (1 - pooled) * (1 / plan.n_a + 1 / plan.n_b))
    assert 0.78 < np.mean(np.abs(z) > 1.959964) < 0.82


def test_direction_does_not_matter_and_a_smaller_difference_needs_more():
    assert plan_proportions(0.05, 0.06) == plan_proportions(0.06, 0.05)
    assert plan_proportions(0.05, 0.055).n_total > 3 * plan_proportions(0.05, 0.06).n_total


def test_the_larger_arm_goes_where_its_share_says():
    plan = plan_means(1, 5, 5, share_b=0.2)
    assert plan.n_a == pytest.approx(4 * plan.n_b, abs=4)
    assert plan.n_total > plan_means(1, 5, 5).n_total


def test_duration_rounds_up_to_days_and_full_weeks():
    exact = plan_means(2, 10, 10, daily_traffic=393)
    assert (exact.n_total, exact.days, exact.full_weeks) == (786, 2, 1)
    assert plan_means(2, 10, 10, daily_traffic=98).days == 9
    assert plan_means(2, 10, 10, daily_traffic=98).full_weeks == 2


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"rate_b": 0.05}, "difference"),
        ({"rate_b": 1.5}, "rate"),
        ({"alpha": 0}, "alpha"),
        ({"power": 0.04}, "power"),
        ({"power": 1}, "power"),
        ({"share_b": 0}, "share"),
        ({"daily_traffic": 0}, "traffic"),
    ],
)
def test_bad_plans_are_refused(change, message):
    with pytest.raises(ValueError, match=message):
        plan_proportions(**{"rate_a": 0.05, "rate_b": 0.06} | change)


def test_means_need_a_spread():
    with pytest.raises(ValueError, match="spread"):
        plan_means(1, -1, 2)
    with pytest.raises(ValueError, match="variation"):
        plan_means(1, 0, 0)
