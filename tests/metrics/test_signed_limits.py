"""Limits that were signed elsewhere: kept, renewed, broken and ended."""

import datetime
from decimal import Decimal

import metric_data
import pytest
from django.utils import timezone

from accounts.outbox import body_of
from metrics.models import Alert, SignedLimit
from metrics.services import alerts, signed_limits
from metrics.services.signed_limits import Promise, Source

HASH = "a" * 64


@pytest.fixture
def today(organization):
    return organization.local_date(timezone.now())


@pytest.fixture
def metric(organization, manager, today):
    """Complaints: 20 a week, to be 10; nothing is due, nothing else is limited."""
    return metric_data.metric(
        organization,
        manager,
        name="Complaints",
        unit="complaints/week",
        baseline=Decimal(60),
        baseline_on=today - datetime.timedelta(days=5),
        target_on=today + datetime.timedelta(days=100),
    )


def promise(metric, **overrides):
    fields = {
        "metric": metric, "path": "evaluation.guardrails.g1",
        "clause": "Guardrail: Complaints at most 50", "comparison": "at_most",
        "limit": Decimal(50), "due": None, "owner": None, **overrides,
    }  # fmt: skip
    return Promise(**fields)


def keep(metric, *promises, days=3, **source):
    now = timezone.now()
    fields = {
        "key": "project000000001", "name": "Churn", "document": "charter000000001",
        "document_name": "charter 1.0", "document_hash": HASH,
        "signed_at": now - datetime.timedelta(days=days), **source,
    }  # fmt: skip
    signed_limits.keep(
        organization=metric.organization, source=Source(**fields), promises=promises, now=now
    )


def measure(metric, actor, value, day):
    return metric_data.sample(metric, actor, day=day, value=Decimal(value))


def breaches(metric):
    return list(metric.alerts.standing().filter(kind="breach"))


@pytest.mark.parametrize(("value", "count"), [("49", 0), ("50", 0), ("50.1", 1)])
def test_a_value_beyond_the_limit_opens_an_alert(metric, manager, today, value, count):
    keep(metric, promise(metric))
    measure(metric, manager, value, today)
    assert len(breaches(metric)) == count


def test_the_alert_says_value_clause_and_project(metric, manager, today):
    keep(metric, promise(metric))
    measure(metric, manager, "55", today)
    alert = breaches(metric)[0]
    assert alert.text.startswith("55 complaints/week on ")
    assert alert.text.endswith("breaks the charter of Churn: Guardrail: Complaints at most 50.")
    assert alert.signed_limit.document_hash == HASH


def test_two_values_are_one_alert_and_one_message(metric, manager, organization, today):
    keep(metric, promise(metric))
    measure(metric, manager, "55", today - datetime.timedelta(days=1))
    measure(metric, manager, "56", today)
    assert [alert.text[:2] for alert in breaches(metric)] == ["56"]
    assert organization.messages.filter(subject="Charter breach: Complaints").count() == 1


def test_the_message_leads_to_the_alert_itself(
    metric, manager, organization, today, sign_in, settings
):
    keep(metric, promise(metric))
    measure(metric, manager, "55", today)
    body = body_of(organization.messages.get(subject="Charter breach: Complaints"))
    path = f"/measure/alerts/{breaches(metric)[0].public_id}/"
    assert settings.PUBLIC_URL + path in body.split()
    assert sign_in(manager).get(path).status_code == 200


def test_two_clauses_about_one_metric_are_two_alerts(metric, manager, today):
    other = promise(metric, path="plan.gates.g2", limit=Decimal(52))
    keep(metric, promise(metric), other)
    measure(metric, manager, "55", today)
    assert len(breaches(metric)) == 2


def test_a_good_value_resolves_it(metric, manager, today):
    keep(metric, promise(metric))
    measure(metric, manager, "55", today - datetime.timedelta(days=1))
    measure(metric, manager, "45", today)
    assert breaches(metric) == []
    assert metric.alerts.get(kind="breach").note == "It recovered by itself."


def test_values_from_before_the_signatures_break_nothing(metric, manager, today):
    measure(metric, manager, "55", today - datetime.timedelta(days=4))
    keep(metric, promise(metric))
    assert breaches(metric) == []


def test_a_value_since_the_signatures_is_found_at_once(metric, manager, today):
    measure(metric, manager, "55", today - datetime.timedelta(days=1))
    keep(metric, promise(metric))
    assert len(breaches(metric)) == 1


def test_before_it_is_due_nothing_is_broken(metric, manager, today):
    keep(metric, promise(metric, due=today + datetime.timedelta(days=1)))
    measure(metric, manager, "55", today)
    assert breaches(metric) == []


def test_keeping_twice_is_once(metric, manager, organization, today):
    keep(metric, promise(metric))
    measure(metric, manager, "55", today)
    events = organization.audit_events.count()
    keep(metric, promise(metric))
    assert SignedLimit.objects.count() == 1
    assert len(breaches(metric)) == 1
    assert organization.audit_events.count() == events


def test_a_newer_version_with_the_same_limit_keeps_the_alert(metric, manager, today):
    keep(metric, promise(metric))
    measure(metric, manager, "55", today)
    keep(metric, promise(metric), document_name="charter 2.0", document_hash="b" * 64, days=0)
    alert = breaches(metric)[0]
    assert alert.signed_limit.document_name == "charter 2.0"
    assert alert.signed_limit.document_hash == "b" * 64
    assert Alert.objects.filter(kind="breach").count() == 1


def test_another_limit_ends_the_one_before(metric, manager, today):
    keep(metric, promise(metric))
    measure(metric, manager, "55", today)
    keep(metric, promise(metric, limit=Decimal(60)))
    assert breaches(metric) == []
    assert metric.alerts.get(kind="breach").note == "A newer version was signed."
    assert SignedLimit.objects.standing().get().limit == 60


def test_ending_closes_the_alert_with_its_reason(metric, manager, organization, today):
    keep(metric, promise(metric))
    measure(metric, manager, "55", today)
    fields = {"organization": organization, "source": "project000000001"}
    for _ in range(2):
        signed_limits.end(**fields, because="The charter was revoked.", now=timezone.now())
    assert not SignedLimit.objects.standing().exists()
    assert metric.alerts.get(kind="breach").note == "The charter was revoked."
    measure(metric, manager, "56", today - datetime.timedelta(days=1))
    assert breaches(metric) == []


def test_the_clause_names_who_answers(metric, executive, member, manager, organization, today):
    keep(metric, promise(metric, owner=executive))
    measure(metric, manager, "55", today)
    assert breaches(metric)[0].owner == executive
    told = organization.messages.filter(subject__startswith="Charter breach")
    assert {each.recipient for each in told} == {manager.email, executive.email}
    assert "breaks the charter of Churn" in body_of(told[0])


def test_an_owner_whose_access_has_ended_is_not_told(metric, member, manager, today):
    member.memberships.update(is_active=False)
    keep(metric, promise(metric, owner=member))
    measure(metric, manager, "55", today)
    assert breaches(metric)[0].owner == manager


def test_what_a_person_resolved_does_not_come_back(metric, manager, today):
    keep(metric, promise(metric))
    measure(metric, manager, "55", today)
    alert = breaches(metric)[0]
    membership = manager.memberships.get()
    alerts.resolve(alert=alert, membership=membership, version=alert.version, note="Known")
    keep(metric, promise(metric))
    assert breaches(metric) == []


def test_a_metric_of_elsewhere_is_left_out(metric, outsider):
    elsewhere = outsider.memberships.get().organization
    other = metric_data.metric(elsewhere, outsider)
    keep(metric, promise(metric), promise(other, path="other"))
    assert list(SignedLimit.objects.values_list("metric", flat=True)) == [metric.pk]


def test_another_organization_ends_nothing(metric, outsider):
    keep(metric, promise(metric))
    elsewhere = outsider.memberships.get().organization
    signed_limits.end(
        organization=elsewhere, source="project000000001", because="Ended", now=timezone.now()
    )
    assert SignedLimit.objects.standing().count() == 1


def test_the_page_of_the_alert_leads_to_the_charter(sign_in, metric, manager, today):
    keep(metric, promise(metric))
    measure(metric, manager, "55", today)
    found = breaches(metric)[0]
    page = sign_in(manager).get(f"/measure/alerts/{found.public_id}/").content.decode()
    assert 'href="/charters/charter000000001/"' in page
    assert "charter 1.0 of Churn" in page
    assert HASH in page
