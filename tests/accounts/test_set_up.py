"""First run: the administrator and the organization, once."""

import pytest
from django.test import Client

from accounts.audit import first_broken
from accounts.models import AuditEvent, Membership, Organization, User

PAGE = "/setup/"
FORM = {
    "organization_name": "Acme",
    "time_zone": "Europe/Berlin",
    "name": "Ana",
    "email": "Ana@Example.org",
    "password": "a long quiet sentence",
}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def embedded(settings):
    """The embedded default, whichever engine the tests run on."""
    settings.EMBEDDED = True
    settings.SETUP_CODE = ""


def test_every_page_leads_to_the_set_up_first(stranger):
    for path in ("/", "/people/", "/sign-in/"):
        assert stranger.get(path).headers["Location"] == PAGE


def test_health_answers_before_the_set_up(stranger):
    assert stranger.get("/healthz").status_code == 200


def test_set_up_makes_the_administrator_of_the_installation_and_signs_in(stranger):
    answer = stranger.post(PAGE, FORM)
    membership = Membership.objects.get()
    assert answer.headers["Location"] == "/"
    assert membership.role == "admin"
    assert membership.user.is_superuser
    assert stranger.get("/people/").status_code == 200


def test_the_address_is_one_account_whatever_its_case(stranger):
    stranger.post(PAGE, FORM)
    assert User.objects.get().email == "ana@example.org"


def test_set_up_is_logged(stranger):
    stranger.post(PAGE, FORM)
    event = AuditEvent.objects.get()
    assert (event.action, event.actor_label) == ("organization.created", "Ana")
    assert event.after == {"name": "Acme", "time_zone": "Europe/Berlin"}
    assert first_broken(event.organization) is None


def test_set_up_happens_once(stranger):
    stranger.post(PAGE, FORM)
    again = Client().post(PAGE, {**FORM, "email": "eve@example.org"})
    assert again.status_code == 302
    assert User.objects.count() == Organization.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_set_ups_at_once_one_wins(at_once):
    posts = [
        lambda address=address: Client().post(PAGE, {**FORM, "email": address}).status_code
        for address in ("a@example.org", "b@example.org", "c@example.org")
    ]
    answers = at_once(*posts)
    assert set(answers) <= {200, 302}
    assert User.objects.count() == Organization.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("organization_name", ""),
        ("organization_name", "x" * 121),
        ("name", "a\x00b"),
        ("email", "nonsense"),
        ("email", "x" * 300 + "@example.org"),
        ("email", "a@example.org\nBcc: b@example.org"),
        ("time_zone", "Mars/Olympus"),
        ("password", "short"),
        ("password", "1234567890123"),
        ("password", "ana@example.org"),
        ("password", "x" * 129),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_made(stranger, field, value):
    answer = stranger.post(PAGE, {**FORM, field: value})
    assert answer.status_code == 200
    assert f'href="#id_{field}"' in answer.content.decode()
    assert not User.objects.exists()


def test_undecodable_bytes_do_no_harm(stranger):
    body = b"organization_name=%ED%A0%80&name=%FF&email=a&time_zone=UTC&password=x"
    answer = stranger.post(PAGE, body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200


def test_markup_in_a_name_is_text(stranger):
    stranger.post(PAGE, {**FORM, "organization_name": "<script>alert(1)</script>"})
    page = stranger.get("/people/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_a_name_stays_on_one_line(stranger):
    stranger.post(PAGE, {**FORM, "name": "Ana\r\nBcc: eve@example.org"})
    assert User.objects.get().name == "Ana Bcc: eve@example.org"


def test_spaces_around_a_password_belong_to_it(stranger):
    stranger.post(PAGE, {**FORM, "password": "  a long quiet sentence "})
    assert User.objects.get().check_password("  a long quiet sentence ")


@pytest.fixture
def installed(settings, embedded):
    """Outside the embedded default."""
    settings.EMBEDDED = False
    settings.SETUP_CODE = "the code of the server"


@pytest.mark.parametrize("code", ["", "the code", "thé code of the server"])
def test_a_stranger_without_the_set_up_code_is_refused(stranger, installed, code):
    stranger.post(PAGE, {**FORM, "setup_code": code})
    assert not User.objects.exists()


def test_the_set_up_code_lets_in(stranger, installed):
    stranger.post(PAGE, {**FORM, "setup_code": "the code of the server"})
    assert User.objects.count() == 1


def test_without_a_set_up_code_on_the_server_nobody_gets_in(stranger, installed, settings):
    settings.SETUP_CODE = ""
    answer = stranger.post(PAGE, {**FORM, "setup_code": "x"})
    assert "Set SETUP_CODE on the server" in answer.content.decode()
    assert not User.objects.exists()
