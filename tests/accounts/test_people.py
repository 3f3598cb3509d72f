"""People and roles: who may change whom, at once, and never the last administrator away."""

import time

import factories
import pytest
from django.test import Client

from accounts import services
from accounts.models import Membership, Role, User
from aiproj.shared.errors import Refused


def page_of(user: User) -> str:
    return f"/people/{user.memberships.get().public_id}/"


def form(user: User, **changes) -> dict:
    own = user.memberships.get()
    fields = {"role": own.role, "perspective": own.perspective, "version": own.version}
    return {**fields, **changes}


@pytest.mark.parametrize("role", ["manager", "member", "executive"])
def test_only_administrators_see_people(sign_in, role, request):
    assert sign_in(request.getfixturevalue(role)).get("/people/").status_code == 403


def test_the_list_names_everyone_and_no_stranger(sign_in, admin, member, outsider):
    page = sign_in(admin).get("/people/").content.decode()
    assert member.email in page
    assert outsider.email not in page


def test_a_role_and_a_perspective_are_changed(sign_in, admin, member):
    changed = form(member, role="manager", perspective="technical")
    answer = sign_in(admin).post(page_of(member), changed, follow=True)
    own = member.memberships.get()
    assert (own.role, own.perspective, own.version) == ("manager", "technical", 2)
    assert "Member is changed." in answer.content.decode()


def test_extra_fields_change_nothing(sign_in, admin, member, outsider):
    extra = {"is_superuser": "1", "organization": "2", "user": outsider.pk, "is_active": ""}
    sign_in(admin).post(page_of(member), {**form(member), **extra})
    member.refresh_from_db()
    own = member.memberships.get()
    assert own.is_active
    assert own.organization.name == "Acme"
    assert not member.is_superuser


def test_a_stale_save_shows_both_and_overwrites_nothing(sign_in, admin, member):
    seen = form(member, role="executive")
    services.change_membership(
        membership=member.memberships.get(),
        actor=admin,
        version=1,
        role="manager",
        perspective="both",
    )
    answer = sign_in(admin).post(page_of(member), seen)
    assert answer.status_code == 409
    assert "<dd>Manager</dd>" in answer.content.decode()
    assert answer.context["form"]["role"].value() == "executive"
    assert member.memberships.get().role == "manager"


def test_saving_again_after_a_conflict_is_a_decision(sign_in, admin, member):
    Membership.objects.filter(user=member).update(version=2)
    client = sign_in(admin)
    page = client.post(page_of(member), form(member, version=1, role="executive"))
    version = page.context["form"]["version"].value()
    client.post(page_of(member), form(member, version=version, role="executive"))
    assert member.memberships.get().role == "executive"


def test_a_save_without_a_version_is_428(sign_in, admin, member):
    answer = sign_in(admin).post(page_of(member), {"role": "admin", "perspective": "both"})
    assert answer.status_code == 428
    assert member.memberships.get().role == "member"


@pytest.mark.parametrize("version", ["x", "-1", "99999999999999999999", "1\x00"])
def test_an_odd_version_saves_nothing(sign_in, admin, member, version):
    answer = sign_in(admin).post(page_of(member), form(member, role="admin", version=version))
    assert answer.status_code == 428
    assert member.memberships.get().role == "member"


def test_an_unknown_role_is_refused_beside_its_field(sign_in, admin, member):
    page = sign_in(admin).post(page_of(member), form(member, role="owner")).content.decode()
    assert 'href="#id_role_0"' in page
    assert 'id="id_role_0"' in page


def test_another_organization_answers_as_if_nobody_were_there(sign_in, member, outsider):
    client = sign_in(outsider)
    for act in ("", "deactivate/", "activate/"):
        foreign = client.post(page_of(member) + act, form(member))
        unknown = client.post(f"/people/{'z' * 16}/{act}", form(member))
        assert foreign.status_code == unknown.status_code == 404
        assert foreign.content == unknown.content
    assert member.memberships.get().is_active


# What bites at the next request


def test_deactivation_shuts_an_open_session_out(sign_in, admin, manager):
    """A2: from the next request on."""
    open_session = sign_in(manager)
    assert open_session.get("/profile/").status_code == 200
    sign_in(admin).post(page_of(manager) + "deactivate/")
    assert open_session.get("/profile/").headers["Location"] == "/no-organization/"
    assert open_session.post("/profile/theme/", {"theme": "dark"}).status_code == 302
    assert (
        "You belong to no organization now" in open_session.get("/", follow=True).content.decode()
    )


def test_activation_lets_in_again(sign_in, admin, manager):
    client = sign_in(admin)
    client.post(page_of(manager) + "deactivate/")
    client.post(page_of(manager) + "activate/")
    assert sign_in(manager).get("/profile/").status_code == 200


def test_demotion_takes_an_open_session_its_powers(sign_in, admin, organization):
    """A2: from the next request on."""
    second = factories.make_user("second@example.org")
    factories.make_membership(second, organization, role=Role.ADMIN)
    open_session = sign_in(second)
    assert open_session.get("/people/").status_code == 200
    sign_in(admin).post(page_of(second), form(second, role="member"))
    assert open_session.get("/people/").status_code == 403


def test_removal_ends_an_open_session(sign_in, manager):
    """A2: from the next request on."""
    open_session = sign_in(manager)
    manager.memberships.all().delete()
    assert open_session.get("/profile/").headers["Location"] == "/no-organization/"


def test_a_closed_account_is_signed_out(sign_in, manager):
    open_session = sign_in(manager)
    User.objects.filter(pk=manager.pk).update(is_active=False)
    assert open_session.get("/profile/").headers["Location"].startswith("/sign-in/")


# Never zero administrators


def test_the_last_administrator_stays(sign_in, admin):
    client = sign_in(admin)
    answer = client.post(page_of(admin), form(admin, role="member"))
    client.post(page_of(admin) + "deactivate/")
    own = admin.memberships.get()
    assert answer.status_code == 422
    assert "This is the last administrator." in answer.content.decode()
    assert (own.role, own.is_active) == ("admin", True)


def test_a_closed_account_is_no_administrator(admin, organization):
    second = factories.make_user("second@example.org", is_active=False)
    factories.make_membership(second, organization, role=Role.ADMIN)
    with pytest.raises(Refused):
        services.set_membership_active(
            membership=admin.memberships.get(), actor=admin, active=False
        )


@pytest.mark.django_db(transaction=True)
def test_two_administrators_cannot_demote_each_other_at_once(
    admin, organization, at_once, monkeypatch
):
    check = services._keep_an_admin
    monkeypatch.setattr(services, "_keep_an_admin", lambda one: (check(one), time.sleep(0.3)))
    second = factories.make_user("second@example.org")
    factories.make_membership(second, organization, role=Role.ADMIN)

    def demote(actor: User, victim: User) -> None:
        services.change_membership(
            membership=victim.memberships.get(),
            actor=actor,
            version=1,
            role=Role.MEMBER,
            perspective="both",
        )

    answers = at_once(lambda: demote(admin, second), lambda: demote(second, admin))
    assert Membership.objects.admins().count() == 1
    assert [type(answer) for answer in answers if answer is not None] == [Refused]


def test_the_page_costs_the_same_with_many_people(
    sign_in, admin, organization, django_assert_max_num_queries
):
    for number in range(20):
        user = factories.make_user(f"p{number}@example.org", name="<i>")
        factories.make_membership(user, organization)
    client = sign_in(admin)
    client.get("/people/")
    with django_assert_max_num_queries(6):
        page = client.get("/people/").content.decode()
    assert "p19@example.org" in page
    assert "<i>" not in page


def test_a_stranger_is_sent_to_the_sign_in_page(db, member):
    assert Client().get("/people/").headers["Location"] == "/sign-in/?next=/people/"
