"""Alerts that stand while their metric gets another owner."""

import datetime
from decimal import Decimal

import metric_data
import pytest
from django.utils import timezone

from accounts.outbox import body_of
from metrics.models import Alert
from metrics.overview.alerting import alerts_for
from metrics.services import alerts, definitions
from metrics.services.signed_limits import Promise, Source, keep


@pytest.fixture
def metric(organization, manager, member):
    """A forecast error that the member owns."""
    today = organization.local_date(timezone.now())
    later = today + datetime.timedelta(days=100)
    return metric_data.metric(
        organization, manager, owner=member, baseline_on=today, target_on=later
    )


def measure(metric, value):
    """Worse than the baseline from 24 on."""
    actor = metric.created_by
    return metric_data.sample(metric, actor, day=metric.baseline_on, value=Decimal(value))


def promise(metric, owner):
    now = timezone.now()
    source = Source("project000000001", "Churn", "charter000000001", "charter 1.0", "a" * 64, now)
    made = Promise(metric, "target", "at most 20", "at_most", Decimal(20), None, owner)
    keep(organization=metric.organization, source=source, promises=[made], now=now)


def give(metric, owner, actor):
    given = {"name": metric.name, "unit": metric.unit, "category": metric.category}
    definitions.change_metric(
        metric=metric, actor=actor, version=metric.version, fields={**given, "owner": owner}
    )


def told(metric, person):
    """Bodies of the messages that this person got."""
    return [body_of(each) for each in metric.organization.messages.filter(recipient=person.email)]


def stand_for(person):
    return alerts_for(person.memberships.get())


def test_standing_alerts_go_with_the_metric_to_its_new_owner(
    metric, organization, manager, member, executive
):
    measure(metric, "25")
    found = metric.alerts.get()
    give(metric, executive, manager)
    assert (stand_for(executive), stand_for(member)) == ([found], [])
    found.refresh_from_db()
    assert (found.owner, found.version) == (executive, 2)
    event = organization.audit_events.get(action="alert.handed_over")
    assert event.actor == manager
    assert (event.before["owner"], event.after["owner"]) == (str(member), str(executive))
    [body] = told(metric, executive)
    assert f"{manager} made you the owner of Forecast error." in body
    assert found.text in body
    assert f"/measure/alerts/{found.public_id}/" in body


def test_whoever_takes_a_metric_over_is_sent_nothing(metric, manager):
    measure(metric, "25")
    give(metric, manager, manager)
    assert len(stand_for(manager)) == 1
    assert told(metric, manager) == []


def test_an_alert_of_somebody_else_stays_there(metric, manager, executive, admin):
    measure(metric, "25")
    Alert.objects.update(owner=admin)
    give(metric, executive, manager)
    assert (len(stand_for(admin)), stand_for(executive)) == (1, [])
    assert told(metric, executive) == []


def test_what_was_resolved_keeps_its_owner(metric, manager, member, executive):
    measure(metric, "25")
    membership, found = manager.memberships.get(), metric.alerts.get()
    alerts.resolve(alert=found, membership=membership, version=1, note="A holiday")
    give(metric, executive, manager)
    assert metric.alerts.get().owner == member


def test_another_change_moves_nothing(metric, organization, manager, member):
    measure(metric, "25")
    give(metric, member, manager)
    assert not organization.audit_events.filter(action="alert.handed_over").exists()


def test_a_broken_limit_stays_with_whoever_signed(metric, manager, member, executive):
    promise(metric, member)
    measure(metric, "23")
    give(metric, executive, manager)
    found = metric.alerts.get()
    assert found.owner == member
    assert stand_for(member) == stand_for(executive) == [found]
    assert len(told(metric, executive)) == 1  # it stands on the start page of both from now on


def test_a_broken_limit_that_nobody_signed_goes_too(metric, manager, member, executive):
    promise(metric, None)
    measure(metric, "23")
    give(metric, executive, manager)
    assert metric.alerts.get().owner == executive
    assert stand_for(member) == []
