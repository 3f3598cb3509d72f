"""The order of candidates, and how sure it is."""

from decimal import Decimal

import churn_case
import pytest

from scoping.calc.priority import (
    STRONG,
    Parts,
    ice,
    is_early_win,
    leaders,
    measure_next,
    priority,
    quadrant,
    ranking,
    rice,
    stability,
    wsjf,
)
from scoping.calc.readiness import Readiness
from scoping.calc.rubric import STANDARD, score_candidate

# value, V, fit, alignment, C: the table's P
CANDIDATES = {
    "Simple rule": (Parts(100 * 0.92 / 3, 83.75, 100, 80, 13.75), 68.30),
    "Churn model": (Parts(76, 67.5, 90, 80, 36.25), 75.85),
    "Chatbot": (Parts(100 * 1.42 / 3, 42.5, 72.5, 60, 66.25), 51.07),
    "Personal offers": (Parts(100 * 1.78 / 3, 53.75, 72.5, 80, 62.5), 60.45),
}
PARTS = {name: parts for name, (parts, _) in CANDIDATES.items()}


@pytest.mark.parametrize("name", CANDIDATES)
def test_the_table_is_reproduced(name):
    parts, expected = CANDIDATES[name]
    assert priority(parts) == pytest.approx(expected, abs=0.0051)


def test_mild_changes_of_the_weights_never_move_the_leader():
    found = stability(PARTS)
    assert (found.leader, found.stays, found.of) == ("Churn model", 243, 243)


def test_strong_changes_leave_it_first_in_four_of_five():
    found = stability(PARTS, STRONG)
    assert (found.leader, found.stays, found.of) == ("Churn model", 195, 243)


def test_the_other_methods_are_reproduced():
    assert round(rice(25_000, 0.5, 0.9, 1.5)) == 7500
    assert round(rice(40_000, 1, 0.8, 9)) == 3556
    assert round(rice(25_000, 0.5, 0.65, 14)) == 580
    assert round(rice(60_000, 0.5, 0.7, 12)) == 1750
    sizes = [(5, 8, 3, 1), (13, 8, 5, 5), (8, 3, 3, 13), (13, 5, 8, 8)]
    assert [round(wsjf(*row), 1) for row in sizes] == [16, 5.2, 1.1, 3.2]
    answers = [(5, 9, 9), (8, 8, 7), (6, 5, 3), (7, 6, 4)]
    assert [ice(*row) for row in answers] == [405, 448, 90, 168]


def test_methods_may_disagree():
    found = leaders({"P": {"rule": 68.3, "model": 75.9}, "RICE": {"rule": 7500, "model": 3556}})
    assert found == {"P": ("model",), "RICE": ("rule",)}


def test_no_effort_has_no_rice():
    assert rice(1, 1, 1, 0) is None
    assert wsjf(1, 1, 1, 0) is None


def test_equal_scores_share_a_rank():
    assert ranking({"a": 2, "b": 2, "c": 1}) == [(1, "a"), (1, "b"), (3, "c")]


@pytest.mark.parametrize(
    ("value", "viability", "complexity", "expected"),
    [
        (50, 60, 50, "do_now"),
        (50, 60, 50.1, "build_enablers"),
        (50, 59, 10, "build_enablers"),
        (49, 60, 10, "fill_in"),
        (49, 59, 10, "park"),
    ],
)
def test_limits_of_the_matrix(value, viability, complexity, expected):
    assert quadrant(value, viability, complexity) == expected


@pytest.mark.parametrize(
    ("complexity", "readiness", "payback", "visible", "expected"),
    [
        (36.25, "conditional", "5.625", True, True),
        (36.25, "conditional", "5.625", False, False),
        (36.25, "not_ready", "5.625", True, False),
        (62.5, "conditional", "5", True, False),
        (36.25, "ready", "6.1", True, False),
    ],
)
def test_an_early_win_meets_every_condition(complexity, readiness, payback, visible, expected):
    found = is_early_win(complexity, Readiness(readiness), Decimal(payback), is_visible=visible)
    assert found is expected


def test_what_was_guessed_is_listed_with_what_it_could_change():
    found = measure_next(score_candidate(churn_case.ratings("Chatbot")).factors, STANDARD)
    assert [each.factor for each in found] == ["V2", "V3", "V4", "C6"]
    assert found[0].swing == 5.0
    assert [each.flips for each in found] == [True, True, True, False]


def test_nothing_guessed_leaves_nothing_to_measure():
    assert measure_next(score_candidate(churn_case.ratings("Churn model")).factors, STANDARD) == []
