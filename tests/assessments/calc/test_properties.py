"""Properties that hold for all answers, with hypothesis."""

from dataclasses import replace
from fractions import Fraction
from itertools import accumulate
from statistics import variance

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.calc.agreement import agreement
from assessments.calc.evaluation import evaluate
from assessments.calc.intervals import leave_one_out_shifts, pseudo_value_variances
from assessments.calc.questionnaire import Capability, Dimension, Questionnaire
from assessments.calc.scoring import capability_level, capability_score

PACK = Questionnaire(
    (
        Dimension("d", 1.0, (Capability("a", 2.0, gate=True), Capability("b", 1.5))),
        Dimension("e", 2.0, (Capability("c", 1.0), Capability("f", 1.5, depends_on=("a",)))),
    )
)
COUNTS = st.lists(st.integers(0, 8), min_size=5, max_size=5)
ROW = st.lists(st.sampled_from([-3, -2, 0, 1, 2, 3, 4, 5]), min_size=4, max_size=4)
ROWS = st.lists(ROW, min_size=1, max_size=12)


@given(COUNTS.filter(lambda counts: sum(counts) >= 2))
def test_agreement_equals_leik_consensus(counts):
    n = sum(counts)
    cumulative = [Fraction(reached, n) for reached in accumulate(counts)]
    dispersion = 2 * sum(min(share, 1 - share) for share in cumulative) / 4
    assert agreement(counts) == 1 - dispersion


@given(COUNTS, st.integers(0, 3))
def test_level_never_falls_when_a_rating_rises(counts, position):
    raised = list(counts)
    raised[position] -= 1
    raised[position + 1] += 1
    if counts[position]:
        assert capability_level(raised) >= capability_level(counts)


@given(COUNTS.filter(any), st.integers(1, 20))
def test_do_not_know_never_changes_mean_level_or_agreement(counts, n_dk):
    without = capability_score([0, 0, 0, 0, *counts], k=1)
    with_dk = capability_score([0, n_dk, 0, 0, *counts], k=1)
    names = ("mean", "median", "level", "agreement", "interval")
    assert [getattr(with_dk, n) for n in names] == [getattr(without, n) for n in names]


@settings(deadline=None)
@given(ROWS)
def test_index_and_ranges_stay_in_bounds(rows):
    result = evaluate(PACK, rows, k=1).as_dict()
    for part in [*result["dimensions"].values(), result["overall"]]:
        if part and part["score"] is not None:
            assert 0 <= part["index"] <= 100
            assert 1 <= part["interval"]["low"] <= part["score"] <= part["interval"]["high"] <= 5


@settings(deadline=None)
@given(ROWS, st.randoms(use_true_random=False))
def test_order_of_respondents_does_not_matter(agrees, rows, random):
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert agrees(evaluate(PACK, shuffled, k=1).as_dict(), evaluate(PACK, rows, k=1).as_dict())


@settings(deadline=None)
@given(ROWS, st.sampled_from([0.1, 0.5, 3.0, 7.25]))
def test_scaling_all_weights_does_not_matter(agrees, rows, factor):
    scaled = Questionnaire(
        tuple(
            replace(
                dimension,
                weight=dimension.weight * factor,
                capabilities=tuple(
                    replace(item, weight=item.weight * factor) for item in dimension.capabilities
                ),
            )
            for dimension in PACK.dimensions
        )
    )
    plain, changed = (evaluate(q, rows, k=1).as_dict() for q in (PACK, scaled))
    assert agrees(changed["dimensions"], plain["dimensions"])
    assert agrees(changed["overall"], plain["overall"])


@settings(deadline=None)
@given(st.lists(ROW, min_size=5, max_size=12))
def test_below_k_ratings_no_statistic_of_an_item_is_left(rows):
    result = evaluate(PACK, rows, k=5).as_dict()
    for column, item in enumerate(result["capabilities"].values()):
        if sum(row[column] > 0 for row in rows) < 5:
            named = {"scored": False, "hidden": True, "not_applicable": False, "target": 3}
            assert {key: value for key, value in item.items() if value is not None} == named


@settings(deadline=None)
@given(st.lists(ROW, min_size=5, max_size=12))
def test_a_hidden_item_does_not_move_its_dimension(rows):
    codes = np.array(rows)
    hidden = (codes > 0).sum(axis=0) < 5
    changed = np.where((codes > 0) & hidden, 6 - codes, codes)
    before, after = (evaluate(PACK, matrix, k=5).as_dict() for matrix in (codes, changed))
    assert before == after


def naive_score(codes, weights):
    """Return S of a matrix with its items' own means as the fallback, by plain loops."""
    return sum(w * mean for w, mean in zip(weights, codes, strict=True))


def item_means(rows, fallback):
    columns = zip(*rows, strict=True)
    rated = [[code for code in column if code > 0] for column in columns]
    return [sum(c) / len(c) if c else f for c, f in zip(rated, fallback, strict=True)]


@given(ROWS)
def test_pseudo_value_variance_equals_leaving_each_respondent_out_in_turn(rows):
    weights = [0.4, 0.3, 0.2, 0.1]
    full = item_means(rows, [0.0] * 4)
    weights = [w if mean else 0.0 for w, mean in zip(weights, full, strict=True)]
    took_part = [i for i, row in enumerate(rows) if any(code > 0 for code in row)]
    n, score = len(took_part), naive_score(full, weights)
    pseudo = []
    for i in took_part:
        rest = [row for j, row in enumerate(rows) if j != i] or [[0] * 4]
        pseudo.append(n * score - (n - 1) * naive_score(item_means(rest, full), weights))
    codes, together = np.array(rows), np.zeros(len(rows), dtype=np.int64)
    shifts = leave_one_out_shifts(
        codes.astype(float), codes > 0, together, np.array(weights)[None, None, :]
    )
    counted, p2 = pseudo_value_variances(*shifts, together, 1)
    assert counted[0, 0] == n
    assert p2[0, 0] == pytest.approx(variance(pseudo) if n > 1 else 0.0, abs=1e-9)
