"""The script's saves: versions, keys, refusals, and how little each one asks of the database."""

import factories
import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from respondents import Respondent

from assessments.models import Answer, AnswerRevision, Response
from assessments.services import answering, lifecycle


@pytest.fixture
def assessment(organization, manager):
    return factories.make_open(organization, manager)


@pytest.fixture
def person(assessment):
    return Respondent(assessment).begin()


def test_a_save_answers_with_its_version_and_time(person):
    saved = person.save(level="2", comment="By hand", evidence_url="https://example.org/a")
    assert saved.status_code == 200
    assert saved.json()["version"] == 1
    assert saved.json()["saved_label"] == f"Saved {timezone.localtime():%H:%M}"
    stored = person.stored()
    assert (stored.value, stored.comment) == (2, "By hand")
    assert stored.updated_at.isoformat() == saved.json()["saved_at"]


def test_times_are_those_of_the_organization(assessment, person):
    assessment.organization.time_zone = "Asia/Tokyo"
    assessment.organization.save()
    local = timezone.localtime(timezone=assessment.organization.zone)
    assert person.save(level="1").json()["saved_label"] == f"Saved {local:%H:%M}"


def test_dk_does_not_apply_and_blank_have_their_codes(organization, manager, person):
    assert person.save(level="DK").status_code == 200
    assert person.stored().value == -2
    project = factories.make_open(organization, manager, pack_version=factories.project_pack())
    other = Respondent(project).begin()
    assert other.save("integration_path", level="NA").status_code == 200
    assert other.stored("integration_path").value == -3
    assert other.save("team_capacity", level="NA").status_code == 422
    assert other.save("team_capacity", comment="No level yet").status_code == 200
    assert other.stored("team_capacity").value == 0


def test_seconds_are_kept_with_the_first_save(person):
    person.save(level="2", seconds=14)
    assert person.stored().seconds == 14


def test_ordinary_form_encoding_works_too(person):
    url = person.url("save", capability="data_quality")
    saved = person.client.post(url, {"level": "4", "version": "0", "key": "a"})
    assert saved.json()["version"] == 1


def test_the_same_key_and_body_get_the_same_receipt(person):
    first = person.save(level="2", key="once").json()
    again = person.save(level="2", key="once").json()
    assert again == first
    assert AnswerRevision.objects.count() == 1


def test_the_same_key_with_another_body_is_refused(person):
    """S2: never the success of the first body."""
    person.save(level="2", key="once")
    refused = person.save(level="3", key="once")
    assert refused.status_code == 422
    assert "another answer" in refused.json()["errors"]["key"][0]
    assert person.stored().value == 2


def test_a_stale_save_gets_both_texts_and_changes_nothing(person):
    """S3: the script gets both texts."""
    person.save(level="2", comment="First tab")
    stale = person.save(level="3", comment="Second tab")
    assert stale.status_code == 409
    found = stale.json()
    assert found["error"] == "stale"
    assert found["stored"] == {
        "level": "2", "comment": "First tab", "evidence_url": "", "version": 1,
    }  # fmt: skip
    assert found["yours"]["comment"] == "Second tab"
    assert person.stored().comment == "First tab"


def test_a_version_that_never_was_is_stale_too(person):
    stale = person.save(level="3", version=7)
    assert stale.status_code == 409
    assert stale.json()["stored"]["version"] == 0
    assert not AnswerRevision.objects.exists()


def test_a_save_without_a_version_is_428(person):
    assert person.save(level="2", version=...).status_code == 428
    assert not Answer.objects.exists()


@pytest.mark.parametrize("body", [b"{", b"[]", b"null", b"\xff\xfe", b"[" * 20_000])
def test_what_is_no_object_is_400(person, body):
    assert person.raw(body).status_code == 400


def test_a_body_that_no_answer_needs_is_413(person):
    assert person.save(comment="x" * 40_000).status_code == 413


def test_errors_name_their_fields(person):
    refused = person.save(level="9", comment="a\0b", evidence_url="http://example.org")
    assert refused.status_code == 422
    assert set(refused.json()["errors"]) == {"level", "comment", "evidence_url"}
    assert not Answer.objects.exists()


@pytest.mark.parametrize("comment", ["\\u0000", "\\ud800", "\\u001b"])
def test_escaped_characters_that_cannot_be_stored_are_422(person, comment):
    body = f'{{"version": 0, "key": "k", "level": "1", "comment": "{comment}"}}'
    assert person.raw(body).status_code == 422


def test_only_questions_that_were_asked_can_be_answered(assessment, person):
    assert person.save("use_case_selection", level="2").status_code == 404  # business only
    assert person.save("no_such_question", level="2").status_code == 404
    assessment.item_settings = {"data_quality": {"not_applicable": True}}
    assessment.save()
    assert person.save("data_quality", level="2").status_code == 404


def test_a_save_needs_no_begin(assessment):
    person = Respondent(assessment)
    assert person.save(level="2").status_code == 200
    assert person.stored().value == 2


def test_a_closed_assessment_returns_the_text(assessment, person, manager):
    person.save(level="2", comment="Before")
    lifecycle.close(assessment=assessment, actor=manager)
    late = person.save(level="3", comment="After", version=1)
    assert late.status_code == 409
    assert late.json()["error"] == "closed"
    assert late.json()["yours"]["comment"] == "After"
    assert "What was saved before stays." in late.json()["message"]
    assert person.stored().comment == "Before"


def test_an_end_that_has_come_closes_before_the_clock_does(assessment, person):
    assessment.closes_at = timezone.now()
    assessment.save()
    assert person.save(level="3").json()["error"] == "closed"


def test_before_the_opening_nothing_is_taken(assessment, person):
    assessment.opens_at = timezone.now() + timezone.timedelta(hours=1)
    assessment.save()
    refused = person.save(level="3", comment="Early")
    assert refused.json()["error"] == "not_open"
    assert refused.json()["yours"]["comment"] == "Early"


def test_a_close_in_the_same_moment_is_noticed_at_the_commit(assessment, person, monkeypatch):
    stored = type(assessment).objects.filter(pk=assessment.pk)
    find = answering.find_link

    def find_then_close(secret):
        link = find(secret)
        stored.update(state="closed", closed_at=timezone.now())
        return link

    monkeypatch.setattr(answering, "find_link", find_then_close)
    assert person.save(level="3").json()["error"] == "closed"
    assert not AnswerRevision.objects.exists()


def test_after_an_anonymous_submission_nothing_can_be_saved(organization, manager):
    assessment = factories.make_open(organization, manager, privacy_mode="anonymous")
    person = Respondent(assessment).begin()
    person.save(level="2")
    person.submit()
    refused = person.save(level="3")
    assert (refused.status_code, refused.json()["error"]) == (409, "submitted")
    assert not Response.objects.filter(participant=person.participant).exists()


def test_after_a_linked_submission_answers_can_still_be_changed(person):
    person.save(level="2")
    person.submit()
    assert person.save(level="3", version=1).status_code == 200
    assert person.stored().response.is_submitted


def test_an_unknown_token_is_404_in_json(person):
    person.token = "x" * 43
    refused = person.save(level="2")
    assert (refused.status_code, refused.json()["error"]) == (404, "unknown")


def test_a_database_that_is_away_is_503(person, monkeypatch):
    def away(**details):
        raise OperationalError("gone")

    monkeypatch.setattr(answering, "save_answer", away)
    assert person.save(level="2").status_code == 503


@pytest.mark.parametrize("version", [0, 1])
def test_a_save_takes_at_most_eight_statements(assessment, person, version):
    person.save(level="1")
    capability = "ai_skills" if version == 0 else "data_quality"
    with CaptureQueriesContext(connection) as queries:
        assert person.save(capability, level="2", version=version).status_code == 200
    assert len(queries) <= 8
    read = " ".join(query["sql"] for query in queries if query["sql"].startswith("SELECT"))
    assert "django_session" not in read
    assert '."content"' not in read


def test_a_save_leaves_no_cookie(person):
    assert not person.save(level="2").cookies
