"""Every page of a respondent: accessible, quiet, readable on a phone, and on this host alone."""

from itertools import pairwise

import factories
import pytest
from playwright.sync_api import expect
from respondents import Respondent

PHONE = {"width": 320, "height": 640}
# Whether what has the focus stands between the two bars; null for the bars themselves.
FOCUSED = """() => {
  const at = document.activeElement;
  if (at.matches("body") || at.closest(".go, .survey-top, .skip")) return null;
  const box = (at.closest("label") ?? at).getBoundingClientRect();
  const top = document.querySelector(".survey-top").getBoundingClientRect().bottom;
  const bottom = document.querySelector(".go").getBoundingClientRect().top;
  return box.top >= top - 1 && box.bottom <= bottom + 1;
}"""


@pytest.fixture
def person(organization, manager):
    return Respondent(factories.make_open(organization, manager)).begin()


def test_the_state_is_announced_at_most_once_in_five_seconds(open_context, person):
    page = open_context().new_page()
    page.goto(person.url("question", number=1))
    page.evaluate(
        """() => { window.spoken = [];
        new MutationObserver(() => window.spoken.push(performance.now()))
          .observe(document.querySelector("[data-live]"), {childList: true}) }"""
    )
    for turn in range(12):
        page.context.set_offline(turn % 2 == 0)
        page.locator(".level").nth(turn % 5).click()
        page.wait_for_timeout(500)
    page.wait_for_timeout(5000)
    times = page.evaluate("window.spoken")
    assert len(times) >= 2
    assert all(later - earlier >= 4900 for earlier, later in pairwise(times))
    live = page.locator("[data-live]")
    expect(live).to_have_attribute("aria-live", "polite")


def test_on_a_phone_no_focus_hides_behind_the_bars(open_context, person):
    page = open_context(viewport=PHONE).new_page()
    page.goto(person.url("question", number=10))
    seen = []
    for _ in range(12):
        page.keyboard.press("Tab")
        page.wait_for_timeout(30)
        seen.append(page.evaluate(FOCUSED))
    assert seen.count(True) >= 3
    assert False not in seen


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_every_page_is_accessible_and_stays_on_this_host(
    open_context, live_server, organization, manager, person, check_accessibility, scheme, width
):
    factories.answer(person.participant, {"data_quality": 2, "data_access": "DK"})
    anonymous = factories.make_open(organization, manager, scope="X", privacy_mode="anonymous")
    sealed = Respondent(anonymous).begin()
    sealed.submit()
    context = open_context(
        viewport={"width": width, "height": 700}, color_scheme=scheme, has_touch=width < 500
    )
    page = context.new_page()
    foreign = []
    page.on(
        "request", lambda sent: sent.url.startswith(live_server.url) or foreign.append(sent.url)
    )
    referers = []
    page.on("request", lambda sent: referers.append(sent.headers.get("referer", "")))
    urls = [person.url(), person.url("question", number=1), person.url("question", number=3)]
    urls += [person.url("review"), sealed.url(), "/s/wrong/"]
    for url in urls:
        page.goto(url)
        check_accessibility(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, url
    page.goto(person.url("review"))
    page.get_by_role("button", name="Submit answers").click()
    check_accessibility(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert not foreign
    assert not [text for text in referers if person.token in text or sealed.token in text]
