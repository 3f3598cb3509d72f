"""Forgotten and changed passwords."""

import re
from datetime import datetime, timedelta

import factories
import pytest
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import outbox
from accounts.models import AuditEvent, OutboxMessage, User
from aiproj.shared import jobs
from aiproj.shared.models import Job

ASK = "/password/reset/"
CHANGE = "/password/change/"
NEW = "another quiet sentence"


@pytest.fixture(autouse=True)
def user(db) -> User:
    user = factories.make_user()
    factories.make_membership(user, factories.make_organization())
    return user


@pytest.fixture
def link(stranger, latest_path) -> str:
    stranger.post(ASK, {"email": "ana@example.org"})
    return latest_path("ana@example.org")


def choose(client, link, password=NEW):
    """Follow the link of the message and post a new password."""
    form = client.get(link, follow=True)
    return client.post(form.request["PATH_INFO"], {"password1": password})


def may_sign_in(password) -> bool:
    answer = Client().post("/sign-in/", {"login": "ana@example.org", "password": password})
    return answer.status_code == 302


def test_the_link_of_the_message_sets_a_new_password(link):
    choose(Client(), link)
    assert may_sign_in(NEW)
    assert not may_sign_in(factories.PASSWORD)


def test_an_unknown_address_is_answered_alike(stranger):
    """A8: at the reset."""
    stranger.get(ASK)
    seen = []
    for address in ("ana@example.org", "nobody@example.org"):
        with CaptureQueriesContext(connection) as queries:
            answer = stranger.post(ASK, {"email": address}, follow=True)
        page = re.sub(r'value="\w{64}"', "", answer.content.decode())
        seen.append((answer.redirect_chain, page, len(queries)))
    assert seen[0] == seen[1]


def test_an_unknown_address_gets_no_mail(stranger):
    stranger.post(ASK, {"email": "nobody@example.org"})
    factories.run_jobs()
    assert not OutboxMessage.objects.exists()


def test_a_closed_account_gets_no_mail(stranger, user):
    User.objects.filter(pk=user.pk).update(is_active=False)
    stranger.post(ASK, {"email": "ana@example.org"})
    factories.run_jobs()
    assert not OutboxMessage.objects.exists()


def test_the_job_forgets_the_address(stranger, link):
    assert Job.objects.get(kind="accounts.reset_password").payload == {}


def test_the_job_done_twice_sends_one_message(link):
    Job.objects.update(state=Job.State.WAITING, attempts=0)
    jobs.run(Job.objects.get().pk)
    assert OutboxMessage.objects.count() == 1


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:9999", "[::1]"])
def test_a_host_header_never_reaches_a_mail(stranger, settings, host, latest_path):
    """A10: no link of a mail comes from a Host header."""
    settings.PUBLIC_URL = "https://aiproj.example.org"
    stranger.post(ASK, {"email": "ana@example.org"}, headers={"host": host})
    factories.run_jobs()
    body = outbox.body_of(OutboxMessage.objects.get())
    assert re.findall(r"https?://[^/\s]+", body) == ["https://aiproj.example.org"]


def test_looking_leaves_the_link_working(link):
    """A7: three GETs and a HEAD before the person's POST."""
    for _ in range(3):
        Client().get(link, follow=True)
    Client().head(link, follow=True)
    choose(Client(), link)
    assert may_sign_in(NEW)


def test_the_link_works_once(link):
    choose(Client(), link)
    assert may_sign_in(NEW)
    page = Client().get(link, follow=True).content.decode()
    assert "does not work any more" in page
    assert 'name="password1"' not in page


def test_the_link_works_for_a_day(link, monkeypatch):
    late = datetime.now() + timedelta(hours=24, minutes=1)
    monkeypatch.setattr(PasswordResetTokenGenerator, "_now", lambda self: late)
    assert "does not work any more" in Client().get(link).content.decode()


@pytest.mark.parametrize(
    "path", ["/password/reset/key/1-abc-def/", "/password/reset/key/zzzzzzzzzzzzz-a-b/"]
)
def test_an_invented_link_opens_nothing(path):
    answer = Client().get(path)
    assert "does not work any more" in answer.content.decode()


def test_a_tampered_link_opens_nothing(link):
    assert "does not work any more" in Client().get(f"{link[:-2]}x/").content.decode()


def test_looking_at_a_link_writes_no_row(link, django_assert_max_num_queries):
    with django_assert_max_num_queries(12) as queries:
        Client().get(link)
    written = [q["sql"] for q in queries if re.match(r"INSERT|UPDATE", q["sql"])]
    assert all("django_session" in sql for sql in written)


def test_a_weak_new_password_is_refused(link):
    choose(Client(), link, "password12")
    assert not may_sign_in("password12")
    assert may_sign_in(factories.PASSWORD)


def test_a_reset_ends_every_session(stranger, latest_path, sign_in, user):
    elsewhere = sign_in(user)
    stranger.post(ASK, {"email": "ana@example.org"})
    choose(Client(), latest_path("ana@example.org"))
    assert may_sign_in(NEW)
    assert elsewhere.get("/profile/").status_code == 302


def test_five_requests_for_an_address_then_wait(stranger):
    answers = [stranger.post(ASK, {"email": "ana@example.org"}) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert answers[-1].headers["Retry-After"] == "900"


def change(client, old=factories.PASSWORD, new=NEW):
    return client.post(CHANGE, {"oldpassword": old, "password1": new})


def test_a_change_ends_the_other_sessions_and_keeps_this_one(sign_in, user):
    here, elsewhere = sign_in(user), sign_in(user)
    assert change(here).headers["Location"] == "/profile/"
    assert "Your other sessions have ended" in here.get("/profile/").content.decode()
    assert elsewhere.get("/profile/").status_code == 302


def test_a_change_takes_the_old_password(sign_in, user):
    page = change(sign_in(user), old="wrong").content.decode()
    assert "This is not your current password." in page
    assert may_sign_in(factories.PASSWORD)


def test_a_change_is_logged_in_every_organization(sign_in, user):
    factories.make_membership(user, factories.make_organization("Other"))
    change(sign_in(user))
    events = AuditEvent.objects.filter(action="password.changed")
    assert sorted(event.organization.name for event in events) == ["Acme", "Other"]
    assert all(NEW not in str(event.__dict__) for event in events)


def test_a_change_needs_a_signed_in_person(stranger):
    assert change(stranger).headers["Location"].startswith("/sign-in/")
