"""Pages of alerts: the list, one alert, the start page, a test."""

import datetime
from decimal import Decimal

import metric_data
import pytest
from django.utils import timezone

from accounts.outbox import body_of
from metrics.models import Alert


@pytest.fixture
def metric(organization, manager):
    today = organization.local_date(timezone.now())
    later = today + datetime.timedelta(days=100)
    return metric_data.metric(organization, manager, baseline_on=today, target_on=later)


@pytest.fixture
def alert(metric, manager):
    metric_data.sample(metric, manager, day=metric.baseline_on, value=Decimal(25))
    return metric.alerts.get()


def page_of(alert):
    return f"/measure/alerts/{alert.public_id}/"


def test_the_list_the_metric_and_the_start_page_show_it(sign_in, manager, alert):
    client = sign_in(manager)
    for page in ("/measure/alerts/", f"/measure/metrics/{alert.metric.public_id}/", "/"):
        assert "is worse than the baseline" in client.get(page).content.decode()
    assert "Alerts: 1" in client.get("/measure/").content.decode()
    assert "One thing needs you" in client.get("/").content.decode()


def test_the_start_page_of_others_is_quiet(sign_in, admin, executive, member, alert):
    for person in (admin, executive, member):
        assert "worse than" not in sign_in(person).get("/").content.decode()


def test_an_alert_without_owner_needs_those_who_define_metrics(sign_in, admin, executive, alert):
    Alert.objects.update(owner=None)
    assert "worse than" in sign_in(admin).get("/").content.decode()
    assert "worse than" not in sign_in(executive).get("/").content.decode()


def test_an_executive_who_owns_the_metric_sees_and_resolves_it(sign_in, executive, alert):
    Alert.objects.update(owner=executive)
    client = sign_in(executive)
    assert "worse than" in client.get("/").content.decode()
    client.post(page_of(alert), {"version": 1, "note": "Checked"})
    alert.refresh_from_db()
    assert (alert.state, alert.note) == ("resolved", "Checked")


def test_acknowledging_then_resolving_is_audited(sign_in, manager, organization, alert):
    client = sign_in(manager)
    client.post(f"{page_of(alert)}acknowledge/", {"version": 1})
    alert.refresh_from_db()
    assert (alert.state, alert.acknowledged_by, alert.version) == ("acknowledged", manager, 2)
    answer = client.post(page_of(alert), {"version": 2, "note": "A holiday"}, follow=True)
    page = answer.content.decode()
    assert "No alert stands" in page
    assert "A holiday" in page
    metric = client.get(f"/measure/metrics/{alert.metric.public_id}/").content.decode()
    assert "for the value that is worse than the baseline, unless somebody resolved it" in metric
    assert organization.audit_events.filter(action="alert.acknowledged").count() == 1
    assert organization.audit_events.get(action="alert.resolved").after["note"] == "A holiday"


def test_resolving_needs_a_note(sign_in, manager, alert):
    answer = sign_in(manager).post(page_of(alert), {"version": 1, "note": " "})
    assert answer.status_code == 422
    alert.refresh_from_db()
    assert alert.state == "open"


def test_a_stale_resolution_overwrites_nothing(sign_in, manager, alert):
    Alert.objects.update(version=2, text="26 % now.")
    answer = sign_in(manager).post(page_of(alert), {"version": 1, "note": "Old news"})
    assert answer.status_code == 409
    assert "26 % now." in answer.content.decode()
    assert answer.context["form"]["note"].value() == "Old news"
    assert answer.context["form"]["version"].value() == "2"
    alert.refresh_from_db()
    assert alert.state == "open"


def test_a_stale_acknowledgement_changes_nothing(sign_in, manager, alert):
    client = sign_in(manager)
    answer = client.post(f"{page_of(alert)}acknowledge/", {"version": 7}, follow=True)
    assert "meanwhile" in answer.content.decode()
    alert.refresh_from_db()
    assert alert.state == "open"


def test_a_reader_who_does_not_own_it_gets_no_form(sign_in, executive, alert):
    client = sign_in(executive)
    page = client.get(page_of(alert)).content.decode()
    assert "Resolve the alert" not in page
    assert "I am looking at it" not in page
    answer = client.post(page_of(alert), {"version": 1, "note": "No"})
    assert answer.status_code == 422
    assert "Only the owner" in answer.content.decode()


def test_a_test_alert_reaches_the_owner_and_opens_nothing(sign_in, manager, organization, metric):
    page = f"/measure/metrics/{metric.public_id}/test-alert/"
    answer = sign_in(manager).post(page, follow=True)
    assert "A test alert goes to manager@example.org." in answer.content.decode()
    message = organization.messages.get(subject="Test alert: Forecast error")
    assert "tests the alerts" in body_of(message)
    assert not metric.alerts.exists()
    assert organization.audit_events.filter(action="alert.tested").count() == 1


def test_the_limit_is_defined_with_the_metric(sign_in, manager, metric):
    client, page = sign_in(manager), f"/measure/metrics/{metric.public_id}/edit/"
    typed = dict(client.get(page).context["form"].initial)
    typed = {name: "" if value is None else str(value) for name, value in typed.items()}
    typed.pop("is_guardrail")
    answer = client.post(page, {**typed, "alert_limit": "-3"})
    assert "outside" in answer.context["form"].errors["alert_limit"][0]
    client.post(page, {**typed, "alert_limit": "30"})
    metric.refresh_from_db()
    assert metric.alert_limit == 30
    shown = client.get(f"/measure/metrics/{metric.public_id}/").content.decode()
    assert "<dt>Alert limit</dt><dd>30 %</dd>" in shown


def test_without_alerts_the_list_leads_on(sign_in, manager):
    page = sign_in(manager).get("/measure/alerts/").content.decode()
    assert "No alert stands" in page
    assert '<a class="button" href="/measure/">See what is measured</a>' in page
