"""The four outcomes at a slider: the same numbers as the server's at each tenth of a percent."""

import json

import predictions as data
import pytest
from playwright.sync_api import expect

from metrics import counting
from metrics.overview.quality import outcomes_at
from metrics.services import uploading

ALL = """async (points) => {
  const { outcomesAt } = await import("/static/js/outcomes.js");
  return Array.from({ length: 1001 }, (_, step) => outcomesAt(points, step / 10 / 100));
}"""


@pytest.fixture
def page(as_user, manager, made):
    page = as_user(manager).new_page()
    page.goto(f"/measure/predictions/{made.public_id}/quality/")
    return page


@pytest.fixture(params=[400, 1005, 5000])
def made(request, organization, manager):
    return data.make_predictions(organization, manager, data.churn_csv(rows=request.param))


def test_the_page_counts_as_the_server_does(page, made):
    counts = counting.read(uploading.tables_of(made)).score
    points = json.loads(page.locator("#outcomes script").inner_text())
    for step, found in enumerate(page.evaluate(ALL, points)):
        wanted = outcomes_at(counts, step / 10 / 100)
        assert found["where"] == wanted.where
        assert found["cells"] == [cell for _, *cells in wanted.cells for cell in cells]
        assert found["measures"] == [line.value for line in wanted.measures]


def test_slider_field_and_tables_move_together(page):
    slider = page.get_by_role("slider", name="Share treated in percent, slider")
    slider.focus()
    slider.press("Home")
    expect(page.locator("#id_treated")).to_have_value("0")
    expect(page.locator("[data-outcomes-where]")).to_have_text("Nobody is treated.")
    page.locator("#id_treated").fill("100")
    expect(slider).to_have_value("100")
    expect(page.locator("#outcomes table").last).to_contain_text("100.0%")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("[data-outcomes-where]")).to_contain_text("100.0% of the file treated.")
