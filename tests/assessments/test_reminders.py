"""Reminders: to whom they go, and that nobody gets two within an hour."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import factories
import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, OutboxMessage
from aiproj.shared.errors import Refused
from assessments.models import Participant, Reminder
from assessments.services import invitations

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(manager, organization):
    return factories.make_open(organization, manager)


@pytest.fixture
def client(manager, sign_in):
    return sign_in(manager)


def remind(client, assessment, name=""):
    """Send a reminder to everybody or to one person; what the next page says."""
    ids = [assessment.public_id]
    if name:
        ids.append(assessment.participants.get(email=f"{name}@example.org").public_id)
    address = reverse(f"assessments:{'person_remind' if name else 'remind'}", args=ids)
    return [str(said) for said in client.post(address, follow=True).context["messages"]]


def mails() -> int:
    return OutboxMessage.objects.filter(subject__startswith="Reminder").count()


def time_passes(monkeypatch, **span):
    later = timezone.now() + timedelta(**span)
    monkeypatch.setattr(timezone, "now", lambda: later)


def test_a_double_click_mails_nobody_twice(client, opened):
    assert remind(client, opened) == ["11 people get a reminder."]
    said = "Everybody who has not submitted was reminded less than an hour ago."
    assert remind(client, opened) == [f"{said} No reminder was sent."]
    assert (mails(), Reminder.objects.count()) == (11, 1)
    assert AuditEvent.objects.filter(action="assessment.people_reminded").count() == 1


def test_whoever_was_just_reminded_alone_is_left_out_of_the_round(client, opened):
    assert remind(client, opened, "b2") == ["b2@example.org gets a reminder."]
    again = "b2@example.org was reminded less than an hour ago. No reminder was sent."
    assert remind(client, opened, "b2") == [again]
    said = "10 people get a reminder. 1 person was reminded less than an hour ago and left out."
    assert remind(client, opened) == [said]
    assert mails() == 11
    assert OutboxMessage.objects.filter(recipient="b2@example.org").count() == 2
    assert list(Reminder.objects.order_by("pk").values_list("count", flat=True)) == [1, 10]


def test_people_who_are_added_later_are_reminded_at_once(client, opened):
    remind(client, opened)
    factories.add_people(opened, technical=0, business=0, both=2)
    said = "2 people get a reminder. 11 people were reminded less than an hour ago and left out."
    assert remind(client, opened) == [said]


@pytest.mark.parametrize(("minutes", "sent"), [(59, 11), (60, 22)])
def test_an_hour_later_everybody_can_be_reminded_again(client, opened, monkeypatch, minutes, sent):
    time_passes(monkeypatch, seconds=0)
    remind(client, opened)
    time_passes(monkeypatch, minutes=minutes)
    remind(client, opened)
    assert mails() == sent


def test_an_anonymous_submission_forgets_the_reminder(client, organization, manager):
    opened = factories.make_open(organization, manager, privacy_mode="anonymous")
    remind(client, opened)
    person = opened.participants.get(email="t1@example.org")
    factories.answer_all(person)
    person.refresh_from_db()
    assert (person.reminded_at, person.started_on) == (None, None)
    assert Participant.objects.exclude(reminded_at=None).count() == 10


@pytest.mark.django_db(transaction=True)
def test_four_requests_at_once_are_one_round(opened, manager):
    def attempt(_: int) -> int:
        try:
            return invitations.remind(assessment=opened, actor=manager).people
        except Refused:
            return 0
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(attempt, range(4))) == [0, 0, 0, 11]
    assert mails() == 11
