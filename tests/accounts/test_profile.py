"""A person's own page: name and look."""

import pytest
from django.conf import settings as django_settings

from accounts.models import AuditEvent, User

PAGE = "/profile/"


def test_a_name_is_changed_and_logged(sign_in, member):
    sign_in(member).post(PAGE, {"name": "Maria", "version": 1})
    event = AuditEvent.objects.get()
    assert User.objects.get(pk=member.pk).name == "Maria"
    assert (event.action, event.before, event.after) == (
        "profile.changed",
        {"name": "Member"},
        {"name": "Maria"},
    )


def test_extra_fields_are_ignored(sign_in, member):
    extra = {"is_superuser": "1", "email": "eve@example.org", "role": "admin"}
    sign_in(member).post(PAGE, {"name": "Maria", "version": 1, **extra})
    member.refresh_from_db()
    assert (member.email, member.is_superuser) == ("member@example.org", False)
    assert member.memberships.get().role == "member"


def test_a_stale_save_keeps_both_texts(sign_in, member):
    User.objects.filter(pk=member.pk).update(name="First", version=2)
    answer = sign_in(member).post(PAGE, {"name": "Maria", "version": 1})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "<dd>First</dd>" in page
    assert 'value="Maria"' in page
    assert User.objects.get(pk=member.pk).name == "First"


def test_a_save_without_a_version_is_428(sign_in, member):
    assert sign_in(member).post(PAGE, {"name": "Maria"}).status_code == 428


@pytest.mark.parametrize("name", ["", " ", "x" * 121, "a\x00b"])
def test_a_wrong_name_is_refused(sign_in, member, name):
    page = sign_in(member).post(PAGE, {"name": name, "version": 1}).content.decode()
    assert 'href="#id_name"' in page
    assert User.objects.get(pk=member.pk).name == "Member"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_theme_is_set_by_the_server(sign_in, member, theme):
    client = sign_in(member)
    cookie = client.post("/profile/theme/", {"theme": theme}).cookies[
        django_settings.THEME_COOKIE_NAME
    ]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == (theme, True, "Lax")
    assert f'<html lang="en" data-bs-theme="{theme}">' in client.get(PAGE).content.decode()


@pytest.mark.parametrize("theme", ["", "<script>", "auto"])
def test_anything_else_follows_the_system(sign_in, member, theme):
    client = sign_in(member)
    client.post("/profile/theme/", {"theme": "dark"})
    client.post("/profile/theme/", {"theme": theme})
    assert '<html lang="en">' in client.get(PAGE).content.decode()


def test_a_forged_theme_cookie_is_ignored(sign_in, member):
    client = sign_in(member)
    client.cookies[django_settings.THEME_COOKIE_NAME] = '"><script>'
    assert '<html lang="en">' in client.get(PAGE).content.decode()
