"""S10: nothing stored joins a person to anonymous answers after submission."""

import random
from collections.abc import Callable

import factories
import pytest
from django.db import connection

from accounts.models import AuditEvent, User
from assessments.models import (
    Answer,
    AnswerRevision,
    PackVersion,
    Participant,
    Response,
    Result,
)
from assessments.services import lifecycle

PEOPLE = 100


@pytest.fixture(scope="module")
def survey(django_db_setup, django_db_blocker):
    """An anonymous assessment in which person number n is recognizable by the comment n."""
    with django_db_blocker.unblock():
        organization = factories.make_organization(name="Anonymous")
        assessment = factories.make_assessment(organization, privacy_mode="anonymous")
        factories.add_people(assessment, technical=PEOPLE, business=0)
        factories.open_assessment(assessment)
        people = list(assessment.participants.order_by("pk"))
        random.Random(7).shuffle(people)
        for person in people:
            response = factories.answer(person, {"data_quality": 3, "ai_skills": 2})
            response.answers.filter(capability="ai_skills").update(comment=person.email)
            factories.submit(person)
        yield assessment
        organization.delete()
        User.objects.all().delete()
        PackVersion.objects.all().delete()


pytestmark = pytest.mark.django_db


def _accuracy(survey, people_in_order: list[str], responses_in_order: list[int]) -> float:
    """How often guessing "the n-th person wrote the n-th response" is right."""
    author = dict(
        Answer.objects.filter(response__assessment=survey, capability="ai_skills").values_list(
            "response_id", "comment"
        )
    )
    pairs = zip(people_in_order, responses_in_order, strict=True)
    return sum(author[response] == person for person, response in pairs) / PEOPLE


def _physical(table: str) -> str:
    return "ctid" if connection.vendor == "postgresql" else "rowid"


def _column(sql: str, parameters: list) -> list:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [row[0] for row in cursor.fetchall()]


def _people(survey, order: str) -> list[str]:
    sql = f"SELECT email FROM assessments_participant WHERE assessment_id = %s ORDER BY {order}"
    return _column(sql, [survey.pk])


def _responses(survey, order: str) -> list[int]:
    sql = f"SELECT id FROM assessments_response WHERE assessment_id = %s ORDER BY {order}"
    return _column(sql, [survey.pk])


def _by_answers(survey, order: str) -> list[int]:
    sql = (
        "SELECT a.response_id FROM assessments_answer a JOIN assessments_response r"
        " ON r.id = a.response_id WHERE r.assessment_id = %s AND a.capability = 'ai_skills'"
        f" ORDER BY a.{order}"
    )
    return _column(sql, [survey.pk])


LINKERS: dict[str, Callable] = {
    "id order": lambda s: (_people(s, "id"), _responses(s, "id")),
    "order on disk": lambda s: (_people(s, _physical("p")), _responses(s, _physical("r"))),
    "answers on disk": lambda s: (_people(s, _physical("p")), _by_answers(s, _physical("a"))),
    "day, then id": lambda s: (_people(s, "submitted_on, id"), _responses(s, "id")),
    "receipt": lambda s: (_people(s, "receipt"), _responses(s, "id")),
    "public id": lambda s: (_people(s, "public_id"), _by_answers(s, "id")),
}
if connection.vendor == "postgresql":
    WRITTEN = "xmin::text::bigint, id"
    LINKERS["transaction"] = lambda s: (_people(s, WRITTEN), _responses(s, WRITTEN))


@pytest.mark.parametrize("linker", LINKERS)
def test_no_order_links_people_to_answers(survey, linker):
    assert _accuracy(survey, *LINKERS[linker](survey)) <= 1 / PEOPLE + 0.05


def test_drafts_history_and_keys_are_gone(survey):
    assert not AnswerRevision.objects.filter(response__assessment=survey).exists()
    assert not Response.objects.filter(assessment=survey, participant__isnull=False).exists()


def test_no_answer_carries_a_time_or_a_team(survey):
    answers = Answer.objects.filter(response__assessment=survey)
    assert not answers.exclude(updated_at=None).exists()
    assert set(Response.objects.filter(assessment=survey).values_list("team", flat=True)) == {""}


def test_participants_keep_a_day_only(survey):
    people = Participant.objects.filter(assessment=survey)
    assert not people.exclude(submitted_at=None).exists()
    assert not people.filter(submitted_on=None).exists()


def test_the_audit_log_names_a_day_and_no_person(survey):
    events = AuditEvent.objects.filter(organization=survey.organization, action="answers.submitted")
    assert events.count() == PEOPLE
    assert {event.at.time().isoformat() for event in events} == {"00:00:00"}
    assert {str(event.after) for event in events} == {"{}"}
    assert {event.actor_id for event in events} == {None}


def test_the_result_names_nobody(survey):
    lifecycle.close(assessment=survey, actor=None)
    factories.run_jobs()
    evaluation = str(Result.objects.get(assessment=survey).evaluation)
    assert "@example.org" not in evaluation
