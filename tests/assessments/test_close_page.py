"""Extending, closing, archiving, deleting."""

from datetime import timedelta

import factories
import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent
from aiproj.shared.models import Job
from assessments.models import Assessment
from assessments.services import lifecycle

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(manager, organization):
    return factories.make_open(organization, manager)


@pytest.fixture
def client(manager, sign_in):
    return sign_in(manager)


def url(name, assessment):
    return reverse(f"assessments:{name}", args=[assessment.public_id])


def state(assessment):
    return Assessment.objects.get(pk=assessment.pk).state


def test_closing_says_what_happens_and_waits_for_the_answer(client, opened):
    factories.answer_all(opened.participants.first())
    page = client.get(url("close", opened)).content.decode()
    assert "10 people have not submitted and cannot answer any more." in page
    assert "never opened again" in page
    assert state(opened) == "open"


def test_closing_ends_the_survey_and_computes_the_result(client, opened):
    answer = client.post(url("close", opened))
    assert answer.url == url("assessment", opened)
    assert state(opened) == "closed"
    assert Job.objects.filter(kind="assessments.freeze").count() == 1


def test_closing_twice_is_refused_and_does_nothing(client, opened):
    client.post(url("close", opened))
    answer = client.post(url("close", opened), follow=True)
    assert "Only an open assessment can be closed." in answer.content.decode()
    assert AuditEvent.objects.filter(action="assessment.closed").count() == 1


def test_a_date_that_has_come_closes_the_assessment(opened):
    assert lifecycle.close_due(opened.closes_at + timedelta(seconds=1)) == 1
    assert state(opened) == "closed"


def test_the_address_of_an_assessment_leads_to_where_it_stands(client, manager, organization):
    draft = factories.make_assessment(organization, manager)
    assert client.get(url("assessment", draft)).url == url("settings", draft)
    opened = factories.make_open(organization, manager)
    assert client.get(url("assessment", opened)).url == url("participation", opened)
    client.post(url("close", opened))
    assert client.get(url("assessment", opened)).url == url("results", opened)


def extend(client, assessment, **changes):
    end = timezone.now() + timedelta(days=30)
    data = {"closes_at": f"{end:%Y-%m-%dT%H:%M}", "version": assessment.version, **changes}
    return client.post(url("extend", assessment), data)


def test_an_open_assessment_can_get_more_time(client, opened):
    assert extend(client, opened).status_code == 302
    opened.refresh_from_db()
    assert opened.closes_at > timezone.now() + timedelta(days=29)
    assert opened.version == 3


def test_a_later_end_needs_the_version_that_was_seen(client, opened):
    assert extend(client, opened, version="").status_code == 428
    stale = extend(client, opened, version=1)
    assert stale.status_code == 409
    assert "Somebody else changed the closing date" in stale.content.decode()
    assert extend(client, opened, version=opened.version).status_code == 302


@pytest.mark.parametrize("moment", ["2020-01-01T10:00", "", "0001-01-01T00:00", "soon"])
def test_a_bad_end_is_answered_and_the_form_stays_open(moment, client, opened):
    answer = extend(client, opened, closes_at=moment)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'class="more extend" open' in page
    assert Assessment.objects.get().closes_at == opened.closes_at


def test_a_closed_assessment_gets_no_more_time(client, opened):
    client.post(url("close", opened))
    assert extend(client, opened).status_code == 302
    assert state(opened) == "closed"


def test_archiving_asks_first(client, manager, organization):
    closed = factories.golden_assessment(organization, manager)
    page = client.get(url("archive", closed)).content.decode()
    assert "An archived assessment cannot be published any more." in page
    assert state(closed) == "closed"
    assert client.post(url("archive", closed)).url == reverse("assessments:list")
    assert state(closed) == "archived"


def test_an_open_assessment_is_not_archived(client, opened):
    assert client.get(url("archive", opened)).status_code == 302
    client.post(url("archive", opened))
    assert state(opened) == "open"


def test_deleting_a_draft_asks_first(client, manager, organization):
    draft = factories.make_assessment(organization, manager)
    factories.add_people(draft)
    page = client.get(url("delete", draft)).content.decode()
    assert "the list of 11 people" in page
    assert Assessment.objects.exists()
    client.post(url("delete", draft))
    assert not Assessment.objects.exists()
    assert AuditEvent.objects.filter(action="assessment.deleted").exists()


def test_an_opened_assessment_is_not_deleted(client, opened):
    client.post(url("delete", opened))
    assert state(opened) == "open"


@pytest.mark.parametrize("name", ["close", "archive", "delete"])
def test_the_pages_that_ask_stay_within_their_queries(
    name, client, manager, organization, django_assert_max_num_queries
):
    make = {"close": factories.make_open, "delete": factories.make_assessment}
    found = make.get(name, factories.golden_assessment)(organization, manager)
    with django_assert_max_num_queries(6):
        assert client.get(url(name, found)).status_code == 200
