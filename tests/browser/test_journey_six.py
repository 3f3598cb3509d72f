"""Scope as people do it: from an example to a decision, and from a worksheet to signatures.

The example's figures are those of the table in the specification: the churn model leads with 75.9
and is worth 0.56 m, the simple rule is ready today.
"""

import charter_flow
import pytest
from background import work_is_done
from playwright.sync_api import expect
from scoping_steps import PHONE, ask_to_rate, decide, rate, sign

from scoping.models import Charter, Project, Rating

FACTORS = 12


@pytest.fixture
def people(organization, manager, member, executive):
    """A business and a technical rater beside the manager and the sponsor."""
    return manager, member, executive


def test_from_the_churn_example_to_a_decision(live_server, as_user, people, check_accessibility):
    manager, member, executive = people
    page = as_user(manager).new_page()
    page.goto("/scope/")
    page.get_by_role("link", name="Begin a project").click()
    page.get_by_role("button", name="Customers leave before renewal").click()
    expect(page.get_by_text("You wrote “down 20% of the rate”")).to_be_visible()
    page.locator(".outline").get_by_role("link", name="Candidates").click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("Churn model leads; Simple rule is ready today")
    table = page.get_by_role("table", name="Candidates side by side")
    for figure in ("75.9", "68.3", "60.5", "51.1", "USD 0.56m", "USD 0.45m", "−USD 0.26m"):
        expect(table.get_by_text(figure, exact=True)).to_be_visible()
    expect(page.get_by_text("195 of 243")).to_be_visible()
    check_accessibility(page)
    address = page.url
    ask_to_rate(page, "Executive", "business")
    ask_to_rate(page, "Member", "technical")
    for person, score in ((executive, 3), (member, 2)):
        rate(as_user(person).new_page(), address, "Churn model", score)
    assert Rating.objects.exclude(rater=None).count() == 2 * FACTORS
    decide(page, address, "Churn model")
    assert Project.objects.get().state().chosen.content["name"] == "Churn model"


def test_from_a_whole_worksheet_to_signatures_and_documents(
    live_server, as_user, organization, people, check_accessibility
):
    manager, lead, sponsor = people
    flow = charter_flow.ready(organization, manager, sponsor, lead)
    page = as_user(manager).new_page()
    page.goto(f"/projects/{flow.project.public_id}/worksheet/problem/")
    page.get_by_role("link", name="Preview charter").click()
    page.get_by_role("link", name="Check and submit…").click()
    check_accessibility(page)
    page.get_by_role("button", name="Submit for signatures").click()
    expect(page.get_by_role("heading", name="Sign-off")).to_be_visible()
    address = page.url
    sign(as_user(lead).new_page(), address)
    sign(as_user(sponsor, viewport=PHONE).new_page(), address)
    assert flow.charter.state == Charter.State.APPROVED
    page.goto(address)
    page.get_by_role("link", name="PDF, Word…").click()
    page.get_by_role("button", name="Make the documents").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The documents are being made")
    work_is_done(page)
    with page.expect_download() as taken:
        page.get_by_role("link", name="PDF, tagged, with signatures").click()
    assert taken.value.path().read_bytes().startswith(b"%PDF")
    _amend(page, address)


def _amend(page, address):
    """Wording is published at once; a new deadline would ask for signatures again."""
    page.goto(address)
    page.get_by_role("button", name="Begin the next version").click()
    worksheet = address.split("/charters/")[0]
    project = Project.objects.get()
    page.goto(f"{worksheet}/projects/{project.public_id}/worksheet/problem/")
    page.get_by_label("Earlier attempts").fill("A mailing last spring, without a control group.")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="Preview charter").click()
    page.get_by_role("link", name="Check and submit…").click()
    page.get_by_role("button", name="Publish the wording").click()
    newest = project.charters.newest().first()
    assert (newest.number, newest.state) == ("1.1", Charter.State.APPROVED)
