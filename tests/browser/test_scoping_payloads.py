"""H4: thirty payloads in every text of projects and charters; a browser shows them, runs none."""

from unittest import mock

import charter_flow
import hostile_project
import page_world
import pages
import pytest
from django.apps import apps
from hostile_project import HOSTILE, Texts
from payloads import MARK
from test_payloads import ALIVE, ALL, TOO_WIDE, watched  # noqa: F401  (a fixture)

from accounts.models import User
from metrics.models import BusinessMetric, MetricLink, TechnicalMetric
from scoping.models import Charter, Look, Project

TOLD = {Charter, Look, Project}  # what they say is frozen, or follows the worksheet
ADDRESSES = ("/scope/", "/objectives/", "/projects/", "/charters/", "/portfolio/", "/rules/",
             "/deputies/")  # fmt: skip


@pytest.fixture(scope="module")
def world(kept_database):
    """Charters that were submitted with hostile texts; then all else is typed over."""
    texts = Texts()
    whole = mock.patch.object(charter_flow, "ready", _ready(texts))
    with whole:
        world = page_world.build(ALL[:120])
    for project in Project.objects.filter(archived_at=None):
        if [charter.state for charter in project.charters.all()] == ["draft"]:
            hostile_project.retype(project, world.users["manager"], texts)
    for model in (User, BusinessMetric, MetricLink, TechnicalMetric):
        for number, row in enumerate(model.objects.all()):
            name = "mechanism" if model is MetricLink else "name"
            setattr(row, name, f"{HOSTILE[number % 30]} {number}"[:120])
            row.save(update_fields=[name])
    for model in apps.get_app_config("scoping").get_models():
        if model not in TOLD:
            hostile_project.retype_rows(model, texts)
    return world


def _ready(texts):
    plain = charter_flow.ready

    def ready(*people, title="Plain"):
        with hostile_project.hostile_worksheets(texts):
            return plain(*people, title=title)

    return ready


def _is_ours(place, world):
    return place.address(world).startswith(ADDRESSES)


@pytest.mark.parametrize("actor", ["admin", "manager", "member", "executive"])
def test_no_page_of_scoping_runs_what_people_typed(watched, world, actor):  # noqa: F811
    """H4: every page and state, as each of the people who see it, on a narrow screen."""
    page, shown, wrong = watched(world.users[actor]), 0, []
    for place in pages.PLACES:
        if place.actor != actor or not _is_ours(place, world):
            continue
        place.visit(page, world)
        found = (page.evaluate("window.ran"), page.evaluate(ALIVE, MARK), page.evaluate(TOO_WIDE))
        if found[:2] != (0, []) or found[2] > 0:
            wrong.append((place.name, *found))
        shown += MARK in page.content()
    assert wrong == []
    assert set(page.asked) <= {"beforeunload"}
    assert shown
