"""A respondent who only has a keyboard, with every kind of question and a ring at each stop."""

import factories
import pytest
from playwright.sync_api import expect
from respondents import Respondent

from assessments.models import NOT_APPLICABLE, Answer

# What has the focus, and whether it or the row around it shows a ring.
STOP = """() => {
  const at = document.activeElement;
  const shows = each => each && (style => style.boxShadow !== "none" ||
    style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2)(getComputedStyle(each));
  return {what: at.matches("input, textarea") ? at.name : at.textContent.trim(),
          is: at.outerHTML.slice(0, 90), ring: [at, at.closest("label")].some(shows),
          lost: at.matches("body")};
}"""
MOST_STOPS = 15


@pytest.fixture
def person(organization, manager):
    """Asked every question of a pack in which one may not apply."""
    assessment = factories.make_assessment(
        organization, manager, pack_version=factories.project_pack()
    )
    factories.add_people(assessment, technical=0, business=0, both=1)
    return Respondent(factories.open_assessment(assessment), "x1")


def _go_to(page, wanted):
    """Press Tab until this is reached; every stop on the way shows where the focus is."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        assert stop["ring"] or stop["lost"], stop["is"]
        if stop["what"] == wanted:
            return
    pytest.fail(f"{wanted} is not reached: {stop}")


def _choose(page, value):
    """Walk through the rows by arrows, each with its ring."""
    page.keyboard.press("Space")
    while page.locator("input[name=level]:checked").get_attribute("value") != value:
        page.keyboard.press("ArrowDown")
        assert page.evaluate(STOP)["ring"]


def test_every_question_is_answered_by_tab_arrows_and_space(open_context, person):
    """X3: levels, “I don't know” and “Does not apply”, with a comment and a link."""
    page = open_context().new_page()
    page.goto(person.url())
    _go_to(page, "Begin")
    page.keyboard.press("Enter")
    questions = person.participant.assessment.pack.capabilities
    for number, question in enumerate(questions, start=1):
        expect(page.get_by_text(f"Question {number} of {len(questions)}")).to_be_visible()
        _go_to(page, "level")
        _choose(page, "NA" if question.allow_not_applicable else ("DK", "2", "5")[number % 3])
        _go_to(page, "comment")
        page.keyboard.type("Because")
        _go_to(page, "evidence_url")
        page.keyboard.type("https://example.org")
        _go_to(page, "Save and go on")
        page.keyboard.press("Enter")
    _go_to_submit(page, person, len(questions))


def _go_to_submit(page, person, questions):
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")
    page.keyboard.press("Shift+Tab")  # from the end of the page: submitting is the last stop
    assert page.evaluate(STOP)["what"] == "Submit answers"
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")
    given = Answer.objects.filter(response__participant=person.participant)
    assert given.filter(comment="Because").count() == questions
    assert given.filter(value=NOT_APPLICABLE).count() == 1
