"""Viability, complexity, evidence and verdicts."""

import churn_case
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoping.calc.rubric import (
    STANDARD,
    Rating,
    Rubric,
    Verdict,
    judge,
    score_candidate,
    score_factor,
)

TABLE = {
    "Simple rule": (83.75, 13.75, 0.90),
    "Churn model": (67.50, 36.25, 0.80),
    "Chatbot": (42.50, 66.25, 0.65),
    "Personal offers": (53.75, 62.50, 0.70),
}
FACTORS = [*STANDARD.viability, *STANDARD.complexity]


def _all(score, side="business", evidence="expert"):
    return [Rating(factor, side, score, evidence) for factor in FACTORS]


@pytest.mark.parametrize("name", churn_case.NAMES)
def test_the_table_is_reproduced(name):
    found = score_candidate(churn_case.ratings(name))
    got = (found.viability, found.complexity, round(found.evidence, 9))
    assert got == TABLE[name]


@pytest.mark.parametrize(("name", "size"), list(zip(churn_case.NAMES, "SMLL", strict=True)))
def test_the_classes_are_reproduced(name, size):
    assert score_candidate(churn_case.ratings(name)).complexity_class == size


def test_sides_count_alike_whatever_the_number_of_raters():
    rows = [Rating("V1", "business", 4, "expert")] * 3 + [Rating("V1", "technical", 2, "expert")]
    assert score_factor(rows).score == 3.0


def test_one_side_alone_says_so():
    found = score_factor([Rating("V1", "technical", 2, "expert")])
    assert (found.score, found.one_sided) == (2.0, True)


def test_a_missing_factor_is_never_zero():
    found = score_candidate(_all(3)[1:])
    assert (found.viability, found.missing, found.verdict) == (None, ("V1",), Verdict.INCOMPLETE)


def test_poor_data_comes_before_any_total():
    rows = [row for row in _all(4) if row.factor != "V2"] + [Rating("V2", "business", 1, "expert")]
    assert score_candidate(rows).verdict is Verdict.FIX_DATA


def test_the_law_comes_before_poor_data():
    assert score_candidate(_all(1), is_prohibited=True).verdict is Verdict.EXCLUDED


@pytest.mark.parametrize(
    ("viability", "verdict"),
    [(60, "viable"), (59.99, "conditional"), (40, "conditional"), (39.99, "not_viable")],
)
def test_limits_belong_to_the_better_verdict(viability, verdict):
    assert judge({}, viability)[0] == verdict


def test_wide_disagreement_widens_the_range():
    found = score_candidate(churn_case.ratings("Churn model"))
    assert (found.viability_low, found.viability_high) == (63.75, 71.25)


@given(st.lists(st.integers(0, 4), min_size=12, max_size=12))
def test_totals_stay_within_0_and_100(scores):
    rows = [
        Rating(factor, "business", score, "guess")
        for factor, score in zip(FACTORS, scores, strict=True)
    ]
    found = score_candidate(rows)
    assert 0 <= found.viability <= 100
    assert 0 <= found.complexity <= 100


def test_weights_must_add_to_100():
    with pytest.raises(ValueError, match="add to 100"):
        Rubric({"V1": 50}, STANDARD.complexity, STANDARD.evidence)


@pytest.mark.parametrize("score", [-1, 5])
def test_scores_outside_the_scale_are_refused(score):
    with pytest.raises(ValueError, match="from 0 to 4"):
        score_factor([Rating("V1", "business", score, "expert")])
