"""Messages, links and hashings, as the tests of accounts look at them."""

import re
from collections.abc import Callable
from contextlib import contextmanager

import factories
import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client

from accounts import outbox, services
from accounts.models import Invitation, Organization, OutboxMessage, User


def path_in(message: OutboxMessage) -> str:
    """The path of the link that a message carries."""
    return re.search(r"https?://[^/]+(/\S+)", outbox.body_of(message)).group(1)


@pytest.fixture
def latest_path() -> Callable[[str], str]:
    """Return the path of the link in the newest message to an address, after the jobs ran."""

    def latest(address: str) -> str:
        factories.run_jobs()
        return path_in(OutboxMessage.objects.filter(recipient=address).latest("pk"))

    return latest


@pytest.fixture
def invite(organization: Organization, admin: User) -> Callable[..., Invitation]:
    """Return a function that invites an address."""

    def invited(email: str = "new@example.org", role: str = "member") -> Invitation:
        return services.invite(
            organization=organization, actor=admin, email=email, role=role, perspective="both"
        )

    return invited


@pytest.fixture
def count_hashings(monkeypatch: pytest.MonkeyPatch):
    """Return a context in which password hashings are counted."""
    made = []
    encode = MD5PasswordHasher.encode

    def counted(self, *args, **kwargs):
        made.append(1)
        return encode(self, *args, **kwargs)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)

    @contextmanager
    def counting():
        made.clear()
        yield made

    return counting


@pytest.fixture
def stranger() -> Client:
    """A browser in which nobody is signed in."""
    return Client()
