"""Shares with their ranges, and how often a model is right, against the plain way to compute it."""

import numpy as np
import pytest

from metrics.calc.payoffs import Payoff, Payoffs
from metrics.calc.period_quality import quality_at
from metrics.calc.periods import Rows, review_periods
from metrics.calc.shares import share_of, wilson


def test_the_range_agrees_with_statsmodels():
    # statsmodels.stats.proportion.proportion_confint(15, 20, method="wilson")
    found = share_of(np.arange(20) < 15)
    assert (found.low, found.high) == pytest.approx((0.5312986, 0.8881377), abs=1e-6)


def test_equal_weights_change_nothing():
    hits = np.arange(40) % 3 == 0
    plain, weighted = share_of(hits), share_of(hits, np.full(40, 2.5))
    assert weighted.share == pytest.approx(plain.share)
    assert weighted.rows == pytest.approx(40)
    assert (weighted.low, weighted.high) == pytest.approx((plain.low, plain.high))


def test_unequal_weights_count_by_their_effective_number():
    found = share_of(np.array([True, False, True]), np.array([4.0, 1.0, 1.0]))
    assert found.share == pytest.approx(5 / 6)
    assert found.rows == pytest.approx(36 / 18)
    low, high = wilson(5 / 6, 2, 1.959964)
    assert (found.low, found.high) == pytest.approx((low, min(high, 1.0)))


@pytest.mark.parametrize("hit", [True, False])
def test_all_or_none_stays_within_0_and_1(hit):
    found = share_of(np.full(5, hit))
    assert 0 <= found.low <= found.share <= found.high <= 1
    assert found.high - found.low > 0.3


@pytest.mark.parametrize("weights", [None, np.zeros(0)])
def test_no_rows_have_no_share(weights):
    assert share_of(np.zeros(0, bool), weights) is None


def test_rows_without_weight_have_no_share():
    assert share_of(np.ones(3, bool), np.zeros(3)) is None


def test_quality_counts_the_four_outcomes():
    labels = np.array([True] * 6 + [False] * 14)
    treated = np.array([True] * 4 + [False] * 2 + [True] * 5 + [False] * 9)
    found = quality_at(labels, treated)
    assert found.accuracy.share == pytest.approx(13 / 20)
    assert (found.precision.share, found.precision.rows) == (pytest.approx(4 / 9), 9)
    assert (found.recall.share, found.recall.rows) == (pytest.approx(4 / 6), 6)


def test_a_stated_prevalence_weighs_resampled_rows_back():
    labels, treated = np.arange(200) < 100, np.arange(200) % 2 == 0
    found = quality_at(labels, treated, prevalence=0.1)
    assert found.precision.share == pytest.approx(0.1)
    assert found.recall.share == pytest.approx(0.5)
    assert found.recall.rows == pytest.approx(100)
    assert found.precision.rows < 100


def test_nobody_treated_and_no_positives_are_blank():
    none = np.zeros(4, bool)
    found = quality_at(none, none)
    assert (found.precision, found.recall) == (None, None)
    assert found.accuracy.share == 1


def test_only_periods_with_outcomes_are_judged():
    random = np.random.default_rng(3)
    labels = random.random(900) < 0.3
    scores = random.random(900) * 0.5 + labels * 0.3
    rows = Rows(labels, scores, np.arange(900) // 300, known=np.arange(900) < 600)
    found = review_periods(rows, ["a", "b", "c"], Payoffs(Payoff(10)), 0.4)
    qualities = [period.earned.quality for period in found.periods]
    own, treated = labels[300:600], scores[300:600] >= 0.4
    assert qualities[1] == quality_at(own, treated)
    assert qualities[1].precision.share == pytest.approx(own[treated].mean())
    assert qualities[1].recall.share == pytest.approx(treated[own].mean())
    assert qualities[2] is None
