"""Rules as people read them: every word, limit, question and class of a file is told."""

import pytest
from django.urls import reverse

from scoping.overview.rule_words import LIMITS, WORDS, blocks, technique_rows
from scoping.rules.checks import CheckRules
from scoping.rules.loading import (
    shipped_checks,
    shipped_impact,
    shipped_legal,
    shipped_settings,
    shipped_techniques,
)


def _lines(model):
    return {label: value for block in blocks(model) for label, value in block.lines}


def test_every_limit_and_list_of_words_is_told():
    told = {"version", "explanation_by_sector", *WORDS, *LIMITS}
    assert told == set(CheckRules.model_fields)
    assert _lines(shipped_checks())["A baseline is old after"] == "180 days"
    assert "“chatbot”" in blocks(shipped_checks())[0].text


def test_limits_keep_their_decimals_and_their_noughts():
    rules = shipped_checks().model_copy(update={"baseline_days_most": 1200})
    assert _lines(rules)["A baseline is old after"] == "1,200 days"
    assert _lines(rules)["Each letter of the problem reaches"] == "0.5 of 1"


def test_every_question_of_law_says_where_its_answers_lead():
    rules = shipped_legal()
    found = blocks(rules)
    assert len(found) == 1 + len(rules.questions) + len(rules.classes)
    ends = {each.label for each in rules.classes}
    numbers = {f"Question {number}" for number in range(1, len(rules.questions) + 1)}
    for block in found[1 : 1 + len(rules.questions)]:
        assert {where for _, where in block.lines} <= ends | numbers


def test_questions_of_impact_show_points_conditions_and_controls():
    rules = shipped_impact()
    found = blocks(rules)
    assert found[1].text == (
        "Asked if “Does the result concern single persons?” was answered “Indirectly, through a "
        "team or an offer” or “Yes, each person”."
    )
    assert ("Yes, each person", "3 points") in found[0].lines
    assert len(found[-1].lines) == len(rules.controls)


def test_what_tables_show_has_no_blocks():
    assert blocks(shipped_settings()) == []
    assert technique_rows(shipped_settings()) == []


def test_techniques_name_their_kind_in_words():
    assert "ml" not in {name for _, name in technique_rows(shipped_techniques())}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "text"),
    [("checks", "180 days"), ("legal", "Question 2"), ("impact", "off question"),
     ("techniques", "Machine learning")],
)  # fmt: skip
def test_pages_show_them(as_manager, kind, text):
    page = as_manager.get(reverse("scoping:rule_kind", args=[kind])).content.decode()
    assert text in page
