"""Two models: the vector, what rows say, joining, picked thresholds and exchanged models."""

import doctest

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from predictions import build_payoffs
from scipy import stats

from metrics.calc import comparison, paired_optimism
from metrics.calc.comparison import (
    Choice,
    Disagreements,
    ModelRows,
    SharedRows,
    Unjoinable,
    compare_at,
    join,
)
from metrics.calc.paired_optimism import compare_picked
from metrics.calc.payoffs import Payoff, Payoffs, Population

MONEY = Payoffs(Payoff(12), Payoff(-4), Payoff(-3), cost_per_action=1, fixed_cost=7)
ROWS = st.lists(
    st.tuples(st.booleans(), st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=40
)


def shared(rows, **columns):
    labels, a, b = (np.array(column) for column in zip(*rows, strict=True))
    return SharedRows(labels.astype(bool), a.astype(float), b.astype(float), **columns)


def exchanged(rows):
    return SharedRows(rows.labels, rows.scores_b, rows.scores_a, rows.weights, rows.amounts)


def simulated(size, seed=5):
    random = np.random.default_rng(seed)
    labels = random.random(size) < 0.1
    signal = 1.2 * labels + 0.7 * random.normal(size=size)
    one, other = (signal + 0.7 * random.normal(size=size) for _ in range(2))
    return SharedRows(labels, one, other)


@pytest.mark.parametrize("module", [comparison, paired_optimism])
def test_examples_run(module):
    assert doctest.testmod(module).failed == 0


def test_vector(paired_models_case, agrees):
    rows, expected = paired_models_case["input"], paired_models_case["expected"]
    pair = shared(zip(rows["label"], rows["score_a"], rows["score_b"], strict=True))
    found = compare_at(pair, (rows["threshold_a"], rows["threshold_b"]), build_payoffs(rows))
    assert agrees(found.difference, expected["difference_b_minus_a"])
    assert agrees(found.standard_error, expected["se"])
    assert agrees(found.low, expected["ci95"][0])
    assert agrees(found.high, expected["ci95"][1])
    wanted, counts = expected["disagreements"], found.disagreements
    assert counts.positives_only_b == wanted["pos_only_b"]
    assert counts.positives_only_a == wanted["pos_only_a"]
    assert counts.negatives_only_b == wanted["neg_only_b"]
    assert counts.negatives_only_a == wanted["neg_only_a"]


@given(ROWS, st.integers(0, 10), st.integers(0, 10))
def test_difference_and_error_are_those_of_the_rows(rows, one, other):
    pair = shared(rows)
    found = compare_at(pair, (one, other), MONEY, Population(500))
    treated, untreated = np.where(pair.labels, 11, -5), np.where(pair.labels, -3, 0)
    brings_a = np.where(pair.scores_a >= one, treated, untreated)
    brings_b = np.where(pair.scores_b >= other, treated, untreated)
    paid = [
        7 * (scores >= at).any() for scores, at in ((pair.scores_a, one), (pair.scores_b, other))
    ]
    profits = [500 * brings_a.mean() - paid[0], 500 * brings_b.mean() - paid[1]]
    assert [found.a.profit, found.b.profit] == pytest.approx(profits)
    assert found.difference == pytest.approx(profits[1] - profits[0])
    assert found.standard_error == pytest.approx(500 * stats.sem(brings_b - brings_a))


@given(ROWS, st.integers(0, 10), st.integers(0, 10), st.sampled_from([None, 0.1]))
def test_four_counts_give_the_error(rows, one, other, prevalence):
    pair = shared(rows)
    if prevalence and len(set(pair.labels.tolist())) < 2:
        prevalence = None
    found = compare_at(pair, (one, other), MONEY, Population(prevalence=prevalence))
    counts, n = found.disagreements, len(rows)
    gains = [
        14 * np.repeat([1, -1], [int(counts.positives_only_b), int(counts.positives_only_a)]),
        -5 * np.repeat([1, -1], [int(counts.negatives_only_b), int(counts.negatives_only_a)]),
    ]
    sizes = [pair.labels.sum(), (~pair.labels).sum()]
    if prevalence is None:
        total, squares = (sum((gain**power).sum() for gain in gains) for power in (1, 2))
        wanted = np.sqrt(n / (n - 1) * (squares - total**2 / n))
    else:
        variances = [
            (share * n) ** 2 * ((gain**2).sum() / size - (gain.sum() / size) ** 2) / size
            for share, gain, size in zip((0.1, 0.9), gains, sizes, strict=True)
        ]
        wanted = np.sqrt(sum(variances))
    assert found.standard_error == pytest.approx(wanted, abs=1e-5)


@given(ROWS, st.integers(0, 10), st.integers(0, 10), st.booleans())
def test_exchanged_models_change_the_sign(rows, one, other, weighted):
    weights = np.arange(1.0, len(rows) + 1) if weighted else None
    pair = shared(rows, weights=weights)
    found = compare_at(pair, (one, other), MONEY)
    back = compare_at(exchanged(pair), (other, one), MONEY)
    assert (back.difference, back.low, back.high) == (-found.difference, -found.high, -found.low)
    assert back.disagreements.positives_only_a == found.disagreements.positives_only_b


@settings(max_examples=10, deadline=None)
@given(ROWS, st.sampled_from([None, 0.4]))
def test_exchanged_models_change_the_sign_of_picked_ones_too(rows, share):
    pair = shared(rows)
    found = compare_picked(pair, MONEY, seed=3, share=share)
    back = compare_picked(exchanged(pair), MONEY, seed=3, share=share)
    assert back.difference == pytest.approx(-found.difference, abs=1e-9)
    assert [back.a, back.b] == [found.b, found.a]


def test_the_optimism_is_that_of_rows_drawn_one_by_one(bootstrap_reference_case):
    rows, expected = bootstrap_reference_case["input"], bootstrap_reference_case["expected"]
    scores = np.array(rows["score"])
    pair = SharedRows(np.array(rows["label"]) == 1, scores, scores)
    found = compare_picked(pair, build_payoffs(rows), seed=11, replicates=4000)
    assert found.a == found.b
    assert found.a.profit == pytest.approx(expected["observed_max"])
    allowed = 4 * expected["optimism_sd"] / np.sqrt(4000)
    assert abs(found.a.optimism - expected["optimism_mean"]) <= allowed
    assert (found.difference, found.standard_error) == (0, 0)


def test_groups_change_little(monkeypatch):
    pair, money = simulated(1500), Payoffs(Payoff(12), Payoff(-4))
    coarse = compare_picked(pair, money, Population(prevalence=0.08), seed=2)
    monkeypatch.setattr(paired_optimism, "GROUPS", 2000)
    fine = compare_picked(pair, money, Population(prevalence=0.08), seed=2)
    assert fine.a.optimism > 0
    assert coarse.a.optimism == pytest.approx(fine.a.optimism, rel=0.15)
    assert coarse.standard_error == fine.standard_error
    assert (coarse.seed, coarse.replicates) == (2, 1000)
    assert compare_picked(pair, money, seed=4) == compare_picked(pair, money, seed=4)


def test_duplicated_rows_are_rows_of_weight_two():
    pair = simulated(300)
    double = SharedRows(
        *(np.tile(column, 2) for column in (pair.labels, pair.scores_a, pair.scores_b))
    )
    heavy = SharedRows(pair.labels, pair.scores_a, pair.scores_b, np.full(300, 2.0))
    found, wanted = (compare_picked(rows, MONEY, seed=1) for rows in (heavy, double))
    assert found.a.profit == pytest.approx(wanted.a.profit)
    assert found.difference + found.b.optimism - found.a.optimism == pytest.approx(
        wanted.difference + wanted.b.optimism - wanted.a.optimism
    )
    assert found.a.optimism > wanted.a.optimism  # fewer rows know less


def test_amounts_decide_row_by_row():
    rows = [(1, 9, 1), (0, 1, 9), (1, 1, 1)]
    pair = shared(rows, amounts=np.array([50.0, 3.0, 8.0]))
    found = compare_at(pair, (5, 5), Payoffs(Payoff(0, 1), Payoff(0, -1)))
    assert found.difference == -50 - 3
    with pytest.raises(ValueError, match="amount column"):
        compare_at(shared(rows), (5, 5), Payoffs(Payoff(0, 1)))
    assert compare_picked(pair, Payoffs(Payoff(0, 1), Payoff(0, -1)), seed=1).a.profit == 55


def test_one_row_has_no_range():
    found = compare_at(shared([(1, 2, 3)]), (None, 3), MONEY)
    assert (found.difference, found.standard_error, found.low) == (14 - 7, None, None)


def test_rows_are_joined_by_id():
    one = ModelRows(np.array([True, False, True]), np.arange(3.0), np.array(["x", "y", "z"]))
    other = ModelRows(np.array([False, True]), np.array([5.0, 6.0]), np.array(["y", "x"]))
    pair = join(one, other)
    assert (pair.only_a, pair.only_b) == (1, 0)
    assert pair.labels.tolist() == [True, False]
    assert (pair.scores_a.tolist(), pair.scores_b.tolist()) == ([0, 1], [6, 5])


@pytest.mark.parametrize(
    ("other", "fault", "ids"),
    [
        (ModelRows(np.array([True, True]), np.zeros(2), np.array([1, 2])), "outcome", [2]),
        (ModelRows(np.array([True, False]), np.zeros(2), np.array([1, 1])), "second", [1]),
        (
            ModelRows(np.array([True]), np.zeros(1), np.array([1]), np.array([3.0])),
            "weight",
            [1],
        ),
        (
            ModelRows(np.array([False]), np.zeros(1), np.array([2]), amounts=np.array([7.0])),
            "amount",
            [2],
        ),
    ],
)
def test_rows_that_do_not_fit_are_named(other, fault, ids):
    own = ModelRows(np.array([True, False]), np.zeros(2), np.array([1, 2]), np.ones(2), np.ones(2))
    with pytest.raises(Unjoinable) as refused:
        join(own, other)
    assert (refused.value.fault, refused.value.count, refused.value.ids) == (fault, 1, ids)


def test_five_of_many_rows_are_named_in_the_order_of_the_file():
    ids = np.array([9, 3, 7, 1, 8, 2, 5])
    own = ModelRows(np.ones(7, dtype=bool), np.zeros(7), ids)
    with pytest.raises(Unjoinable) as refused:
        join(own, ModelRows(np.zeros(7, dtype=bool), np.zeros(7), np.sort(ids)))
    assert (refused.value.count, refused.value.ids) == (7, [9, 3, 7, 1, 8])
    with pytest.raises(Unjoinable) as refused:
        join(ModelRows(np.ones(4, dtype=bool), np.zeros(4), np.array([6, 4, 4, 6])), own)
    assert (refused.value.fault, refused.value.count, refused.value.ids) == ("first", 2, [6, 4])


@pytest.mark.parametrize(
    ("ids", "message"), [(np.array([9, 8]), "share no rows"), (None, "only one")]
)
def test_files_that_cannot_be_joined(ids, message):
    own = ModelRows(np.array([True, False]), np.zeros(2), np.array([1, 2]))
    with pytest.raises(ValueError, match=message):
        join(own, ModelRows(np.array([True, False]), np.zeros(2), ids))


def test_rows_that_differ_are_counted_beside_their_weights():
    rows = [(1, 9, 1), (1, 9, 1), (0, 1, 9), (1, 9, 9), (0, 1, 9)]
    found = compare_at(shared(rows, weights=np.array([2.5, 2.5, 4.0, 1.0, 0.0])), (5, 5), MONEY)
    assert found.weighted
    assert found.disagreements == Disagreements(5.0, 0.0, 0.0, 4.0)
    assert found.disagreeing_rows == Disagreements(2.0, 0.0, 0.0, 1.0)
    plain = compare_at(shared(rows), (5, 5), MONEY)
    assert not plain.weighted
    assert plain.disagreements == plain.disagreeing_rows == Disagreements(2.0, 0.0, 0.0, 2.0)


def test_files_without_ids_go_by_position():
    one = ModelRows(np.array([True, False]), np.arange(2.0))
    assert join(one, one).scores_b.tolist() == [0, 1]
    with pytest.raises(ValueError, match="equally many"):
        join(one, ModelRows(np.array([True]), np.zeros(1)))


def test_unjoined_files_say_so():
    a, b = Choice(1, 100, optimism=10, error=30), Choice(2, 130, error=40)
    found = comparison.compare_unjoined(a, b)
    assert (found.difference, found.standard_error, found.paired) == (40, 50, False)
    assert found.low == pytest.approx(40 - 1.959963984540054 * 50)
    assert comparison.compare_unjoined(Choice(1, 1), b).low is None


def test_too_few_replicates():
    with pytest.raises(ValueError, match="1,000"):
        compare_picked(shared([(1, 2, 3)]), MONEY, seed=1, replicates=999)


def test_each_model_says_how_sure_its_profit_is():
    pair = simulated(400)
    found = compare_at(pair, (1.0, 0.5), MONEY, Population(500))
    for side, scores, at in ((found.a, pair.scores_a, 1.0), (found.b, pair.scores_b, 0.5)):
        brings = np.where(scores >= at, np.where(pair.labels, 11, -5), np.where(pair.labels, -3, 0))
        assert side.error == pytest.approx(500 * stats.sem(brings))


@pytest.mark.parametrize(
    ("positives", "treated", "weighted", "refused"),
    [
        (29, 200, False, "few_positives"),
        (30, 29, False, "few_treated"),
        (30, 30, False, None),
        (30, 0, False, None),
        (30, 40, True, "few_treated"),
    ],
)
def test_too_few_positives_or_treated_refuse_one_number(positives, treated, weighted, refused):
    """Forty treated rows of which one weighs as much as the others together are but a few."""
    labels = np.arange(200) < positives
    scores = np.where(np.arange(200) < treated, 1.0, 0.0)
    weights = np.where(np.arange(200) < 1, 39.0, 1.0) if weighted else None
    pair = SharedRows(labels, scores, np.ones(200), weights)
    found = compare_at(pair, (0.5, 0.5), MONEY)
    assert found.a.refused == refused
    assert found.b.refused == ("few_positives" if positives < 30 else None)


def test_picking_keeps_what_is_refused():
    pair = SharedRows(np.arange(200) < 29, np.arange(200.0), np.arange(200.0))
    assert compare_picked(pair, MONEY, seed=1).b.refused == "few_positives"
