"""A/B read-outs: the vectors, alarms that hide verdicts, peeking, and awkward arms."""

import doctest

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.calc import experiment
from metrics.calc.experiment import (
    ArmSummary,
    always_valid_interval,
    compare_means,
    compare_proportions,
    compare_summaries,
    sample_ratio,
    summarize,
)

ARMS = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def test_examples_run():
    assert doctest.testmod(experiment).failed == 0


def test_proportions_vector(ab_proportions_case, agrees):
    rows, expected = dict(ab_proportions_case["input"]), ab_proportions_case["expected"]
    value = rows.pop("value", {})
    found = compare_proportions(
        **rows, value_per_conversion=value.get("per_conversion"), volume=value.get("volume")
    )
    for name in ("rate_a", "rate_b", "difference", "relative_lift", "p_two_sided"):
        assert agrees(getattr(found, name), expected[name]), name
    assert agrees(found.z, expected["z_pooled"])
    assert all(map(agrees, found.wald, expected["ci95_wald"]))
    assert all(map(agrees, found.newcombe, expected["ci95_newcombe"]))
    assert found.sample_ratio.p == pytest.approx(expected["srm_p"], rel=1e-9)
    assert found.sample_ratio.alarm is expected["srm_alarm"]
    assert (found.verdict == "hidden") is expected["srm_alarm"]
    for name, wanted in expected.get("value_per_period", {}).items():
        assert agrees(getattr(found.value_per_period, name), wanted), name


def test_means_vector(ab_means_case, agrees):
    rows, expected = ab_means_case["input"], ab_means_case["expected"]
    found = compare_means(np.array(rows["values_a"]), np.array(rows["values_b"]), volume=100)
    for name in ("mean_a", "mean_b", "difference", "t", "df", "p_two_sided"):
        assert agrees(getattr(found, name), expected[name]), name
    assert all(map(agrees, found.interval, expected["ci95"]))
    assert agrees(found.value_per_period.low, 100 * expected["ci95"][0])
    assert found.verdict == "no_clear_difference"


def test_always_valid_vector(ab_always_valid_case, agrees):
    rows, expected = dict(ab_always_valid_case["input"]), ab_always_valid_case["expected"]
    found = always_valid_interval(rows.pop("difference"), rows.pop("se"), **rows)
    assert found.rho2 == pytest.approx(expected["rho2"], rel=1e-9)
    assert agrees(found.half_width, expected["half_width"])
    assert all(map(agrees, found.interval, expected["ci"]))
    assert found.significant is expected["significant"]


def test_an_alarm_hides_verdict_and_value():
    found = compare_proportions(
        500, 10000, 900, 10900, value_per_conversion=40, volume=1000, n_planned=30000
    )
    assert found.p_two_sided < 1e-6
    assert (found.verdict, found.value_per_period) == ("hidden", None)
    lopsided = compare_means(np.arange(10.0), np.arange(90.0) + 50, volume=10)
    assert (lopsided.verdict, lopsided.value_per_period) == ("hidden", None)


def test_a_planned_split_is_no_alarm():
    assert not sample_ratio(1000, 9000, planned_share_b=0.9).alarm
    found = compare_proportions(100, 1000, 1800, 9000, planned_share_b=0.9)
    assert found.verdict == "b_higher"
    assert found.sample_ratio.share_b == 0.9


def test_the_lower_arm_is_named():
    assert compare_proportions(570, 10050, 500, 10000).verdict == "a_higher"


def test_whoever_peeks_needs_more_evidence():
    arms = (500, 10000, 570, 10050)
    peeking = compare_proportions(*arms, n_planned=20050)
    assert compare_proportions(*arms).verdict == "b_higher"
    assert (peeking.basis, peeking.verdict) == ("always_valid", "no_clear_difference")
    assert peeking.always_valid.interval.low < 0 < peeking.always_valid.interval.high
    assert compare_proportions(500, 10000, 700, 10050, n_planned=20050).verdict == "b_higher"


def test_three_against_none_is_no_certainty_at_an_early_look():
    found = compare_proportions(0, 3, 3, 3, n_planned=20000)
    assert found.always_valid.half_width > 1
    assert found.verdict == "no_clear_difference"


def test_looking_a_hundred_times_rarely_raises_a_false_alarm():
    random, alarms, looks = np.random.default_rng(5), 0, range(100, 10001, 100)
    for _ in range(300):
        a, b = random.normal(size=(2, 10000)).cumsum(axis=1)
        alarms += any(
            always_valid_interval(
                (b[n - 1] - a[n - 1]) / n, np.sqrt(2 / n), n_total=2 * n, n_planned=20000
            ).significant
            for n in looks
        )
    assert alarms / 300 < 0.05


@given(ARMS, ARMS)
def test_swapping_arms_turns_every_sign(a, b):
    found, swapped = compare_proportions(*a, *b), compare_proportions(*b, *a)
    assert swapped.difference == -found.difference
    assert swapped.newcombe.low == pytest.approx(-found.newcombe.high, abs=1e-12)
    assert swapped.p_two_sided == pytest.approx(found.p_two_sided)


@given(ARMS, ARMS)
def test_newcombe_holds_the_difference_and_stays_a_difference(a, b):
    found = compare_proportions(*a, *b)
    low, high = found.newcombe
    assert -1 - 1e-9 <= low <= found.difference + 1e-12
    assert found.difference - 1e-12 <= high <= 1 + 1e-9


def test_arms_without_any_conversion_show_no_difference():
    found = compare_proportions(0, 100, 0, 100, n_planned=1000)
    assert (found.z, found.relative_lift, found.p_two_sided) == (None, None, 1.0)
    assert (found.always_valid, found.verdict) == (None, "no_clear_difference")
    assert found.newcombe.low < 0 < found.newcombe.high


def test_a_cost_per_conversion_keeps_the_limits_in_order():
    found = compare_proportions(500, 10000, 570, 10050, value_per_conversion=-5, volume=100)
    assert found.value_per_period.low < found.value_per_period.point < found.value_per_period.high


def test_value_needs_both_its_price_and_its_volume():
    assert compare_proportions(1, 10, 2, 10, volume=100).value_per_period is None
    assert compare_proportions(1, 10, 2, 10, value_per_conversion=1).value_per_period is None


def test_constant_arms_have_no_test():
    found = compare_means(np.full(3, 0.1), np.full(6, 0.1), n_planned=100, volume=5)
    assert (found.t, found.df, found.p_two_sided, found.interval) == (None,) * 4
    assert (found.difference, found.verdict) == (0.0, "no_clear_difference")
    assert (found.always_valid, found.value_per_period) == (None, None)


@settings(deadline=None)
@given(st.integers(-50, 50), st.integers(1, 20))
def test_means_follow_a_change_of_unit(shift, factor):
    a, b = np.array([1.0, 4.0, 2.0]), np.array([3.0, 9.0, 5.0, 6.0])
    found, moved = compare_means(a, b), compare_means(a * factor + shift, b * factor + shift)
    assert moved.p_two_sided == pytest.approx(found.p_two_sided)
    assert moved.interval.high == pytest.approx(found.interval.high * factor)


def test_a_lift_needs_a_mean_above_zero():
    assert compare_means(np.array([-1.0, 0.0]), np.array([1.0, 2.0])).relative_lift is None


@pytest.mark.parametrize("arms", [(1, 0, 1, 2), (3, 2, 1, 2), (-1, 2, 1, 2), (1, 2, 0, 0)])
def test_impossible_arms_are_refused(arms):
    with pytest.raises(ValueError, match="each arm"):
        compare_proportions(*arms)


@pytest.mark.parametrize("alpha", [0, 1, -0.5])
def test_alpha_has_its_range(alpha):
    arm = np.array([1.0, 2.0])
    with pytest.raises(ValueError, match="alpha"):
        compare_proportions(1, 2, 1, 2, alpha=alpha)
    with pytest.raises(ValueError, match="alpha"):
        compare_means(arm, arm, alpha=alpha)
    with pytest.raises(ValueError, match="alpha"):
        always_valid_interval(1, 1, n_total=1, n_planned=1, alpha=alpha)


@pytest.mark.parametrize("values", [[1.0], [], [1.0, np.nan]])
def test_an_arm_needs_two_values(values):
    with pytest.raises(ValueError, match="two finite"):
        compare_means(np.array(values), np.array([1.0, 2.0]))


def test_sizes_shares_and_errors_have_their_range():
    with pytest.raises(ValueError, match="arm sizes"):
        sample_ratio(0, 0)
    with pytest.raises(ValueError, match="share"):
        sample_ratio(1, 1, planned_share_b=1)
    with pytest.raises(ValueError, match="look"):
        always_valid_interval(1, 0, n_total=1, n_planned=1)


@settings(deadline=None)
@given(st.lists(st.floats(-50, 50), min_size=2, max_size=9, unique=True))
def test_three_figures_say_what_the_values_say(values):
    a, b = np.array(values), np.array([1.0, 2.0, 4.0])
    assert compare_summaries(summarize(a), summarize(b)) == compare_means(a, b)


@pytest.mark.parametrize("arm", [(1, 0.0, 1.0), (5, 0.0, -1.0), (5, np.nan, 1.0), (5, 0.0, np.inf)])
def test_impossible_figures_of_an_arm_are_refused(arm):
    with pytest.raises(ValueError, match="each arm"):
        compare_summaries(ArmSummary(*arm), ArmSummary(5, 0.0, 1.0))


def test_a_mean_over_few_units_is_no_certainty_at_an_early_look():
    arms = ArmSummary(2, 0.0, 1.0), ArmSummary(2, 9.0, 1.0)
    early = compare_summaries(*arms, n_planned=1000)
    plain = always_valid_interval(9.0, 1.0, n_total=4, n_planned=1000)
    assert early.always_valid.half_width == pytest.approx(plain.half_width * 4.302653 / 1.959964)


def test_looking_at_means_often_rarely_raises_a_false_alarm():
    """The spread is estimated at each look, from four units on."""
    random, alarms = np.random.default_rng(7), 0
    for _ in range(300):
        a, b = random.exponential(size=(2, 400))
        alarms += any(
            compare_means(a[:n], b[:n], n_planned=800).verdict != "no_clear_difference"
            for n in range(4, 401, 9)
        )
    assert alarms / 300 < 0.05
