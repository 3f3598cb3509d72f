"""Periods: each number against the plain way to compute it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.calc.drift import score_drift
from metrics.calc.input_bins import MISSING, NUMBER, OTHER, Input, input_bins
from metrics.calc.intervals import likely_range
from metrics.calc.payoffs import Payoff, Payoffs
from metrics.calc.periods import (
    Rows,
    group_periods,
    in_order_of_time,
    review_periods,
)

PAYOFFS = Payoffs(Payoff(100), Payoff(-10), cost_per_action=2, fixed_cost=5000)
MONTHS = ["2026-01", "2026-02", "2026-03"]


def made(seed=1, count=900):
    random = np.random.default_rng(seed)
    labels = random.random(count) < 0.3
    scores = random.normal(size=count) + labels
    return Rows(labels, scores, np.arange(count) // (count // 3))


def test_the_profit_of_a_period_is_that_of_its_rows_a_thousand():
    rows = made()
    found = review_periods(rows, MONTHS, PAYOFFS, 0.7)
    for place, period in enumerate(found.periods):
        own = rows.take(rows.periods == place)
        payoff = np.where(own.scores >= 0.7, np.where(own.labels, 98.0, -12.0), 0.0)
        error = payoff.std(ddof=1) / np.sqrt(len(payoff))
        expected = likely_range(1000 * payoff.mean(), 1000 * error)
        assert period.earned.profit.estimate == pytest.approx(expected.estimate)
        assert period.earned.profit.low == pytest.approx(expected.low)
        assert period.earned.positive_share == pytest.approx(own.labels.mean())
        assert period.earned.treated_share == pytest.approx((own.scores >= 0.7).mean())


def test_drift_of_scores_is_that_of_the_two_arrays():
    rows = made()
    found = review_periods(rows, MONTHS, PAYOFFS, 0.7)
    first, second = (rows.scores[rows.periods == place] for place in (0, 1))
    assert found.periods[0].drift is None
    assert found.periods[1].drift == score_drift(first, second)


def test_two_reference_periods_count_as_one():
    rows = made()
    found = review_periods(rows, MONTHS, PAYOFFS, 0.7, reference=2)
    assert [period.reference for period in found.periods] == [True, True, False]
    base = rows.scores[rows.periods < 2]
    assert found.periods[2].drift == score_drift(base, rows.scores[rows.periods == 2])
    assert found.reference.rows == 600


def test_a_change_is_worse_only_when_its_whole_range_is_below_zero():
    rows = made(count=3000)
    bad = rows.labels.copy()
    last = rows.periods == 2
    bad[last] &= np.random.default_rng(2).random(last.sum()) < 0.2
    found = review_periods(
        Rows(bad, rows.scores, rows.periods), MONTHS, Payoffs(Payoff(100), Payoff(-10)), 0.5
    )
    assert [period.worse for period in found.periods] == [False, False, True]
    assert found.periods[2].change.high < 0


def test_few_treated_rows_are_refused_and_never_called_worse():
    rows = made(count=60)
    found = review_periods(rows, MONTHS, PAYOFFS, 0.7)
    assert {period.earned.refused for period in found.periods} == {"few_positives"}
    assert not any(period.worse for period in found.periods)


def test_a_threshold_of_none_treats_nobody():
    found = review_periods(made(), MONTHS, PAYOFFS, None)
    assert found.threshold is None
    assert all(period.earned.profit.estimate == 0 for period in found.periods)


@pytest.mark.parametrize("reference", [0, 3])
def test_one_period_must_be_left(reference):
    with pytest.raises(ValueError, match="no period"):
        review_periods(made(), MONTHS, PAYOFFS, 0.7, reference=reference)


def test_a_period_without_rows_is_an_error():
    with pytest.raises(ValueError, match="no rows"):
        review_periods(made(), [*MONTHS, "2026-04"], PAYOFFS, 0.7)


@given(st.lists(st.floats(-5, 5), min_size=4, max_size=60), st.randoms())
def test_the_order_of_rows_plays_no_part(values, random):
    count = len(values)
    labels = np.arange(count) % 3 == 0
    periods = np.arange(count) % 2
    order = list(range(count))
    random.shuffle(order)
    rows = Rows(labels, np.array(values), periods)
    mixed = Rows(labels[order], np.array(values)[order], periods[order])
    names = ["a", "b"]
    assert review_periods(rows, names, PAYOFFS, 0.1) == review_periods(mixed, names, PAYOFFS, 0.1)


def test_every_cell_of_an_input_has_one_bin():
    words = tuple(f"w{number}" for number in range(15))
    codes = np.array([NUMBER] * 20 + list(range(15)) * 3 + [MISSING, OTHER])
    numbers = np.where(codes == NUMBER, np.arange(len(codes)), np.nan)
    places, names = input_bins(Input("x", numbers, codes, words), np.ones(len(codes), bool))
    counts = np.bincount(places, minlength=len(names))
    assert counts.sum() == len(codes)
    assert len(names) == len(set(names)) == 10 + 10 + 2
    assert counts[-2:].tolist() == [5 * 3 + 1, 1]


def test_a_new_word_is_an_other_word():
    codes = np.array([0, 0, 1, 1])
    base = np.array([True, True, False, False])
    none = np.full(4, np.nan)
    places, names = input_bins(Input("x", none, codes, ("old", "new")), base)
    assert [names[place] for place in places] == ["old", "old", "other words", "other words"]


def test_drift_of_an_input_finds_the_period_that_changed():
    rows = made()
    numbers = np.random.default_rng(4).normal(size=900) + (rows.periods == 2)
    given_input = Input("age", numbers, np.full(900, NUMBER))
    found = review_periods(rows, MONTHS, PAYOFFS, 0.7, inputs=[given_input]).inputs[0]
    assert [drift.drift and drift.size != "small" for drift in found.periods] == [False, True]


@pytest.mark.parametrize(
    ("grouping", "expected"),
    [
        ("as_it_is", ["2026-03-31", "2026-04-01T10:00"]),
        ("month", ["2026-03", "2026-04"]),
        ("quarter", ["2026 Q1", "2026 Q2"]),
        ("year", ["2026", "2026"]),
    ],
)
def test_days_are_taken_together(grouping, expected):
    assert group_periods(["2026-03-31", "2026-04-01T10:00"], grouping) == expected


def test_what_is_no_day_cannot_be_taken_together():
    with pytest.raises(ValueError, match="no day"):
        group_periods(["week 3"], "month")
    with pytest.raises(ValueError, match="unknown grouping"):
        group_periods(["2026-01-01"], "decade")


def test_periods_stand_in_the_order_of_time():
    assert in_order_of_time(["Q10", "Q9", "Q9"]) == ["Q9", "Q10"]
    assert in_order_of_time(["2026-11", "2025-12"]) == ["2025-12", "2026-11"]
    assert in_order_of_time(["2026 Q1", "2025 Q4"]) == ["2025 Q4", "2026 Q1"]


@pytest.mark.parametrize(
    "names", [["Jan", "Feb"], ["31.01.2026", "28.02.2025"], ["week 9", "2026-01"], ["b", "a1"]]
)
def test_periods_whose_order_cannot_be_told_stay_as_they_came(names):
    assert in_order_of_time([*names, names[0]]) == names
