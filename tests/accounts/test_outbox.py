"""The outbox: who reads what, what is stored, how long."""

from datetime import timedelta

import factories
import pytest
from django.db import connection
from django.utils import timezone

from accounts import outbox
from accounts.models import AuditEvent, Organization, OutboxMessage, User
from accounts.tasks import forget_expired

BODY = "Open this:\n\n{base}/s/secret-secret-secret-secret/\n"


@pytest.fixture
def message(organization: Organization, settings) -> OutboxMessage:
    draft = outbox.Draft("bo@example.org", "Hello", BODY.format(base=settings.PUBLIC_URL))
    return outbox.queue([draft], organization=organization)[0]


@pytest.fixture
def reset_message(db) -> OutboxMessage:
    """A password reset belongs to no organization."""
    return outbox.queue([outbox.Draft("bo@example.org", "Reset", "text")], organization=None)[0]


def page_of(message: OutboxMessage) -> str:
    return f"/outbox/{message.public_id}/"


def test_without_a_mail_server_an_administrator_copies_the_link(sign_in, admin, message, settings):
    page = sign_in(admin).get(page_of(message)).content.decode()
    assert f'value="{settings.PUBLIC_URL}/s/secret-secret-secret-secret/"' in page
    assert "no mail server is set up" in page


@pytest.mark.parametrize(
    ("path", "is_key"),
    [
        ("/", False),
        ("/s/secret-secret-secret-secret/", True),
        ("/invitations/accept/secret-secret-secret-secret/", True),
        ("/password/reset/key/1-abc-def/", True),
        ("/measure/alerts/abcdefghijklmnop/", False),
        ("/projects/abcdefghijklmnop/comments/?path=plan", False),
        ("/nowhere", False),
    ],
)
def test_only_a_link_without_sign_in_acts_for_its_recipient(
    sign_in, admin, organization, settings, path, is_key
):
    draft = outbox.Draft("bo@example.org", "Hello", f"Open this:\n{settings.PUBLIC_URL}{path}\n")
    [held] = outbox.queue([draft], organization=organization)
    page = sign_in(admin).get(page_of(held)).content.decode()
    assert ("acts for bo@example.org" in page) == is_key
    assert ("The link asks to sign in" in page) != is_key


def test_reading_is_logged(sign_in, admin, message):
    sign_in(admin).get(page_of(message))
    event = AuditEvent.objects.get()
    assert (event.action, event.actor, event.target) == (
        "message.read",
        admin,
        f"message {message.public_id}",
    )
    assert "secret" not in str(event.after)


def test_the_list_shows_no_body_and_logs_nothing(sign_in, admin, message):
    page = sign_in(admin).get("/outbox/").content.decode()
    assert "bo@example.org" in page
    assert "secret" not in page
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("role", ["manager", "member", "executive"])
def test_others_read_nothing(sign_in, role, request, message):
    client = sign_in(request.getfixturevalue(role))
    assert client.get("/outbox/").status_code == client.get(page_of(message)).status_code == 403


def test_another_organization_answers_as_if_there_were_none(sign_in, outsider, message):
    client = sign_in(outsider)
    foreign, unknown = client.get(page_of(message)), client.get(f"/outbox/{'z' * 16}/")
    assert foreign.status_code == unknown.status_code == 404
    assert foreign.content == unknown.content
    assert "bo@example.org" not in client.get("/outbox/").content.decode()


def test_an_administrator_of_an_organization_reads_no_password_reset(sign_in, admin, reset_message):
    client = sign_in(admin)
    assert client.get(page_of(reset_message)).status_code == 404
    assert "Reset" not in client.get("/outbox/").content.decode()


def test_the_administrator_of_the_installation_does_and_it_is_logged(sign_in, admin, reset_message):
    User.objects.filter(pk=admin.pk).update(is_superuser=True)
    client = sign_in(admin)
    assert "Reset" in client.get("/outbox/").content.decode()
    assert client.get(page_of(reset_message)).status_code == 200
    assert AuditEvent.objects.get().organization == admin.memberships.get().organization


def test_a_member_who_administers_the_installation_reads_no_mail_of_an_organization(
    sign_in, member, message
):
    User.objects.filter(pk=member.pk).update(is_superuser=True)
    assert sign_in(member).get(page_of(message)).status_code == 403


def test_nothing_readable_is_stored(message):
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM accounts_outboxmessage")
        stored = bytes(cursor.fetchone()[0])
    assert b"secret" not in stored
    assert b"http" not in stored
    assert len(stored) > 100


def test_a_rotated_key_still_opens_old_messages(message, settings):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a-new-key-" * 6
    outbox._cipher.cache_clear()
    try:
        assert "secret-secret" in outbox.body_of(message)
    finally:
        outbox._cipher.cache_clear()


def test_a_lost_key_leaves_an_empty_body(message, settings):
    settings.SECRET_KEY = "a-new-key-" * 6
    outbox._cipher.cache_clear()
    try:
        assert outbox.body_of(message) == ""
    finally:
        outbox._cipher.cache_clear()


def test_an_expired_body_is_not_shown_and_then_forgotten(sign_in, admin, message):
    OutboxMessage.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    page = sign_in(admin).get(page_of(message)).content.decode()
    assert "There is no text to read" in page
    assert not AuditEvent.objects.exists()
    forget_expired()
    assert bytes(OutboxMessage.objects.get().body) == b""


def test_a_body_that_has_not_expired_stays(message):
    forget_expired()
    assert "secret" in outbox.body_of(OutboxMessage.objects.get())


def test_a_subject_is_one_line(organization):
    draft = outbox.Draft("bo@example.org", "Hi\r\nBcc: eve@example.org\u2028x" + "y" * 300, "text")
    subject = outbox.queue([draft], organization=organization)[0].subject
    assert len(subject.splitlines()) == 1
    assert len(subject) == 200


def test_odd_characters_in_a_body_do_no_harm(organization):
    draft = outbox.Draft("bo@example.org", "Hi", "a\ud800b\x00c <script>")
    assert (
        outbox.body_of(outbox.queue([draft], organization=organization)[0]) == "a?b\x00c <script>"
    )


def test_markup_is_text_and_foreign_links_are_not_offered(sign_in, admin, organization):
    draft = outbox.Draft(
        "bo@example.org", "<b>", "<script>alert(1)</script> https://evil.example/x"
    )
    message = outbox.queue([draft], organization=organization)[0]
    page = sign_in(admin).get(page_of(message)).content.decode()
    assert "<script>alert" not in page
    assert 'value="https://evil.example' not in page


def test_the_list_costs_the_same_with_many_messages(
    sign_in, admin, organization, django_assert_max_num_queries
):
    drafts = [outbox.Draft(f"p{n}@example.org", "Hello", "text") for n in range(60)]
    outbox.queue(drafts, organization=organization)
    client = sign_in(admin)
    client.get("/outbox/")
    with django_assert_max_num_queries(6):
        page = client.get("/outbox/?page=2").content.decode()
    assert "Page 2 of 2" in page
    assert client.get("/outbox/?page=%00").status_code == 200


def test_an_address_with_a_nul_is_refused(sign_in, admin):
    assert sign_in(admin).get("/outbox/a%00b/").status_code == 400


def test_a_message_names_its_person(sign_in, admin, message):
    assert factories.run_jobs() == 0  # held, not sent
    assert "acts for bo@example.org" in sign_in(admin).get(page_of(message)).content.decode()
