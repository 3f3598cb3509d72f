"""S7: direct posts to a survey that takes no answers are refused by the server, text returned."""

from datetime import timedelta

import factories
import pytest
from django.utils import timezone
from respondents import Respondent

from assessments.models import Answer, AnswerRevision, Assessment, Participant
from assessments.services import invitations, lifecycle

TEXT = "Typed for an hour"


def _draft(assessment, person):
    Assessment.objects.filter(pk=assessment.pk).update(state="draft", opened_at=None)


def _not_yet_open(assessment, person):
    Assessment.objects.filter(pk=assessment.pk).update(opens_at=timezone.now() + timedelta(hours=1))


def _past_its_end(assessment, person):
    Assessment.objects.filter(pk=assessment.pk).update(closes_at=timezone.now())


def _closed(assessment, person):
    lifecycle.close(assessment=assessment, actor=None)


def _archived(assessment, person):
    closed = lifecycle.close(assessment=assessment, actor=None)
    lifecycle.archive(assessment=closed, actor=assessment.created_by)


def _removed(assessment, person):
    invitations.remove_person(participant=person.participant, actor=assessment.created_by)


def _link_revoked(assessment, person):
    person.participant.links.update(revoked_at=timezone.now())


STATES = {
    _draft: 409,
    _not_yet_open: 409,
    _past_its_end: 409,
    _closed: 409,
    _archived: 409,
    _removed: 404,
    _link_revoked: 404,
}


@pytest.fixture(params=STATES, ids=lambda state: state.__name__.strip("_"))
def refused(request, organization, manager):
    """A person with one saved answer, whose survey takes no more; and the status expected."""
    assessment = factories.make_open(organization, manager)
    person = Respondent(assessment).begin()
    assert person.save(level="2", comment="Kept").status_code == 200
    request.param(assessment, person)
    return person, STATES[request.param]


def _kept() -> list[tuple]:
    return list(Answer.objects.values_list("value", "comment")), AnswerRevision.objects.count()


def test_a_posted_form_is_refused_and_its_text_returned(refused):
    """S7: the page that refuses shows what was typed."""
    person, status = refused
    before = _kept()
    page = person.send(1, level="3", comment=TEXT, version=1)
    assert page.status_code == status
    assert TEXT in page.text
    assert _kept() == before


def test_a_save_by_script_is_refused(refused):
    """S7: the script keeps the text in the page; the answer repeats it where the link is known."""
    person, status = refused
    before = _kept()
    answer = person.save(level="3", comment=TEXT, version=1)
    assert answer.status_code == status
    assert status == 404 or answer.json()["yours"]["comment"] == TEXT
    assert _kept() == before


def test_begin_and_submit_are_refused(refused):
    """S7: no post makes a response or hands one in."""
    person, status = refused
    begun = person.client.post(person.url("begin"))
    assert begun.status_code in {302, 404}
    assert "questions" not in begun.headers.get("Location", "")
    assert person.submit().status_code == status
    assert not Participant.objects.exclude(submitted_on=None).exists()


def test_a_person_who_never_began_cannot_begin_late(organization, manager):
    """S7: the first post of all comes after the end."""
    assessment = factories.make_open(organization, manager)
    person = Respondent(assessment, "b1")
    _closed(assessment, person)
    assert person.save("ai_skills", level="3", comment=TEXT).json()["yours"]["comment"] == TEXT
    assert person.begin().submit().status_code == 302
    assert not assessment.responses.exists()
