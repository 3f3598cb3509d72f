"""Fixtures that every test may use: actors, a way to sign in, a quick and clean surrounding."""

from collections.abc import Callable
from threading import Barrier, Thread

import factories
import pytest
from django.conf import LazySettings, settings
from django.core.cache import cache
from django.db import connection
from django.test import Client

from accounts.middleware import FirstRun
from accounts.models import Organization, Role, User
from assessments.models import pack_of

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture(scope="session", autouse=True)
def plain_surrounding() -> None:
    """Static files without a manifest, a quick password hasher, requests without TLS."""
    settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.SECURE_SSL_REDIRECT = False


@pytest.fixture(autouse=True)
def empty_cache(settings: LazySettings) -> None:
    """Rate limits and cached packs of one test do not reach the next."""
    cache.clear()
    pack_of.cache_clear()
    FirstRun.is_set_up = False


@pytest.fixture
def organization(db: None) -> Organization:
    return factories.make_organization()


def _actor(organization: Organization, role: str) -> User:
    user = factories.make_user(email=f"{role}@example.org", name=role.title())
    factories.make_membership(user, organization, role=role)
    return user


@pytest.fixture
def admin(organization: Organization) -> User:
    return _actor(organization, Role.ADMIN)


@pytest.fixture
def manager(organization: Organization) -> User:
    return _actor(organization, Role.MANAGER)


@pytest.fixture
def member(organization: Organization) -> User:
    return _actor(organization, Role.MEMBER)


@pytest.fixture
def executive(organization: Organization) -> User:
    return _actor(organization, Role.EXECUTIVE)


@pytest.fixture
def outsider(db: None) -> User:
    """The administrator of another organization."""
    user = factories.make_user(email="outsider@example.com", name="Outsider")
    factories.make_membership(user, factories.make_organization(name="Other"), role=Role.ADMIN)
    return user


@pytest.fixture
def sign_in(db: None) -> Callable[[User], Client]:
    """Return a client in which this person is signed in."""

    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend=BACKEND)
        return client

    return signed_in


@pytest.fixture
def at_once() -> Callable[..., list]:
    """Return a function that calls functions in threads that start together."""

    def call(*functions: Callable[[], object]) -> list:
        barrier, answers = Barrier(len(functions)), []

        def run(function: Callable[[], object]) -> None:
            barrier.wait()
            try:
                answers.append(function())
            except Exception as error:
                answers.append(error)
            finally:
                connection.close()

        threads = [Thread(target=run, args=(function,)) for function in functions]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return answers

    return call
