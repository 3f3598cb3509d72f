"""A person in several organizations: one at a time is current, and each has its own role."""

import factories
import pytest

from accounts.models import Organization, Role, User

SWITCH = "/organization/switch/"


@pytest.fixture
def second(admin: User) -> Organization:
    """A second organization, in which the administrator of the first is a member."""
    second = factories.make_organization("Zebra", time_zone="Asia/Tokyo")
    factories.make_membership(admin, second, role=Role.MEMBER)
    return second


def test_the_menu_offers_the_other_organization(sign_in, admin, second):
    page = sign_in(admin).get("/profile/").content.decode()
    assert "Go to Zebra" in page
    assert "Go to Acme" not in page


def test_the_role_changes_with_the_organization(sign_in, admin, second):
    client = sign_in(admin)
    assert client.get("/people/").status_code == 200
    client.post(SWITCH, {"organization": second.public_id})
    assert client.get("/people/").status_code == 403
    assert "Zebra · Member" in client.get("/profile/").content.decode()


def test_the_choice_outlives_the_request_and_nothing_else(sign_in, admin, second):
    client = sign_in(admin)
    client.post(SWITCH, {"organization": second.public_id})
    assert "Go to Acme" in client.get("/profile/").content.decode()
    assert "Go to Zebra" in sign_in(admin).get("/profile/").content.decode()


@pytest.mark.parametrize("organization_id", ["", "z" * 16, "\x00"])
def test_an_unknown_organization_is_not_found(sign_in, admin, organization_id):
    assert sign_in(admin).post(SWITCH, {"organization": organization_id}).status_code == 404


def test_a_foreign_organization_answers_like_an_unknown_one(sign_in, admin, outsider):
    foreign = outsider.memberships.get().organization.public_id
    client = sign_in(admin)
    answers = [client.post(SWITCH, {"organization": value}) for value in (foreign, "z" * 16)]
    assert answers[0].status_code == answers[1].status_code == 404
    assert answers[0].content == answers[1].content


def test_losing_the_current_organization_leads_to_the_other(sign_in, admin, second):
    client = sign_in(admin)
    client.post(SWITCH, {"organization": second.public_id})
    admin.memberships.filter(organization=second).update(is_active=False)
    assert "People of Acme" in client.get("/people/").content.decode()


def test_a_look_switches_nothing(sign_in, admin, second):
    client = sign_in(admin)
    assert client.get(SWITCH, {"organization": second.public_id}).status_code == 405
