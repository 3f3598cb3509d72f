"""T1: every route x every actor x every method against one declared table."""

from urllib.parse import urlencode

import pytest
import world as worlds
from access_rows import ACTORS, METHODS, Row
from access_table import ROWS
from conftest import BACKEND
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

pytestmark = pytest.mark.django_db
LET_IN = {400, 409, 410, 413, 422, 428}


def _names(resolver: URLResolver, namespace: str = "") -> list[str]:
    found = []
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            found.append(namespace + str(entry.name))
        else:
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            found += _names(entry, inner)
    return found


def test_every_route_is_declared_and_every_row_is_a_route():
    assert sorted(_names(get_resolver())) == sorted(row.name for row in ROWS)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        built = worlds.build()
        built.outsider = worlds.people(worlds.factories.make_organization(name="Other"))["admin"]
        yield built
        transaction.set_rollback(True)


def _expected(row: Row, actor: str, method: str) -> str:
    if row.program:
        return "401"
    account = actor in worlds.Role.values or actor in ("outsider", "deactivated")
    if not row.public:
        if not account:
            return "sign in"
        if actor == "deactivated" and not row.account:
            return "no organization"
        if row.role_first and actor not in (*row.who, *row.hidden_from, "outsider"):
            return "403"
    if method not in row.methods:
        return "405"
    if actor in row.who:
        return "in"
    return "404" if actor in ("outsider", *row.hidden_from) and not row.public else "403"


def _outcome(response) -> str:
    if response.status_code in (301, 302):
        target = response.headers["Location"]
        if target.startswith(reverse("account_login") + "?next="):
            return "sign in"
        return "no organization" if target == reverse("accounts:no_organization") else "in"
    in_range = response.status_code < 300 or response.status_code in LET_IN
    return "in" if in_range else str(response.status_code)


def _ask(client: Client, method: str, address: str, user) -> str:
    cache.clear()  # so that no rate limit answers in place of the door
    own = user.memberships.first() if user.is_authenticated else None
    fields = {"version": "1", "organization": own.organization.public_id if own else ""}
    body = urlencode(fields) if method == "POST" else ""
    with transaction.atomic():
        answer = client.generic(method, address, body, "application/x-www-form-urlencoded")
        transaction.set_rollback(True)
    return _outcome(answer)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_every_actor_gets_the_declared_answer(world, row):
    kwargs = {name: worlds.value(world, key) for name, key in row.given.items()}
    address = reverse(row.name, kwargs=kwargs)
    surprises = []
    for name in ACTORS:
        client = Client()
        user = worlds.actor(world, name, world.outsider)
        if user.is_authenticated:
            client.force_login(user, backend=BACKEND)
        for method in METHODS:
            got, expected = _ask(client, method, address, user), _expected(row, name, method)
            if got != expected:
                surprises.append(f"{name} {method}: {got}, declared {expected}")
    assert not surprises, "\n".join(surprises)
