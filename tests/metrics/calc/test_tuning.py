"""A threshold picked on one file and valued on another: exact where it can be, and unbiased."""

import doctest
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.calc import curves, placing, tuning
from metrics.calc.counts import count_by_class
from metrics.calc.payoffs import Limits, Payoff, Payoffs, Population
from metrics.calc.placing import with_share, with_threshold
from metrics.calc.question import Question
from metrics.calc.row_counts import count_rows
from metrics.calc.tuning import tune
from metrics.calc.valuation import value_predictions

CAMPAIGN = Payoffs(Payoff(100), Payoff(), cost_per_action=10, fixed_cost=50)
TESTED = [Population(), Population(5000), Population(5000, 0.07)]


def made(seed, rows=400, share=0.2):
    random = np.random.default_rng(seed)
    labels = random.random(rows) < share
    return labels, random.normal(size=rows) + 1.5 * labels


def counted(seed, **about):
    labels, scores = made(seed, **about)
    return count_by_class(scores[labels], scores[~labels])


def asked(limits=None, population=None, payoffs=CAMPAIGN):
    return Question(payoffs, population or Population(), limits or Limits(), replicates=200)


@pytest.mark.parametrize("module", [placing, tuning])
def test_examples_run(module):
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize("population", TESTED)
@pytest.mark.parametrize("limits", [Limits(), Limits(volume=40), Limits(budget=900)])
def test_the_file_itself_as_tuning_file_is_the_choice_without_correction(population, limits):
    counts, question = counted(1), asked(limits, population)
    alone = value_predictions(counts, question)
    tuned = value_predictions(counts, question, tuned_on=counts)
    for one, other in ((alone.chosen, tuned.chosen), (alone.free, tuned.free)):
        assert other.point == one.point
        assert (other.optimism, other.refused) == (0, one.refused)
        assert other.value.estimate == pytest.approx(one.value.estimate + one.optimism)
        assert other.value.error == one.value.error
    assert tuned.band_factor == alone.band_factor
    assert alone.tuning is None
    assert tuned.tuning.chosen == tuned.chosen.point.threshold


@pytest.mark.parametrize("population", TESTED)
def test_rows_with_amounts_are_valued_as_they_stand(population):
    by_amount = Payoffs(Payoff(5, 0.8), Payoff(-4, -0.1), cost_per_action=1)
    random = np.random.default_rng(6)
    (labels, scores), (others, their) = made(1), made(2)
    amounts, more = random.uniform(0, 9, 400), random.uniform(0, 9, 400)
    counts = count_rows(labels, scores, amounts=amounts, profiled=True)
    tuning_file = count_rows(others, their, amounts=more)
    question = asked(population=population, payoffs=by_amount)
    found = value_predictions(counts, question, tuned_on=tuning_file)
    treated = scores >= found.tuning.chosen
    positive, negative = (
        np.where(treated[side], gain(amounts[side]) - 1, 0).sum()
        for side, gain in ((labels, lambda x: 5 + 0.8 * x), (~labels, lambda x: -4 - 0.1 * x))
    )
    scales = population.scales(labels.sum(), (~labels).sum())
    assert found.chosen.value.estimate == pytest.approx(scales[0] * positive + scales[1] * negative)


def test_the_tuning_file_decides_by_its_own_share_and_for_the_valued_size():
    rich, poor = counted(3, share=0.5), counted(4, share=0.1)
    found = tune(rich, asked(), 1000.0)
    priced = curves.price(rich, CAMPAIGN, Population(1000.0))
    assert found.chosen == priced.point(curves.best(priced)).threshold
    assert found.prevalence == pytest.approx(rich.positives.total / rich.weight)
    given_share = tune(rich, asked(population=Population(None, 0.1)), 1000.0)
    assert given_share.prevalence == 0.1
    assert given_share.chosen > found.chosen
    assert value_predictions(poor, asked(), tuned_on=rich).size == poor.weight


def test_a_limit_that_is_reached_first_cuts_there():
    counts, strict = counted(5), asked(Limits(volume=20))
    generous = count_by_class(np.full(2, -9.0), np.full(98, -9.5))
    found = value_predictions(counts, strict, tuned_on=generous)
    assert found.tuning.cut
    assert found.chosen.point.treated_share == pytest.approx(20 / 400)
    assert found.capacity_worth is not None
    whole = value_predictions(counts, asked(Limits(volume=400)), tuned_on=generous)
    assert not whole.tuning.cut
    assert whole.chosen.point == whole.free.point


def test_a_cut_block_of_ties_can_be_treated_in_part():
    scores = np.repeat([0.9, 0.5, 0.1], 40)
    labels = np.tile([True, False, False, False], 30)
    counts = count_by_class(scores[labels], scores[~labels])
    payoffs = Payoffs(Payoff(100), Payoff(-10))
    lower = count_by_class(np.array([0.5]), np.full(9, 0.1))
    found = value_predictions(counts, asked(Limits(volume=60), None, payoffs), tuned_on=lower)
    assert (found.chosen.point.threshold, found.tuning.cut) == (0.9, True)
    assert found.partial.treated_share == pytest.approx(0.5)
    free = value_predictions(counts, asked(Limits(volume=90), None, payoffs), tuned_on=lower)
    assert (free.chosen.point.threshold, free.tuning.cut, free.partial) == (0.5, False, None)


def test_a_tuning_file_in_which_nobody_pays():
    dear = Payoffs(Payoff(1), Payoff(), cost_per_action=10)
    found = value_predictions(counted(1), asked(payoffs=dear), tuned_on=counted(2))
    assert (found.chosen.point.threshold, found.chosen.value.estimate) == (None, 0)
    assert found.tuning.chosen is None


def test_a_tuning_file_that_cannot_be_priced_is_named():
    one = count_by_class(np.array([0.4, 0.6]), np.array([]))
    with pytest.raises(ValueError, match="in the tuning file, "):
        tune(one, asked(population=Population(None, 0.2)), 10.0)


@given(
    st.lists(st.integers(0, 12), min_size=1, max_size=9),
    st.lists(st.integers(0, 12), min_size=1, max_size=30),
    st.floats(-1, 13),
)
@settings(max_examples=200)
def test_a_placed_point_keeps_the_curve_in_order(positives, negatives, threshold):
    given_scores = [np.array(each, float) for each in (positives, negatives)]
    counts = count_by_class(*(each.copy() for each in given_scores))
    found = with_threshold(counts, threshold)
    assert (np.diff(found.thresholds) < 0).all()
    assert (np.diff(found.positives.weight) >= 0).all()
    assert (np.diff(found.negatives.weight) >= 0).all()
    at = curves.index_at(found, threshold)
    assert found.positives.weight[at] == (given_scores[0] >= threshold).sum()
    kept = np.isin(found.thresholds, counts.thresholds)
    assert found.negatives.weight[kept].tolist() == counts.negatives.weight.tolist()
    assert found.negatives.weight[at] == (given_scores[1] >= threshold).sum()


@pytest.mark.parametrize("threshold", [2.5, 1.0, 0.2, -9.0, 9.0])
def test_placing_counts_what_the_rows_tell(threshold):
    labels, scores = made(7, share=0.05)
    counts = count_by_class(scores[labels], scores[~labels])
    found = with_threshold(counts, threshold)
    at = curves.index_at(found, threshold)
    assert found.negatives.weight[at] == (scores[~labels] >= threshold).sum()
    assert curves.index_at(with_threshold(counts, None), None) == 0


def test_of_many_negatives_a_ten_thousandth_is_the_error():
    labels, scores = made(8, rows=60_000, share=0.001)
    counts = count_by_class(scores[labels], scores[~labels])
    without = replace(counts, negative_scores=None)
    off = {"kept": [], "spread": []}
    for threshold in np.linspace(-1, 3, 41):
        true = (scores[~labels] >= threshold).sum()
        for name, each in (("kept", counts), ("spread", without)):
            found = with_threshold(each, threshold)
            off[name].append(found.negatives.weight[curves.index_at(found, threshold)] - true)
    assert np.abs(off["kept"]).max() <= 6
    assert np.abs(off["spread"]).max() > 60


def test_a_share_inside_a_gap_gets_a_point_and_a_tied_one_none():
    payoffs = Payoffs(Payoff(10), Payoff(-1))
    tied = curves.price(count_by_class(np.array([0.9, 0.5]), np.array([0.5, 0.5])), payoffs)
    assert with_share(tied, 0.5) is tied
    gap = curves.price(count_by_class(np.array([0.9]), np.array([0.7, 0.6, 0.5])), payoffs)
    assert with_share(gap, 0.5).treated_share.tolist() == [0, 0.25, 0.5, 1]
    assert with_share(gap, 0.25) is gap


@given(
    st.lists(st.integers(0, 12), min_size=1, max_size=6),
    st.lists(st.integers(0, 12), min_size=1, max_size=30),
    st.floats(0.01, 0.99),
)
@settings(max_examples=300)
def test_a_share_cuts_at_the_lowest_score_that_it_allows(positives, negatives, share):
    given_scores = [np.array(each, float) for each in (positives, negatives)]
    counts = count_by_class(*(each.copy() for each in given_scores))
    priced = curves.price(counts, Payoffs(Payoff(10), Payoff(-1)))
    found = with_share(priced, share)
    at = curves.allowed_points(found, share) - 1
    every = np.concatenate(given_scores)
    treated = [0, *(int((every >= score).sum()) for score in np.unique(every))]
    most = max(number for number in treated if number <= share * len(every) * (1 + 1e-12))
    assert found.treated_share[at] * len(every) == pytest.approx(most)
    assert (every >= found.counts.thresholds[at]).sum() == most


@pytest.mark.parametrize("digits", [9, 3])
def test_of_many_negatives_a_share_is_not_passed_and_nearly_reached(digits):
    labels, scores = made(8, rows=60_000, share=0.001)
    scores = scores.round(digits)
    counts = count_by_class(scores[labels], scores[~labels])
    priced = curves.price(counts, Payoffs(Payoff(10), Payoff(-1)))
    for share in np.linspace(0.01, 0.99, 50):
        found = with_share(priced, share)
        at = curves.allowed_points(found, share) - 1
        truly = (scores >= found.counts.thresholds[at]).mean()
        assert found.treated_share[at] == pytest.approx(truly, abs=2e-4)
        tied = np.isin(scores, scores[scores < found.counts.thresholds[at]].max()).mean()
        assert found.treated_share[at] > share - max(tied, 1e-4) - 2e-4


def test_two_thresholds_in_one_gap_each_count_their_own_negatives():
    counts = count_by_class(np.array([0.9, 0.1]), np.array([0.8, 0.7, 0.2]))
    priced = curves.price(counts, Payoffs(Payoff(10), Payoff(-1)))
    found = tuning.place(priced, tuning.Tuning(0.75, 0.6, 8.0, 0.5), share=1.0)
    points = [found.curve.point(index) for index in (found.chosen, found.free)]
    assert [(each.threshold, each.false_positives) for each in points] == [(0.75, 1), (0.6, 2)]
    tight = tuning.place(priced, tuning.Tuning(0.65, 0.63, 8.0, 0.5), share=1.0)
    assert tight.curve.point(tight.chosen).false_positives == 2
