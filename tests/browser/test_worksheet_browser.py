"""The worksheet in a browser: saved as one types, kept when it cannot be, never overwritten."""

import re

import pytest
import scoping_data
from playwright.sync_api import expect

SAVED = re.compile(r"^Saved \d\d:\d\d$")
KEPT = "Not saved, kept on this device. Trying again"
STATEMENT = scoping_data.STATEMENT


@pytest.fixture
def project(organization, manager):
    return scoping_data.make_project(organization, manager)


@pytest.fixture
def visit(as_user, manager, project):
    """Open a section in a context of its own, or in one that is given."""

    def opened(key="problem", context=None, user=manager):
        page = (context or as_user(user)).new_page()
        page.goto(f"/projects/{project.public_id}/worksheet/{key}/")
        return page

    return opened


def state(page):
    return page.locator("[data-part=saved]").first


def expect_saved(page):
    expect(page.locator("form[data-worksheet]")).to_have_attribute("data-state", "saved")
    expect(state(page)).to_have_text(SAVED)


def test_what_is_typed_is_saved_and_there_after_a_reload(visit, project):
    page = visit()
    page.get_by_role("textbox", name="Statement", exact=True).fill(STATEMENT)
    expect_saved(page)
    page.reload()
    expect(page.get_by_role("textbox", name="Statement", exact=True)).to_have_value(STATEMENT)
    assert project.content_of("problem")["statement"] == STATEMENT


def test_the_counter_follows_the_text(visit):
    page = visit()
    page.get_by_role("textbox", name="Statement", exact=True).fill("Customers leave.")
    expect(page.get_by_text("16 of 40 to 600 characters")).to_be_visible()


def test_edits_during_a_save_follow_it(visit, project):
    page = visit()
    held = []
    page.route("**/save/", lambda route: held.append(route) if not held else route.continue_())
    page.get_by_role("textbox", name="Statement", exact=True).fill("First text")
    page.wait_for_timeout(1000)
    page.get_by_role("textbox", name="Statement", exact=True).fill("Second text")
    held[0].continue_()
    expect_saved(page)
    assert project.content_of("problem")["statement"] == "Second text"


def test_two_quick_clicks_on_two_questions_both_count(visit, project):
    page = visit()
    page.get_by_label("Baseline").fill("24")
    page.get_by_role("textbox", name="Unit", exact=True).fill("%")
    page.get_by_role("textbox", name="The target, in your words").fill("down 10% next quarter")
    expect(page.locator("button[name=day]").first).to_be_visible()
    expect_saved(page)
    page.locator("#content").get_by_role("textbox", name="Segment").fill("All shops")
    page.evaluate("for (const name of ['meaning', 'day'])"
                  " document.querySelector(`button[name=${name}]`).click()")  # fmt: skip
    expect(page.get_by_text("Problem is saved.")).to_be_visible()
    found = project.content_of("problem")
    assert (found["target_kind"], found["segment"]) == ("relative", "All shops")
    assert found["deadline"] > "2026"


def test_a_lost_receipt_is_no_conflict(visit, project):
    page = visit()
    lost = []

    def lose_the_first(route):
        if lost:
            return route.continue_()
        lost.append(route.fetch().status)
        return route.abort()

    page.route("**/save/", lose_the_first)
    page.get_by_role("textbox", name="Statement", exact=True).fill("First text")
    expect(state(page)).to_have_text(KEPT)
    page.get_by_role("textbox", name="Statement", exact=True).fill("Second text")
    expect_saved(page)
    assert project.content_of("problem")["statement"] == "Second text"


def test_a_lost_connection_is_said_and_made_good(visit, project):
    page = visit("money")
    page.context.set_offline(True)
    page.get_by_label("Funding source").fill("Service budget")
    expect(state(page)).to_have_text(KEPT)
    page.context.set_offline(False)
    expect_saved(page)
    assert project.content_of("money") == {"funding": "Service budget"}


def test_text_that_was_never_sent_is_offered_again(visit, project):
    page = visit("money")
    page.context.set_offline(True)
    page.get_by_label("Funding source").fill("Written on the train")
    page.get_by_role("button", name="Add a cost").click()
    page.locator(".row").get_by_label("What").fill("Lease")
    expect(state(page)).to_have_text(KEPT)
    context = page.context
    page.close()
    context.new_page().wait_for_timeout(2_000)  # its last try ends while it is offline
    context.set_offline(False)
    page = visit("money", context)
    page.get_by_role("button", name="Use it").click()
    expect_saved(page)
    stored = project.content_of("money")
    assert (stored["funding"], stored["costs"][0]["what"]) == ("Written on the train", "Lease")


def test_a_save_whose_answer_was_lost_is_nobody_elses(visit, project):
    page = visit("money")

    def lose_the_answer(route):
        route.fetch()
        route.abort()

    page.route("**/save/", lambda route: route.abort())
    page.route("**/save/", lose_the_answer, times=1)  # the newest goes first
    page.get_by_label("Funding source").fill("Service budget")
    expect(state(page)).to_have_text(KEPT)
    page.get_by_label("Funding source").fill("Service budget and fund")
    assert project.content_of("money") == {"funding": "Service budget"}
    page = visit("money", page.context)
    page.get_by_role("button", name="Use it").click()
    expect_saved(page)
    assert project.content_of("money") == {"funding": "Service budget and fund"}


def test_a_wrong_number_is_told_beside_its_field_and_all_else_is_saved(
    visit, project, check_accessibility
):
    page = visit("money")
    page.get_by_label("Funding source").fill("Service budget")
    page.get_by_label("Contingency").fill("some")
    expect(page.get_by_text("Enter a number such as 1234.5.")).to_be_visible()
    expect(page.get_by_label("Contingency")).to_have_attribute("aria-invalid", "true")
    assert project.content_of("money") == {"funding": "Service budget"}
    check_accessibility(page)


def test_the_fault_goes_when_the_number_is_right(visit, project):
    page = visit("money")
    page.get_by_label("Contingency").fill("some")
    expect(page.get_by_text("Enter a number such as 1234.5.")).to_be_visible()
    page.get_by_label("Contingency").fill("15")
    expect(page.get_by_text("Enter a number such as 1234.5.")).to_have_count(0)
    assert page.get_by_label("Contingency").get_attribute("aria-invalid") is None
    assert project.content_of("money") == {"contingency": "15"}


def test_two_people_save_two_sections_side_by_side(visit, project):
    money, plan = visit("money"), visit("plan")
    money.get_by_label("Funding source").fill("Service budget")
    plan.get_by_label("Early win").fill("First list")
    expect_saved(money)
    expect_saved(plan)
    assert project.content_of("plan") == {"early_win": "First list"}
    assert project.content_of("money") == {"funding": "Service budget"}


@pytest.fixture
def conflict(visit):
    """Two tabs on the same section: the second one saved against an old version."""
    first, second = visit("money"), visit("money")
    first.get_by_label("Funding source").fill("Service budget")
    expect_saved(first)
    second.get_by_label("Funding source").fill("Sales budget")
    expect(second.get_by_role("alert")).to_contain_text("Service budget")
    expect(second.get_by_role("alert")).to_contain_text("Sales budget")
    return second


def test_of_two_texts_mine_can_be_kept(conflict, project, check_accessibility):
    check_accessibility(conflict)
    mine, theirs = (
        conflict.get_by_text(words, exact=True) for words in ("Keep mine", "Keep theirs")
    )
    assert mine.bounding_box()["height"] == theirs.bounding_box()["height"]
    looks = [each.evaluate("e => getComputedStyle(e).color") for each in (mine, theirs)]
    assert looks[0] == looks[1]
    mine.click()
    expect_saved(conflict)
    assert project.content_of("money") == {"funding": "Sales budget"}


LOOK = "of => ['color', 'display', 'padding'].map(name => getComputedStyle(of)[name])"


def test_both_ways_out_of_a_conflict_look_like_buttons(conflict):
    mine = conflict.get_by_role("button", name="Keep mine").evaluate(LOOK)
    assert conflict.get_by_role("link", name="Keep theirs").evaluate(LOOK) == mine


def test_of_two_texts_theirs_can_be_kept(conflict, project):
    conflict.get_by_role("link", name="Keep theirs").click()
    expect(conflict.get_by_label("Funding source")).to_have_value("Service budget")
    expect(conflict.get_by_role("button", name="Use it")).to_have_count(0)
    assert project.content_of("money") == {"funding": "Service budget"}


def test_whoever_is_signed_out_keeps_the_text_and_is_told(visit):
    page = visit("money")
    page.context.clear_cookies()
    page.get_by_label("Funding source").fill("Service budget")
    expect(state(page)).to_contain_text("You are signed out. What you typed is kept")
    there = page.get_by_role("link", name="Sign in again").get_attribute("href")
    assert there.endswith("worksheet%2Fmoney%2F")


def test_a_new_sign_in_elsewhere_does_not_stop_saving(visit, project):
    page = visit("money")
    page.evaluate("document.querySelector('[name=csrfmiddlewaretoken]').value = 'x'.repeat(64)")
    page.get_by_label("Funding source").fill("Service budget")
    expect_saved(page)
    assert project.content_of("money") == {"funding": "Service budget"}


def test_fields_of_ai_candidates_are_asked_of_these_alone(as_user, manager, project):
    page = as_user(manager).new_page()
    candidate = project.candidates.current().last()
    page.goto(f"/projects/{project.public_id}/candidates/{candidate.public_id}/")
    expect(page.get_by_label("What is predicted")).to_be_visible()
    page.get_by_label("Kind").select_option("rule")
    expect(page.get_by_label("What is predicted")).to_be_hidden()
