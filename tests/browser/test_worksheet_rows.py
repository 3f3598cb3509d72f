"""Rows of the worksheet in a browser: added, moved, duplicated, removed, and by keyboard alone."""

import re

import pytest
import scoping_data
from playwright.sync_api import expect

SAVED = re.compile(r"^Saved \d\d:\d\d$")
ROWS = [{"id": "abcd1234", "name": "Data"}, {"id": "efgh5678", "name": "Pilot", "budget": "5"}]


@pytest.fixture
def project(organization, manager):
    made = scoping_data.make_project(organization, manager)
    scoping_data.save(made, "plan", manager, {"milestones": ROWS})
    return made


@pytest.fixture
def page(as_user, manager, project):
    opened = as_user(manager).new_page()
    opened.goto(f"/projects/{project.public_id}/worksheet/plan/")
    return opened


def names(project):
    return [row["name"] for row in project.content_of("plan").get("milestones", [])]


def expect_saved(page):
    expect(page.locator("form[data-worksheet]")).to_have_attribute("data-state", "saved")
    expect(page.locator("[data-part=saved]").first).to_have_text(SAVED)


def press(page, name):
    page.get_by_role("button", name=name).first.click()


def test_a_row_of_the_browser_keeps_its_id(page, project):
    press(page, "Add a milestone")
    row = page.locator("#rows-milestones .row").last
    key = row.get_attribute("data-row")
    row.get_by_label("Milestone", exact=True).fill("Live")
    expect_saved(page)
    row.get_by_label("Milestone", exact=True).fill("Go-live")
    expect_saved(page)
    stored = project.content_of("plan")["milestones"]
    assert [(each["id"], each["name"]) for each in stored][2:] == [(key, "Go-live")]


def test_a_closed_row_shows_its_name_and_facts(page):
    summary = page.locator("#row-efgh5678 > summary")
    expect(summary).to_contain_text("Pilot")
    expect(summary).to_contain_text("USD 5")


def test_a_row_moves_up_and_stays_there(page, project):
    page.locator("#row-efgh5678 > summary").click()
    page.locator("#row-efgh5678").get_by_role("button", name="Move up").click()
    expect_saved(page)
    assert names(project) == ["Pilot", "Data"]


def test_a_duplicate_stands_behind_its_row(page, project):
    page.locator("#row-abcd1234 > summary").click()
    page.locator("#row-abcd1234").get_by_role("button", name="Duplicate").click()
    expect_saved(page)
    assert names(project) == ["Data", "Data", "Pilot"]


def test_a_removed_row_goes_and_comes_back(page, project):
    page.locator("#row-abcd1234 > summary").click()
    page.locator("#row-abcd1234").get_by_role("button", name="Remove").click()
    expect_saved(page)
    assert names(project) == ["Pilot"]
    press(page, "Undo")
    expect_saved(page)
    assert names(project) == ["Data", "Pilot"]


def test_a_row_that_goes_is_unsaved_at_once(page):
    page.locator("#row-abcd1234 > summary").click()
    page.route("**/worksheet/plan/**", lambda route: None)  # no answer comes
    page.locator("#row-abcd1234").get_by_role("button", name="Remove").click()
    expect(page.locator("form[data-worksheet]")).to_have_attribute("data-state", "unsaved")
    kept = "Object.values(localStorage).some(each => each.includes('abcd1234-remove'))"
    assert page.evaluate(kept)


def test_the_number_of_rows_is_told(page):
    press(page, "Add a milestone")
    expect(page.locator("#rows-milestones [data-number]")).to_have_text("3")


def reach(page, selector):
    """Press Tab until the control has the focus."""
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.locator(f"{selector}:focus").count():
            return
    raise AssertionError(f"Tab does not reach {selector}")


def test_outline_and_rows_by_keyboard_alone(page, project):
    """X3: to another section and back, a row added, named and moved without a mouse."""
    reach(page, ".outline a[href$='/money/']")
    page.keyboard.press("Enter")
    expect(page).to_have_title(re.compile("^Money"))
    reach(page, ".outline a[href$='/plan/']")
    page.keyboard.press("Enter")
    expect(page).to_have_title(re.compile("^Plan"))
    reach(page, "#rows-milestones [data-add]")
    page.keyboard.press("Enter")
    page.keyboard.type("Live")
    reach(page, ".row-list .row:last-child [data-move=up]")
    page.keyboard.press("Enter")
    expect_saved(page)
    assert names(project) == ["Data", "Live", "Pilot"]
