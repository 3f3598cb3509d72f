"""Legal class and internal impact, question by question."""

import pytest
import scoping_data
from django.urls import reverse

pytestmark = pytest.mark.django_db


def _page(client, project, which, query=""):
    address = reverse(f"scoping:{which}", args=[project.public_id])
    return client.get(address + query).content.decode()


def _answer(client, project, which, version, **fields):
    address = reverse(f"scoping:{which}_answer", args=[project.public_id])
    return client.post(address, {"version": version, **fields})


def test_the_first_question_is_asked_first(as_manager, project):
    page = _page(as_manager, project, "legal")
    assert "The legal class is open" in page
    assert "Does it infer from data" in page
    assert "Orientation, not legal advice" in page
    assert "Next: internal impact" not in page


def test_an_answer_leads_to_the_next_question(as_manager, project):
    _answer(as_manager, project, "legal", 0, question="is_ai", answer="yes")
    assert project.content_of("risks") == {"legal_answers": {"is_ai": "yes"}}
    assert "Is it used in the Union" in _page(as_manager, project, "legal")


def test_a_class_is_told_with_its_citations_and_review_date(as_manager, project):
    answers = {"is_ai": "yes", "scope": "yes", "manipulation": "yes"}
    for version, (question, said) in enumerate(answers.items()):
        _answer(as_manager, project, "legal", version, question=question, answer=said)
    page = _page(as_manager, project, "legal")
    assert "Legal class: Prohibited" in page
    assert "Art. 5(1)(a)" in page
    assert "next by 28 May 2027" in page
    assert "Next: internal impact" in page


def test_an_earlier_answer_can_be_changed(as_manager, project):
    _answer(as_manager, project, "legal", 0, question="is_ai", answer="no")
    assert "Does it infer from data" in _page(as_manager, project, "legal", "?at=is_ai")
    _answer(as_manager, project, "legal", 1, question="is_ai", answer="yes")
    assert project.content_of("risks")["legal_answers"] == {"is_ai": "yes"}


def test_other_parts_of_the_section_stay(as_manager, project, manager):
    scoping_data.save(project, "risks", manager, {"risks": [{"id": "abcd", "what": "Late"}]})
    _answer(as_manager, project, "legal", 1, question="is_ai", answer="yes")
    assert project.content_of("risks")["risks"] == [{"id": "abcd", "what": "Late"}]


def test_a_save_of_the_section_keeps_the_answers(as_manager, project):
    _answer(as_manager, project, "legal", 0, question="is_ai", answer="yes")
    address = reverse("scoping:section_save", args=[project.public_id, "risks"])
    as_manager.post(address, {"version": 1, "risks-abcd1234-what": "Late"})
    assert project.content_of("risks")["legal_answers"] == {"is_ai": "yes"}


def test_no_answer_is_told(as_manager, project):
    answer = _answer(as_manager, project, "legal", 0, question="is_ai")
    assert answer.status_code == 422
    assert b"Choose an answer." in answer.content


def test_an_unknown_answer_is_refused(as_manager, project):
    _answer(as_manager, project, "legal", 0, question="is_ai", answer="perhaps")
    assert project.content_of("risks") == {}


def test_an_unknown_question_is_refused(as_manager, project):
    _answer(as_manager, project, "legal", 0, question="weather", answer="yes")
    assert project.content_of("risks") == {}


def test_a_stale_answer_is_refused(as_manager, project, manager):
    scoping_data.save(project, "risks", manager, {"risks": [{"id": "abcd", "what": "Late"}]})
    answer = _answer(as_manager, project, "legal", 0, question="is_ai", answer="yes")
    assert answer.status_code == 409
    assert "legal_answers" not in project.content_of("risks")


@pytest.fixture
def impact(project, manager):
    scoping_data.save(project, "risks", manager, {"impact_answers": scoping_data.IMPACT})
    return project


def test_the_level_and_the_next_threshold_are_told(as_manager, impact):
    """9 of 33 points: above one quarter (8.25), 7.5 below the half."""
    page = _page(as_manager, impact, "impact")
    assert "Internal impact: level II of IV" in page
    assert "9 of 33 after controls, 9 before" in page
    assert "more than 7.50 points on top" in page


def test_evidence_of_a_control_takes_points_off(as_manager, impact):
    _answer(as_manager, impact, "impact", 1, control_review="Protocol of 3 May")
    assert "Internal impact: level I of IV" in _page(as_manager, impact, "impact")


def test_evidence_that_is_taken_back_counts_no_longer(as_manager, impact):
    _answer(as_manager, impact, "impact", 1, control_review="Protocol of 3 May")
    _answer(as_manager, impact, "impact", 2, control_review="")
    assert impact.content_of("risks")["impact_answers"] == scoping_data.IMPACT


def test_hidden_questions_are_not_asked(as_manager, project):
    _answer(as_manager, project, "impact", 0, question="people", answer="no")
    assert "What can a wrong result cost" not in _page(as_manager, project, "impact")


def test_the_section_names_both_classes(as_manager, impact):
    page = as_manager.get(reverse("scoping:section", args=[impact.public_id, "risks"]))
    assert b"The legal class is open" in page.content
    assert b"Internal impact: level II of IV" in page.content
