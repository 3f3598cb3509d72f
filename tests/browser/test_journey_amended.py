"""A charter in force is amended in what was signed: everybody sees what changed and signs again."""

import charter_flow
import pytest
from filling import save
from playwright.sync_api import expect
from scoping_steps import PHONE, sign

from scoping.models import Charter


@pytest.fixture
def flow(organization, manager, member, executive):
    found = charter_flow.ready(organization, manager, executive, member)
    found.approve()
    return found


def test_a_new_target_is_material_and_signed_again(live_server, as_user, flow, check_accessibility):
    page = as_user(flow.manager).new_page()
    _raise_the_target(page, flow)
    _confirm(as_user(flow.sponsor).new_page(), flow, "business")
    _confirm(as_user(flow.lead).new_page(), flow, "technical")
    address = _submit_again(page, check_accessibility)
    assert flow.project.charters.get(major=1).state == Charter.State.APPROVED
    for person, screen in ((flow.lead, {}), (flow.sponsor, {"viewport": PHONE})):
        signing = as_user(person, **screen).new_page()
        _see_what_changed(signing, address)
        sign(signing, address, "2.0")
    newest, former = flow.project.charters.newest()
    assert (newest.number, newest.state) == ("2.0", Charter.State.APPROVED)
    assert (former.number, former.state) == ("1.0", Charter.State.SUPERSEDED)
    page.goto(f"/charters/{former.public_id}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("superseded by a newer one")


def _problem(flow):
    return f"/projects/{flow.project.public_id}/worksheet/problem/"


def _raise_the_target(page, flow):
    """A quarter instead of a fifth, in the draft of the next version."""
    page.goto(f"/charters/{flow.charter.public_id}/")
    page.get_by_role("button", name="Begin the next version").click()
    page.goto(_problem(flow))
    page.get_by_label("Target", exact=True).fill("25")
    page.get_by_label("Earlier attempts").fill("A mailing last spring.")
    save(page)


def _confirm(page, flow, side):
    """A changed problem is confirmed anew."""
    page.goto(_problem(flow))
    page.get_by_role("button", name=f"Confirm for the {side} side").click()


def _submit_again(page, check_accessibility):
    page.get_by_role("link", name="Preview charter").click()
    page.get_by_role("link", name="Check and submit…").click()
    changed = page.locator(".since li")
    expect(changed.filter(has_text="Problem: target").locator(".tag")).to_have_text("material")
    expect(changed.filter(has_text="earlier attempts").locator(".tag")).to_have_text("editorial")
    expect(page.get_by_role("button", name="Publish the wording")).to_have_count(0)
    check_accessibility(page)
    page.get_by_role("button", name="Submit for signatures").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Charter 2.0 waits for 2 signatures")
    return page.url


def _see_what_changed(page, address):
    """What differs from what this person signed, before they sign again."""
    page.goto(address)
    expect(page.get_by_role("heading", name="Changed since you last looked")).to_be_visible()
    target = page.locator(".since li").filter(has_text="Problem: target")
    expect(target.locator("del")).to_contain_text("20")
    expect(target.locator("ins")).to_contain_text("25")
