"""T2, T5, A5: other organizations' ids, smuggled fields and tokens of another kind."""

import re
from urllib.parse import urlencode

import pytest
import world as worlds
from access_rows import Row
from access_table import ROWS
from conftest import BACKEND
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Membership, Organization, User
from aiproj.shared.ids import new_public_id
from assessments.models import Assessment

pytestmark = pytest.mark.django_db
WITH_IDS = [row for row in ROWS if row.given and not row.public]
IDS = [
    (row, parameter)
    for row in WITH_IDS
    for parameter, name in row.given.items()
    if name not in worlds.CONSTANTS
]
TOKENS = {
    "survey_token": "assessments:survey",
    "invitation_token": "accounts:invitation_accept",
    "share_token": "reports:shared",
}
SMUGGLED = {"is_staff": "1", "is_superuser": "1", "state": "published", "public_id": "x" * 16}
CHANGING = re.compile(r"^\s*(INSERT|UPDATE|DELETE)", re.IGNORECASE)


@pytest.fixture(scope="module")
def two(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield worlds.build("Acme"), worlds.build("Borealis")
        transaction.set_rollback(True)


def _client(world, row: Row) -> Client:
    client = Client()
    client.force_login(world.users[row.who[0]], backend=BACKEND)
    return client


def _ask(client: Client, row: Row, kwargs: dict) -> tuple[int, str, list[str]]:
    """Status, body without what is random, and the writes of one request, undone afterwards."""
    method = "POST" if "POST" in row.methods else "GET"
    body = urlencode({"version": "1"})
    with (
        transaction.atomic(),
        CaptureQueriesContext(
            connection,
        ) as queries,
    ):
        answer = client.generic(
            method, reverse(row.name, kwargs=kwargs), body, "application/x-www-form-urlencoded"
        )
        transaction.set_rollback(True)
    text = re.sub(r'value="[A-Za-z0-9]{64}"', "", answer.content.decode(errors="replace"))
    writes = [query["sql"] for query in queries if CHANGING.match(query["sql"])]
    return answer.status_code, text, writes


@pytest.mark.parametrize(("row", "parameter"), IDS, ids=lambda v: getattr(v, "name", v))
def test_a_foreign_id_answers_like_one_that_does_not_exist(two, row, parameter):
    acme, borealis = two
    own = {name: worlds.value(acme, key) for name, key in row.given.items()}
    client = _client(acme, row)
    foreign = _ask(client, row, own | {parameter: worlds.value(borealis, row.given[parameter])})
    unknown = _ask(client, row, own | {parameter: new_public_id()})
    assert foreign == unknown
    assert foreign[0] == 404
    assert foreign[2] == []


def test_the_switch_does_not_lead_into_a_foreign_organization(two):
    acme, borealis = two
    client = _client(acme, WITH_IDS[0])
    address = reverse("accounts:switch")
    answer = client.post(address, {"organization": borealis.organization.public_id})
    assert answer.status_code == 404


def test_a_new_assessment_cannot_use_a_foreign_questionnaire(two):
    acme, borealis = two
    client = _client(acme, WITH_IDS[0])
    before = Assessment.objects.count()
    fields = {"pack": borealis.pack.public_id, "pack_version": borealis.pack.public_id}
    answer = client.post(reverse("assessments:new"), {**fields, "scope": "Sales"})
    assert answer.status_code == 422
    assert Assessment.objects.count() == before


@pytest.mark.parametrize("row", [row for row in ROWS if "POST" in row.methods], ids=str)
def test_smuggled_fields_change_nothing(two, row):
    acme, borealis = two
    user = acme.users["admin" if "admin" in row.who else "manager"]
    client = Client()
    client.force_login(user, backend=BACKEND)
    kwargs = {name: worlds.value(acme, key) for name, key in row.given.items()}
    foreign = {
        "organization": borealis.organization.pk,
        "organization_id": borealis.organization.pk,
    }
    with transaction.atomic():
        before = _belongings(borealis.organization)
        client.post(reverse(row.name, kwargs=kwargs), {**SMUGGLED, **foreign, "version": "1"})
        assert _belongings(borealis.organization) == before
        assert not User.objects.filter(is_superuser=True).exists()
        transaction.set_rollback(True)


def _belongings(organization: Organization) -> dict[str, int]:
    return {
        "memberships": Membership.objects.filter(organization=organization).count(),
        "assessments": Assessment.objects.filter(organization=organization).count(),
        "events": organization.audit_events.count(),
        "messages": organization.messages.count(),
        "reports": organization.reports.count(),
    }


@pytest.mark.parametrize("offered", [*TOKENS, "api_secret"])
def test_only_an_api_token_opens_the_api(two, offered):
    address = reverse("metrics:api_state", args=[two[0].predictions.public_id])
    answer = Client().get(address, headers={"Authorization": f"Bearer {getattr(two[0], offered)}"})
    assert answer.status_code == (200 if offered == "api_secret" else 401)


@pytest.mark.parametrize("consumer", TOKENS.values())
def test_an_api_token_opens_no_page(two, consumer):
    secret = two[0].api_secret
    assert Client().get(reverse(consumer, args=[secret])).status_code == 404
    answer = Client().get(reverse("home"), headers={"Authorization": f"Bearer {secret}"})
    assert answer.url.startswith(reverse("account_login"))


@pytest.mark.parametrize("consumer", TOKENS)
@pytest.mark.parametrize("offered", TOKENS)
def test_only_the_right_kind_of_token_opens_a_page(two, offered, consumer):
    address = reverse(TOKENS[consumer], args=[getattr(two[0], offered)])
    expected = 200 if offered == consumer else 404
    assert Client().get(address).status_code == expected
