"""Signing in: no difference between addresses, no guessing, no way off the site."""

import re

import factories
import pytest
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from accounts.models import User

PAGE = "/sign-in/"
OFF_SITE = [
    "https://evil.example/",
    "http://evil.example",
    "//evil.example/",
    "///evil.example/",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\x00//evil.example",
    " https://evil.example",
    "https:evil.example",
    "https:///evil.example",
    "http:\\\\evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "ftp://evil.example/",
    "https://testserver@evil.example/",
    "http://127.0.0.1/",
]


@pytest.fixture(autouse=True)
def user(db) -> User:
    user = factories.make_user()
    factories.make_membership(user, factories.make_organization())
    return user


def sign_in(client, password=factories.PASSWORD, email="ana@example.org", **extra):
    return client.post(PAGE, {"login": email, "password": password}, **extra)


def sign_in_at(client, address):
    data = {"login": "ana@example.org", "password": factories.PASSWORD}
    return client.post(address, data, follow=True)


def body(answer) -> str:
    return re.sub(r'value="\w{64}"', "", answer.content.decode())


def test_the_right_password_lets_in(stranger):
    assert sign_in(stranger, email="ANA@example.org").headers["Location"] == "/"
    assert stranger.get("/profile/").status_code == 200


def test_an_unknown_address_answers_like_a_wrong_password(stranger):
    """A8: the same body."""
    wrong = body(sign_in(stranger, "wrong"))
    unknown = body(sign_in(stranger, "wrong", "nobody@example.org"))
    assert wrong.replace("ana@", "nobody@") == unknown
    assert "do not belong together" in wrong


def test_an_unknown_address_costs_as_much(stranger, count_hashings, django_assert_num_queries):
    """A8: as many hashings and queries."""
    stranger.get(PAGE)
    for address in ("ana@example.org", "nobody@example.org"):
        with count_hashings() as hashings, django_assert_num_queries(2):
            sign_in(stranger, "wrong", address)
        assert len(hashings) == 1


def test_the_error_is_linked_described_and_focused(stranger):
    page = sign_in(stranger, "wrong").content.decode()
    assert 'tabindex="-1" autofocus' in page
    assert 'href="#id_password"' in page
    assert 'aria-describedby="id_password_error"' in page
    assert 'id="id_password_error"' in page


def test_a_closed_account_does_not_get_in(stranger, user):
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert sign_in(stranger).headers["Location"] == reverse("account_inactive")
    assert stranger.get("/profile/").status_code == 302


def test_the_session_changes_its_name_and_ends_with_the_browser(stranger):
    stranger.get(PAGE)
    answer = sign_in(stranger)
    cookie = answer.cookies[django_settings.SESSION_COOKIE_NAME]
    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == ("", True, "Lax")
    assert Session.objects.count() == 1


@pytest.mark.parametrize("target", OFF_SITE)
def test_no_next_leads_off_the_site(stranger, target):
    """A10: twenty payloads in `next`."""
    shown = stranger.get(PAGE, {"next": target}).content.decode()
    answer = stranger.post(
        f"{PAGE}", {"login": "ana@example.org", "password": factories.PASSWORD, "next": target}
    )
    assert answer.headers["Location"] == "/"
    assert 'href="http' not in shown


def test_next_leads_to_a_page_of_this_site(stranger):
    answer = stranger.post(
        PAGE, {"login": "ana@example.org", "password": factories.PASSWORD, "next": "/people/?a=b"}
    )
    assert answer.headers["Location"] == "/people/?a=b"


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "a@b", "evil:80"])
def test_a_foreign_host_is_refused(stranger, host):
    """A10: in the Host header."""
    assert stranger.get(PAGE, headers={"host": host}).status_code == 400


def test_ten_wrong_passwords_then_wait(stranger, settings, count_hashings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    with count_hashings() as hashings:
        for number in range(15):
            answer = sign_in(
                stranger,
                "wrong",
                f"p{number}@example.org",
                headers={"x-forwarded-for": f"10.0.0.{number}"},
            )
    assert len(hashings) == 10
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "900"


def test_one_address_is_guarded_whoever_guesses(stranger, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    statuses = [
        sign_in(stranger, "wrong", REMOTE_ADDR=f"10.0.0.{number}").status_code
        for number in range(6)
    ]
    assert statuses == [200] * 5 + [429]


def test_the_right_password_costs_no_try(stranger):
    for _ in range(12):
        assert sign_in(Client()).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_parallel_guesses_are_counted_one_by_one(at_once, count_hashings):
    guesses = [
        lambda number=number: sign_in(Client(), "wrong", f"p{number}@example.org").status_code
        for number in range(24)
    ]
    with count_hashings() as hashings:
        answers = at_once(*guesses)
    assert len(hashings) <= 10
    assert set(answers) <= {200, 429}


def test_signing_out_takes_a_post(stranger):
    sign_in(stranger)
    stranger.get("/sign-out/")
    assert stranger.get("/profile/").status_code == 200
    stranger.post("/sign-out/")
    assert stranger.get("/profile/").status_code == 302


def test_a_form_sent_after_the_session_ended_leads_to_words_not_to_a_blank_page(stranger):
    sent = stranger.post("/organization/switch/", {"organization": "x"})
    landed = sign_in_at(stranger, sent.headers["Location"])
    assert (landed.status_code, landed.headers["Allow"]) == (405, "POST")
    assert "nothing of it was kept" in landed.text
    assert "Content-Security-Policy" in landed.headers
    assert stranger.put("/organization/switch/").content == b""
    assert stranger.get("/api/predictions").json()["error"]["code"] == "token"


def test_there_is_no_open_sign_up(stranger):
    stranger.post("/sign-up/", {"email": "eve@example.org", "password1": factories.PASSWORD})
    assert not User.objects.filter(email="eve@example.org").exists()


@pytest.mark.parametrize("address", ["x" * 300 + "@example.org", "a\x00@b.c", "<b>@b.c", ""])
def test_hostile_addresses_are_answered_with_a_page(stranger, address):
    assert sign_in(stranger, "wrong", address).status_code == 200
