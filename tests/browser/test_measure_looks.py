"""What a picture of the Measure pages shows and no rule of accessibility asks for."""

import pages
import pytest

PHONE = {"width": 320, "height": 700}
DESKTOP = {"width": 1280, "height": 700}
CUT = """() => [...document.querySelectorAll(".c-unit input")].filter(
    each => each.value && each.scrollWidth > each.clientWidth).map(each => each.value)"""
# Lines of text in each; an amount may not end one with its minus.
BROKEN = """() => [...document.querySelectorAll(".periods .nowrap")].filter(
    each => each.checkVisibility() && each.getClientRects().length > 1).length"""
# From the foot of a row's name to its value, where both stand below each other.
GAPS = """() => [...document.querySelectorAll("table.lines tbody tr:not(:has([data-label]))")].map(
    row => {
      const range = document.createRange();
      range.selectNodeContents(row.cells[1]);
      return range.getBoundingClientRect().top - row.cells[0].getBoundingClientRect().bottom;
    })"""
# How far columns of figures go beyond what their place shows.
BEYOND = """() => [...document.querySelectorAll(".as-table tbody td:nth-child(3)")].map(
    cell => cell.getBoundingClientRect().right -
            cell.closest("details").getBoundingClientRect().right)"""
# Where figures and their headings end, in the third column of a two-way table.
ENDS = """() => [".heat thead th:nth-child(3)", ".heat tbody td:nth-child(3)"].map(cell => {
    const range = document.createRange();
    range.selectNodeContents(document.querySelector(cell));
    return range.getBoundingClientRect().right;
  })"""


@pytest.fixture
def visit(visit_place):
    """Open a page by its name on a screen of this size, everything unfolded."""

    def open_page(name, size=PHONE):
        place = next(each for each in pages.PLACES if each.name == name)
        page, _ = visit_place(place)
        page.set_viewport_size(size)
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        return page

    return open_page


def test_units_of_a_link_are_read_whole_on_a_phone(visit):
    page = visit("metrics:link_edit")
    assert page.locator(".c-unit input").first.input_value()
    assert page.evaluate(CUT) == []


@pytest.mark.parametrize("size", [PHONE, DESKTOP])
def test_ranges_of_periods_stay_on_one_line(visit, size):
    page = visit("metrics:period_review", size)
    assert page.locator(".periods .nowrap").count()
    assert page.evaluate(BROKEN) == 0


def test_values_follow_their_names_without_a_hole_on_a_phone(visit):
    gaps = visit("reports:value").evaluate(GAPS)
    assert gaps
    assert max(gaps) < 12


def test_the_profit_is_not_cut_within_a_number_on_a_phone(visit):
    beyond = visit("predictions within a limit").evaluate(BEYOND)
    assert beyond
    assert max(beyond) <= 0


def test_headings_of_the_two_way_table_end_where_its_figures_do(visit):
    head, cell = visit("metrics:money", DESKTOP).evaluate(ENDS)
    assert head == pytest.approx(cell, abs=1)


@pytest.mark.parametrize("place", ["predictions", "models"])
def test_names_that_lead_on_look_like_links(visit, place):
    link = visit("metrics:home").locator(f"tbody th a[href*='/measure/{place}/']").first
    assert "underline" in link.evaluate("each => getComputedStyle(each).textDecorationLine")
