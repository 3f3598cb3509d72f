"""Checking and opening."""

from datetime import timedelta

import factories
import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import OutboxMessage
from assessments.models import Assessment, Participant

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(manager, organization):
    draft = factories.make_assessment(organization, manager)
    factories.add_people(draft)
    return draft


@pytest.fixture
def client(manager, sign_in):
    return sign_in(manager)


def address(assessment):
    return reverse("assessments:open", args=[assessment.public_id])


def test_the_check_shows_what_is_fixed_read_and_sent(client, draft):
    page = client.get(address(draft)).content.decode()
    assert "Your answers are confidential" in page
    assert "Nothing is shown for fewer than five people" in page
    assert "11 messages, each with a personal link: 6 business, 5 technical." in page
    assert "With 5 people for the 10 technical questions" in page
    assert "3 Established" in page


def test_without_a_mail_server_the_messages_are_held(client, draft, settings, admin, sign_in):
    assert "outbox, which administrators read" in client.get(address(draft)).content.decode()
    page = sign_in(admin).get(address(draft)).content.decode()
    assert f'href="{reverse("accounts:outbox")}"' in page
    settings.EMAIL_HOST = "mail.example.org"
    assert "Your mail server sends them." in client.get(address(draft)).content.decode()


def test_looking_opens_nothing(client, draft):
    client.get(address(draft))
    draft.refresh_from_db()
    assert draft.state == "draft"
    assert not OutboxMessage.objects.exists()


def test_opening_fixes_the_settings_and_sends_every_link(client, draft):
    answer = client.post(address(draft), {"version": draft.version})
    draft.refresh_from_db()
    assert answer.url == reverse("assessments:participation", args=[draft.public_id])
    assert draft.state == "open"
    assert OutboxMessage.objects.count() == 11


def test_an_unready_draft_says_what_is_missing_and_has_no_button(client, manager, organization):
    draft = factories.make_assessment(organization, manager, closes_at=None)
    page = client.get(address(draft)).content.decode()
    assert "Nobody is asked yet." in page
    assert "The closing date is missing." in page
    assert "Open and send" not in page
    answer = client.post(address(draft), {"version": draft.version})
    assert answer.status_code == 422
    assert "Set a closing date" in answer.content.decode()


def test_an_end_that_passed_meanwhile_is_refused(client, draft):
    past = timezone.now() - timedelta(hours=1)
    Assessment.objects.filter(pk=draft.pk).update(closes_at=past)
    answer = client.post(address(draft), {"version": draft.version})
    assert answer.status_code == 422
    assert "closing date in the future" in answer.content.decode()


def test_settings_that_changed_meanwhile_are_not_opened_unseen(client, draft):
    Assessment.objects.filter(pk=draft.pk).update(version=5, privacy_mode="anonymous")
    answer = client.post(address(draft), {"version": 1})
    draft.refresh_from_db()
    assert answer.status_code == 409
    assert "Your answers are anonymous" in answer.content.decode()
    assert draft.state == "draft"


def test_without_a_version_nothing_opens(client, draft):
    assert client.post(address(draft)).status_code == 428
    assert client.post(address(draft), {"version": "1e9"}).status_code == 428


def test_a_second_opening_leads_to_participation(client, draft):
    client.post(address(draft), {"version": draft.version})
    client.post(address(draft), {"version": draft.version + 1})
    assert client.get(address(draft)).status_code == 302
    assert OutboxMessage.objects.count() == 11


def test_opening_anonymously_forgets_teams_that_were_listed_before(client, draft):
    draft.participants.update(team="Sales")
    Assessment.objects.filter(pk=draft.pk).update(privacy_mode="anonymous")
    client.post(address(draft), {"version": draft.version})
    assert set(Participant.objects.values_list("team", flat=True)) == {""}


def test_a_dimension_without_questions_warns(client, draft):
    dimension = draft.pack.dimensions[1]
    draft.item_settings = {
        item.key: {"not_applicable": True, "reason": "x"} for item in dimension.capabilities
    }
    draft.save()
    assert (
        f"No question applies in {dimension.name.split()[0]}"
        in client.get(address(draft)).content.decode()
    )


def test_a_later_opening_date_holds_the_messages_until_then(client, draft):
    opens_at = timezone.now() + timedelta(days=3)
    Assessment.objects.filter(pk=draft.pk).update(opens_at=opens_at)
    assert "They go out on" in client.get(address(draft)).content.decode()
    client.post(address(draft), {"version": draft.version})
    assert set(OutboxMessage.objects.values_list("not_before", flat=True)) == {opens_at}


def test_extra_fields_are_ignored(client, draft):
    extra = {"minimum_group": 3, "closes_at": "2090-01-01T10:00", "privacy_mode": "attributed"}
    client.post(address(draft), {"version": draft.version, **extra})
    draft.refresh_from_db()
    assert (draft.minimum_group, draft.privacy_mode) == (5, "confidential")


def test_the_number_of_queries_does_not_grow(client, draft, django_assert_max_num_queries):
    client.get(address(draft))
    with django_assert_max_num_queries(5):
        client.get(address(draft))
    people = "\n".join(f"p{number}@example.org, both" for number in range(100))
    client.post(reverse("assessments:people_add", args=[draft.public_id]), {"people": people})
    client.get(address(draft))  # shows the message of the import
    with django_assert_max_num_queries(5):
        client.get(address(draft))
