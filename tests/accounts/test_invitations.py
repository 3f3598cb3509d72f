"""Invitations: bound to address, organization and role; once, in time, until withdrawn."""

from datetime import timedelta

import factories
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import outbox, services
from accounts.models import Invitation, InvitationLink, Membership, OutboxMessage, User
from aiproj.shared import tokens
from aiproj.shared.errors import Refused

ACCEPT = {"name": "New", "password": "a long quiet sentence"}
SEND = {"email": "new@example.org", "role": "member", "perspective": "technical"}


@pytest.fixture
def link(invite, latest_path) -> str:
    invite("new@example.org", "member")
    return latest_path("new@example.org")


def joined() -> bool:
    return Membership.objects.filter(user__email="new@example.org").exists()


def test_a_new_person_joins_with_the_offered_role_and_is_signed_in(link, organization):
    client = Client()
    assert "You are invited as member" in client.get(link).content.decode()
    assert client.post(link, ACCEPT).headers["Location"] == "/"
    membership = Membership.objects.get(user__email="new@example.org")
    assert (membership.organization, membership.role) == (organization, "member")
    assert client.get("/profile/").status_code == 200


def test_a_person_with_an_account_signs_in_first_and_joins_by_one_click(invite, latest_path):
    user = factories.make_user("new@example.org")
    invite("new@example.org")
    link = latest_path("new@example.org")
    client = Client()
    assert client.get(link).headers["Location"] == f"/sign-in/?next={link}"
    client.force_login(user)
    assert 'name="password"' not in client.get(link).content.decode()
    client.post(link)
    assert joined()


def test_looking_leaves_the_link_working(link):
    """A7: three GETs and a HEAD before the person's POST."""
    for _ in range(3):
        assert Client().get(link).status_code == 200
    Client().head(link)
    Client().post(link, ACCEPT)
    assert joined()


# The seven refusals


def test_another_person_is_refused(link, sign_in):
    """A6: the wrong address."""
    client = sign_in(factories.make_user("eve@example.org"))
    assert client.get(link).status_code == client.post(link, ACCEPT).status_code == 403
    assert Invitation.objects.get().accepted_at is None


def test_the_service_refuses_another_person_too(invite):
    invitation, eve = invite(), factories.make_user("eve@example.org")
    with pytest.raises(Refused, match="for another address"):
        services.accept_invitation(invitation=invitation, user=eve)
    assert Invitation.objects.pending(timezone.now()).count() == 1


def test_a_used_link_is_refused(link):
    """A6: reused."""
    Client().post(link, ACCEPT)
    assert Client().post(link, {**ACCEPT, "name": "Eve"}).status_code == 410
    assert User.objects.filter(email="new@example.org").count() == 1


def test_an_expired_link_is_refused(link):
    """A6: expired."""
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert Client().post(link, ACCEPT).status_code == 410
    assert not joined()


def test_a_withdrawn_link_is_refused(link, sign_in, admin):
    """A6: revoked."""
    sign_in(admin).post(f"/invitations/{Invitation.objects.get().public_id}/revoke/")
    assert Client().post(link, ACCEPT).status_code == 410
    assert not joined()


def test_another_organization_cannot_reach_the_invitation(link, sign_in, outsider):
    """A6: another organization."""
    client, unknown = sign_in(outsider), "z" * 16
    for act in ("resend", "revoke"):
        foreign = client.post(f"/invitations/{Invitation.objects.get().public_id}/{act}/")
        assert foreign.status_code == client.post(f"/invitations/{unknown}/{act}/").status_code
        assert foreign.status_code == 404
    assert Invitation.objects.get().revoked_at is None


def test_an_extra_field_raises_no_role(link):
    """A6: a raised role."""
    extra = {"role": "admin", "is_superuser": "1", "organization": "1", "email": "eve@example.org"}
    Client().post(link, {**ACCEPT, **extra})
    membership = Membership.objects.get(user__email="new@example.org")
    assert membership.role == "member"
    assert not membership.user.is_superuser


@pytest.mark.parametrize("change", [lambda s: s[:-2] + "/", str.lower, lambda s: s + "x/"])
def test_a_tampered_link_is_unknown(link, change):
    """A6: tampered."""
    assert Client().post(change(link), ACCEPT).status_code == 404
    assert not joined()


def test_a_token_of_another_purpose_is_unknown(invite):
    secret = tokens.mint("survey").secret
    digest = tokens.digest("survey", secret)
    InvitationLink.objects.create(invitation=invite(), digest=digest)
    assert Client().get(f"/invitations/accept/{secret}/").status_code == 404


# What is stored, what is sent


def test_only_a_digest_is_stored(link):
    """A6: stored hashed."""
    secret = link.split("/")[-2]
    assert len(secret) >= 43  # 32 random bytes
    assert InvitationLink.objects.get().digest == tokens.digest("invitation", secret)


def test_every_message_mints_a_link_and_both_work(link, invite, admin, latest_path):
    services.resend_invitation(invitation=Invitation.objects.get(), actor=admin)
    assert latest_path("new@example.org") != link
    Client().post(link, ACCEPT)
    assert joined()


def test_a_known_and_an_unknown_address_are_invited_alike(sign_in, admin, outsider, invite):
    """A8: at the invitation."""
    invite("earlier@example.org")
    client = sign_in(admin)
    seen = []
    for address in ("warm-up@example.org", outsider.email, "nobody@example.org"):
        client.get("/people/")
        with CaptureQueriesContext(connection) as queries:
            answer = client.post("/people/invite/", {**SEND, "email": address})
        assert f"{address} is invited." in client.get("/people/").content.decode()
        seen.append((answer.headers["Location"], len(queries)))
    assert seen[1] == seen[2]


def test_a_mail_speaks_in_plain_words(invite, organization):
    invite("new@example.org", "executive")
    body = outbox.body_of(OutboxMessage.objects.get())
    assert body.startswith("Admin invites you to Acme on AIProj as executive.")


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "nonsense"},
        {"email": "x" * 300 + "@example.org"},
        {"email": "a@example.org\r\nBcc: b@example.org"},
        {"email": "a\x00@example.org"},
        {"role": "owner"},
        {"perspective": ""},
    ],
)
def test_a_wrong_invitation_is_not_sent_and_says_why(sign_in, admin, wrong):
    answer = sign_in(admin).post("/people/invite/", {**SEND, **wrong})
    assert answer.status_code == 422
    assert f'href="#id_{next(iter(wrong))}"' in answer.content.decode()
    assert not Invitation.objects.exists()


def test_a_member_is_not_invited_again(sign_in, admin, member):
    answer = sign_in(admin).post("/people/invite/", {**SEND, "email": "MEMBER@example.org"})
    assert "belongs to this organization already" in answer.content.decode()


def test_an_open_invitation_is_not_doubled(link, invite):
    with pytest.raises(Refused, match="invited already"):
        invite("new@example.org")


def test_an_expired_invitation_makes_room_for_a_new_one(link, invite):
    Invitation.objects.update(expires_at=timezone.now())
    invite("new@example.org")
    assert Invitation.objects.pending(timezone.now()).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_join_once(invite, latest_path, at_once):
    invite("new@example.org")
    link = latest_path("new@example.org")
    at_once(*[lambda: Client().post(link, ACCEPT)] * 3)
    assert Membership.objects.filter(user__email="new@example.org").count() == 1
