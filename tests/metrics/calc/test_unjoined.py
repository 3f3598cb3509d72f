"""Two models on different rows, priced for the same people whatever their files hold."""

import doctest

import numpy as np
import pytest

from metrics.calc import unjoined
from metrics.calc.counts import count_by_class
from metrics.calc.payoffs import Limits, Payoff, Payoffs, Population
from metrics.calc.question import Question
from metrics.calc.unjoined import choose_alone, common_population

MONEY = Payoffs(Payoff(12), Payoff(-4), Payoff(-3), cost_per_action=1, fixed_cost=7)
POSITIVES, NEGATIVES = np.array([0.9, 0.8, 0.4]), np.array([0.7, 0.3, 0.2, 0.1])


def asked(limits=None, **population):
    return Question(MONEY, Population(**population), limits or Limits())


def test_examples_run():
    assert doctest.testmod(unjoined).failed == 0


@pytest.mark.parametrize(
    ("given", "size", "share"),
    [({}, 80, 0.25), ({"size": 9}, 9, 0.25), ({"prevalence": 0.5}, 80, 0.5)],
)
def test_the_first_file_says_what_the_payoffs_leave_open(given, size, share):
    assert common_population(Population(**given), 80, 20) == Population(size, share)


def test_a_first_file_of_one_outcome_says_nothing_of_others():
    with pytest.raises(ValueError, match="between 0 and 1"):
        common_population(Population(), 80, 80)


def test_more_rows_and_more_positives_earn_nothing():
    question = asked(size=1000.0, prevalence=0.1)
    few = count_by_class(POSITIVES, NEGATIVES)
    many = count_by_class(np.tile(POSITIVES, 50), np.tile(NEGATIVES, 3))
    a, b = (choose_alone(counts, question) for counts in (few, many))
    assert a.profit == pytest.approx(b.profit)
    assert a.threshold == b.threshold
    assert b.error < a.error


@pytest.mark.parametrize(
    ("threshold", "hits", "false"), [(0.75, 2, 0), (0.7, 2, 1), (0.95, 0, 0), (0.0, 3, 4)]
)
def test_a_given_threshold_earns_what_its_outcomes_bring(threshold, hits, false):
    question = asked(size=100.0, prevalence=0.2, limits=Limits(volume=1))
    choice = choose_alone(count_by_class(POSITIVES, NEGATIVES), question, threshold)
    recall, rate = hits / 3, false / 4
    paid = 7 * (hits + false > 0)
    wanted = 20 * (recall * 11 - 3 * (1 - recall)) + 80 * rate * -5 - paid
    squares = (20 * 14) ** 2 * recall * (1 - recall) / 3 + (80 * 5) ** 2 * rate * (1 - rate) / 4
    assert (choice.threshold, choice.optimism) == (threshold, 0)
    assert choice.profit == pytest.approx(wanted)
    assert choice.error == pytest.approx(np.sqrt(squares))


def test_the_best_threshold_loses_its_optimism_and_keeps_the_limit():
    counts = count_by_class(POSITIVES, NEGATIVES)
    free = choose_alone(counts, asked())
    held = choose_alone(counts, asked(limits=Limits(volume=1)))
    assert (free.threshold, held.threshold) == (0.4, 0.9)
    assert free.optimism > 0


@pytest.mark.parametrize(
    ("times", "threshold", "refused"),
    [(9, None, "few_positives"), (29, 0.85, "few_treated"), (30, 0.85, None), (10, None, None)],
)
def test_too_few_cases_are_refused_as_in_a_valuation(times, threshold, refused):
    counts = count_by_class(np.tile(POSITIVES, times), np.tile(NEGATIVES, times))
    assert choose_alone(counts, asked(), threshold).refused == refused
