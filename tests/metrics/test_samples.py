"""Measured values of a metric: entering, correcting, removing, what the audit log keeps."""

import datetime
from decimal import Decimal

import metric_data
import pytest
from django.utils import timezone

from aiproj.shared.errors import Refused, Stale
from metrics.models import MetricSample
from metrics.services import definitions, samples

KEY = "a" * 16


@pytest.fixture
def metric(organization, manager):
    return metric_data.metric(organization, manager)


def page_of(metric):
    return f"/measure/metrics/{metric.public_id}/"


def typed(**changes):
    return {"day": "2026-04-01", "value": "23.5", "note": "Report", "key": KEY, **changes}


def test_a_value_is_kept_exactly_and_audited(sign_in, manager, organization, metric):
    answer = sign_in(manager).post(f"{page_of(metric)}values/add/", typed(), follow=True)
    sample = metric.samples.get()
    assert (sample.day, sample.value) == (datetime.date(2026, 4, 1), Decimal("23.5"))
    assert (sample.note, sample.recorded_by) == ("Report", manager)
    event = organization.audit_events.get(action="metric_value.added")
    assert event.after == {"day": "2026-04-01", "value": "23.5", "note": "Report"}
    assert "23.5 %" in answer.content.decode()


def test_a_form_that_is_sent_twice_counts_once(sign_in, manager, organization, metric):
    client = sign_in(manager)
    for _ in range(2):
        assert client.post(f"{page_of(metric)}values/add/", typed()).status_code == 302
    assert metric.samples.count() == 1
    assert organization.audit_events.filter(action="metric_value.added").count() == 1


@pytest.mark.parametrize(
    ("changes", "name", "text"),
    [
        ({"day": ""}, "day", "Enter the day"),
        ({"day": "1999-01-01"}, "day", "2000"),
        ({"value": "1,5"}, "value", "number"),
        ({"value": "-1"}, "value", "outside the possible"),
        ({"key": ""}, "key", "required"),
    ],
)
def test_what_cannot_be_measured_is_refused(sign_in, manager, metric, changes, name, text):
    answer = sign_in(manager).post(f"{page_of(metric)}values/add/", typed(**changes))
    assert answer.status_code == 422
    assert text in answer.context["form"].errors[name][0]
    assert not metric.samples.exists()


def test_tomorrow_was_not_measured_yet(sign_in, manager, organization, metric):
    tomorrow = organization.local_date(timezone.now()) + datetime.timedelta(days=1)
    answer = sign_in(manager).post(f"{page_of(metric)}values/add/", typed(day=str(tomorrow)))
    assert "future" in answer.context["form"].errors["day"][0]


def test_a_day_has_one_value(sign_in, manager, metric):
    client = sign_in(manager)
    client.post(f"{page_of(metric)}values/add/", typed())
    answer = client.post(f"{page_of(metric)}values/add/", typed(value="20", key="b" * 16))
    assert "23.5 % already" in answer.context["form"].errors["day"][0]
    assert metric.samples.get().value == Decimal("23.5")


def test_a_correction_keeps_the_old_value_in_the_audit_log(sign_in, manager, organization, metric):
    sample = metric_data.sample(metric, manager)
    page = f"/measure/values/{sample.public_id}/"
    assert sign_in(manager).get(page).context["form"]["value"].value() == "24"
    sign_in(manager).post(page, typed(value="22", version=1))
    sample.refresh_from_db()
    assert (sample.value, sample.version) == (Decimal(22), 2)
    event = organization.audit_events.get(action="metric_value.corrected")
    assert (event.before["value"], event.after["value"]) == ("24", "22")


def test_a_correction_cannot_move_onto_another_day(sign_in, manager, metric):
    metric_data.sample(metric, manager, day=datetime.date(2026, 5, 1))
    sample = metric_data.sample(metric, manager)
    page = f"/measure/values/{sample.public_id}/"
    answer = sign_in(manager).post(page, typed(day="2026-05-01", version=1))
    assert answer.status_code == 422
    assert "already" in answer.context["form"].errors["day"][0]


def test_a_stale_correction_shows_what_is_stored(sign_in, manager, metric):
    sample = metric_data.sample(metric, manager)
    MetricSample.objects.filter(pk=sample.pk).update(value=19, version=2)
    page = f"/measure/values/{sample.public_id}/"
    answer = sign_in(manager).post(page, typed(value="22", version=1))
    assert answer.status_code == 409
    assert "<dd>19</dd>" in answer.content.decode()
    assert answer.context["form"]["value"].value() == "22"
    sample.refresh_from_db()
    assert sample.value == 19


def test_a_removed_value_stays_in_the_audit_log(sign_in, manager, organization, metric):
    sample = metric_data.sample(metric, manager)
    sign_in(manager).post(f"/measure/values/{sample.public_id}/remove/", {"version": 1})
    assert not metric.samples.exists()
    assert organization.audit_events.get(action="metric_value.removed").before["value"] == "24"


def test_a_value_that_changed_meanwhile_is_not_removed(manager, metric):
    sample = metric_data.sample(metric, manager)
    MetricSample.objects.filter(pk=sample.pk).update(version=2)
    with pytest.raises(Stale):
        samples.remove(sample=sample, actor=manager, version=1)
    assert metric.samples.exists()


def test_an_archived_metric_takes_no_values(sign_in, manager, metric):
    definitions.archive_metric(metric=metric, actor=manager)
    with pytest.raises(Refused, match="archived"):
        metric_data.sample(metric, manager)
    answer = sign_in(manager).post(f"{page_of(metric)}values/add/", typed())
    assert answer.status_code == 422


def test_readers_see_values_and_no_way_to_change_them(sign_in, executive, manager, metric):
    metric_data.sample(metric, manager)
    page = sign_in(executive).get(page_of(metric)).content.decode()
    assert "Monthly report" in page
    assert "Correct" not in page
    assert "Enter the value" not in page
