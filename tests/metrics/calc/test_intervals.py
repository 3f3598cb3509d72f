"""Ranges of profits, and the optimism of a threshold that was picked on its own file."""

from math import sqrt

import numpy as np
import pytest
from predictions import build_counts, build_payoffs

from metrics.calc import curves, intervals
from metrics.calc.counts import count_by_class
from metrics.calc.payoffs import Payoff, Payoffs, Population
from metrics.calc.row_counts import count_rows

CAMPAIGN = Payoffs(Payoff(100), Payoff(-10))


def test_a_threshold_fixed_beforehand(profit_interval_fixed_threshold_case, agrees):
    rows, expected = (profit_interval_fixed_threshold_case[key] for key in ("input", "expected"))
    counts, payoffs = build_counts(rows), build_payoffs(rows)
    index = int(np.flatnonzero(counts.thresholds >= rows["threshold"])[-1])
    profit = curves.price(counts, payoffs).profit[index]
    error = intervals.standard_errors(counts, payoffs)[index]
    assert agrees(profit, expected["total"])
    assert agrees(error, expected["total_se"])
    found = intervals.likely_range(profit, error)
    assert agrees(found.low, expected["total_ci95"][0])
    assert agrees(found.high, expected["total_ci95"][1])
    against = intervals.against_all(payoffs)
    gain = curves.price(counts, against).profit[index]
    assert agrees(gain, expected["gain_vs_treat_all"])
    assert agrees(intervals.standard_errors(counts, against)[index], expected["gain_se"])


def test_optimism_of_the_best_point(bootstrap_reference_case):
    rows, expected = (bootstrap_reference_case[key] for key in ("input", "expected"))
    counts, payoffs = build_counts(rows), build_payoffs(rows)
    found = intervals.optimism(counts, payoffs, replicates=4000, seed=7)
    reach = 4 * expected["optimism_sd"] / sqrt(found.replicates)
    assert abs(found.mean - expected["optimism_mean"]) <= reach
    assert found.sd_of_best == pytest.approx(expected["sd_of_max"], rel=0.08)
    assert curves.price(counts, payoffs).profit.max() == expected["observed_max"]


def rows(n=400, seed=3):
    random = np.random.default_rng(seed)
    labels = random.random(n) < 0.3
    return labels, np.round(random.normal(size=n) + labels, 2), random


def test_known_prevalence_takes_the_closed_form():
    labels, scores, _ = rows()
    counts = count_rows(labels, scores)
    population = Population(size=1000, prevalence=0.1)
    found = intervals.standard_errors(counts, CAMPAIGN, population)
    recall = counts.positives.weight / counts.positives.total
    false = counts.negatives.weight / counts.negatives.total
    of_positives = 0.1**2 * 100**2 * recall * (1 - recall) / counts.positives.total
    of_negatives = 0.9**2 * 10**2 * false * (1 - false) / counts.negatives.total
    assert found == pytest.approx(1000 * np.sqrt(of_positives + of_negatives))


def test_amounts_enter_row_by_row():
    labels, scores, random = rows()
    amounts = random.lognormal(size=len(labels))
    payoffs = Payoffs(Payoff(-5), Payoff(-5), Payoff(0, -40), Payoff())
    counts = count_rows(labels, scores, amounts=amounts)
    treated = scores >= 0.5
    payoff = np.where(treated, -5, np.where(labels, -40 * amounts, 0))
    index = int(np.flatnonzero(counts.thresholds >= 0.5)[-1])
    expected = payoff.std(ddof=1) * sqrt(len(labels))
    assert intervals.standard_errors(counts, payoffs)[index] == pytest.approx(expected)


def test_equal_weights_change_nothing():
    labels, scores, _ = rows()
    plain = count_rows(labels, scores)
    double = count_rows(labels, scores, weights=np.full(len(labels), 2.0))
    population = Population(size=plain.weight)
    assert intervals.standard_errors(double, CAMPAIGN, population) == pytest.approx(
        intervals.standard_errors(plain, CAMPAIGN)
    )


def test_the_same_seed_gives_the_same_numbers():
    labels, scores, _ = rows()
    counts = count_rows(labels, scores)
    first = intervals.optimism(counts, CAMPAIGN, share=0.2, replicates=200)
    assert intervals.optimism(counts, CAMPAIGN, share=0.2, replicates=200) == first
    assert first.mean > 0
    assert first.band_factor > 1.96


def test_optimism_vanishes_where_there_is_no_choice():
    counts = count_by_class(np.full(500, 0.5), np.full(500, 0.5))
    found = intervals.optimism(counts, Payoffs(Payoff(10), Payoff(-1)), replicates=2000)
    assert abs(found.mean) < 20  # the value of all 1,000 rows is 4,500, its error 170


def test_amounts_and_weights_are_redrawn_as_whole_rows_would_be():
    labels, scores, random = rows()
    amounts, weights = random.lognormal(size=len(labels)), random.random(len(labels)) + 0.5
    payoffs = Payoffs(Payoff(-5), Payoff(-5), Payoff(0, -40), Payoff())
    population = Population(size=weights.sum())
    best = []
    for _ in range(400):
        drawn = random.integers(0, len(labels), len(labels))
        counts = count_rows(labels[drawn], scores[drawn], weights[drawn], amounts[drawn])
        best.append(curves.price(counts, payoffs, population).profit.max())
    counts = count_rows(labels, scores, weights, amounts)
    found = intervals.optimism(counts, payoffs, replicates=1000)
    assert found.sd_of_best == pytest.approx(np.std(best), rel=0.15)


def test_headlines_need_thirty_positives_and_thirty_treated():
    few = curves.price(count_by_class(np.arange(29.0), np.arange(500.0)), CAMPAIGN)
    assert intervals.value_at(few, 5, None).refused == "few_positives"
    enough = curves.price(count_by_class(np.arange(30.0) + 500, np.arange(500.0)), CAMPAIGN)
    assert intervals.value_at(enough, 29, None).refused == "few_treated"
    assert intervals.value_at(enough, 30, None).refused is None


def test_the_correction_moves_the_range():
    labels, scores, _ = rows()
    curve = curves.price(count_rows(labels, scores), CAMPAIGN)
    picked = intervals.optimism(curve.counts, CAMPAIGN, replicates=200)
    index = curves.best(curve)
    value = intervals.value_at(curve, index, picked)
    assert value.corrected.estimate == curve.profit[index] - picked.mean
    assert value.corrected.low < value.corrected.estimate < value.corrected.high


@pytest.mark.parametrize(
    ("payoffs", "share"),
    [(Payoffs(Payoff(10), Payoff(-4), Payoff(-3), Payoff(-1)), 0.0), (Payoffs(Payoff(-1)), None)],
)
def test_where_nobody_can_or_should_be_treated_nothing_was_picked(payoffs, share):
    labels, scores, _ = rows()
    found = intervals.optimism(count_rows(labels, scores), payoffs, share=share)
    assert found.mean == 0
    assert share is None or found.sd_of_best > 0
