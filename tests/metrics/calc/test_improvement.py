"""The value of a better model: vectors, caps, amounts, and the shifted ROC with a limit."""

import doctest

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from predictions import build_counts, build_payoffs, build_population

from metrics.calc import curves, improvement
from metrics.calc.counts import ClassSums, Counts, count_by_class
from metrics.calc.improvement import Gain, Outcomes
from metrics.calc.payoffs import Payoff, Payoffs, Population

MONEY = Payoffs(Payoff(100), Payoff(-10), Payoff(-20), cost_per_action=1, fixed_cost=5)
ROWS = {"label": [1, 1, 0, 1, 0, 0, 1, 0], "score": [9, 8, 8, 6, 5, 4, 3, 2]}
COUNTS = st.tuples(*[st.integers(0, 500)] * 4).filter(any)


def test_examples_run():
    assert doctest.testmod(improvement).failed == 0


def single_threshold(rows):
    """A curve that has nothing between none and all but the vector's own point."""
    treated, missed = (rows["tp"], rows["fp"]), (rows["fn"], rows["tn"])
    sums = [
        ClassSums(np.array([0.0, one, one + other]))
        for one, other in zip(treated, missed, strict=True)
    ]
    size = sum((*treated, *missed))
    return Counts(np.array([np.inf, 1.0, 0.0]), *sums, size, treated[0] + missed[0])


def test_one_point(value_of_one_point_case, agrees):
    rows, expected = value_of_one_point_case["input"], value_of_one_point_case["expected"]
    curve = curves.price(single_threshold(rows), build_payoffs(rows), build_population(rows))
    found = improvement.value_of_one_point(
        improvement.outcomes(curve, curve.point(1)), rows["points"]
    )
    assert agrees(found.recall.value, expected["recall_at_same_fpr"])
    assert agrees(found.false_positive_rate.value, expected["fpr_at_same_recall"])
    assert agrees(found.precision.value, expected["precision_at_same_volume"])
    assert agrees(found.accuracy_low.value, expected["accuracy_low"])
    assert agrees(found.accuracy_high.value, expected["accuracy_high"])
    assert agrees(found.accuracy_present_mix.value, expected["accuracy_proportional"])
    assert not any(gain.capped for gain in vars(found).values())
    assert all(agrees(gain.points, 0.01) for gain in vars(found).values())


def test_auc_point(value_of_auc_point_case):
    rows, expected = value_of_auc_point_case["input"], value_of_auc_point_case["expected"]
    recall, alarms = (np.array([0.0, *rows[name], 1.0]) for name in ("tpr", "fpr"))
    thresholds = np.concatenate([[np.inf], -np.arange(len(recall) - 1.0)])
    counts = Counts(thresholds, ClassSums(recall), ClassSums(alarms), 2, 1)
    curve = curves.price(counts, build_payoffs(rows), build_population(rows))
    found = improvement.value_of_auc_point(curve, points=rows["auc_points"])
    tolerance = value_of_auc_point_case["rel_tol"]
    assert found.auc_before == pytest.approx(expected["auc_before"], rel=1e-3)
    assert found.auc_after - found.auc_before == pytest.approx(0.01, abs=1e-10)
    assert found.profit_before == pytest.approx(expected["max_profit_before"], rel=tolerance)
    assert found.profit_after == pytest.approx(expected["max_profit_after"], rel=tolerance)
    assert found.value == pytest.approx(expected["value"], rel=tolerance)


@given(COUNTS, st.floats(0.001, 1), st.integers(-9, 90), st.integers(-9, 90))
def test_never_more_than_exists(people, points, right, wrong):
    found = improvement.value_of_one_point(Outcomes(*people, right, wrong), points)
    hits, alarms, missed, _ = people
    assert found.recall.points * (hits + missed) <= missed * (1 + 1e-9)
    assert abs(found.precision.value) <= min(alarms, missed) * abs(right + wrong) * (1 + 1e-9)
    low, high = found.accuracy_low.value, found.accuracy_high.value
    assert low <= high + 1e-9
    mix = found.accuracy_present_mix.value
    assert low - 1e-9 * abs(low) - 1e-9 <= mix <= high + 1e-9 * abs(high) + 1e-9
    assert found.accuracy_low.points == pytest.approx(found.accuracy_high.points)
    assert all(gain.capped == (gain.points < points * (1 - 1e-9)) for gain in vars(found).values())


def test_treating_nobody_or_everybody_leaves_less_to_repair():
    curve = curves.price(build_counts(ROWS), MONEY)
    nobody, everybody = (
        improvement.value_of_one_point(improvement.outcomes(curve, curve.point(index)), 0.5)
        for index in (0, -1)
    )
    assert nobody.recall == Gain(2 * 119, 0.5, capped=False)
    assert nobody.false_positive_rate == nobody.precision == Gain(0.0, 0.0, capped=True)
    assert everybody.false_positive_rate == Gain(2 * 11, 0.5, capped=False)
    assert everybody.recall == everybody.precision == Gain(0.0, 0.0, capped=True)


def test_amounts_are_those_of_the_people_who_would_move():
    rows = ROWS | {"amount": [1, 1, 7, 10, 1, 1, 30, 1]}
    money = Payoffs(Payoff(0, 2), Payoff(-3, -1))
    curve = curves.price(build_counts(rows), money, Population(80))
    found = improvement.outcomes(curve, curve.point(2))  # treats 1, 1 and the negative of 7
    assert found.right_action == pytest.approx(2 * (10 + 30) / 2)
    assert found.wrong_action == pytest.approx(3 + 7)
    assert (found.false_negatives, found.false_positives, found.size) == (20, 10, 80)


def test_one_class_has_no_area_but_points():
    curve = curves.price(count_by_class(np.zeros(0), np.arange(4.0)), MONEY)
    assert improvement.value_of_auc_point(curve) is None
    assert improvement.value_against_auc(curve) == ()
    found = improvement.value_of_one_point(improvement.outcomes(curve, curve.point(0)))
    assert found.recall == Gain(0.0, 0.0, capped=True)


@pytest.fixture(scope="module")
def normal_curve():
    random = np.random.default_rng(7)
    counts = count_by_class(random.normal(1.5, 1, 2000), random.normal(0, 1, 18_000))
    return curves.price(counts, MONEY, Population(100_000, prevalence=0.06))


@pytest.mark.parametrize("share", [None, 0.02])
def test_more_area_is_worth_more_up_to_the_perfect_ranking(normal_curve, share):
    gains = improvement.value_against_auc(normal_curve, share)
    areas, values = [gain.auc_after for gain in gains], [gain.value for gain in gains]
    assert areas == sorted(areas)
    assert values == sorted(values)
    assert len(gains) > 5
    assert (values[0], gains[0].shift) == (0, 0)
    treated = 100_000 * min(0.06, share or 1)
    best = 119 * treated - 20 * 6000 - 5
    assert (gains[-1].auc_after, gains[-1].shift) == (1, np.inf)
    assert gains[-1].profit_after == pytest.approx(best, abs=1e-6)
    assert not gains[-1].capped


def test_a_limit_holds_after_the_shift(normal_curve):
    free, held = (improvement.value_of_auc_point(normal_curve, share) for share in (None, 0.02))
    assert 0.0199 < held.treated_share_after <= 0.02
    assert held.profit_before == curves.best_with_part(normal_curve, 0.02).profit
    assert held.value > 0
    assert held.profit_after < free.profit_after
    assert improvement.value_of_auc_point(normal_curve, 0.0).value == 0


@pytest.mark.parametrize("points", [0.01, 0.5])
def test_an_area_of_one_gains_nothing(points):
    curve = curves.price(count_by_class(np.array([3.0, 2.0]), np.array([1.0, 0.0])), MONEY)
    found = improvement.value_of_auc_point(curve, points=points)
    assert (found.auc_before, found.auc_after, found.value, found.capped) == (1, 1, 0, True)
    assert [gain.value for gain in improvement.value_against_auc(curve)] == [0]


def test_near_one_only_what_is_left_is_gained():
    positives = np.concatenate([[99.5], np.arange(200.0, 300)])
    curve = curves.price(count_by_class(positives, np.arange(100.0, 0, -1)), MONEY)
    found = improvement.value_of_auc_point(curve)
    assert found.auc_before == pytest.approx(1 - 1 / 10_100)
    assert (found.auc_after, found.capped) == (1, True)
    assert found.value == pytest.approx(10 + 1)


def test_one_constant_score_cannot_be_moved():
    found = improvement.value_of_auc_point(curves.price(count_by_class(*np.ones((2, 9))), MONEY))
    assert (found.auc_after, found.value, found.capped) == (0.5, 0, True)


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 9)), min_size=2, max_size=30))
def test_small_files_give_finite_numbers(rows):
    labels, scores = zip(*rows, strict=True)
    curve = curves.price(build_counts({"label": labels, "score": scores}), MONEY)
    for share in (None, 0.3):
        for gain in improvement.value_against_auc(curve, share):
            assert np.isfinite([gain.value, gain.auc_after, gain.profit_after]).all()
            assert gain.value >= -1e-9


def test_amounts_move_in_the_order_of_the_scores():
    rows = ROWS | {"amount": [5] * 8}
    by_amount = curves.price(build_counts(rows), Payoffs(Payoff(0, 20), Payoff(0, -2)))
    plain = curves.price(build_counts(ROWS), Payoffs(Payoff(100), Payoff(-10)))
    one, other = (improvement.value_of_auc_point(curve) for curve in (by_amount, plain))
    assert one.value == pytest.approx(other.value)


@pytest.mark.parametrize("points", [0, -0.01, 1.1, np.nan])
def test_points_are_a_share(points):
    curve = curves.price(build_counts(ROWS), MONEY)
    found = improvement.outcomes(curve, curve.point(1))
    with pytest.raises(ValueError, match="points lie"):
        improvement.value_of_one_point(found, points)
    with pytest.raises(ValueError, match="points lie"):
        improvement.value_of_auc_point(curve, points=points)
