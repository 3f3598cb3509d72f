"""Profit curves: every vector, from all thresholds and from those of positives alone."""

import numpy as np
import pytest
from predictions import build_counts, build_payoffs, build_population

from metrics.calc import curves, discrimination
from metrics.calc.payoffs import Limits, Payoff, Payoffs, break_even_probability, is_reasonable


def limit_share(parameters, payoffs, size):
    return Limits(parameters.get("max_count"), parameters.get("budget")).share(payoffs, size)


@pytest.fixture(params=["every score", "positive scores"])
def priced(request, classification_case):
    """The vector's curve, its parameters, and the share that its limits allow."""
    rows, parameters = classification_case["input"], classification_case["params"]
    payoffs = build_payoffs(parameters)
    compact = request.param == "positive scores"
    plain = not {"weight", "amount"} & set(rows) and not payoffs.by_amount
    counts = build_counts(rows, compact=compact and plain)
    curve = curves.price(counts, payoffs, build_population(parameters))
    return curve, limit_share(parameters, payoffs, curve.size)


def test_every_point_of_the_curve(classification_case, agrees):
    parameters = classification_case["params"]
    counts = build_counts(classification_case["input"])
    curve = curves.price(counts, build_payoffs(parameters), build_population(parameters))
    points = [curve.point(index) for index in range(len(curve.profit))]
    expected = classification_case["expected"]["curve"]
    assert len(points) == len(expected)
    for point, wanted in zip(points, expected, strict=True):
        assert point.threshold == wanted["threshold"]
        assert agrees(point.true_positives, wanted["tp"])
        assert agrees(point.false_positives, wanted["fp"])
        assert agrees(point.treated_share, wanted["treated_fraction"])
        assert agrees(point.profit, wanted["profit"])


def test_the_optimum(priced, classification_case, agrees):
    curve, share = priced
    found = curve.point(curves.best(curve, share))
    wanted = classification_case["expected"]["optimum"]
    assert found.threshold == wanted["threshold"]
    assert agrees(found.profit, wanted["profit"])
    assert agrees(found.treated_share, wanted["treated_fraction"])
    assert agrees(found.true_positives, wanted["tp"])
    assert agrees(found.false_positives, wanted["fp"])


def test_a_limit_that_cuts_a_block(priced, classification_case, agrees):
    curve, share = priced
    expected = classification_case["expected"]
    assert agrees(share, expected.get("capacity_fraction"))
    wanted = expected.get("optimum_partial_block", expected["optimum"])
    found = curves.best_with_part(curve, share)
    assert agrees(found.profit, wanted["profit"])
    assert agrees(found.treated_share, wanted["treated_fraction"])


def test_baselines(priced, classification_case, agrees):
    curve, share = priced
    expected = classification_case["expected"]
    optimum = curve.point(curves.best(curve, share))
    found = curves.baselines(curve, optimum.treated_share)
    wanted = expected["baselines"]
    assert agrees(found.treat_none, wanted["treat_none"])
    assert agrees(found.treat_all, wanted["treat_all"])
    assert agrees(found.random, wanted["random_at_optimum_volume"])
    assert agrees(found.perfect, wanted["perfect"])
    simple = max(found.treat_none, found.treat_all if share is None else found.treat_none)
    assert agrees(optimum.profit - simple, expected["gain_vs_best_simple"])


def test_the_best_share(priced, classification_case, agrees):
    curve, _ = priced
    for wanted in classification_case["expected"]["top"]:
        share = wanted["fraction"]
        point = curves.at_share(curve, share)
        assert agrees(point.profit, wanted["profit"])
        positives = curve.counts.positives.total
        recall = point.true_positives / positives if positives else None
        assert agrees(recall, wanted["gain"])
        assert agrees(recall / share if positives else None, wanted["lift"])


def test_measures_without_money(priced, classification_case, agrees):
    expected = classification_case["expected"]
    counts = priced[0].counts
    assert agrees(discrimination.area_under_roc(counts), expected["auc"])
    assert agrees(discrimination.average_precision(counts), expected["average_precision"])


def test_what_decides(classification_case, agrees):
    expected = classification_case["expected"]
    payoffs = build_payoffs(classification_case["params"])
    assert agrees(break_even_probability(payoffs), expected.get("breakeven_probability"))
    if not payoffs.by_amount:
        assert is_reasonable(payoffs) is expected["payoff_is_reasonable"]


def test_payoffs_by_amount_need_amounts():
    counts = build_counts({"label": [1, 0], "score": [0.9, 0.1]})
    with pytest.raises(ValueError, match="amount column"):
        curves.price(counts, Payoffs(Payoff(0, 1)))


def test_a_share_of_positives_needs_both_outcomes():
    counts = build_counts({"label": [0, 0], "score": [0.9, 0.1]})
    with pytest.raises(ValueError, match="both outcomes"):
        curves.price(counts, Payoffs(), build_population({"prevalence": 0.1}))


def test_one_more_contact_earns_the_slope_at_the_limit():
    counts = build_counts({"label": [1, 1, 0, 1], "score": [0.9, 0.6, 0.6, 0.1]})
    curve = curves.price(counts, Payoffs(Payoff(10), Payoff(-4)))
    assert curves.worth_of_capacity(curve, 0.25) == pytest.approx((10 - 4 + 10) / 3)
    assert curves.worth_of_capacity(curve, 1.0) == 0


@pytest.mark.parametrize("compact", [False, True])
def test_inside_a_block_of_ties_one_more_contact_earns_what_the_block_does(compact):
    counts = build_counts(
        {"label": [1, 1, 0, 0, 1, 0], "score": [0.9, 0.6, 0.6, 0.6, 0.1, 0.1]}, compact=compact
    )
    curve = curves.price(counts, Payoffs(Payoff(20), Payoff(-4), fixed_cost=3))
    worth = curves.worth_of_capacity(curve, 2 / 6)
    assert worth == pytest.approx((20 - 4 - 4) / 3)
    more = curves.best_with_part(curve, 3 / 6).profit - curves.best_with_part(curve, 2 / 6).profit
    assert more == pytest.approx(worth)


def test_a_block_that_costs_more_than_it_brings_is_judged_by_what_follows():
    counts = build_counts({"label": [1, 0, 0, 1, 1], "score": [0.9, 0.6, 0.6, 0.1, 0.1]})
    curve = curves.price(counts, Payoffs(Payoff(20), Payoff(-4)))
    assert not curves.best_with_part(curve, 2 / 5).partial
    assert curves.worth_of_capacity(curve, 2 / 5) == pytest.approx((-8 + 40) / 4)


def test_one_more_contact_is_not_judged_by_a_single_row():
    scores = np.arange(10, 0, -1) / 10
    counts = build_counts({"label": [1, 1, 0, 1, 1, 0, 1, 0, 0, 0], "score": scores})
    curve = curves.price(counts, Payoffs(Payoff(10), Payoff(-4)))
    assert curves.worth_of_capacity(curve, 0.2) == pytest.approx((10 + 10 - 4) / 3)


def test_a_practice_is_priced_by_volume_and_hits():
    counts = build_counts({"label": [1, 1, 0, 0], "score": np.arange(4.0)})
    curve = curves.price(counts, Payoffs(Payoff(10), Payoff(-4), Payoff(-1), fixed_cost=2))
    assert curves.practice_profit(curve, treated=3, hits=1) == -2 + 11 - 8 - 2
