"""A personal link opens answers: what managers and administrators have seen ends in time."""

import re
from datetime import timedelta

import factories
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import OutboxMessage
from aiproj.shared.errors import Refused
from assessments.services import answering, invitations, lifecycle

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(organization, manager):
    return factories.make_open(organization, manager)


def _link_of(message: OutboxMessage, client: Client) -> str:
    page = client.get(reverse("accounts:message", args=[message.public_id])).content.decode()
    return re.search(r"/s/[\w-]+/", page)[0]


def _begin(path: str) -> int:
    return Client().post(f"{path}begin/").status_code


def test_a_copied_link_ends_when_the_person_begins_through_another(opened, manager):
    person = opened.participants.first()
    copied = invitations.copy_link(participant=person, actor=manager)
    path = copied[copied.index("/s/") :]
    assert Client().get(path).status_code == 200
    assert _begin(f"/s/{factories.make_link(person)}/") == 302
    assert Client().get(path).status_code == 404


def test_a_copied_link_that_the_person_came_by_stays_and_says_who_had_it(opened, manager):
    copied = invitations.copy_link(participant=opened.participants.first(), actor=manager)
    path = copied[copied.index("/s/") :]
    assert "handed over by hand" in Client().get(path).content.decode()
    assert _begin(path) == 302
    assert Client().get(path).status_code == 200


def test_a_message_that_was_read_ends_when_the_person_begins_elsewhere(opened, admin, sign_in):
    message = OutboxMessage.objects.order_by("pk").first()
    path = _link_of(message, sign_in(admin))
    person = opened.participants.get(email=message.recipient)
    assert _begin(f"/s/{factories.make_link(person)}/") == 302
    assert Client().get(path).status_code == 404


def test_messages_lose_their_text_when_the_person_begins(opened, admin, sign_in):
    message = OutboxMessage.objects.order_by("pk").first()
    factories.answer(opened.participants.get(email=message.recipient), {})
    page = sign_in(admin).get(reverse("accounts:message", args=[message.public_id]))
    assert "/s/" not in page.content.decode()
    assert "There is no text to read" in page.content.decode()


def test_a_reminder_to_somebody_who_has_begun_carries_no_link(opened, manager):
    person = opened.participants.first()
    factories.answer(person, {})
    links = person.links.count()
    invitations.remind(assessment=opened, actor=manager)
    assert person.links.count() == links
    assert OutboxMessage.objects.filter(recipient=person.email).last().sealed


def test_with_a_mail_server_such_a_reminder_is_sent_but_stands_on_no_page(
    opened, manager, admin, sign_in, settings
):
    settings.EMAIL_HOST = "mail.example.org"
    person = opened.participants.first()
    factories.answer(person, {})
    invitations.remind(assessment=opened, actor=manager, participant=person)
    message = OutboxMessage.objects.filter(recipient=person.email).order_by("pk").last()
    assert person.links.filter(message=message).exists()
    page = sign_in(admin).get(reverse("accounts:message", args=[message.public_id]))
    assert "/s/" not in page.content.decode()


def test_no_link_is_copied_in_anonymous_mode(organization, manager):
    opened = factories.make_open(organization, manager, privacy_mode="anonymous")
    with pytest.raises(Refused, match="anonymous"):
        invitations.copy_link(participant=opened.participants.first(), actor=manager)


def test_an_extension_in_the_last_moment_holds(opened, manager):
    end = timezone.now() + timedelta(days=1)
    lifecycle.extend(assessment=opened, actor=manager, version=opened.version, closes_at=end)
    with pytest.raises(Refused, match="moved"):
        lifecycle.close(assessment=opened, actor=None, due_at=timezone.now())


def test_an_assessment_cannot_end_before_it_opens(organization, manager):
    now = timezone.now()
    later = factories.make_open(organization, manager, opens_at=now + timedelta(days=2))
    end = now + timedelta(minutes=5)
    with pytest.raises(Refused, match="after the opening"):
        lifecycle.extend(assessment=later, actor=manager, version=later.version, closes_at=end)


def test_a_submit_after_closing_still_answers_with_the_receipt(opened, manager):
    person = opened.participants.first()
    response = factories.answer(person, {"data_quality": 3})
    receipt = factories.submit(person)
    lifecycle.close(assessment=opened, actor=manager)
    assert answering.submit(participant=person, response=response) == receipt
