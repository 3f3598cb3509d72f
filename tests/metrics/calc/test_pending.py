"""Estimates before outcomes arrive: against the plain way, and promises by simulation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.calc.payoffs import Payoff, Payoffs
from metrics.calc.pending import Learned, estimate, learn

PAYOFFS = Payoffs(Payoff(100), Payoff(-10), Payoff(-5), Payoff(1), cost_per_action=2)


def drawn(random, count, shift=0.0):
    """Chances that are right, and outcomes that follow them."""
    scores = 1 / (1 + np.exp(-random.normal(shift - 1, 1, count)))
    return random.random(count) < scores, scores


def earned(labels, scores, threshold=0.4, payoffs=PAYOFFS):
    """The mean payoff of rows whose outcomes are known, and its standard error."""
    treated = scores >= threshold
    money = np.where(
        treated,
        np.where(labels, payoffs.treated_positive.constant, payoffs.treated_negative.constant),
        np.where(labels, payoffs.false_negative.constant, payoffs.true_negative.constant),
    )
    return money.mean(), money.std() / np.sqrt(len(money))


def test_on_the_rows_learned_from_the_estimate_is_what_they_earned():
    labels, scores = drawn(np.random.default_rng(1), 3000)
    for chances in (True, False):
        learned = learn(labels, scores, 0.4, chances=chances)
        found = estimate(learned, scores, PAYOFFS, 0.4)
        assert found.profit.estimate == pytest.approx(earned(labels, scores)[0])
        assert found.positive_share == pytest.approx(labels.mean())
        assert found.treated_share == pytest.approx((scores >= 0.4).mean())


def test_the_range_is_wider_than_with_outcomes_and_no_wider_than_its_parts():
    random = np.random.default_rng(2)
    labels, scores = drawn(random, 3000)
    later, new = drawn(random, 2000)
    learned = learn(labels, scores, 0.4, chances=True)
    error = estimate(learned, new, PAYOFFS, 0.4).profit.error
    own, known = earned(later, new)[1], earned(labels, scores)[1]
    assert own * 0.97 < error < np.hypot(own, known) * 1.03


@pytest.mark.parametrize("shift", [0.0, 0.7])
def test_with_right_chances_the_estimate_equals_the_profit_on_average(shift):
    """Also where the mix of scores has moved; 400 draws, three standard errors."""
    random, misses = np.random.default_rng(3), []
    for _ in range(400):
        learned = learn(*drawn(random, 1500), 0.4, chances=True)
        labels, scores = drawn(random, 800, shift)
        misses.append(
            estimate(learned, scores, PAYOFFS, 0.4).profit.estimate - earned(labels, scores)[0]
        )
    assert abs(np.mean(misses)) < 3 * np.std(misses) / np.sqrt(len(misses))


@pytest.mark.parametrize("chances", [True, False])
def test_the_range_holds_what_the_rows_will_have_earned(chances):
    """Promised: 95 in 100 or more often. Scores that are no chances are a bent scale of them."""
    random, held = np.random.default_rng(4), 0
    for _ in range(500):
        known, scores = drawn(random, 1200)
        labels, new = drawn(random, 600)
        bent = (scores, new) if chances else (3 * scores**2, 3 * new**2)
        threshold = 0.4 if chances else 3 * 0.4**2
        learned = learn(known, bent[0], threshold, chances=chances)
        found = estimate(learned, bent[1], PAYOFFS, threshold).profit
        held += found.low <= earned(labels, new)[0] <= found.high
    assert 0.94 <= held / 500 <= 0.99


def test_wrong_chances_are_put_right():
    random = np.random.default_rng(5)
    labels, scores = drawn(random, 20_000)
    later, new = drawn(random, 20_000)
    learned = learn(labels, scores**2, 0.16, chances=True)
    found = estimate(learned, new**2, PAYOFFS, 0.16).profit
    assert found.low < earned(later, new)[0] < found.high
    assert learned.misses.min() > 0


def test_a_share_of_positives_weighs_resampled_rows_back():
    random = np.random.default_rng(6)
    labels, scores = drawn(random, 40_000)
    kept = labels | (random.random(len(labels)) < 0.2)
    share = labels.mean()
    learned = learn(labels[kept], scores[kept], 0.4, chances=False, prevalence=share)
    found = estimate(learned, scores, PAYOFFS, 0.4)
    assert found.profit.low < earned(labels, scores)[0] < found.profit.high
    assert found.positive_share == pytest.approx(share, rel=0.02)


@given(st.integers(2, 60), st.integers(0, 2**32 - 1))
def test_a_weight_of_two_counts_as_the_row_twice_and_of_zero_as_none(count, seed):
    random = np.random.default_rng(seed)
    labels, scores = drawn(random, count)
    weights = random.integers(1, 3, count).astype(float)
    twice = np.repeat(np.arange(count), weights.astype(int))
    by_weight = learn(
        np.append(labels, True), np.append(scores, 0.9), None, chances=True,
        weights=np.append(weights, 0.0),
    )  # fmt: skip
    plain = learn(labels[twice], scores[twice], None, chances=True)
    found = estimate(by_weight, scores, PAYOFFS, None, weights=weights)
    assert found.profit.estimate == pytest.approx(
        estimate(plain, scores[twice], PAYOFFS, None).profit.estimate, abs=1e-9
    )


def test_amounts_count_for_each_row():
    learned = Learned(np.array([]), np.array([0.5]), np.array([0.0]), False, 100, 50, 100)
    payoffs = Payoffs(Payoff(0, 2), Payoff(-1))
    found = estimate(learned, np.ones(2), payoffs, 0.5, amounts=np.array([10.0, 30.0]))
    assert found.profit.estimate == pytest.approx((0.5 * 20 - 0.5 + 0.5 * 60 - 0.5) / 2)


@pytest.mark.parametrize("threshold", [None, -9.0, 9.0])
def test_a_threshold_that_parts_nothing_leaves_one_side(threshold):
    labels, scores = drawn(np.random.default_rng(7), 500)
    learned = learn(labels, scores, threshold, chances=True)
    found = estimate(learned, scores, PAYOFFS, threshold)
    assert len(learned.misses) == 5
    assert found.profit.estimate == pytest.approx(earned(labels, scores, threshold or 9.0)[0])


@pytest.mark.parametrize(
    ("positives", "treated", "refused"),
    [(29, 50, "few_positives"), (30, 29, "few_treated"), (30, 30, None)],
)
def test_too_few_to_learn_from_give_no_single_figure(positives, treated, refused):
    learned = Learned(
        np.array([]), np.array([0.1]), np.array([0.01]), False, 99, positives, treated
    )
    assert estimate(learned, np.ones(40), PAYOFFS, 0.5).refused == refused


def test_a_range_without_positives_still_leaves_room_for_one():
    learned = learn(np.zeros(50, bool), np.zeros(50), None, chances=False)
    assert learned.variances.tolist() == [pytest.approx(1 / 50**2)]


def test_no_rows_that_count_are_an_error():
    labels, scores = drawn(np.random.default_rng(8), 5)
    with pytest.raises(ValueError, match="no rows with outcomes"):
        learn(labels, scores, 0.5, chances=True, weights=np.zeros(5))
    learned = learn(labels, scores, 0.5, chances=True)
    with pytest.raises(ValueError, match="no rows to count"):
        estimate(learned, scores, PAYOFFS, 0.5, weights=np.zeros(5))
