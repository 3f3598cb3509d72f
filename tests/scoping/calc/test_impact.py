"""Internal impact: hidden questions count for nothing, proven controls take points off."""

import doctest
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoping.calc import impact
from scoping.calc.impact import ImpactControl, ImpactOption, ImpactQuestion, ImpactRules, ShownIf

SCALE = tuple(ImpactOption(str(points), str(points), points) for points in range(5))
PEOPLE = ImpactQuestion("people", "Does it decide about people?", SCALE)
APPEAL = ImpactQuestion(
    "appeal", "Can they appeal?", SCALE, (ShownIf("people", ("1", "2", "3", "4")),)
)
BLIND = ImpactQuestion("blind", "Does nobody look?", SCALE, (ShownIf("appeal", ("4",)),))
REVIEW = ImpactControl("review", "Each case is reviewed", "people", 3)
RULES = ImpactRules("1", (PEOPLE, APPEAL, BLIND), (REVIEW,))
ANSWERS = st.dictionaries(st.sampled_from(["people", "appeal", "blind"]), st.sampled_from("01234x"))


def test_the_examples_hold():
    assert doctest.testmod(impact).failed == 0


def test_a_hidden_question_neither_scores_nor_counts_into_the_maximum():
    found = impact.assess_impact(RULES, {"people": "0", "appeal": "4", "blind": "4"})
    assert (found.raw, found.maximum, found.level) == (0, 4, "I")


def test_an_answer_to_a_hidden_question_shows_no_other():
    shown = impact.visible(RULES, {"people": "0", "appeal": "4"})
    assert [question.key for question in shown] == ["people"]


def test_a_visible_question_without_answer_leaves_the_level_open():
    found = impact.assess_impact(RULES, {"people": "4"})
    assert found.unanswered == ("appeal",)
    assert (found.level, found.raw_level, found.to_next, found.to_lower) == (None,) * 4


@pytest.mark.parametrize(
    ("people", "appeal", "level", "to_next", "to_lower"),
    [
        ("1", "1", "I", 0, None),
        ("1", "2", "II", 1, 1),
        ("2", "2", "II", 0, 2),
        ("3", "3", "III", 0, 2),
        ("4", "3", "IV", None, 1),
    ],
)
def test_quarters_of_the_maximum_give_the_level(people, appeal, level, to_next, to_lower):
    found = impact.assess_impact(RULES, {"people": people, "appeal": appeal})
    assert (found.maximum, found.level) == (8, level)
    assert (found.to_next, found.to_lower) == (to_next, to_lower)


def test_the_distance_is_exact_where_a_quarter_is_no_whole_number():
    three = ImpactQuestion("one", "?", SCALE[:2]), ImpactQuestion("two", "?", SCALE[:3])
    found = impact.assess_impact(ImpactRules("1", three), {"one": "1", "two": "0"})
    assert (found.maximum, found.level, found.to_next) == (3, "II", Fraction(1, 2))


def test_only_a_control_with_evidence_takes_points_off():
    answers = {"people": "4", "appeal": "2"}
    assert impact.assess_impact(RULES, answers).level == "III"
    found = impact.assess_impact(RULES, answers, {"review"})
    assert (found.raw_level, found.level) == ("III", "II")
    assert found.risks[0] == impact.RiskPoints("people", raw=4, mitigated=3, residual=1)


def test_controls_never_take_more_than_there_is():
    found = impact.assess_impact(RULES, {"people": "1", "appeal": "0"}, {"review", "unknown"})
    assert (found.raw, found.residual) == (1, 0)


def test_no_points_at_all_are_the_lowest_level():
    harmless = ImpactQuestion("one", "?", SCALE[:1])
    found = impact.assess_impact(ImpactRules("1", (harmless,)), {"one": "0"})
    assert (found.maximum, found.level) == (0, "I")


@given(ANSWERS)
def test_controls_never_raise_a_level(answers):
    found = impact.assess_impact(RULES, answers, {"review"})
    assert 0 <= found.residual <= found.raw <= found.maximum
    if found.level is not None:
        assert impact.LEVELS.index(found.level) <= impact.LEVELS.index(found.raw_level)


@given(ANSWERS)
def test_going_over_the_next_threshold_raises_the_level(answers):
    found = impact.assess_impact(RULES, answers)
    if found.to_next is not None:
        threshold = found.residual + found.to_next
        rank = impact.LEVELS.index(found.level)
        assert 4 * threshold == (rank + 1) * found.maximum


@pytest.mark.parametrize(
    ("questions", "controls", "message"),
    [
        ((APPEAL, PEOPLE), (), "question appeal depends on people"),
        ((PEOPLE, PEOPLE), (), "question people stands twice"),
        ((ImpactQuestion("none", "?", ()),), (), "question none needs options"),
        ((PEOPLE,), (REVIEW, REVIEW), "control review must stand once"),
        ((PEOPLE,), (ImpactControl("lost", "", "gone", 1),), "control lost"),
    ],
)
def test_broken_rules_are_refused_with_their_key(questions, controls, message):
    with pytest.raises(ValueError, match=message):
        ImpactRules("1", questions, controls)
