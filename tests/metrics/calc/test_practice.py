"""The gain over today's decisions: paired row by row, as the rows themselves would tell."""

import doctest

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.calc import curves, intervals, practice
from metrics.calc.comparison import SharedRows, compare_at
from metrics.calc.counts import count_by_class
from metrics.calc.payoffs import Payoff, Payoffs, Population
from metrics.calc.practice import TreatedToday, count_today, error_against_today
from metrics.calc.row_counts import count_rows

CAMPAIGN = Payoffs(Payoff(100), Payoff(-10), Payoff(-3), cost_per_action=2)
BY_AMOUNT = Payoffs(Payoff(5, 0.8), Payoff(-4, -0.1), Payoff(0, -0.2), cost_per_action=1)
POPULATIONS = [Population(), Population(5000), Population(5000, 0.07)]


def made(seed=4, rows=300):
    random = np.random.default_rng(seed)
    labels = random.random(rows) < 0.3
    scores = np.round(random.normal(size=rows) + labels, 1) + 0.0
    decided = random.random(rows) < 0.2 + 0.4 * labels
    return labels, scores, decided, random


def parts_of(labels, scores, decided, **more):
    """What is treated today, in two pieces."""
    for chosen in (decided & (scores > 0), decided & (scores <= 0)):
        extra = {name: values[chosen] for name, values in more.items()}
        yield TreatedToday(labels[chosen], scores[chosen], **extra)


def against_today(labels, scores, decided, payoffs, population, **more):
    """The error at each threshold."""
    counts = count_rows(labels, scores, **more)
    today = count_today(counts, parts_of(labels, scores, decided, **more))
    curve = curves.price(counts, payoffs, population)
    errors = [error_against_today(curve, today, at) for at in range(len(counts.thresholds))]
    return counts, np.array(errors)


def test_the_examples_run():
    assert doctest.testmod(practice).failed == 0
    assert doctest.testmod(intervals).failed == 0


@pytest.mark.parametrize("population", POPULATIONS)
@pytest.mark.parametrize("extra", ["none", "amounts"])
def test_it_is_the_error_of_the_differences_of_rows(population, extra):
    """Two models compared in pairs say the same, today's decision being the first."""
    labels, scores, decided, random = made()
    more = {"amounts": random.normal(20, 30, len(labels))} if extra == "amounts" else {}
    payoffs = BY_AMOUNT if more else CAMPAIGN
    counts, errors = against_today(labels, scores, decided, payoffs, population, **more)
    rows = SharedRows(labels, decided.astype(float), scores, **more)
    for threshold, error in zip(counts.thresholds, errors, strict=True):
        pair = (1.0, None if np.isinf(threshold) else threshold)
        expected = compare_at(rows, pair, payoffs, population).standard_error
        assert error == pytest.approx(expected, rel=1e-9)


def test_weights_count_as_rows_do():
    labels, scores, decided, random = made()
    weights = random.integers(0, 3, len(labels)).astype(float)
    amounts = random.normal(20, 30, len(labels))
    counts, errors = against_today(
        labels, scores, decided, BY_AMOUNT, Population(), weights=weights, amounts=amounts
    )
    gain = np.where(labels, 4 + amounts, -5 - 0.1 * amounts)
    for at in (0, 7, len(errors) - 1):
        y = gain * ((scores >= counts.thresholds[at]).astype(float) - decided)
        mean = weights @ y / weights.sum()
        rows = int((weights > 0).sum())
        squares = (weights**2 * (y - mean) ** 2).sum()
        assert errors[at] == pytest.approx(np.sqrt(squares * rows / (rows - 1)), rel=1e-9)


@pytest.mark.parametrize("population", POPULATIONS)
def test_today_nobody_or_everybody_is_the_simple_choice(population):
    labels, scores, decided, _ = made()
    for every, payoffs in (
        (False, intervals.against_none(CAMPAIGN)),
        (True, intervals.against_all(CAMPAIGN)),
    ):
        today = np.full_like(decided, every)
        counts, errors = against_today(labels, scores, today, CAMPAIGN, population)
        expected = intervals.standard_errors(counts, payoffs, population)
        assert errors == pytest.approx(expected, rel=1e-9, abs=1e-6)


def test_deciding_as_the_model_does_leaves_nothing_unsure():
    labels, scores, _, _ = made()
    counts, errors = against_today(labels, scores, scores >= 0.5, CAMPAIGN, Population())
    at = int(np.flatnonzero(counts.thresholds >= 0.5)[-1])
    assert errors[at] == 0
    assert errors[at + 1] > 0


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.sampled_from([0.0, 0.2, 0.4, 0.9]), st.booleans()),
                min_size=1, max_size=30))  # fmt: skip
def test_the_sums_are_those_of_the_rows(rows):
    labels, scores, decided = (np.array(column) for column in zip(*rows, strict=True))
    counts = count_by_class(scores[labels].copy(), scores[~labels].copy())
    today = count_today(counts, parts_of(labels, scores, decided))
    for side, member in ((today.positives, labels), (today.negatives, ~labels)):
        treated = [(decided & member & (scores >= at)).sum() for at in counts.thresholds]
        assert side.weight.tolist() == treated
    assert (today.rows, today.positive_rows) == (decided.sum(), (decided & labels).sum())
