"""The Measure pages of the demo: the worked cases and a generated file, valued."""

import io

import factories
import pypdf
import pytest

from metrics.models import (
    BusinessMetric,
    Comparison,
    MetricLink,
    PeriodReview,
    Predictions,
    PredictiveModel,
    Valuation,
)
from reports import demo, demo_measure
from reports.services import value_reports


@pytest.fixture
def owner(organization):
    user = factories.make_user(email="owner@example.org", is_superuser=True)
    factories.make_membership(user, organization, role="admin")
    return user


@pytest.fixture
def loaded(owner):
    return demo.create(actor=owner).organization


@pytest.fixture
def valued(owner, loaded):
    return demo_measure.add_predictions(organization=loaded, actor=owner)


def likely(organization, category):
    """The likely value of every node of the link to a metric of this category."""
    link = MetricLink.objects.of(organization).get(metric__category=category)
    return {node["key"]: float(node["likely"]) for node in link.result["nodes"]}, link


def test_the_bank_saves_what_its_case_says(loaded):
    values, link = likely(loaded, "cost")
    assert (values["prevented"], values["saved"]) == (240, 1_296_000)
    assert (values["contact_cost"], values["net_value"]) == (360_000, 936_000)
    assert any(swing["break_even"].startswith("6.9") for swing in link.result["swings"])


def test_fewer_leavers_keep_two_millions(loaded):
    assert likely(loaded, "revenue")[0]["revenue_kept"] == 2_000_000


def test_every_case_is_linked_to_its_metric(loaded):
    names = set(BusinessMetric.objects.filter(organization=loaded).values_list("name", flat=True))
    assert {"Credit losses avoided, net of contacts", "Revenue kept", "Yearly churn"} <= names
    assert MetricLink.objects.of(loaded).count() == 2


def test_the_sample_says_that_it_is_generated(valued):
    assert valued.state == Predictions.State.READY
    assert "generated" in valued.name
    assert "generated" in valued.file_name
    assert (valued.facts["rows"], valued.facts["positives"]) == (30_000, 1_200)
    assert valued.facts["pending"] == 5_000


def test_it_is_valued_within_the_budget_of_the_case(valued):
    result = Valuation.objects.get(predictions=valued).result
    assert result["limit_share"] == pytest.approx(2400 / 50_000)
    assert result["chosen"]["value"]["low"] > 0
    assert result["break_even"] == pytest.approx(0.0694, abs=0.0001)
    assert PredictiveModel.objects.get().organization == valued.organization


def test_its_report_shows_the_curve_on_the_first_page(owner, loaded, valued):
    report = value_reports.create(
        valuation=Valuation.objects.get(predictions=valued),
        actor=owner,
        metric=BusinessMetric.objects.get(name__startswith="Credit losses"),
        counted="savings",
    )
    factories.run_jobs()
    report.refresh_from_db()
    pages = pypdf.PdfReader(io.BytesIO(value_reports.read_stored(report, "pdf"))).pages
    assert "Share of loans treated" in pages[0].extract_text()
    assert "Against simple choices" in pages[1].extract_text()
    assert "The curve as a table" in pages[2].extract_text()


def test_adding_it_twice_finds_it_there(owner, loaded, valued):
    assert demo_measure.add_predictions(organization=loaded, actor=owner) == valued
    assert Valuation.objects.filter(predictions=valued).count() == 1


def test_both_scores_are_compared_in_money(valued):
    found = Comparison.objects.get(first=valued)
    assert found.state == Comparison.State.READY
    assert found.result["joined"] == "same file"
    assert found.result["high"] < 0  # the second score is worse


def test_the_newest_month_is_estimated(valued):
    review = PeriodReview.objects.get(predictions=valued)
    assert [period["earned"]["estimated"] for period in review.result["periods"]] == (
        [False] * 6 + [True]
    )
    assert review.result["basis"]["rows"] % 5_000 == 0


def test_the_last_month_with_outcomes_alarms(valued):
    review = PeriodReview.objects.get(predictions=valued)
    fallen = review.settings["periods"][-2]
    assert valued.alerts.standing().get(kind="profit").text.startswith(f"In {fallen} the profit")
    assert {alert.kind for alert in valued.alerts.standing()} == {"profit", "drift"}
    assert "income" in valued.alerts.standing().get(kind="drift").text


def test_metrics_have_values_measured_since_their_baseline(loaded):
    counts = {
        metric.name: metric.samples.filter(day__gt=metric.baseline_on).count()
        for metric in BusinessMetric.objects.filter(organization=loaded)
    }
    assert counts["Yearly churn"] == 5
    assert counts["Credit losses avoided, net of contacts"] == 3


def test_daily_sales_are_valued_as_forecasts(valued):
    sales = Predictions.objects.get(kind="forecast")
    assert sales.facts["rows"] == 2_193
    assert "generated" in sales.name
    assert "save" in sales.last_valuation().finding
