"""How far a metric has come: on its page, in the list, as a chart with a table."""

import datetime
from decimal import Decimal

import metric_data
import pytest
from django.utils import timezone

from metrics.charts.progress import progress_figure
from metrics.models import BusinessMetric, MetricSample
from metrics.overview.following import newest_by_metric, progress_chart, standing_of

START = datetime.date(2026, 1, 1)
END = datetime.date(2026, 4, 11)  # a hundred days later
HALF = datetime.date(2026, 2, 20)


@pytest.fixture
def metric(organization, manager):
    """From 24 % down to 14 % in a hundred days."""
    return metric_data.metric(
        organization,
        manager,
        baseline_on=START,
        target_on=END,
        target_kind="points",
    )


def standing(metric, value, day=HALF, today=HALF):
    return standing_of(metric, MetricSample(metric=metric, day=day, value=Decimal(value)), today)


@pytest.mark.parametrize(
    ("value", "status", "label"),
    [
        ("14", "met", "Reached"),
        ("19", "on_track", "On track"),
        ("19.1", "behind", "Behind"),
        ("24.1", "worse_than_baseline", "Worse than the baseline"),
    ],
)
def test_a_value_is_compared_with_the_time_that_had_passed(metric, value, status, label):
    found = standing(metric, value)
    assert (found.attained.status, found.label) == (status, label)
    assert found.planned == "19 %"


def test_the_share_of_the_way_stands_beside_the_share_of_the_time(metric):
    assert standing(metric, "16.5").share == "75% of the way in 50% of the time"


def test_an_old_value_is_compared_with_its_own_day(metric):
    later = HALF + datetime.timedelta(days=40)
    found = standing(metric, "19", today=later)
    assert found.label == "On track"
    assert found.due == "A new value has been due since 27 Feb 2026"


@pytest.mark.parametrize(("days", "is_due"), [(7, False), (8, True)])
def test_a_weekly_value_is_due_after_a_week(metric, days, is_due):
    found = standing(metric, "19", today=HALF + datetime.timedelta(days=days))
    assert bool(found.due) is is_due


def test_a_value_before_the_baseline_says_nothing(metric):
    found = standing(metric, "10", day=START - datetime.timedelta(days=1))
    assert (found.label, found.value, found.day) == ("No value yet", "–", None)


def test_a_target_at_the_baseline_is_undefined(monkeypatch, metric):
    monkeypatch.setattr(BusinessMetric, "target", metric.baseline)
    found = standing(metric, "19")
    assert found.label == "Undefined: the target is the baseline"
    assert (found.share, found.planned) == ("", "–")
    assert not found.is_right
    assert not found.is_wrong


def test_the_page_shows_the_standing_the_chart_and_its_table(sign_in, manager, metric):
    metric_data.sample(metric, manager, day=START + datetime.timedelta(days=10), value=Decimal(23))
    metric_data.sample(metric, manager, day=HALF, value=Decimal("16.5"))
    page = sign_in(manager).get(f"/measure/metrics/{metric.public_id}/").content.decode()
    assert "75% of the way in 50% of the time" in page
    assert "16.5 %</b> <span" in page
    assert page.count('role="img"') >= 2
    chart = progress_chart(metric)
    assert chart["rows"] == [
        ["20 Feb 2026", "16.5 %", "19 %", "75%"],
        ["11 Jan 2026", "23 %", "23 %", "10%"],
    ]


def test_the_list_shows_the_newest_value_of_each_metric(sign_in, manager, organization, metric):
    other = metric_data.revenue_metric(organization, manager)
    for days, value in ((5, 20), (3, 30)):
        day = START + datetime.timedelta(days=days)
        metric_data.sample(metric, manager, day=day, value=Decimal(value))
    metric_data.sample(other, manager, value=Decimal(7))
    newest = newest_by_metric(organization)
    assert {pk: sample.value for pk, sample in newest.items()} == {metric.pk: 20, other.pk: 7}
    page = sign_in(manager).get("/measure/").content.decode()
    assert "7 EUR/<wbr>year" in page
    assert "2 metrics lack a new value" in page


def test_a_fresh_value_lacks_nothing(sign_in, manager, organization):
    today = organization.local_date(timezone.now())
    later = today + datetime.timedelta(days=30)
    metric = metric_data.metric(organization, manager, baseline_on=today, target_on=later)
    page = sign_in(manager).get("/measure/").content.decode()
    assert metric.name in page
    assert "a new value" not in page
    assert "no value yet" in page


def test_the_figure_runs_from_the_baseline_to_the_target():
    figure = progress_figure((START, 24.0), (END, 14.0), [(HALF, 19.0)])
    planned, measured = figure["data"][:2]
    assert (planned["x"], planned["y"]) == ([0, 100], [24, 14])
    assert (measured["x"], measured["y"]) == ([50], [19])
    assert "1 measured value, the newest 19 on 20 Feb 2026" in figure["said"]


def test_years_have_at_most_five_ticks():
    later = START + datetime.timedelta(days=3000)
    axis = progress_figure((START, 1.0), (later, 2.0), [])["layout"]["xaxis"]
    assert axis["ticktext"] == ["Jan 2026", "Jan 2028", "Jan 2030", "Jan 2032", "Jan 2034"]


def test_values_before_the_baseline_are_said_to_say_nothing(sign_in, manager, metric):
    client, page = sign_in(manager), f"/measure/metrics/{metric.public_id}/"
    early = START - datetime.timedelta(days=1)
    metric_data.sample(metric, manager, day=early, value=Decimal(20))
    said = "Every value is older than the baseline of 1 Jan 2026"
    assert said in client.get(page).content.decode()
    metric_data.sample(metric, manager, day=HALF, value=Decimal(19))
    assert said not in client.get(page).content.decode()


def test_what_is_due_and_what_alerts_say_go_together(sign_in, manager, organization, metric):
    client = sign_in(manager)
    text = client.get(f"/measure/metrics/{metric.public_id}/").content.decode()
    assert "A new value has been due since" in text
    assert "One opens at the next check for the value that is due" in text
    assert "or when a new value is due" not in text
    today = organization.local_date(timezone.now())
    later = today + datetime.timedelta(days=30)
    fresh = metric_data.metric(
        organization, manager, name="Fresh", baseline_on=today, target_on=later
    )
    text = client.get(f"/measure/metrics/{fresh.public_id}/").content.decode()
    assert "or when a new value is due" in text
    assert "at the next check" not in text
