"""To whom alerts go: the mail that opens one and the start page name the same people."""

import datetime
from decimal import Decimal

import factories
import metric_data
import predictions as samples
import pytest
from django.utils import timezone

from accounts.models import Membership
from accounts.outbox import body_of
from metrics.models import Alert, BusinessMetric
from metrics.overview.alerting import active_members, alerts_for, receivers
from metrics.services import alerts
from metrics.services.signed_limits import Promise, Source, keep

BREACH = "Charter breach: Forecast error"


@pytest.fixture
def today(organization):
    return organization.local_date(timezone.now())


@pytest.fixture
def people(admin, manager, member, executive):
    return [admin, manager, member, executive]


@pytest.fixture
def metric(organization, manager, member, today):
    """A forecast error of 24 % that the member owns."""
    later = today + datetime.timedelta(days=100)
    return metric_data.metric(
        organization, manager, owner=member, baseline_on=today, target_on=later
    )


def measure(metric, value="25"):
    return metric_data.sample(
        metric, metric.created_by, day=metric.baseline_on, value=Decimal(value)
    )


def promise(metric, owner, key="project000000001", name="Churn"):
    now = timezone.now()
    source = Source(key, name, "charter000000001", "charter 1.0", "a" * 64, now)
    made = Promise(metric, "target", f"{name} at most 20", "at_most", Decimal(20), None, owner)
    keep(organization=metric.organization, source=source, promises=[made], now=now)


def mailed(organization, people):
    sent = {message.recipient for message in organization.messages.filter(subject__contains=": ")}
    return [person for person in people if person.email in sent]


def at_home(sign_in, people, text="worse than"):
    return [person for person in people if text in sign_in(person).get("/").content.decode()]


def test_a_member_who_owns_the_metric_gets_reads_and_resolves_it(
    sign_in, organization, people, metric, member
):
    measure(metric)
    assert mailed(organization, people) == at_home(sign_in, people) == [member]
    client, found = sign_in(member), metric.alerts.get()
    page = f"/measure/alerts/{found.public_id}/"
    assert "Resolve the alert" in client.get(page).content.decode()
    client.post(page, {"version": 1, "note": "A holiday"})
    found.refresh_from_db()
    assert (found.state, found.resolved_by) == ("resolved", member)


def test_an_alert_of_whoever_left_stands_where_its_mail_goes(
    sign_in, organization, people, metric, member, admin, manager
):
    member.memberships.update(is_active=False)
    measure(metric)
    others = [person for person in people if person != member]
    assert metric.alerts.get().owner == member
    assert mailed(organization, people) == at_home(sign_in, others) == [admin, manager]


def test_an_alert_goes_on_to_others_when_its_owner_leaves_later(
    sign_in, people, metric, member, admin, manager
):
    measure(metric)
    member.memberships.update(is_active=False)
    others = [person for person in people if person != member]
    assert at_home(sign_in, others) == [admin, manager]
    member.memberships.update(is_active=True)
    assert at_home(sign_in, people) == [member]


def test_predictions_of_whoever_evaluates_no_more_are_for_those_who_define_metrics(
    organization, manager, admin, member
):
    samples.make_period_review(organization, member)
    found = Alert.objects.with_subject().filter(owner=member).first()
    assert receivers(found, active_members(organization)) == [member]
    member.memberships.update(role="executive")
    assert receivers(found, active_members(organization)) == [manager, admin]
    assert alerts_for(member.memberships.get()) == []
    assert found in alerts_for(admin.memberships.get())


def test_a_broken_limit_goes_to_whoever_signed_and_to_the_owner_of_the_metric(
    sign_in, organization, people, metric, member, executive
):
    promise(metric, executive)
    measure(metric, "23")
    assert mailed(organization, people) == [member, executive]
    assert at_home(sign_in, people, "breaks the charter of Churn") == [member, executive]
    found = metric.alerts.get()
    for person in (member, executive):
        assert alerts.may_handle(found, person.memberships.get())


def test_each_message_holds_only_what_is_for_its_reader(organization, metric, member):
    signing = factories.make_user("signing@example.org", "Signing")
    factories.make_membership(signing, organization, role="member")
    promise(metric, signing)
    promise(metric, None, key="project000000002", name="Pricing")
    measure(metric, "23")
    bodies = {
        each.recipient: body_of(each) for each in organization.messages.filter(subject=BREACH)
    }
    assert set(bodies) == {member.email, signing.email}
    assert "Churn" in bodies[signing.email]
    assert "Pricing" not in bodies[signing.email]
    assert "Pricing" in bodies[member.email]


def test_a_project_that_a_member_does_not_know_is_named_to_no_member(
    sign_in, organization, manager, metric, executive, member
):
    promise(metric, executive)
    measure(metric, "23")
    other = factories.make_user("other@example.org", "Other")
    factories.make_membership(other, organization, role="member")
    found = metric.alerts.get()
    client = sign_in(other)
    assert client.get(f"/measure/alerts/{found.public_id}/").status_code == 404
    for page in ("/measure/", "/measure/alerts/", f"/measure/metrics/{metric.public_id}/"):
        text = client.get(page).content.decode()
        assert "Churn" not in text
        assert "Alerts: 1" not in text
    shown = sign_in(member).get(f"/measure/alerts/{found.public_id}/").content.decode()
    assert "charter 1.0 of Churn" in shown
    assert 'href="/charters/charter000000001/"' not in shown


def test_alerts_of_an_archived_metric_stand_on_no_start_page(metric, member):
    measure(metric)
    BusinessMetric.objects.update(archived_at=timezone.now())
    assert alerts_for(Membership.objects.get(user=member)) == []
