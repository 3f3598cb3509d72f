"""Alerts: what opens and closes them, who is told, once for each kind."""

import datetime
from decimal import Decimal

import factories
import metric_data
import pytest
from django.utils import timezone

from accounts.models import Role
from accounts.outbox import body_of
from aiproj.shared.errors import Refused
from metrics.models import Alert, BusinessMetric
from metrics.services import alerts, definitions, samples
from metrics.tasks import check_metrics


@pytest.fixture
def today(organization):
    return organization.local_date(timezone.now())


@pytest.fixture
def metric(organization, manager, today):
    """A forecast error of 24 %, weekly, with an alert limit of 30 %; nothing is due."""
    return metric_data.metric(
        organization,
        manager,
        baseline_on=today - datetime.timedelta(days=5),
        target_on=today + datetime.timedelta(days=100),
        alert_limit=Decimal(30),
    )


def measure(metric, actor, value, day):
    return metric_data.sample(metric, actor, day=day, value=Decimal(value))


def kinds(metric):
    return sorted(metric.alerts.standing().values_list("kind", flat=True))


@pytest.mark.parametrize(
    ("value", "expected"),
    [("24", []), ("24.1", ["worse"]), ("30", ["worse"]), ("30.1", ["limit", "worse"])],
)
def test_a_value_opens_what_is_wrong_with_it(metric, manager, today, value, expected):
    measure(metric, manager, value, today)
    assert kinds(metric) == expected


def test_the_limit_of_a_rising_metric_lies_below(organization, manager, metric, today):
    BusinessMetric.objects.filter(pk=metric.pk).update(
        direction="up", target_kind="points", alert_limit=Decimal(20)
    )
    metric.refresh_from_db()
    assert [metric.is_beyond_limit(Decimal(each)) for each in (19, 20, 21)] == [True, False, False]


def test_the_owner_is_told_once_in_the_same_transaction(metric, manager, organization, today):
    measure(metric, manager, "31", today)
    message = organization.messages.get(subject="Alert: Forecast error")
    body = body_of(message)
    assert message.recipient == manager.email
    assert "31 % on" in body
    assert "beyond the alert limit of 30 %" in body
    assert "worse than the baseline, 24 %" in body
    assert f"/measure/metrics/{metric.public_id}/" in body
    events = organization.audit_events.filter(action="alert.opened")
    assert [event.actor_label for event in events] == ["system", "system"]


def test_a_second_wrong_value_is_the_same_alert(metric, manager, organization, today):
    measure(metric, manager, "25", today - datetime.timedelta(days=1))
    first = metric.alerts.get()
    measure(metric, manager, "26", today)
    again = metric.alerts.get()
    assert again.pk == first.pk
    assert again.text.startswith("26 %")
    assert again.version == first.version + 1
    assert organization.messages.filter(subject__startswith="Alert").count() == 1


def test_a_good_value_resolves_it_by_itself(metric, manager, today):
    measure(metric, manager, "25", today - datetime.timedelta(days=1))
    measure(metric, manager, "23", today)
    alert = metric.alerts.get()
    assert (alert.state, alert.by_itself) == ("resolved", True)
    assert alert.resolved_by is None


def test_a_correction_and_a_removal_are_looked_at_too(metric, manager, today):
    sample = measure(metric, manager, "25", today)
    fields = {"day": today, "value": Decimal(23), "note": ""}
    sample = samples.correct(sample=sample, actor=manager, version=1, **fields)
    assert kinds(metric) == []
    sample = samples.correct(
        sample=sample, actor=manager, version=2, **{**fields, "value": Decimal(40)}
    )
    assert kinds(metric) == ["limit", "worse"]
    samples.remove(sample=sample, actor=manager, version=3)
    assert kinds(metric) == []


def test_an_import_is_looked_at_once_by_its_newest_value(metric, manager, organization, today):
    days = [today - datetime.timedelta(days=each) for each in (3, 2, 1)]
    rows = zip(days, ("40", "50", "23"), strict=True)
    entries = [samples.Entry.of_row(day, Decimal(value), "") for day, value in rows]
    samples.add_all(metric=metric, actor=manager, entries=entries)
    assert not metric.alerts.exists()


def test_a_value_that_is_due_is_found_by_the_scheduler(metric, organization):
    BusinessMetric.objects.filter(pk=metric.pk).update(
        baseline_on=metric.baseline_on - datetime.timedelta(days=30)
    )
    assert check_metrics() == 1
    assert check_metrics() == 0
    assert "has been due since" in metric.alerts.get().text
    assert organization.messages.filter(subject__startswith="Alert").count() == 1


def test_the_scheduler_finds_a_limit_that_moved(metric, manager, today):
    measure(metric, manager, "23", today)
    BusinessMetric.objects.filter(pk=metric.pk).update(alert_limit=Decimal(22))
    check_metrics()
    assert kinds(metric) == ["limit"]


def test_an_archived_metric_is_left_alone(metric, manager, today):
    BusinessMetric.objects.filter(pk=metric.pk).update(alert_limit=Decimal(1))
    measure(metric, manager, "0.5", today)
    definitions.archive_metric(metric=metric, actor=manager)
    BusinessMetric.objects.filter(pk=metric.pk).update(alert_limit=Decimal(0))
    assert check_metrics() == 0


def test_what_a_person_resolved_does_not_come_back(metric, manager, organization, today):
    measure(metric, manager, "25", today)
    membership = manager.memberships.get()
    alert = metric.alerts.get()
    alerts.resolve(alert=alert, membership=membership, version=1, note="A holiday")
    assert check_metrics() == 0
    assert kinds(metric) == []
    measure(metric, manager, "26", today - datetime.timedelta(days=1))
    assert kinds(metric) == []  # an older value is not news


def test_worse_again_after_that_is_news(metric, manager, today):
    measure(metric, manager, "25", today - datetime.timedelta(days=1))
    membership = manager.memberships.get()
    alerts.resolve(alert=metric.alerts.get(), membership=membership, version=1, note="Seen")
    measure(metric, manager, "26", today)
    assert kinds(metric) == ["worse"]


def test_whoever_defines_metrics_is_told_once_the_access_of_the_owner_has_ended(
    metric, member, executive, admin, manager
):
    BusinessMetric.objects.filter(pk=metric.pk).update(owner=member)
    metric.refresh_from_db()
    assert alerts.recipients(metric) == [member]
    member.memberships.update(is_active=False)
    assert {user.email for user in alerts.recipients(metric)} == {admin.email, manager.email}


def test_nobody_is_told_when_nobody_can_be(metric, manager):
    manager.memberships.update(is_active=False)
    with pytest.raises(Refused, match="Nobody"):
        alerts.send_test(metric=metric, actor=manager)


def test_the_database_keeps_one_of_a_kind(metric, manager, today):
    measure(metric, manager, "25", today)
    with pytest.raises(Exception, match=r"(?i)unique"):
        Alert.objects.create(metric=metric, kind="worse", text="again")


def test_somebody_elses_executive_cannot_resolve(metric, manager, organization, today):
    reader = factories.make_user("reader@example.org", "Reader")
    membership = factories.make_membership(reader, organization, role=Role.EXECUTIVE)
    measure(metric, manager, "25", today)
    alert = metric.alerts.get()
    with pytest.raises(Refused, match="owner"):
        alerts.resolve(alert=alert, membership=membership, version=1, note="No")
    Alert.objects.filter(pk=alert.pk).update(owner=reader)
    alert.refresh_from_db()
    alerts.resolve(alert=alert, membership=membership, version=1, note="Mine")
    assert kinds(metric) == []
