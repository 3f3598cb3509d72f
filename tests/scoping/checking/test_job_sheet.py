"""The job-effect sheet on the page and in the charter, and reskilling inside the value."""

from decimal import Decimal

import charter_data
import pytest
import scoping_data
import whole_worksheet
from django.urls import reverse

from scoping.checking.cross_rules import find_all
from scoping.checking.job_sheet import job_sheet
from scoping.exports.jobs import job_blocks
from scoping.services.freezing import job_effect
from scoping.worksheet.state import WorksheetState

AGENT = {"id": "j1", "role": "Agent", "people": "10", "hours": "40", "automated_hours": "8",
         "redeployed_hours": "6", "plan": "Calls back", "consulted_on": "2026-11-01",
         "reskilling_cost": "5000"}  # fmt: skip
LEAD = {"id": "j2", "role": "Lead", "people": "2", "hours": "40", "automated_hours": "4",
        "redeployed_hours": "4"}  # fmt: skip


def sheet(*rows, above=10):
    return job_sheet({"jobs": list(rows)}, "EUR", Decimal(above))


def test_hours_plans_and_sums_stand_by_role():
    found = sheet(AGENT, LEAD)
    assert found.hours == [
        ("Agent", "400", "80", "60", "20", "20%, plan needed"),
        ("Lead", "80", "8", "8", "0", "10%"),
        ("In all", "480", "88", "68", "20", "18.3%"),
    ]
    assert found.plans[0] == ("Agent", "Calls back", "1 Nov 2026", "5,000 EUR")
    assert found.plans[1] == ("Lead", "–", "–", "–")
    assert found.finding == "88 hours a week are automated: 68 redeployed, 20 removed"


def test_the_organizations_own_share_asks_for_a_plan():
    assert "plan needed" in sheet(LEAD, above=9).hours[0][-1]


@pytest.mark.parametrize("changed", [{"people": ""}, {"hours": "x"}, {"automated_hours": "50"}])
def test_incomplete_or_impossible_hours_are_named_not_summed(changed):
    found = sheet(AGENT | changed, LEAD)
    assert found.unread == ["Agent"]
    assert [row[0] for row in found.hours] == ["Lead"]
    assert found.reskilling == 5000


def test_without_roles_there_is_no_sheet():
    assert job_sheet({}, "EUR", Decimal(10)) is None


def _findings(changes):
    found = find_all(whole_worksheet.case(changes))
    return [each.title for each in found if "Reskilling" in each.title]


def test_reskilling_that_the_value_does_not_count_is_an_error():
    changes = {"risks.jobs.j1.reskilling_cost": "9000"}
    assert _findings(changes) == [
        "Reskilling costs 9,000 USD, but the risk-adjusted value counts 0 USD only"
    ]
    assert _findings({**changes, "churn:candidate.reskilling_cost": "9000"}) == []
    assert _findings({}) == []


def test_the_charter_tells_the_sheet_from_its_frozen_rows():
    content = charter_data.frozen()
    content["sections"]["risks"]["jobs"] = [AGENT]
    blocks = list(job_blocks(content))
    assert [getattr(each, "title", "") for each in blocks] == [
        "", "Hours by role", "Plans and talks", "",
    ]  # fmt: skip
    assert "counts 0 USD only" in blocks[-1].text


def test_the_frozen_effect_names_the_share_it_was_judged_by():
    state = WorksheetState({"risks": {"jobs": [AGENT]}})
    assert job_effect(state, Decimal(25)) == {
        "roles": [{"role": "Agent", "share": "20"}], "needs_plan": False, "plan_above": "25",
    }  # fmt: skip


@pytest.mark.django_db
def test_the_section_of_risks_shows_the_sheet(sign_in, organization, manager):
    made = scoping_data.make_example(organization, manager)
    scoping_data.save(made, "risks", manager, {**made.content_of("risks"), "jobs": [AGENT]})
    address = reverse("scoping:section", args=[made.public_id, "risks"])
    page = sign_in(manager).get(address).content.decode()
    assert "80 hours a week are automated: 60 redeployed, 20 removed" in page
    assert "20%, plan needed" in page
    assert "5,000 USD" in page
