"""Files that somebody sends: one message at the field, and nothing half-made."""

import copy
import json
from html import unescape
from unittest import mock

import pytest
import random_worksheets
import scoping_data
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from payloads import NAMES, PAYLOADS, what_came_alive

from accounts.models import AuditEvent
from scoping.models import Project
from scoping.overview.portable import exported_worksheet
from scoping.services import bringing_in
from scoping.worksheet.portable import Header, exported

pytestmark = pytest.mark.django_db
ADDRESS = "scoping:project_bring_in"


@pytest.fixture
def content(project):
    return exported_worksheet(project)


def _send(client, raw):
    if not isinstance(raw, bytes):
        raw = json.dumps(raw).encode()
    file = SimpleUploadedFile("worksheet.json", raw, "application/json")
    return client.post(reverse(ADDRESS), {"file": file})


def _refused(client, raw, says):
    """The answer names the fault at the field, once in the summary, and nothing was made."""
    before = Project.objects.count(), AuditEvent.objects.count()
    page = _send(client, raw)
    text = unescape(page.content.decode())
    assert page.status_code == 422
    assert text.count(says) == 2
    assert 'aria-invalid="true"' in text
    assert (Project.objects.count(), AuditEvent.objects.count()) == before


def test_a_good_file_leads_to_what_came_out_of_it(as_manager, content, project):
    answer = _send(as_manager, content)
    made = Project.objects.exclude(pk=project.pk).get()
    assert answer.headers["Location"] == reverse("scoping:project_arrival", args=[made.public_id])
    page = as_manager.get(answer.headers["Location"])
    assert "Everything in the file is here" in page.content.decode()


BYTES = {
    "nothing": (b"", "The file is empty."),
    "no JSON": (b"<html>", "The file is not JSON: line 1, character 1 cannot be read."),
    "large": (b" " * 50_000_000, "The file is larger than 4 MB."),
    "deep": (b'{"a":' * 100_000, "lie more than 12 deep"),
    "twins": (b'{"format": 1, "format": 2}', "The key “format” stands twice in one group."),
    "NaN": (b'{"format": NaN}', "NaN is no whole number."),
    "NUL": (b'{"format": "\\u0000"}', "format holds a character that cannot be kept."),
    "other": (b'{"format": "aiproj.worksheet/2"}', "written by a newer AIProj"),
}


@pytest.mark.parametrize("name", BYTES)
def test_a_hostile_file_is_refused(as_manager, name):
    _refused(as_manager, *BYTES[name])


def test_no_file_is_named(as_manager):
    page = as_manager.post(reverse(ADDRESS), {})
    assert page.status_code == 422
    assert "Choose a file." in page.content.decode()


def test_a_wrong_value_is_refused_with_its_place(as_manager, content):
    content["worksheet"]["sections"]["plan"] = {"end": "soon"}
    _refused(as_manager, content, "plan.end: must be a date such as 2027-07-31. Nothing was")


def test_levels_of_other_areas_are_refused(as_manager, content):
    content["worksheet"]["example_levels"] = {"luck": "3"}
    _refused(as_manager, content, "example_levels: must have a level for each of")


def test_a_dataset_cannot_pass_as_a_person(as_manager, manager, content):
    rows = [{"id": manager.public_id, "name": "Somebody else"}]
    content["worksheet"]["sections"]["data"] = {"datasets": rows}
    _refused(as_manager, content, "stands for something else already")


def test_whoever_may_not_scope_may_not_bring_in(sign_in, member, executive, content):
    for person in (member, executive):
        assert _send(sign_in(person), content).status_code == 403


def test_an_id_of_another_organization_looks_like_one_that_does_not_exist(
    as_manager, content, outsider, project
):
    pages = []
    for who in (outsider.public_id, "doesnotexist2345"):
        sent = copy.deepcopy(content)
        sent["worksheet"]["sections"]["people"]["sponsor"] = who
        answer = _send(as_manager, sent)
        made = Project.objects.latest("pk")
        assert "sponsor" not in made.content_of("people")
        page = as_manager.get(answer.headers["Location"]).content.decode()
        pages.append(page.replace(made.public_id, "").split("<section", 1)[1])
    assert "A person without a name" in pages[0]
    assert pages[0] == pages[1]


def test_a_failure_on_the_way_leaves_nothing(organization, manager, content):
    before = Project.objects.count(), AuditEvent.objects.count()
    broken = mock.patch.object(bringing_in, "record", side_effect=OSError("full"))
    with broken, pytest.raises(OSError, match="full"):
        scoping_data.bring_in(organization, manager, content)
    assert (Project.objects.count(), AuditEvent.objects.count()) == before


@pytest.mark.parametrize("text", [*PAYLOADS, *map(NAMES.get, ("command", "sum", "template"))])
def test_markup_and_formulas_stay_text(as_manager, content, text):
    words = " ".join(text.split())
    sections = content["worksheet"]["sections"]
    sections["problem"] |= {"title": words, "statement": text, "objective": "doesnotexist2345"}
    sections["risks"] = {"risks": [{"id": "r1", "what": words}]}
    content["references"]["doesnotexist2345"] = {"kind": "objective", "name": text}
    answer = _send(as_manager, content)
    made = Project.objects.latest("pk")
    assert made.content_of("problem")["statement"] == text
    places = [reverse("scoping:section", args=[made.public_id, "problem"])]
    for address in [answer.headers["Location"], *places]:
        assert what_came_alive(as_manager.get(address).content.decode()) == []
    lines = as_manager.get(reverse("scoping:risks_csv", args=[made.public_id])).content.decode()
    assert not lines.splitlines()[1].startswith(("=", "+", "-", "@"))


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(random_worksheets.worksheets())
def test_random_worksheets_are_the_same_after_a_round_trip(organization, manager, state):
    sent = exported(state, Header("Customers leave before renewal"), {})
    made = scoping_data.bring_in(organization, manager, sent)
    title = sent["worksheet"]["sections"]["problem"].get("title", sent["worksheet"]["title"])
    expected = {**sent["worksheet"], "title": title}
    for project in (made, scoping_data.bring_in(organization, manager, exported_worksheet(made))):
        assert exported_worksheet(project)["worksheet"] == expected


def test_what_a_person_downloads_comes_back(as_manager, project):
    address = reverse("scoping:worksheet_json", args=[project.public_id])
    raw = as_manager.get(address).content
    answer = _send(as_manager, raw)
    made = Project.objects.exclude(pk=project.pk).get()
    assert answer.status_code == 302
    assert json.loads(raw)["content_hash"] == exported_worksheet(made)["content_hash"]
