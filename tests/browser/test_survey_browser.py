"""A respondent's visit in a browser: keyboard, lost connections, two tabs, no scripts, phones."""

import re

import factories
import pytest
from playwright.sync_api import expect
from respondents import Respondent

from assessments.models import Answer, AnswerRevision, Participant
from assessments.services import lifecycle

SAVED = re.compile(r"^Saved \d\d:\d\d$")
NOT_SAVED = "Not saved, kept on this device. Trying again"


@pytest.fixture
def assessment(organization, manager):
    return factories.make_open(organization, manager)


@pytest.fixture
def person(assessment):
    return Respondent(assessment).begin()


@pytest.fixture
def visit(open_context, person):
    """Open a question in a context of its own."""

    def opened(number=1, context=None, **options):
        page = (context or open_context(**options)).new_page()
        page.goto(person.url("question", number=number))
        return page

    return opened


def row(page, number):
    return page.locator(".level").nth(number - 1)


def expect_saved(page):
    expect(page.locator("[data-state]")).to_have_text(SAVED)


def test_the_whole_survey_by_keyboard_alone(open_context, assessment):
    """X3: from the link to the receipt without a mouse."""
    person = Respondent(assessment)
    page = open_context().new_page()
    page.goto(person.url())
    page.locator("body").press("Tab")
    while page.locator(":focus").inner_text() != "Begin":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    for number in range(1, 19):
        expect(page).to_have_title(re.compile(f"^Question {number} of 18"))
        expect(page.get_by_role("button", name="Turn number keys off")).to_be_visible()
        page.keyboard.press("0" if number == 4 else str(number % 5 + 1))
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")
    while (
        page.locator(":focus").count() == 0
        or page.locator(":focus").inner_text() != "Submit answers"
    ):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. This is how you see it.")
    assert Answer.objects.filter(response__is_submitted=True).count() == 18
    assert person.stored("data_protection").value == -2
    assert Participant.objects.get(pk=person.participant.pk).receipt in page.content()


def test_single_keys_leave_text_fields_and_radios_alone(visit, person):
    page = visit(2)
    page.locator("#comment").press_sequentially("3 of 5")
    page.keyboard.press("ArrowLeft")
    assert page.locator("input[name=level]:checked").count() == 0
    row(page, 2).click()
    page.keyboard.press("ArrowRight")
    expect(row(page, 3).locator("input")).to_be_checked()
    page.keyboard.press("ArrowLeft")
    expect(row(page, 2).locator("input")).to_be_checked()
    page.locator("h1").click()
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_title(re.compile("^Question 1 of 18"))
    assert (person.stored("data_access").value, person.stored("data_access").comment) == (
        2,
        "3 of 5",
    )


def test_number_keys_can_be_turned_off(visit):
    page = visit()
    page.get_by_role("button", name="Turn number keys off").click()
    page.keyboard.press("3")
    assert page.locator("input[name=level]:checked").count() == 0
    page.get_by_role("button", name="Turn number keys on").click()
    page.keyboard.press("3")
    expect(row(page, 3).locator("input")).to_be_checked()


def test_a_lost_connection_is_said_and_made_good_with_one_revision(visit, person):
    page = visit()
    page.context.set_offline(True)
    row(page, 2).click()
    expect(page.locator("[data-state]")).to_have_text(NOT_SAVED)
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("button", name="Saving…")).to_be_visible()
    page.context.set_offline(False)
    expect(page).to_have_title(re.compile("^Question 2 of 18"))
    assert AnswerRevision.objects.count() == 1
    assert person.stored().value == 2


def test_a_lost_receipt_is_asked_for_again_with_the_same_key(visit, person):
    page = visit()
    lost = []

    def lose_the_first(route):
        if lost:
            return route.continue_()
        lost.append(route.fetch().status)
        return route.abort()

    page.route("**/answers/**", lose_the_first)
    row(page, 3).click()
    expect(page.locator("[data-state]")).to_have_text(NOT_SAVED)
    expect_saved(page)
    assert lost == [200]
    assert AnswerRevision.objects.count() == 1


def test_text_that_was_never_sent_comes_back_with_the_page(visit, person):
    page = visit()
    page.context.set_offline(True)
    row(page, 4).click()
    page.locator("#comment").fill("Written on the train")
    expect(page.locator("[data-state]")).to_have_text(NOT_SAVED)
    context = page.context
    page.close()
    context.set_offline(False)
    page = visit(context=context)
    expect(page.locator("#comment")).to_have_value("Written on the train")
    expect_saved(page)
    assert (person.stored().value, person.stored().comment) == (4, "Written on the train")
    assert page.evaluate("localStorage.length") == 0


def test_a_second_after_saved_the_window_can_be_closed(visit, person):
    page = visit(7)
    row(page, 5).click()
    page.locator("#comment").fill("Everything\nhere")
    page.locator("#evidence_url").fill("https://example.org/proof")
    page.locator("#evidence_url").blur()
    expect_saved(page)
    page.wait_for_timeout(1000)
    page.context.close()
    elsewhere = visit(7)
    expect(row(elsewhere, 5).locator("input")).to_be_checked()
    expect(elsewhere.locator("#comment")).to_have_value("Everything\nhere")
    expect(elsewhere.locator("#evidence_url")).to_have_value("https://example.org/proof")


def test_clicking_quickly_keeps_the_last_choice(visit, person):
    page = visit()
    for number in (1, 4, 2, 5, 3, 1, 2, 4):
        row(page, number).click()
    page.get_by_role("button", name="Save and go on").click()
    expect(page).to_have_title(re.compile("^Question 2 of 18"))
    assert person.stored().value == 4


@pytest.mark.parametrize(("button", "kept"), [("Keep mine", 4), ("Keep the stored one", 2)])
def test_two_tabs_show_both_answers_and_keep_the_chosen_one(visit, person, button, kept):
    first, second = visit(), visit()
    row(first, 2).click()
    first.locator("#comment").fill("First tab")
    first.locator("#comment").blur()
    expect_saved(first)
    row(second, 4).click()
    panel = second.get_by_role("alert").filter(has_text="changed in another tab")
    expect(panel).to_contain_text("What you wrote here")
    expect(panel).to_contain_text("First tab")
    expect(panel.get_by_role("heading", level=2)).to_be_focused()
    assert person.stored().value == 2
    panel.get_by_role("button", name=button).click()
    second.get_by_role("button", name="Save and go on").click()
    expect(second).to_have_title(re.compile("^Question 2 of 18"))
    assert person.stored().value == kept


def test_a_close_meanwhile_is_said_and_the_text_stays(visit, assessment, manager):
    page = visit()
    lifecycle.close(assessment=assessment, actor=manager)
    page.locator("#comment").fill("Too late")
    page.locator("#comment").blur()
    expect(page.get_by_role("alert").filter(has_text="This assessment closed on")).to_be_visible()
    expect(page.locator("#comment")).to_have_value("Too late")


def test_a_wrong_link_holds_nothing_else_up_and_is_explained(visit, person, check_accessibility):
    page = visit()
    page.locator("#evidence_url").fill("http://example.org")
    row(page, 2).click()
    expect(page.locator("#evidence_url_error")).to_contain_text("begins with https://")
    page.get_by_role("button", name="Save and go on").click()
    summary = page.get_by_role("alert").filter(has_text="Not saved yet")
    expect(summary).to_be_focused()
    check_accessibility(page)
    summary.get_by_role("link").click()
    expect(page.locator("#evidence_url")).to_be_focused()
    expect(page.locator("#evidence_url")).to_have_attribute("aria-invalid", "true")
    assert person.stored().value == 2
    page.locator("#evidence_url").fill("https://example.org")
    page.keyboard.press("Enter")
    expect(page).to_have_title(re.compile("^Question 2 of 18"))


def test_without_scripts_everything_works_by_posts(open_context, person):
    page = open_context(java_script_enabled=False).new_page()
    page.goto(person.url())
    page.get_by_role("button", name="Go on").click()
    page.locator("#evidence_url").fill("ftp://example.org")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.locator("#evidence_url").fill("")
    for number in range(1, 19):
        row(page, number % 5 + 1).click()
        page.locator("#comment").fill(f"Reason {number}")
        page.get_by_role("button", name="Save and go on").click()
    page.get_by_role("button", name="Submit answers").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. This is how you see it.")
    assert Answer.objects.filter(response__is_submitted=True).count() == 18
    assert person.stored("ai_security").comment == "Reason 18"
