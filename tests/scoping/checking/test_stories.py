"""Story texts: references, and the lint of executive language."""

import dataclasses
import datetime

import pytest
import whole_worksheet
from hypothesis import given
from hypothesis import strategies as st

from scoping.checking.lint import tell_stories
from scoping.checking.stories import REFERENCES, StoryValue, resolve_story, story_values


def _values(changes=None):
    return story_values(whole_worksheet.case(changes))


def _lint(changes=None, **more):
    case = whole_worksheet.case(changes, **more)
    _, found = tell_stories(case, story_values(case))
    return [(each.rule, each.severity) for each in found]


def test_the_whole_worksheet_has_a_value_for_every_reference():
    assert list(_values()) == list(REFERENCES)


@pytest.mark.parametrize(
    ("name", "text"),
    [("baseline", "10%"), ("target", "8%"), ("deadline", "31 Jul 2027"),
     ("benefit", "USD 760,000"), ("benefit_low", "USD 320,000"), ("build_cost", "USD 115,000"),
     ("sponsor", "Ada Lund"), ("net", "USD 559,000"), ("candidate", "Churn model")],
)  # fmt: skip
def test_references_stand_for_what_the_worksheet_says(name, text):
    assert _values()[name].text == text


def test_without_a_choice_there_is_no_benefit():
    assert "benefit" not in _values({"churn:candidate.margin": None})


def test_a_story_shows_its_values():
    text = whole_worksheet.COMMUNICATION["impact"]
    found = resolve_story(text, _values()).text
    assert found == "From 10% to 8% is worth USD 760,000 a year."


def test_unknown_and_empty_references_stay_and_are_named():
    found = resolve_story("{Baseline} {goal} {net} {}", {"baseline": StoryValue("10%")})
    assert (found.text, found.unknown, found.empty) == (
        "10% {goal} {net} {}", ("goal", "{}"), ("net",)
    )  # fmt: skip


def test_braces_inside_a_value_are_not_read_again():
    found = resolve_story("{metric}", {"metric": StoryValue("{target}"), "target": StoryValue("8")})
    assert found.text == "{target}"


@given(st.text(max_size=200))
def test_no_text_breaks_a_story(text):
    found = resolve_story(text, {})
    assert found.text == text


def test_the_story_of_the_whole_worksheet_is_clean():
    assert _lint() == []


@pytest.mark.parametrize(
    ("changes", "finding"),
    [
        ({"communication.insight": "The AUC tells who leaves."}, ("SC-E1", "error")),
        ({"communication.insight": "{goal} is met."}, ("SC-E3", "error")),
        ({"communication.insight": "By {go_live}.", "plan.go_live": None}, ("SC-E3", "error")),
        ({"communication.insight": "Most of 300 call first."}, ("SC-E4", "warn")),
        ({"communication.insight": "From {yearly_cost} to {benefit_low}."}, ("SC-E2", "error")),
    ],
)
def test_each_fault_of_a_story_is_named(changes, finding):
    assert _lint(changes) == [finding]


def test_a_number_that_is_old_is_named():
    around = dataclasses.replace(whole_worksheet.AROUND, today=datetime.date(2027, 4, 30))
    assert _lint(around=around) == [("SC-E5", "warn"), ("SC-E5", "warn")]


def test_a_date_is_no_number():
    assert _lint({"communication.insight": "By {deadline}, or 31 December 2027."}) == []


def test_five_numbers_are_allowed():
    assert _lint({"communication.insight": "They cost {yearly_cost}."}) == []
