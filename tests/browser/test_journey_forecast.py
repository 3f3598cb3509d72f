"""Measure a forecast as people do it: upload twelve months, choose columns, give costs.

A bike too few costs 4, one too many 1. The forecasts were 13 too few and 7 too many: 59. The plan
was 40 too few and 25 too many: 185. Two more bikes in every forecast would have cost 33.
"""

from pathlib import Path

import pytest
from background import work_is_done
from playwright.sync_api import expect

from metrics.models import Valuation

FILE = Path(__file__).parents[1] / "data/twelve-months.csv"


@pytest.fixture
def page(as_user, manager):
    return as_user(manager).new_page()


def _upload(page):
    page.goto("/measure/predictions/new/")
    page.get_by_label("Name").fill("Bikes")
    page.locator("input[type=file]").set_input_files(FILE)
    page.get_by_role("button", name="Upload", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What do the columns mean?")


def _choose_columns(page):
    kinds = page.get_by_role("navigation", name="What the file holds")
    current = kinds.locator("[aria-current]")
    expect(current).to_have_text("An amount that was forecast")
    kinds.get_by_role("link", name="A yes/no outcome with a score").click()
    expect(page.locator("[name=label]")).to_be_visible()
    kinds.get_by_role("link", name="An amount that was forecast").click()
    page.locator("[name=reference]").select_option("plan")
    expect(page.locator("[name=actual]")).to_have_value("sold")
    page.get_by_role("button", name="Read the file").click()
    work_is_done(page)


def test_twelve_months_from_the_upload_to_the_costs_of_the_paper(page, check_accessibility):
    _upload(page)
    _choose_columns(page)
    expect(page.get_by_text("12, none left out")).to_be_visible()
    page.locator("[name=cost_under]").fill("4")
    page.locator("[name=cost_over]").fill("1")
    page.locator("[name=unit]").fill("bikes")
    page.get_by_role("button", name="Compute what it saves").click()
    heading = "The forecast saves $126 on this file against current practice"
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    expect(page.get_by_text("Likely $66.40 to $186")).to_be_visible()
    rows = {
        "The forecast $52.00 $7.00 $59.00",
        "Current practice $160.00 $25.00 $185.00",
        "Errors 1% smaller $0.59 exactly 1% of the cost",
        "+2 bikes on every forecast $26.00",
    }
    for row in rows:
        expect(page.get_by_role("row", name=row)).to_be_visible()
    expect(page.get_by_text("80.0% quantile")).to_be_visible()
    page.get_by_text("Show as a table").first.click()
    expect(page.get_by_role("row", name="+2 $33.00", exact=True)).to_be_visible()
    expect(page.get_by_role("row", name="0 $59.00", exact=True)).to_be_visible()
    check_accessibility(page)
    assert Valuation.objects.get().result["saving"]["units"] == 6
