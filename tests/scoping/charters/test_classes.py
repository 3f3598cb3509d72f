"""Legal class and impact in a charter: frozen with their answers, and told in words."""

import pytest
from django.utils import timezone

from scoping.exports.charter import Edition, charter_document
from scoping.exports.markdown import as_markdown
from scoping.services import charters

pytestmark = pytest.mark.django_db


def _text(flow, **risks):
    if risks:
        flow.save("risks", **risks)
    content = charters.freezing.freeze(flow.charter, timezone.now()).content
    return as_markdown(charter_document(Edition(content, "", "Draft", "1")))


def test_the_answers_that_lead_to_a_class_are_frozen(flow):
    law = flow.submit().content["classes"]
    assert law["legal"]["path"][0]["answer"] == "Yes"
    assert law["impact"]["path"][0] == {
        "question": "Does the result concern single persons?",
        "answer": "Indirectly, through a team or an offer",
        "points": 1,
    }


def test_documents_tell_the_class_in_words(flow):
    text = _text(flow)
    assert "Orientation, not legal advice; version 1.0.0 of the questions" in text
    assert "Does the result concern single persons?" in text
    assert "people: indirect" not in text


def test_a_control_is_told_with_its_evidence(flow):
    answers = {**flow.project.content_of("risks")["impact_answers"], "autonomy": "machine"}
    text = _text(flow, impact_answers={**answers, "control_review": "Minutes of 3 May"})
    assert "Minutes of 3 May" in text
    assert "A person reviews each case before it takes effect" in text


def test_without_answers_nothing_is_claimed(flow):
    text = _text(flow, legal_answers={}, impact_answers={})
    assert "Legal class" not in text
    assert "Internal impact" not in text
