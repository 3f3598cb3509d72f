"""Rows that were left out stand on every chart of their file, wherever it is drawn."""

import re
from dataclasses import replace

import predictions as samples
import pytest
from django.urls import reverse

from metrics.wording.left_out import left_out_note, left_out_of_both
from reports import value_dossier
from scoping.overview import curves

pytestmark = pytest.mark.django_db
NOTE = "12 rows without a score left out"
LEAVING = {"leave_out_missing_scores": True}
GAPS = 12


def with_gaps(content):
    """Blanks in place of the scores of the first rows."""
    header, *lines = content.decode().split()
    names = header.split(",")
    blank = [line.split(",") for line in lines[:GAPS]]
    for cells in blank:
        cells[names.index("chance")] = ""
    return "\n".join([header, *map(",".join, blank), *lines[GAPS:], ""]).encode()


@pytest.fixture
def made(organization, manager):
    content, mapping = with_gaps(samples.churn_csv()), replace(samples.MAPPING, **LEAVING)
    found = samples.make_predictions(organization, manager, content, mapping)
    samples.make_valuation(found, manager)
    return found


def charts_of(client, name, *args):
    """How many charts a page has, and how many drawings of them bear the note."""
    page = client.get(reverse(name, args=args)).content.decode()
    labels = [part.split('"')[0] for part in page.split('role="img" aria-label="')[1:]]
    noted = sum(NOTE in label or "12 rows of the first file" in label for label in labels)
    return page.count('<figure class="chart">'), noted


@pytest.mark.parametrize(
    ("name", "more", "count"),
    [
        ("metrics:predictions", (), 1),
        ("metrics:money", (1,), 5),
        ("metrics:quality", (), 7),
    ],
)
def test_every_chart_of_outcomes_says_how_many(name, more, count, made, manager, sign_in):
    assert charts_of(sign_in(manager), name, made.public_id, *more) == (count, 2 * count)


def test_a_valuation_keeps_the_count_of_its_reading(made, manager, sign_in):
    """Choosing other columns later does not change what an earlier answer left out."""
    made.facts["left_out"] = 0
    made.save()
    assert charts_of(sign_in(manager), "metrics:predictions", made.public_id) == (1, 2)
    valuation = made.last_valuation()
    del valuation.result["left_out"]  # as those of before have none
    valuation.save()
    assert charts_of(sign_in(manager), "metrics:predictions", made.public_id) == (1, 0)


def test_a_comparison_names_the_file(made, organization, manager, sign_in):
    other = samples.make_predictions(organization, manager, samples.churn_csv(seed=6))
    found = samples.make_comparison(made, manager, other)
    assert found.result["left_out"] == [12, 0]
    assert charts_of(sign_in(manager), "metrics:comparison", found.public_id) == (1, 2)


def test_a_review_of_periods_says_so(organization, manager, sign_in):
    mapping = replace(samples.WITH_PERIODS, **LEAVING)
    content = with_gaps(samples.period_csv())
    found = samples.make_period_review(organization, manager, content, mapping=mapping)
    assert charts_of(sign_in(manager), "metrics:period_review", found.public_id) == (3, 6)


def test_charts_of_a_forecast_speak_of_amounts(organization, manager, sign_in):
    mapping = replace(samples.FORECAST_MAPPING, leave_out_missing=True)
    header, first, *lines = samples.TWELVE_MONTHS.decode().split()
    blank = ",".join("" if at == 1 else cell for at, cell in enumerate(first.split(",")))
    content = "\n".join([header, blank, *lines, ""]).encode()
    made = samples.make_forecast(organization, manager, content, mapping)
    samples.make_forecast_valuation(made, manager)
    page = sign_in(manager).get(reverse("metrics:forecast", args=[made.public_id]))
    said = r'aria-label="[^"]*1 row without an amount left out"'
    assert len(re.findall(said, page.content.decode())) == 6


def test_reports_and_charters_draw_it_too(made):
    valuation = made.last_valuation()
    story = value_dossier.write(valuation, None, "margin", made.created_at.date())
    content = value_dossier.with_paper_charts(story.as_dict())
    assert NOTE in content["chart"]["svg"]
    assert NOTE in content["chart"]["said"]
    assert curves._curve(valuation)["left_out"] == NOTE


def test_nothing_is_said_where_nothing_was_left_out():
    assert left_out_note({}, {}, "classification") == ""
    assert left_out_of_both([0, 0]) == left_out_of_both([0]) == ""
    assert left_out_of_both([1]) == "1 row without a score left out"
