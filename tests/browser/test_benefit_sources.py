"""A benefit taken over by a click, and taken anew once its source has changed."""

import metric_data
import pytest
import scoping_data
from playwright.sync_api import expect


@pytest.fixture
def project(organization, manager):
    return scoping_data.make_project(organization, manager, currency="EUR")


@pytest.fixture
def link(project, organization, manager):
    made = metric_data.link(organization, manager)
    rows = [{"id": "abcd1234", "link": made.public_id}]
    scoping_data.save(project, "metrics", manager, {"links": rows})
    return made


def _likely(page):
    return page.get_by_label("Yearly benefit: likely")


def test_figures_are_taken_edited_and_taken_anew(
    live_server, as_user, project, link, manager, check_accessibility
):
    candidate = project.candidates.current().last()
    page = as_user(manager).new_page()
    page.goto(f"/projects/{project.public_id}/candidates/{candidate.public_id}/")
    page.get_by_label("What it does").fill("Calls customers at risk")
    page.get_by_role("button", name="Take over from Revenue kept").click()
    expect(page.get_by_text("Taken from Revenue kept on")).to_be_visible()
    expect(_likely(page)).to_have_value("1000")
    expect(page.get_by_label("What it does")).to_have_value("Calls customers at risk")
    _likely(page).fill("1100")
    expect(page.get_by_text("likely from 1,000 to 1,100").first).to_be_visible()
    content = metric_data.content(formula="customers * revenue * 2")
    metric_data.links.change_link(link=link, actor=manager, version=1, content=content)
    page.reload()
    expect(page.get_by_text("The source has changed since.")).to_be_visible()
    check_accessibility(page)
    page.get_by_role("button", name="Take the new figures").click()
    expect(_likely(page)).to_have_value("2000")
    expect(page.get_by_text("The source has changed since.")).to_be_hidden()
