"""The page of API tokens: made, shown once, listed, taken back."""

import factories
import pytest
from django.urls import reverse

from accounts import api_tokens
from accounts.models import ApiToken, AuditEvent, Role
from aiproj.shared import tokens

pytestmark = pytest.mark.django_db
ADDRESS = "accounts:api_tokens"
NEW = {"name": "Nightly upload", "scopes": ["predictions"], "days": "90"}


def make(user, organization, name="Nightly"):
    membership = user.memberships.get(organization=organization)
    api_tokens.create(membership=membership, name=name, scopes=["values"], days=30)
    return membership.api_tokens.get(name=name)


def test_a_token_is_shown_once_and_only_its_digest_is_kept(sign_in, member):
    client = sign_in(member)
    page = client.post(reverse(ADDRESS), NEW)
    secret = page.context["secret"]
    assert secret in page.content.decode()
    assert ApiToken.objects.get().digest == tokens.digest("api", secret)
    later = client.get(reverse(ADDRESS)).content.decode()
    assert secret not in later
    assert "Nightly upload" in later
    event = AuditEvent.objects.get(action="api_token.created")
    assert secret not in str(event.after)


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"scopes": []}, {"scopes": ["all"]}, {"days": 9999}]
)
def test_wrong_orders_make_nothing(wrong, sign_in, member):
    assert sign_in(member).post(reverse(ADDRESS), {**NEW, **wrong}).status_code == 422
    assert not ApiToken.objects.exists()


def test_there_are_at_most_twenty(sign_in, member, monkeypatch):
    monkeypatch.setattr(api_tokens, "MOST", 1)
    client = sign_in(member)
    assert client.post(reverse(ADDRESS), NEW).status_code == 200
    refused = client.post(reverse(ADDRESS), NEW)
    assert refused.status_code == 422
    assert "Revoke one" in refused.content.decode()


def test_a_token_is_taken_back_at_once_and_once(sign_in, member, organization):
    token = make(member, organization)
    client = sign_in(member)
    for _ in range(2):
        client.post(reverse("accounts:api_token_revoke", args=[token.public_id]))
    token.refresh_from_db()
    assert not token.is_working
    assert AuditEvent.objects.filter(action="api_token.revoked").count() == 1
    assert "taken back" in client.get(reverse(ADDRESS)).content.decode()


def test_administrators_see_and_take_back_those_of_others(sign_in, member, organization):
    admin = factories.make_user("boss@example.com", "Boss")
    factories.make_membership(admin, organization, role=Role.ADMIN)
    token = make(member, organization, "Script of a member")
    client = sign_in(admin)
    assert "Script of a member" in client.get(reverse(ADDRESS)).content.decode()
    client.post(reverse("accounts:api_token_revoke", args=[token.public_id]))
    assert not ApiToken.objects.get().is_working


def test_people_see_their_own_only(sign_in, member, manager, organization):
    make(manager, organization, "Script of the manager")
    assert "Script of the manager" not in sign_in(member).get(reverse(ADDRESS)).content.decode()


def test_roles_are_offered_what_they_may_do_only(sign_in, member, executive, manager):
    offered = {
        person.name: [value for value, _ in page.context["form"].fields["scopes"].choices]
        for person in (member, executive, manager)
        for page in [sign_in(person).get(reverse(ADDRESS))]
    }
    assert offered == {
        "Member": ["predictions", "read_values", "values"],
        "Executive": ["read_values"],
        "Manager": ["predictions", "read_values", "values"],
    }
    for scope in ("predictions", "values"):
        beyond = sign_in(executive).post(reverse(ADDRESS), {**NEW, "scopes": [scope]})
        assert beyond.status_code == 422
    assert not ApiToken.objects.exists()


def test_the_address_does_not_come_from_the_request(sign_in, member, settings):
    page = sign_in(member).post(reverse(ADDRESS), NEW, headers={"host": "localhost"})
    assert f"{settings.PUBLIC_URL}/api/" in page.content.decode()
    assert "//localhost" not in page.content.decode()
