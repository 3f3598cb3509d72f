"""Scope from the churn example to signatures: what only people know is added by them.

The figures of the example stay those of the specification until somebody rates.
"""

import charter_flow
import factories
import pytest
from background import work_is_done
from filling import save
from playwright.sync_api import expect
from scoping_steps import PHONE, ask_to_rate, confirm, decide, name_the_assessment, rate, sign

from scoping.models import Charter

CHURN = "Churn model"
PARTS = {
    "sponsor": "Ada",
    "owner": "Ben",
    "technical_lead": "Tess",
    "data_owner": "Dora",
    "finance": "Executive",
}


@pytest.fixture
def people(organization, manager, executive):
    """Everybody by name; a published assessment says how mature the organization is."""
    found = {"Executive": executive}
    for name, side in (("Ada", "business"), ("Ben", "business"), ("Tess", "technical"),
                       ("Dora", "technical")):  # fmt: skip
        found[name] = factories.make_user(email=f"{name.lower()}@example.org", name=name)
        factories.make_membership(found[name], organization, role="member", perspective=side)
    charter_flow.published(organization, manager)
    return found


def test_from_the_churn_example_to_signatures(live_server, as_user, manager, people):
    page = as_user(manager).new_page()
    _begin(page)
    _name_people(page)
    page.locator(".outline").get_by_role("link", name="Candidates").click()
    name_the_assessment(page)
    candidates = page.url
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("Churn model leads; Simple rule is ready today")
    _own_the_enablers(page)
    for name, side in (("Ben", "business"), ("Tess", "technical")):
        page.goto(candidates)
        ask_to_rate(page, name, side)
        rater = as_user(people[name]).new_page()
        rate(rater, candidates, CHURN, 3)
        confirm(rater, candidates.replace("candidates/", "worksheet/problem/"), side)
    decide(page, candidates, CHURN)
    address = _submit(page)
    for name in ("Ada", "Tess", "Dora"):
        sign(as_user(people[name]).new_page(), address)
    sign(as_user(people["Executive"], viewport=PHONE).new_page(), address)
    assert Charter.objects.get().state == Charter.State.APPROVED
    page.goto(address)
    page.get_by_role("link", name="PDF, Word…").click()
    page.get_by_role("button", name="Make the documents").click()
    work_is_done(page)
    with page.expect_download() as taken:
        page.get_by_role("link", name="Markdown").click()
    text = taken.value.path().read_text(encoding="utf-8")
    for said in ("Keep the customers that we have", CHURN, "Revenue kept", "2,000,000"):
        assert said in text


def _begin(page):
    """The example brings its objective and its metrics."""
    page.goto("/scope/")
    page.get_by_role("link", name="Begin a project").click()
    page.get_by_role("button", name="Customers leave before renewal").click()
    told = "The catalogs have the objective “Keep the customers that we have”"
    expect(page.get_by_text(told)).to_be_visible()


def _name_people(page):
    page.locator(".outline").get_by_role("link", name="People").click()
    for part, name in PARTS.items():
        page.locator(f"[name={part}]").select_option(label=name)
    save(page)


def _own_the_enablers(page):
    """Each gap that the example closes gets somebody who closes it."""
    page.get_by_role("table").get_by_role("link", name=CHURN).click()
    rows = page.locator("#rows-enablers .row-list > .row")
    for row in rows.all():
        row.locator("summary").first.click()
        row.locator("[name$=-owner]").select_option(label="Tess")
    save(page)


def _submit(page):
    page.get_by_role("link", name="Preview charter").click()
    page.get_by_role("link", name="Check and submit…").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing is missing")
    assert page.locator(".lacks li").all_inner_texts() == []
    page.get_by_role("button", name="Submit for signatures").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("waits for")
    return page.url
