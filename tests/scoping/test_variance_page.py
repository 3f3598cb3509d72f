"""The plan of a project beside the one that was signed."""

from datetime import date, timedelta

import pytest
import scoping_data
from django.utils import timezone

from scoping.services import versions

pytestmark = pytest.mark.django_db


def _address(flow, kind="/"):
    return f"/projects/{flow.project.public_id}/plan-and-actual{kind}"


def _read(client, flow, kind="/"):
    return client.get(_address(flow, kind)).content.decode()


def _change(flow, place, **fields):
    rows = [dict(each) for each in flow.project.content_of("plan")["milestones"]]
    rows[place] |= fields
    flow.save("plan", milestones=rows)


@pytest.fixture
def signed(flow):
    flow.approve()
    return flow


def test_without_a_signed_plan_nothing_is_compared(as_manager, flow):
    page = _read(as_manager, flow)
    assert "No plan has been signed yet" in page
    assert "CSV" not in page


def test_a_plan_as_signed_is_on_budget(as_manager, signed):
    page = _read(as_manager, signed)
    assert "Nothing is late, on the signed budget" in page
    assert "Against charter 1.0" in page
    assert "EUR 115,000 were signed, EUR 115,000 are spent or expected." in page


def test_what_was_done_later_and_for_more_is_late_and_over(as_manager, signed):
    planned = date.fromisoformat(signed.project.content_of("plan")["milestones"][0]["day"])
    _change(signed, 0, done_on=(planned + timedelta(days=9)).isoformat(), actual_cost="50000")
    page = _read(as_manager, signed)
    assert "1 date is late, EUR 3,000 over the signed budget" in page
    assert "<strong>+9</strong>" in page
    assert "<strong>+EUR 3,000</strong>" in page


def test_a_moved_plan_is_held_against_the_signed_one(as_manager, signed):
    planned = date.fromisoformat(signed.project.content_of("plan")["milestones"][1]["day"])
    _change(signed, 1, day=(planned + timedelta(days=30)).isoformat(), budget="60000")
    page = _read(as_manager, signed)
    assert "<strong>+30</strong>" in page
    assert "EUR 8,000 under the signed budget" in page


def test_added_and_dropped_milestones_are_told(as_manager, signed):
    rows = signed.project.content_of("plan")["milestones"]
    day = timezone.now().date() + timedelta(days=60)
    new = {"id": "new1", "name": "Second pilot", "day": day.isoformat(), "budget": "9000"}
    signed.save("plan", milestones=[rows[0], new])
    page = _read(as_manager, signed)
    assert "Dropped" in page
    assert "Added since" in page
    assert "EUR 59,000 under the signed budget" in page


def test_after_a_revoked_charter_the_signed_plan_still_counts(as_manager, signed):
    versions.revoke(charter=signed.charter, actor=signed.sponsor, reason="The market moved")
    assert "(revoked)" in _read(as_manager, signed)


def test_the_file_holds_exact_figures(as_manager, signed):
    _change(signed, 0, name="=1+1", actual_cost="47000.25")
    text = _read(as_manager, signed, ".csv")
    assert "'=1+1" in text
    assert "47000.25" in text
    assert text.count(",1.0\r\n") == 5  # two milestones, start, go-live and end


def test_it_is_linked_from_the_plan_and_the_gates(as_manager, signed):
    for page in (f"/projects/{signed.project.public_id}/worksheet/plan/",
                 f"/projects/{signed.project.public_id}/gates/"):  # fmt: skip
        assert _address(signed) in as_manager.get(page).content.decode()


def test_people_of_elsewhere_and_without_a_part_find_nothing(sign_in, outsider, organization,
                                                             manager, member):  # fmt: skip
    made = scoping_data.make_project(organization, manager)
    for person in (outsider, member):
        for kind in ("/", ".csv"):
            address = f"/projects/{made.public_id}/plan-and-actual{kind}"
            assert sign_in(person).get(address).status_code == 404
