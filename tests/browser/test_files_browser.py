"""A worksheet leaves as a file and begins a project again, with the same comparison."""

import pytest
import scoping_data
from playwright.sync_api import expect

from scoping.models import Project

FIGURES = ("75.9", "68.3", "60.5", "51.1", "USD 0.56m", "USD 0.45m", "−USD 0.26m")


@pytest.fixture
def page(live_server, as_user, organization, manager):
    scoping_data.make_example(organization, manager)
    return as_user(manager).new_page()


def test_the_churn_project_comes_back_from_its_file(page, check_accessibility, tmp_path):
    first = Project.objects.get()
    page.goto(f"/projects/{first.public_id}/worksheet/problem/")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Worksheet as JSON").click()
    file = tmp_path / taken.value.suggested_filename
    taken.value.save_as(file)
    page.goto("/projects/new/")
    page.get_by_label("Worksheet or charter").set_input_files(file)
    page.get_by_role("button", name="Begin from the file").click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("Everything in the file is here")
    check_accessibility(page)
    page.get_by_role("link", name="Go to the problem").click()
    page.locator(".outline").get_by_role("link", name="Candidates").click()
    assert first.public_id not in page.url
    expect(heading).to_have_text("Churn model leads; Simple rule is ready today")
    table = page.get_by_role("table", name="Candidates side by side")
    for figure in FIGURES:
        expect(table.get_by_text(figure, exact=True)).to_be_visible()
    expect(page.get_by_text("195 of 243")).to_be_visible()
