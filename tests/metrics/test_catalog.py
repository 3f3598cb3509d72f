"""The shipped catalog: it loads, its golden numbers hold, and faults name file and key."""

import datetime
from decimal import Decimal

import pytest

from metrics.calc.drivers import CATEGORIES, find_shared_savings
from metrics.calc.estimates import evaluate_tree
from metrics.calc.sensitivity import break_even
from metrics.calc.targets import due_date, readings, target_value
from metrics.catalog.loading import (
    CONTENT,
    CatalogError,
    read_template,
    technical_metrics,
    templates,
)


def text_of(key):
    return (CONTENT / f"templates/{key}.yaml").read_text(encoding="utf-8")


def likely_values(template, tree):
    return {
        key: node.likely
        for key, node in evaluate_tree(templates()[template].tree(tree).build()).nodes.items()
    }


def test_the_six_worked_cases_ship():
    assert set(templates()) == {
        "credit-default", "churn-story", "forecast-error", "recommender", "retention-two-ways",
        "service-replies",
    }  # fmt: skip
    assert all(template.trees and template.metrics for template in templates().values())


def test_the_technical_metrics_cover_the_usual_measures():
    usual = {"accuracy", "recall", "precision", "f1", "auc", "mae", "rmse", "wape", "latency_p95"}
    assert usual <= technical_metrics().keys()
    for metric in technical_metrics().values():
        assert metric.says.endswith(".")
        assert metric.direction in {"up", "down", None}
        assert (metric.minimum is None or metric.maximum is None) or metric.minimum < metric.maximum


def test_the_bank_template_gives_the_known_numbers():
    values = likely_values("credit-default", "defaults_prevented")
    assert (values["prevented"], values["saved"]) == (240, 1_296_000)
    assert (values["contact_cost"], values["net_value"]) == (360_000, 936_000)
    tree = templates()["credit-default"].tree("defaults_prevented").build()
    assert round(break_even(tree, "net_value", "precision").value, 1) == Decimal("6.9")


def test_the_churn_story_gives_two_million():
    assert likely_values("churn-story", "revenue_kept")["revenue_kept"] == 2_000_000


def test_the_forecast_template_asks_which_ten_percent_is_meant():
    (metric, _) = templates()["forecast-error"].metrics
    assert metric.target.kind == "ask"
    assert (metric.targets.relative, metric.targets.points) == (Decimal("21.6"), Decimal("14"))
    assert due_date(metric.target.due, datetime.date(2026, 2, 3)) == datetime.date(2026, 6, 30)


def test_the_recommender_has_three_metrics_one_of_them_a_guardrail():
    metrics = templates()["recommender"].metrics
    assert [metric.guardrail for metric in metrics] == [False, False, True]


def test_the_retention_trees_are_alternatives():
    template = templates()["retention-two-ways"]
    assert template.alternatives
    shared = find_shared_savings([tree.build() for tree in template.trees])
    assert {item.source for item in shared} == {"customers"}
    assert {shared[0].first_category, shared[0].second_category} == {"revenue", "cost"}


def test_the_service_template_has_a_time_and_a_quality_guardrail():
    metrics = {metric.key: metric for metric in templates()["service-replies"].metrics}
    assert metrics["response_time"].direction == "down"
    assert metrics["resolved_at_once"].guardrail


def test_all_four_categories_are_used():
    used = {metric.category for template in templates().values() for metric in template.metrics}
    assert used == set(CATEGORIES)


def test_a_template_changes_its_currency_everywhere():
    template = templates()["credit-default"].in_currency("CHF")
    values = evaluate_tree(template.trees[0].build()).nodes
    assert (values["net_value"].unit, values["exposure"].unit) == ("CHF/year", "CHF/loan")
    assert template.metrics[0].unit == "CHF/year"
    with pytest.raises(ValueError, match="ISO code"):
        template.in_currency("Chf")


@pytest.mark.parametrize(
    ("key", "old", "new", "message"),
    [
        ("credit-default", "prevented: 240", "prevented: 241", "prevented: 241, found 240"),
        ("credit-default", "value: 6.9", "value: 7.0", "precision: 7.0, found 6.94"),
        ("credit-default", "recall, precision]", "recall]", "precision is technical"),
        ("credit-default", "[recall, precision]", "[recall, precision, luck]", "luck is not in"),
        ("credit-default", "recall, prec", "recall, recall_of_all, prec", "recall_of_all is"),
        ("credit-default", "contacts * cost_per", "contact * cost_per", "did you mean contacts?"),
        ("credit-default", "unit: EUR/loan, low: 11000", "unit: $, low: 11000", "trees.[0]"),
        ("credit-default", "category: customer", "category: joy", "metrics[1].category"),
        ("credit-default", "baseline: 2\n", "baseline: 200\n", "outside the metric's bounds"),
        ("credit-default", "baseline: 2\n", "baseline: .nan\n", "metrics[1].baseline"),
        ("credit-default", "baseline: 2\n", "baseline: 1e300\n", "metrics[1].baseline"),
        ("credit-default", "sector:", "sektor:", "sektor: Extra inputs"),
        ("credit-default", "currency: EUR", "currency: EURO", "currency: must be the ISO code"),
        ("credit-default", "sector: finance", "sector: finance\nsector: x", "sector is given"),
        ("credit-default", "sector: finance", "sector: [", "not valid YAML"),
        ("credit-default", "category: cost}", "category: cost, formula: a}", "formula is given"),
        ("forecast-error", "relative: 21.6, points", "relative: 21, points", "golden_targets."),
        ("retention-two-ways", "alternatives: true", "", "customers feeds both"),
        ("churn-story", "technical_metrics: []", "alternatives: true", "share no saving"),
        ("churn-story", "category: revenue\n    unit", "category: cost\n    unit",
         "revenue_kept is revenue, its metric is cost"),
    ],
)  # fmt: skip
def test_faults_name_file_and_key(key, old, new, message):
    text = text_of(key)
    assert old in text
    with pytest.raises(CatalogError) as refused:
        read_template(text.replace(old, new, 1), file="case.yaml")
    assert message.replace("trees.[0]", "trees[0]") in str(refused.value)
    assert str(refused.value).startswith("case.yaml, ")


def test_targets_follow_their_kind_and_direction():
    assert readings(Decimal(24), Decimal(10), "up").relative == Decimal("26.4")
    assert target_value(Decimal(-50), Decimal(10), "relative", "up") == -45
    assert target_value(Decimal(6), Decimal(3), "absolute", "down") == 3


@pytest.mark.parametrize(
    ("baseline", "amount", "kind", "direction"),
    [(24, 30, "absolute", "down"), (24, 24, "absolute", "up"), (0, 10, "relative", "up"),
     (24, -10, "points", "down"), (24, 0, "relative", "up"), (24, "1e300", "points", "up")],
)  # fmt: skip
def test_targets_that_are_none_are_refused(baseline, amount, kind, direction):
    with pytest.raises(ValueError, match=r"target|change|amounts"):
        target_value(Decimal(baseline), Decimal(amount), kind, direction)


@pytest.mark.parametrize(
    ("due", "today", "expected"),
    [
        ("next_month", (2026, 1, 31), (2026, 2, 28)),
        ("next_month", (2026, 12, 1), (2027, 1, 31)),
        ("next_quarter", (2026, 12, 31), (2027, 3, 31)),
        ("next_half_year", (2026, 7, 1), (2027, 6, 30)),
        ("next_year", (2027, 5, 5), (2028, 12, 31)),
    ],
)
def test_a_period_becomes_its_last_day(due, today, expected):
    assert due_date(due, datetime.date(*today)) == datetime.date(*expected)
