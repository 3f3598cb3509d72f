"""Periods of which some have no outcomes yet."""

from dataclasses import replace

import numpy as np
import pytest

from metrics.calc.drift import score_drift
from metrics.calc.payoffs import Payoff, Payoffs
from metrics.calc.periods import SETTLED, Rows, review_periods

PAYOFFS = Payoffs(Payoff(100), Payoff(-10), cost_per_action=2, fixed_cost=5000)
MONTHS = ["2026-01", "2026-02", "2026-03"]


def made(known, shift=0.0, count=3000):
    """Three months of calibrated scores; `known` is the share with outcomes in the last."""
    random = np.random.default_rng(11)
    periods = np.arange(count) // (count // 3)
    scores = 1 / (1 + np.exp(-random.normal(-1 + shift * (periods == 2), 1)))
    has_outcome = (periods < 2) | (random.random(count) < known)
    labels = (random.random(count) < scores) & has_outcome
    return Rows(labels, scores, periods, known=has_outcome)


def test_a_period_without_outcomes_is_estimated_and_says_so():
    found = review_periods(made(0), MONTHS, PAYOFFS, 0.4)
    first, second, last = (period.earned for period in found.periods)
    assert (first.estimated, second.estimated, last.estimated) == (False, False, True)
    assert (last.rows, last.outcomes, last.positives) == (1000, 0, 0)
    assert last.profit.low < second.profit.estimate < last.profit.high
    assert (found.basis.periods, found.basis.rows) == (("2026-02",), 1000)
    assert found.basis.chances


def test_older_periods_are_learned_from_only_where_the_newest_are_too_small():
    small = review_periods(made(0, count=900), MONTHS, PAYOFFS, 0.4)
    assert (small.basis.periods, small.basis.rows) == (("2026-01", "2026-02"), 600)
    nobody = review_periods(made(0, count=1500), MONTHS, PAYOFFS, None)
    assert nobody.basis.periods == ("2026-02",)


def test_the_outcomes_of_a_pending_row_say_nothing():
    rows = made(0)
    turned = replace(rows, labels=rows.labels | ~rows.known)
    assert review_periods(rows, MONTHS, PAYOFFS, 0.4) == review_periods(
        turned, MONTHS, PAYOFFS, 0.4
    )


def test_early_outcomes_are_not_taken_for_the_whole():
    """Where only positives have outcomes yet, a mean over them would be far too good."""
    rows = made(1)
    early = replace(rows, known=(rows.periods < 2) | rows.labels)
    none = replace(rows, known=rows.periods < 2)
    mixed, without = (
        review_periods(each, MONTHS, PAYOFFS, 0.4).periods[2].earned for each in (early, none)
    )
    assert mixed.profit == without.profit
    assert mixed.outcomes == rows.labels[rows.periods == 2].sum()


@pytest.mark.parametrize(("missing", "estimated"), [(50, False), (51, True)])
def test_a_period_is_told_by_its_outcomes_once_nearly_all_are_in(missing, estimated):
    rows = made(1)
    late = rows.periods < 2
    late[2000 + missing :] = True
    found = review_periods(replace(rows, known=late), MONTHS, PAYOFFS, 0.4)
    assert found.periods[2].earned.estimated == estimated
    assert found.periods[2].earned.outcomes == 1000 - missing
    assert SETTLED == 0.95


def test_drift_of_scores_counts_every_row():
    rows = made(0, shift=1)
    found = review_periods(rows, MONTHS, PAYOFFS, 0.4)
    first, last = (rows.scores[rows.periods == place] for place in (0, 2))
    assert found.periods[2].drift == score_drift(first, last)


def test_an_estimate_can_be_worse():
    found = review_periods(made(0, shift=-1), MONTHS, PAYOFFS, 0.4)
    assert found.periods[2].worse
    assert not found.periods[1].worse


def test_scores_that_are_no_chances_take_the_share_of_their_range():
    rows = made(0)
    found = review_periods(replace(rows, scores=10 * rows.scores), MONTHS, PAYOFFS, 4)
    assert not found.basis.chances
    profit = found.periods[2].earned.profit
    assert profit.low < found.reference.profit.estimate < profit.high


def test_the_reference_needs_its_outcomes():
    rows = made(0)
    turned = replace(rows, periods=2 - rows.periods)
    with pytest.raises(ValueError, match="outcomes are missing in the reference"):
        review_periods(turned, MONTHS, PAYOFFS, 0.4)
