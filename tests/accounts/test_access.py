"""The door: what roles may do, and how another organization's things answer."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.utils import timezone

from accounts import access
from accounts.access import PERMISSIONS, Permission
from accounts.models import Membership, Role


@pytest.fixture
def enter(rf, db):
    """Return a function that goes through the door as a person and gives the request inside."""

    def entered(user, permission=Permission.BELONG):
        seen = []

        @access.allow(permission)
        def view(request):
            seen.append(request)
            return HttpResponse()

        request = rf.get("/")
        request.user, request.session = user, {}
        answer = view(request)
        return seen[0] if seen else answer

    return entered


def test_the_roles_may_do_what_the_table_says():
    table = {role: {permission.name for permission in PERMISSIONS[role]} for role in Role.values}
    reads = {"BELONG", "READ_RESULTS"}
    runs = reads | {"MANAGE_PACKS", "MANAGE_ASSESSMENTS", "SHARE_REPORTS"}
    measures = {"READ_METRICS", "ENTER_VALUES", "EVALUATE"}
    defines = runs | measures | {"DEFINE_METRICS", "READ_VALUE_REPORTS"}
    scopes = defines | {"SCOPE", "READ_PROJECTS"}
    assert table == {
        "admin": scopes | {"MANAGE_ORGANIZATION"},
        "manager": scopes,
        "member": reads | measures,
        "executive": reads | {"READ_METRICS", "READ_VALUE_REPORTS", "READ_PROJECTS"},
    }


def test_a_stranger_is_sent_to_sign_in(enter):
    assert enter(AnonymousUser()).headers["Location"] == "/sign-in/?next=/"


def test_a_person_enters_the_organization_and_its_clock(enter, member, organization):
    type(organization).objects.update(time_zone="Asia/Tokyo")
    request = enter(member)
    assert request.organization == organization
    assert timezone.get_current_timezone_name() == "Asia/Tokyo"


def test_a_role_without_the_permission_is_refused(enter, member):
    with pytest.raises(PermissionDenied):
        enter(member, Permission.MANAGE_ORGANIZATION)


def test_an_inactive_membership_is_none(enter, member):
    member.memberships.update(is_active=False)
    assert enter(member).headers["Location"] == "/no-organization/"


def things():
    return Membership.objects.all()


def test_a_thing_of_ones_own_organization_is_given(enter, admin, member):
    wanted = member.memberships.get()
    found = access.get(
        enter(admin), things(), Permission.MANAGE_ORGANIZATION, public_id=wanted.public_id
    )
    assert found == wanted


def test_a_foreign_thing_answers_like_none(enter, admin, outsider):
    for public_id in (outsider.memberships.get().public_id, "z" * 16):
        with pytest.raises(Http404):
            access.get(enter(admin), things(), Permission.BELONG, public_id=public_id)


def test_a_visible_thing_that_the_role_may_not_use_is_refused(enter, member):
    own = member.memberships.get()
    with pytest.raises(PermissionDenied):
        access.get(enter(member), things(), Permission.MANAGE_ORGANIZATION, public_id=own.public_id)


@pytest.mark.parametrize("change", [{"is_active": False}, {"role": Role.MEMBER}])
def test_background_work_asks_again(manager, organization, change):
    ask = (manager.pk, organization.pk, Permission.MANAGE_ASSESSMENTS)
    assert access.user_may(*ask)
    manager.memberships.update(**change)
    assert not access.user_may(*ask)


def test_background_work_for_nobody_may_nothing(organization):
    assert not access.user_may(None, organization.pk, Permission.BELONG)
    assert not access.user_may(1, None, Permission.BELONG)
