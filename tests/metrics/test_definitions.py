"""Business metrics: defining, changing, putting aside; ambiguous targets; stale baselines."""

import datetime
from decimal import Decimal

import metric_data
import pytest
from django.utils import timezone

from aiproj.shared.errors import Refused
from metrics.forms.amounts import read_amount
from metrics.models import BusinessMetric, TechnicalMetric
from metrics.services import definitions, samples

NEW = "/measure/metrics/new/"


def fields(by, **changes):
    typed = {
        "name": "Forecast error",
        "category": "efficiency",
        "unit": "%",
        "direction": "down",
        "minimum": "0",
        "maximum": "",
        "baseline": "24",
        "baseline_on": "2026-03-02",
        "baseline_source": "Planning report",
        "target": "10 %",
        "target_kind": "",
        "target_on": "2027-03-31",
        "owner": by.public_id,
        "measured_by": "Weighted error over all shops",
        "frequency": "weekly",
    }
    return {**typed, **changes}


def errors_of(answer, name):
    assert answer.status_code == 422
    return answer.context["form"].errors[name][0]


def test_ten_percent_of_a_percentage_shows_every_reading_and_saves_nothing(sign_in, manager):
    answer = sign_in(manager).post(NEW, fields(manager))
    assert "more than one thing" in errors_of(answer, "target_kind")
    found = {reading.kind: reading.value for reading in answer.context["form"].readings}
    assert found == {"absolute": "10 %", "relative": "21.6 %", "points": "14 %"}
    assert "21.6 %" in answer.content.decode()
    assert not BusinessMetric.objects.exists()


@pytest.mark.parametrize(("kind", "target"), [("relative", "21.6"), ("points", "14")])
def test_the_chosen_reading_is_stored_with_its_kind(sign_in, manager, kind, target):
    sign_in(manager).post(NEW, fields(manager, target_kind=kind))
    metric = BusinessMetric.objects.get()
    assert (metric.target_kind, metric.target) == (kind, Decimal(target))


def test_ten_percent_of_money_has_one_meaning(sign_in, manager):
    typed = fields(manager, unit="EUR/year", category="cost", baseline="500,000")
    sign_in(manager).post(NEW, typed)
    metric = BusinessMetric.objects.get()
    assert (metric.target_kind, metric.target) == ("relative", Decimal(450_000))


def test_the_definition_is_kept_as_typed_and_audited(sign_in, manager, organization):
    typed = fields(manager, target_kind="points", is_guardrail="on")
    answer = sign_in(manager).post(NEW, typed, follow=True)
    metric = BusinessMetric.objects.get()
    assert (metric.owner, metric.baseline_on) == (manager, datetime.date(2026, 3, 2))
    assert metric.is_guardrail
    assert organization.audit_events.get(action="business_metric.created").after["unit"] == "%"
    page = answer.content.decode()
    assert all(text in page for text in ("24 %", "14 %", "Guardrail", "Planning report", "Manager"))


@pytest.mark.parametrize(
    ("changes", "name", "text"),
    [
        ({"unit": "$"}, "unit", "ISO code"),
        ({"unit": "EUR", "category": "revenue"}, "unit", "money per period"),
        ({"baseline": "about 24"}, "baseline", "number"),
        ({"baseline": "-1"}, "baseline", "outside"),
        ({"minimum": "5", "maximum": "5"}, "maximum", "above"),
        ({"baseline_on": "2999-01-01"}, "baseline_on", "2099"),
        ({"target_on": "2026-01-01"}, "target_on", "follows"),
        ({"target": "30", "target_kind": "absolute"}, "target", "below the baseline"),
        ({"target": "30", "target_kind": "points"}, "target", "outside"),
        ({"target": "+10 %", "target_kind": "relative"}, "target", "goes up"),
        ({"target": "", "target_kind": "relative"}, "target", "target"),
        ({"target": "10 % next quarter"}, "target", "its day goes below"),
        ({"target": "0.1234567"}, "target", "6 digits after the point"),
        ({"target": "2", "target_kind": ""}, "target_kind", "what it means"),
        ({"target": "2", "target_kind": "points", "unit": "hours"}, "target", "percentage"),
        ({"owner": "x" * 16}, "owner", "valid choice"),
        ({"baseline": "1234567890.1234567"}, "baseline", "digits"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(sign_in, manager, changes, name, text):
    answer = sign_in(manager).post(NEW, fields(manager, **changes))
    assert text in errors_of(answer, name)
    assert not BusinessMetric.objects.exists()


def test_a_stranger_cannot_own_a_metric(sign_in, manager, outsider):
    answer = sign_in(manager).post(NEW, fields(manager, owner=outsider.public_id))
    assert "valid choice" in errors_of(answer, "owner")


def test_a_name_is_taken_whatever_its_case(sign_in, manager, organization):
    metric_data.metric(organization, manager, name="FORECAST error")
    answer = sign_in(manager).post(NEW, fields(manager, target_kind="points"))
    assert "already" in errors_of(answer, "name")


def test_a_stale_save_shows_both_and_overwrites_nothing(sign_in, manager, organization):
    metric = metric_data.metric(organization, manager)
    BusinessMetric.objects.filter(pk=metric.pk).update(name="Error now", version=2)
    client, page = sign_in(manager), f"/measure/metrics/{metric.public_id}/edit/"
    typed = fields(manager, target_kind="points", version=1)
    answer = client.post(page, typed)
    assert answer.status_code == 409
    assert "<dd>Error now</dd>" in answer.content.decode()
    assert answer.context["form"]["version"].value() == "2"
    client.post(page, {**typed, "version": 2})
    metric.refresh_from_db()
    assert (metric.name, metric.version) == ("Forecast error", 3)


def test_the_edit_form_holds_what_is_stored(sign_in, manager, organization):
    metric = metric_data.metric(organization, manager, baseline=Decimal("24.5"))
    form = sign_in(manager).get(f"/measure/metrics/{metric.public_id}/edit/").context["form"]
    assert (form["baseline"].value(), form["target"].value()) == ("24.5", "10")
    assert form["target_kind"].value() == "relative"


def test_a_save_without_a_version_is_428(sign_in, manager, organization):
    metric = metric_data.metric(organization, manager)
    page = f"/measure/metrics/{metric.public_id}/edit/"
    assert sign_in(manager).post(page, fields(manager)).status_code == 428


@pytest.mark.parametrize(("days", "is_stale"), [(180, False), (181, True)])
def test_a_baseline_older_than_180_days_warns(sign_in, manager, organization, days, is_stale):
    today = organization.local_date(timezone.now())
    metric = metric_data.metric(
        organization,
        manager,
        baseline_on=today - datetime.timedelta(days=days),
        target_on=today + datetime.timedelta(days=1),
    )
    client = sign_in(manager)
    for page in ("/measure/", f"/measure/metrics/{metric.public_id}/"):
        assert ("181 days old" in client.get(page).content.decode()) is is_stale


@pytest.mark.parametrize("unit", ["hours", "ratio"])
def test_the_unit_of_measured_values_stays(sign_in, manager, organization, unit):
    metric = metric_data.metric(organization, manager)
    sample = metric_data.sample(metric, manager)
    client, page = sign_in(manager), f"/measure/metrics/{metric.public_id}/edit/"
    typed = fields(manager, unit=unit, target="10", target_kind="relative", version=1)
    answer = client.post(page, typed)
    assert answer.status_code == 422
    assert f"Values were measured in %: in {unit} they" in answer.content.decode()
    metric.refresh_from_db()
    assert (metric.unit, metric.version) == ("%", 1)
    samples.remove(sample=sample, actor=manager, version=1)
    assert client.post(page, typed).status_code == 302
    metric.refresh_from_db()
    assert metric.unit == unit


def test_another_word_for_the_unit_of_measured_values_is_fine(manager, organization):
    metric = metric_data.metric(organization, manager)
    metric_data.sample(metric, manager)
    given = {"name": metric.name, "unit": "percent", "category": metric.category}
    definitions.change_metric(metric=metric, actor=manager, version=1, fields=given)
    assert metric.unit == "percent"


def test_an_archived_metric_comes_back(sign_in, manager, organization):
    metric = metric_data.metric(organization, manager)
    client, page = sign_in(manager), f"/measure/metrics/{metric.public_id}/"
    client.post(f"{page}archive/")
    metric.refresh_from_db()
    assert metric.archived_at
    assert "Archived" in client.get(page).content.decode()
    with pytest.raises(Refused, match="archived"):
        definitions.change_metric(metric=metric, actor=manager, version=1, fields={"name": "X"})
    client.post(f"{page}restore/")
    metric.refresh_from_db()
    assert metric.archived_at is None


def test_restoring_under_a_taken_name_is_refused_in_words(sign_in, manager, organization):
    metric = metric_data.metric(organization, manager)
    definitions.archive_metric(metric=metric, actor=manager)
    metric_data.metric(organization, manager)
    page = f"/measure/metrics/{metric.public_id}/restore/"
    answer = sign_in(manager).post(page, follow=True)
    assert "already" in answer.content.decode()
    metric.refresh_from_db()
    assert metric.archived_at


def test_a_technical_metric_of_the_catalog_is_unlinked_until_a_link_uses_it(
    sign_in, manager, organization
):
    client = sign_in(manager)
    client.post("/measure/technical/new/", {"catalog_key": "recall"})
    assert TechnicalMetric.objects.get().name == "Recall"
    assert "Unlinked" in client.get("/measure/").content.decode()
    metric_data.start(organization, manager)
    page = client.get("/measure/").content.decode()
    assert "Unlinked" not in page
    assert TechnicalMetric.objects.filter(catalog_key="recall").count() == 1


def test_an_own_technical_metric_needs_all_its_facts(sign_in, manager):
    answer = sign_in(manager).post("/measure/technical/new/", {"name": "Alerts"})
    assert set(answer.context["form"].errors) == {"says", "unit", "direction"}


@pytest.mark.parametrize(
    ("text", "value"), [("1,234.50", "1234.50"), ("−3", "-3"), (".5", "0.5"), ("+7", "7")]
)
def test_amounts_are_read_exactly(text, value):
    assert read_amount(text) == Decimal(value)


@pytest.mark.parametrize("text", ["1,5", "1e5", "NaN", "", "-", "1 000", "10%"])
def test_what_is_no_plain_number_is_no_amount(text):
    with pytest.raises(Exception, match="number"):
        read_amount(text)
