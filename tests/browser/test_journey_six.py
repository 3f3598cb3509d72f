"""Scope as people do it: from an example to a decision, and from a worksheet to signatures.

The example's figures are those of the table in the specification: the churn model leads with 75.9
and is worth 0.56 m, the simple rule is ready today.
"""

from concurrent.futures import ThreadPoolExecutor

import charter_flow
import factories
import pytest
from playwright.sync_api import expect

from scoping.models import Charter, Project, Rating

PHONE = {"width": 390, "height": 844}
FACTORS = 12


def _jobs_are_done():
    """Play the worker: in a thread of its own, beside the browser's loop."""
    with ThreadPoolExecutor(1) as worker:
        worker.submit(factories.run_jobs).result()


def _ask_to_rate(page, name, side):
    page.goto(page.url.split("/candidates/")[0].split("/raters/")[0] + "/raters/")
    options = page.locator("[name=person] option")
    page.locator("[name=person]").select_option(label=options.filter(has_text=name).inner_text())
    page.locator("[name=side]").select_option(side)
    page.get_by_role("button", name="Ask to rate").click()
    expect(page.get_by_role("cell", name=f"{side.capitalize()} rater")).to_be_visible()


def _rate(page, address, name, score):
    page.goto(address)
    page.get_by_role("link", name=f"Rate {name}").click()
    for place in range(FACTORS):
        factor = page.locator(".factor").nth(place)
        factor.locator(f"input[type=radio][value='{score}']").check()
        factor.locator("select").select_option("expert")
    page.get_by_role("button", name="Keep my scores").click()
    expect(page.get_by_text(f"Your scores of {name} are kept.")).to_be_visible()


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
    _ask_to_rate(page, "Executive", "business")
    _ask_to_rate(page, "Member", "technical")
    for person, score in ((executive, 3), (member, 2)):
        _rate(as_user(person).new_page(), address, "Churn model", score)
    assert Rating.objects.exclude(rater=None).count() == 2 * FACTORS
    _decide(page, address)


def _decide(page, address):
    page.goto(f"{address}decide/")
    for section in page.locator(".decision").all():
        is_chosen = section.get_by_role("heading").inner_text() == "Churn model"
        section.locator("select").select_option("chosen" if is_chosen else "rejected")
        section.locator("input[type=text]").fill("It reaches most leavers early enough.")
    page.get_by_role("button", name="Keep the decision").click()
    expect(page.get_by_text("The decision is kept.")).to_be_visible()
    chosen = Project.objects.get().state().chosen
    assert chosen.content["name"] == "Churn model"


def _sign(page, address):
    """Three taps: the link of the mail, sign, and sign exactly this text."""
    page.goto(address)
    page.get_by_role("link", name="Sign version 1.0").click()
    if page.locator("[name=password]").count():
        page.locator("[name=password]").fill(factories.PASSWORD)
    page.get_by_role("button", name="Sign exactly this text").click()


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
    _sign(as_user(lead).new_page(), address)
    _sign(as_user(sponsor, viewport=PHONE).new_page(), address)
    assert flow.charter.state == Charter.State.APPROVED
    page.goto(address)
    page.get_by_role("link", name="PDF, Word…").click()
    page.get_by_role("button", name="Make the documents").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The documents are being made")
    _jobs_are_done()
    page.reload()
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
