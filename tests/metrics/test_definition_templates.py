"""Shipped templates: the golden numbers reach the page, all or nothing, and back."""

import metric_data
import pytest
from django.utils import timezone

from aiproj.shared.errors import Refused
from metrics.catalog.loading import templates
from metrics.models import BusinessMetric, MetricLink, TechnicalMetric, TemplateStart
from metrics.services import definitions
from metrics.services import templates as service


def numbers(link):
    return {node["key"]: node["likely"] for node in link.result["nodes"]}


def test_the_bank_brings_its_golden_numbers(organization, manager):
    link = metric_data.start(organization, manager).links.get()
    found = numbers(link)
    assert found["prevented"] == "240"
    assert found["saved"] == "1296000"
    assert found["contact_cost"] == "360000"
    assert found["net_value"] == "936000"
    assert {row.name for row in link.technical.all()} == {"Recall", "Precision"}
    assert (link.formula_version, len(link.inputs_hash)) == ("1", 64)


def test_the_bank_breaks_even_at_a_precision_of_6_9_percent(sign_in, organization, manager):
    link = metric_data.start(organization, manager).links.get()
    swings = {swing["name"]: swing["break_even"] for swing in link.result["swings"]}
    assert swings["Precision"] == "6.94 %"
    assert swings["Recall"] == ""
    page = sign_in(manager).get(f"/measure/metrics/{link.metric.public_id}/").content.decode()
    assert "6.94 %" in page


def test_the_churn_story_gives_two_million(organization, manager):
    link = metric_data.start(organization, manager, "churn-story", ("revenue_kept",)).links.get()
    assert numbers(link)["revenue_kept"] == "2000000"
    assert link.metric.unit == "EUR/year"


@pytest.mark.parametrize("key", templates())
def test_every_template_starts_and_draws(sign_in, manager, key):
    client, template = sign_in(manager), templates()[key]
    page = f"/measure/templates/{key}/"
    assert client.get(page).status_code == 200
    asked = {f"reading_{metric.key}": "points" for metric in template.metrics}
    answer = client.post(page, {"currency": "EUR", "tree": template.trees[0].key, **asked})
    assert answer.status_code == 302
    assert TemplateStart.objects.get().links.exists()
    for metric in BusinessMetric.objects.all():
        assert client.get(f"/measure/metrics/{metric.public_id}/").status_code == 200


def test_a_target_with_two_meanings_must_be_chosen(sign_in, manager):
    page = "/measure/templates/forecast-error/"
    answer = sign_in(manager).post(page, {"currency": "EUR"})
    assert answer.status_code == 422
    assert "from 24 % to 21.6 %" in answer.content.decode()
    assert not BusinessMetric.objects.exists()


def test_only_one_of_two_alternatives_starts(sign_in, manager, organization):
    answer = sign_in(manager).post("/measure/templates/retention-two-ways/", {"currency": "EUR"})
    assert answer.status_code == 422
    with pytest.raises(Refused, match="same saving"):
        metric_data.start(
            organization, manager, "retention-two-ways", ("revenue_kept", "marketing_saved")
        )
    metric_data.start(organization, manager, "retention-two-ways", ("revenue_kept",))
    assert BusinessMetric.objects.get().category == "revenue"


def test_the_second_way_is_refused_while_the_first_counts(organization, manager):
    metric_data.start(organization, manager, "retention-two-ways", ("revenue_kept",))
    with pytest.raises(Refused, match="counts once only"):
        metric_data.start(organization, manager, "retention-two-ways", ("marketing_saved",))
    assert MetricLink.objects.count() == 1


def test_a_start_makes_all_or_nothing(organization, manager):
    metric_data.metric(organization, manager, name="Complaints from contacted customers")
    with pytest.raises(Refused, match="already"):
        metric_data.start(organization, manager)
    assert BusinessMetric.objects.count() == 1
    assert not TemplateStart.objects.exists()
    assert not TechnicalMetric.objects.exists()


def test_a_start_is_undone_and_can_be_made_again(sign_in, manager, organization):
    start = metric_data.start(organization, manager)
    client = sign_in(manager)
    assert "Undo" in client.get("/measure/templates/").content.decode()
    client.post(f"/measure/started/{start.public_id}/undo/")
    assert not BusinessMetric.objects.current().exists()
    assert not MetricLink.objects.current().exists()
    assert not TechnicalMetric.objects.current().exists()
    with pytest.raises(Refused, match="already"):
        service.undo(start=start, actor=manager)
    metric_data.start(organization, manager)
    assert BusinessMetric.objects.current().count() == 3


def test_undoing_leaves_what_somebody_archived_or_uses(organization, manager):
    start = metric_data.start(organization, manager)
    guard = start.metrics.get(is_guardrail=True)
    definitions.archive_metric(metric=guard, actor=manager)
    service.undo(start=start, actor=manager)
    archived = organization.audit_events.filter(action="business_metric.archived")
    assert archived.count() == 3


def test_dates_and_owner_come_from_the_start(sign_in, manager):
    sign_in(manager).post("/measure/templates/credit-default/", {"currency": "USD"})
    metric = BusinessMetric.objects.get(name=metric_data.NET_VALUE)
    today = metric.organization.local_date(timezone.now())
    assert (metric.unit, metric.baseline_on, metric.owner) == ("USD/year", today, manager)
    assert (metric.target_on.month, metric.target_on.day) == (12, 31)
    assert "example" in metric.baseline_source.lower()


def test_an_unknown_template_is_not_found(sign_in, manager):
    assert sign_in(manager).get("/measure/templates/nothing/").status_code == 404
