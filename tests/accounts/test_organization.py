"""Name and clock of an organization; another one on the same installation."""

import pytest

from accounts import services
from accounts.models import AuditEvent, Organization, User

PAGE = "/organization/"
FORM = {"name": "Harbor", "time_zone": "Asia/Tokyo", "version": 1}


def test_an_administrator_renames_and_moves_the_clock(sign_in, admin, organization):
    answer = sign_in(admin).post(PAGE, FORM, follow=True)
    organization.refresh_from_db()
    assert (organization.name, organization.time_zone) == ("Harbor", "Asia/Tokyo")
    assert "The organization is saved." in answer.content.decode()


def test_before_and_after_are_logged(sign_in, admin):
    sign_in(admin).post(PAGE, FORM)
    event = AuditEvent.objects.get()
    assert (event.action, event.before["name"], event.after["name"]) == (
        "organization.changed",
        "Acme",
        "Harbor",
    )


@pytest.mark.parametrize("role", ["manager", "member", "executive"])
def test_others_may_not(sign_in, role, request, organization):
    assert sign_in(request.getfixturevalue(role)).post(PAGE, FORM).status_code == 403
    assert Organization.objects.get().name == "Acme"


def test_a_stale_save_keeps_both_texts(sign_in, admin, organization):
    services.change_organization(
        organization=organization, actor=admin, version=1, name="First", time_zone="UTC"
    )
    answer = sign_in(admin).post(PAGE, FORM)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "<dd>First</dd>" in page
    assert 'value="Harbor"' in page
    assert Organization.objects.get().name == "First"


def test_a_save_without_a_version_is_428(sign_in, admin):
    answer = sign_in(admin).post(PAGE, {"name": "Harbor", "time_zone": "UTC"})
    assert answer.status_code == 428
    assert Organization.objects.get().name == "Acme"


@pytest.mark.parametrize(
    ("field", "value"), [("name", ""), ("name", "\x00"), ("name", "x" * 121), ("time_zone", "Mars")]
)
def test_a_wrong_field_is_named(sign_in, admin, field, value):
    page = sign_in(admin).post(PAGE, {**FORM, field: value}).content.decode()
    assert f'href="#id_{field}"' in page
    assert Organization.objects.get().name == "Acme"


def test_extra_fields_are_ignored(sign_in, admin):
    sign_in(admin).post(PAGE, {**FORM, "is_demo": "1", "public_id": "x"})
    assert not Organization.objects.get().is_demo


def test_the_administrator_of_the_installation_adds_an_organization(sign_in, admin):
    User.objects.filter(pk=admin.pk).update(is_superuser=True)
    client = sign_in(admin)
    client.post("/organization/new/", {"name": "Second", "time_zone": "UTC"})
    second = Organization.objects.get(name="Second")
    assert second.memberships.get().user == admin
    assert second.audit_events.get().action == "organization.created"
    assert "People of Second" in client.get("/people/").content.decode()


def test_other_administrators_cannot(sign_in, admin):
    answer = sign_in(admin).post("/organization/new/", {"name": "Second", "time_zone": "UTC"})
    assert answer.status_code == 404
    assert Organization.objects.count() == 1
