"""Members read metrics, enter their values and agree to links; they define nothing."""

import datetime
from decimal import Decimal

import metric_data
import pytest
from api_client import VALUES, make_token, post_values, send
from django.urls import reverse

from metrics.forms import definitions as forms
from metrics.forms.definitions import MetricFields

DEFINING = ("metric_edit", "metric_archive", "link_new", "link_edit", "link_archive", "alert_test")


@pytest.fixture
def metric(organization, manager):
    return metric_data.metric(organization, manager)


@pytest.fixture
def client(sign_in, member):
    return sign_in(member)


def page_of(metric):
    return f"/measure/metrics/{metric.public_id}/"


def typed(**changes):
    fields = {"day": "2026-04-01", "value": "23.5", "note": "Report", "key": "a" * 16}
    return {**fields, **changes}


def test_a_member_sees_metrics_and_no_button_that_defines(client, organization, manager):
    link = metric_data.link(organization, manager)
    home = client.get("/measure/").content.decode()
    assert "Revenue kept" in home
    for name in ("metric_new", "templates", "technical_new"):
        assert reverse(f"metrics:{name}") not in home
    page = client.get(page_of(link.metric)).content.decode()
    assert "More customers stay." in page
    assert "Enter the value" in page
    assert "Another way to move it" not in page
    for name in DEFINING:
        kind = link if name.startswith("link_") and name != "link_new" else link.metric
        assert reverse(f"metrics:{name}", args=[kind.public_id]) not in page


def test_a_member_enters_corrects_and_removes_a_value(client, member, organization, metric):
    client.post(f"{page_of(metric)}values/add/", typed())
    sample = metric.samples.get()
    assert (sample.value, sample.recorded_by) == (Decimal("23.5"), member)
    assert (
        reverse("metrics:sample", args=[sample.public_id])
        in client.get(f"{page_of(metric)}values/").content.decode()
    )
    address = reverse("metrics:sample", args=[sample.public_id])
    client.post(address, typed(value="22", version=1))
    sample.refresh_from_db()
    assert sample.value == 22
    client.post(reverse("metrics:sample_remove", args=[sample.public_id]), {"version": 2})
    assert not metric.samples.exists()
    actions = organization.audit_events.filter(action__startswith="metric_value.")
    assert [event.actor for event in actions] == [member] * 3


def test_a_member_brings_a_list_in(client, metric):
    client.post(f"{page_of(metric)}values/import/", {"lines": "2026-04-01, 23.4\n2026-05-01, 22"})
    days = list(metric.samples.order_by("day").values_list("day", flat=True))
    assert days == [datetime.date(2026, 4, 1), datetime.date(2026, 5, 1)]


def test_an_executive_stays_a_reader(sign_in, executive, organization, manager, metric):
    sample = metric_data.sample(metric, manager)
    reader = sign_in(executive)
    assert "Enter the value" not in reader.get(page_of(metric)).content.decode()
    assert reader.post(f"{page_of(metric)}values/add/", typed()).status_code == 403
    assert reader.get(f"{page_of(metric)}values/import/").status_code == 403
    removal = reverse("metrics:sample_remove", args=[sample.public_id])
    assert reader.post(removal, {"version": 1}).status_code == 403
    assert post_values(make_token(executive, organization), metric, VALUES).status_code == 403
    assert metric.samples.get() == sample


def test_the_token_of_a_member_adds_and_reads_values(member, organization, metric):
    secret = make_token(member, organization, ["values"])
    assert post_values(secret, metric, VALUES).json() == {"added": 1, "known": 0}
    address = reverse("metrics:api_values", args=[metric.public_id])
    assert send(secret, "GET", address).json()["values"][0]["day"] == "2026-05-31"
    assert metric.samples.get().recorded_by == member


def test_a_technical_member_is_offered_the_technical_side(client, member, organization, manager):
    link = metric_data.link(organization, manager)
    member.memberships.update(perspective="technical")
    page = client.get(page_of(link.metric)).content.decode()
    assert "I agree for the technical side" in page
    assert "I agree for the business side" not in page
    client.post(
        reverse("metrics:link_agree", args=[link.public_id]), {"side": "technical", "version": 1}
    )
    assert link.standing().get().person == member


def test_an_empty_catalog_says_who_defines_and_who_enters(client, sign_in, executive):
    page = client.get("/measure/").content.decode()
    assert "Managers define them; you enter what is measured." in page
    page = sign_in(executive).get("/measure/").content.decode()
    assert "Managers define them." in page


def test_only_whoever_may_read_metrics_is_offered_as_their_owner(
    organization, manager, member, executive, monkeypatch
):
    def offered():
        return set(MetricFields(organization).fields["owner"].queryset)

    assert offered() == {manager, member, executive}
    monkeypatch.setattr(forms, "READERS", ["admin", "manager"])
    assert offered() == {manager}
