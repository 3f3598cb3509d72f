"""The shipped questions of law and impact, and words and limits of the checks."""

import dataclasses
import datetime

import pytest
import whole_worksheet
from pydantic import ValidationError

from scoping.calc.impact import visible
from scoping.calc.legal import in_force, walk
from scoping.checking.classes import impact_of, legal_walk
from scoping.rules.checks import CheckRules
from scoping.rules.law import ImpactFile, LegalFile
from scoping.rules.loading import shipped_checks, shipped_impact, shipped_legal

TREE = shipped_legal().tree
RULES = shipped_impact().rules
CLEAR = {question.key: "no" for question in TREE.questions} | {
    "is_ai": "yes", "scope": "yes", "area": "none",
}  # fmt: skip
PRACTICES = ["manipulation", "social_scoring", "crime", "faces", "emotions", "categories", "remote"]


def _outcome(**answers):
    found = walk(TREE, {**CLEAR, **answers}).outcome
    return found.key if found else None


@pytest.mark.parametrize("practice", PRACTICES)
def test_a_prohibited_practice_ends_the_walk(practice):
    assert _outcome(**{practice: "yes"}) == "prohibited"


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ({}, "minimal"),
        ({"is_ai": "no"}, "outside"),
        ({"scope": "no"}, "outside"),
        ({"emotions": "safety"}, "minimal"),
        ({"remote": "permitted"}, "unclear"),
        ({"product": "yes"}, "high_risk_product"),
        ({"area": "services", "profiling": "yes"}, "high_risk"),
        ({"area": "employment"}, "high_risk"),
        ({"area": "employment", "narrow": "yes"}, "exempt"),
        ({"general_purpose": "yes"}, "general_purpose"),
        ({"contact": "yes"}, "transparency"),
        ({"synthetic": "yes"}, "transparency"),
        ({"recognition": "yes"}, "transparency"),
        ({"crime": "unsure"}, "unclear"),
    ],
)
def test_answers_lead_to_their_class(answers, outcome):
    assert _outcome(**answers) == outcome


def test_every_class_can_be_reached():
    ends = {answer.outcome for question in TREE.questions for answer in question.answers}
    assert ends - {None} == {found.key for found in TREE.classes}


def test_only_the_prohibited_class_excludes():
    assert [found.key for found in TREE.classes if found.excludes] == ["prohibited"]


def test_every_question_names_its_articles():
    assert all(question.citations for question in TREE.questions)


def test_the_tree_calls_itself_orientation():
    assert TREE.notice.startswith("Orientation, not legal advice")


@pytest.mark.parametrize(
    ("key", "day"),
    [
        ("prohibited", "2025-02-02"),
        ("general_purpose", "2025-08-02"),
        ("high_risk", "2026-08-02"),
        ("transparency", "2026-08-02"),
        ("high_risk_product", "2027-08-02"),
    ],
)
def test_duties_hold_from_the_days_of_the_regulation(key, day):
    first = datetime.date.fromisoformat(day)
    found = TREE.class_of(key)
    newly = set(in_force(found, first)) - set(in_force(found, first - datetime.timedelta(days=1)))
    assert len(newly) == 1


def test_stored_answers_are_walked():
    assert legal_walk(whole_worksheet.whole(), shipped_legal()).outcome.key == "minimal"


def test_without_stored_answers_the_first_question_is_next():
    state = whole_worksheet.whole({"risks.legal_answers": None})
    assert legal_walk(state, shipped_legal()).next_question.key == "is_ai"


def test_questions_about_persons_are_hidden_where_none_is_concerned():
    shown = {question.key for question in visible(RULES, {"people": "no"})}
    assert not shown & {"stakes", "reversal", "vulnerable", "groups"}


def test_each_question_of_impact_has_a_harmless_answer():
    assert {min(option.points for option in question.options) for question in RULES.questions} == {
        0
    }


def test_a_control_counts_once_its_evidence_is_written_down():
    state = whole_worksheet.whole({"risks.impact_answers.control_access": ""})
    proven = whole_worksheet.whole({"risks.impact_answers.control_access": "Log of November"})
    points = [impact_of(each, shipped_impact()).residual for each in (state, proven)]
    assert points[0] - points[1] == 1


@pytest.mark.parametrize(
    ("model", "shipped"),
    [(CheckRules, shipped_checks), (LegalFile, shipped_legal), (ImpactFile, shipped_impact)],
)
def test_rules_survive_being_stored(model, shipped):
    assert model.model_validate(shipped().model_dump(mode="json")) == shipped()


def test_a_tree_that_leads_nowhere_is_refused():
    text = shipped_legal().model_dump(mode="json")
    text["questions"][0]["answers"][0]["next"] = "weather"
    with pytest.raises(ValidationError, match="unknown question weather"):
        LegalFile.model_validate(text)


def test_a_condition_on_a_later_question_is_refused():
    text = shipped_impact().model_dump(mode="json")
    text["questions"][0]["shown_if"] = [{"question": "work", "answers": ["no"]}]
    with pytest.raises(ValidationError, match="does not come earlier"):
        ImpactFile.model_validate(text)


def test_a_control_with_the_key_of_a_question_is_refused():
    text = shipped_impact().model_dump(mode="json")
    text["controls"][0]["key"] = "people"
    with pytest.raises(ValidationError, match="twice"):
        ImpactFile.model_validate(text)


def test_limits_reach_the_smart_checks():
    changed = shipped_checks().model_copy(update={"baseline_days_most": 90})
    assert dataclasses.asdict(changed.smart)["baseline_days_most"] == 90
