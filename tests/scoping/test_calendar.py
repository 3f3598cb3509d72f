"""Decisions and reviews by month."""

import datetime

import pytest
import scoping_data
from django.utils import timezone

from scoping.models import Charter, GateDecision, Project

pytestmark = pytest.mark.django_db
PAGE = "/portfolio/calendar/"
TODAY = timezone.now().date()
LATE = TODAY - datetime.timedelta(days=2)
SOON = TODAY + datetime.timedelta(days=40)


@pytest.fixture
def planned(project, manager):
    rows = [{"id": "m1", "name": "Pilot begins", "day": SOON.isoformat()}]
    gates = [{"id": "g1", "gate": "G2", "day": LATE.isoformat()}]
    scoping_data.save(project, "plan", manager, {"milestones": rows, "gates": gates})
    return project


def titles(client, query=""):
    months = client.get(f"{PAGE}{query}").context["months"]
    return {month.name: [entry.title for entry in month.entries] for month in months}


def test_overdue_dates_stand_first(as_manager, planned):
    found = titles(as_manager)
    assert next(iter(found)) == "Overdue"
    assert found["Overdue"] == ["Gate G2"]


def test_a_kind_is_shown_alone(as_manager, planned):
    assert list(titles(as_manager, "?kind=milestone").values()) == [["Milestone: Pilot begins"]]


def test_a_gate_that_was_decided_is_not_due(as_manager, planned):
    GateDecision.objects.create(project=planned, gate="G2", decision="go", reason="Good")
    assert "Overdue" not in titles(as_manager)


def test_an_approved_charter_expires(as_manager, planned):
    expires = timezone.now() + datetime.timedelta(days=3)
    Charter.objects.filter(project=planned).update(state="approved", expires_at=expires)
    assert list(titles(as_manager, "?kind=expiry").values()) == [["Charter expires"]]


def test_a_stopped_project_is_not_due(as_manager, planned):
    Project.objects.update(stage="stopped")
    assert titles(as_manager) == {}


def test_the_headline_counts_what_is_overdue(as_manager, planned):
    assert b"One date overdue" in as_manager.get(PAGE).content


def test_the_calendar_file_keeps_its_keys_when_days_move(as_manager, planned, manager):
    def keys():
        text = as_manager.get("/portfolio/calendar.ics").content.decode()
        return sorted(line for line in text.splitlines() if line.startswith("UID:"))

    before = keys()
    gates = [{"id": "g1", "gate": "G2", "day": SOON.isoformat()}]
    rows = [{"id": "m1", "name": "Pilot begins", "day": SOON.isoformat()}]
    scoping_data.save(planned, "plan", manager, {"milestones": rows, "gates": gates})
    assert keys() == before
    assert len(before) == 2
