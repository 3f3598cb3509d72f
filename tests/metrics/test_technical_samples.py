"""Values of a technical metric: as those of a business metric, within what is possible for it."""

import datetime
from decimal import Decimal

import metric_data
import pytest
from api_client import make_token, send
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from aiproj.shared.errors import Refused
from metrics.charts.progress import values_figure
from metrics.models import Alert, MetricSample
from metrics.overview.following import values_chart
from metrics.services import definitions, links, samples

KEY = "a" * 16


@pytest.fixture
def accuracy(organization, manager):
    return metric_data.cataloged(organization, manager)


@pytest.fixture
def client(sign_in, manager):
    return sign_in(manager)


def at(name, metric):
    return reverse(f"metrics:{name}", args=[metric.public_id])


def add(client, metric, **changes):
    typed = {"day": "2026-04-01", "value": "91.5", "note": "Holdout", "key": KEY, **changes}
    return client.post(at("technical_sample_add", metric), typed, follow=True)


def bring(client, metric, lines="", **more):
    address = at("technical_samples_import", metric)
    return client.post(address, {"lines": lines, **more}, follow=True)


def test_a_value_is_kept_once_shown_with_its_day_and_audited(client, organization, accuracy):
    add(client, accuracy)
    page = add(client, accuracy).content.decode()
    assert "higher is better" in page
    sample = accuracy.samples.get()
    assert (sample.day, sample.value) == (datetime.date(2026, 4, 1), Decimal("91.5"))
    assert (sample.metric, sample.measured) == (None, accuracy)
    assert "91.5 %" in page
    event = organization.audit_events.get(action="metric_value.added")
    assert event.target == f"technical metric {accuracy.public_id}"
    home = client.get(reverse("metrics:home")).content.decode()
    assert at("technical", accuracy) in home
    assert "91.5 %" in home
    assert "1 Apr 2026" in home


def test_there_is_no_alert_about_a_technical_metric(client, accuracy):
    add(client, accuracy, value="0")
    assert not Alert.objects.exists()


@pytest.mark.parametrize(
    ("key", "possible", "impossible"),
    [
        ("accuracy", "100", "100.5"),
        ("accuracy", "0", "-0.1"),
        ("auc", "1", "1.01"),
        ("latency_p95", "4000", "-1"),
        ("forecast_bias", "-300", None),
    ],
)
def test_the_catalog_says_which_values_are_possible(
    client, organization, manager, key, possible, impossible
):
    metric = metric_data.cataloged(organization, manager, key)
    if impossible is not None:
        answer = add(client, metric, value=impossible)
        assert answer.status_code == 422
        assert "outside the possible" in answer.context["form"].errors["value"][0]
        refused = bring(client, metric, f"2026-04-01, {impossible}")
        assert [each.line for each in refused.context["form"].problems] == [1]
        assert not metric.samples.exists()
    assert add(client, metric, value=possible).status_code == 200
    assert metric.samples.get().value == Decimal(possible)


def test_their_own_metrics_have_no_bounds(client, organization, manager):
    metric = metric_data.technical(organization, manager)
    add(client, metric, value="-1000")
    assert metric.samples.get().value == -1000


def test_one_wrong_line_keeps_every_line_out(client, accuracy):
    answer = bring(client, accuracy, "2026-04-01, 90\n2026-05-01, 101\n2090-01-01, 90")
    assert answer.status_code == 422
    assert [each.line for each in answer.context["form"].problems] == [2, 3]
    assert not accuracy.samples.exists()


def test_values_leave_as_csv_that_comes_back_unchanged(client, organization, manager, accuracy):
    bring(client, accuracy, "2026-04-01, 90.25, =cmd\n2026-05-01, 91")
    file = client.get(at("technical_samples_csv", accuracy)).content
    again = bring(client, accuracy, file=SimpleUploadedFile("values.csv", file))
    assert "0 values imported. 2 lines were there already." in again.content.decode()
    other = metric_data.cataloged(organization, manager, "recall")
    bring(client, other, file=SimpleUploadedFile("values.csv", file))
    kept = [list(each.samples.order_by("day").values_list("day", "value", "note"))
            for each in (accuracy, other)]  # fmt: skip
    assert kept[0] == kept[1] != []


def test_a_correction_keeps_the_old_value_and_a_stale_one_overwrites_nothing(
    client, organization, manager, accuracy
):
    sample = metric_data.sample(accuracy, manager)
    page = at("sample", sample)
    typed = {"day": sample.day, "value": "88", "note": "Again", "version": 1}
    assert client.post(page, typed)["Location"] == at("technical_samples", accuracy)
    event = organization.audit_events.get(action="metric_value.corrected")
    assert (event.before["value"], event.after["value"]) == ("90", "88")
    stale = client.post(page, {**typed, "value": "70"})
    assert stale.status_code == 409
    assert "<dd>88</dd>" in stale.content.decode()
    assert client.post(page, {**typed, "value": "101", "version": 2}).status_code == 422
    client.post(at("sample_remove", sample), {"version": 2})
    assert not accuracy.samples.exists()


def test_an_archived_metric_takes_no_values_and_shows_them(client, manager, accuracy):
    metric_data.sample(accuracy, manager)
    definitions.archive_technical(metric=accuracy, actor=manager)
    with pytest.raises(Refused, match="archived"):
        metric_data.sample(accuracy, manager, day=datetime.date(2026, 5, 1))
    page = client.get(at("technical", accuracy)).content.decode()
    assert "Monthly report" in page
    assert "Enter the value" not in page


def test_programs_add_values_and_read_them(organization, manager, accuracy):
    secret, address = make_token(manager, organization), at("api_technical_values", accuracy)
    body = b'{"values": [{"day": "2026-05-31", "value": 91.5, "note": "holdout"}]}'
    answers = [send(secret, "POST", address, body).json() for _ in range(2)]
    assert answers == [{"added": 1, "known": 0}, {"added": 0, "known": 1}]
    told = send(make_token(manager, organization, ["read_values"]), "GET", address).json()
    assert (told["metric"], told["unit"]) == ("Accuracy", "%")
    assert told["values"] == [{"day": "2026-05-31", "value": "91.5", "note": "holdout"}]
    too_high = send(secret, "POST", address, body.replace(b"91.5", b"101").replace(b"31", b"30"))
    assert too_high.status_code == 422
    assert "outside the possible" in too_high.json()["error"]["problems"][0]["message"]


def test_an_executive_reads_and_a_member_enters(sign_in, executive, member, manager, accuracy):
    sample = metric_data.sample(accuracy, manager)
    assert add(sign_in(member), accuracy, day="2026-05-01").status_code == 200
    reader = sign_in(executive)
    page = reader.get(at("technical", accuracy)).content.decode()
    assert "Enter the value" not in page
    assert "Correct" not in page
    assert reader.get(at("sample", sample)).status_code == 403


def test_another_organization_answers_like_nothing(client, outsider, organization, manager):
    elsewhere = outsider.memberships.get().organization
    foreign = metric_data.cataloged(elsewhere, outsider)
    sample = metric_data.sample(foreign, outsider)
    for name in ("technical", "technical_samples", "technical_samples_csv"):
        assert client.get(at(name, foreign)).status_code == 404
    assert client.get(at("sample", sample)).status_code == 404
    assert add(client, foreign).status_code == 404
    address = at("api_technical_values", foreign)
    assert send(make_token(manager, organization), "GET", address).status_code == 404


def test_the_page_names_what_it_moves(client, organization, manager, accuracy):
    metric = metric_data.revenue_metric(organization, manager)
    nodes = (
        metric_data.input_node("offers", "EUR/year", "500"),
        metric_data.input_node("share", "%", "90", technical=accuracy.public_id),
    )
    content = metric_data.content(*nodes, formula="offers * share", mechanism="Fewer are wasted.")
    link = links.create_link(metric=metric, actor=manager, content=content)
    page = client.get(at("technical", accuracy)).content.decode()
    assert f"{at('metric', metric)}#link-{link.public_id}" in page
    assert "Fewer are wasted." in page
    assert "0 to 100" in page


@pytest.mark.parametrize("owners", ["none", "both"])
def test_a_value_belongs_to_exactly_one_metric(organization, manager, accuracy, owners):
    metric = metric_data.revenue_metric(organization, manager)
    given = {"metric": metric, "technical": accuracy} if owners == "both" else {}
    with pytest.raises(IntegrityError), transaction.atomic():
        MetricSample.objects.create(day=metric_data.TODAY, value=1, key=KEY, **given)


@pytest.mark.parametrize("twin", [{"key": "b" * 16}, {"day": datetime.date(2026, 5, 1)}])
def test_a_day_and_a_key_stand_once_for_each_metric(organization, manager, accuracy, twin):
    first = samples.Entry(metric_data.TODAY, Decimal(1), "", KEY)
    for metric in (accuracy, metric_data.cataloged(organization, manager, "recall")):
        samples.add(metric=metric, actor=manager, entry=first)
    fields = {"day": first.day, "key": first.key, "value": 2, **twin}
    with pytest.raises(IntegrityError), transaction.atomic():
        MetricSample.objects.create(technical=accuracy, **fields)


def test_two_values_are_a_chart_with_its_table(client, manager, accuracy):
    metric_data.sample(accuracy, manager)
    assert 'role="img"' not in client.get(at("technical", accuracy)).content.decode()
    metric_data.sample(accuracy, manager, day=datetime.date(2026, 5, 1), value=Decimal("90.25"))
    assert 'role="img"' in client.get(at("technical", accuracy)).content.decode()
    chart = values_chart(accuracy)
    assert chart["rows"] == [["1 May 2026", "90.25 %"], ["1 Apr 2026", "90 %"]]
    assert chart["head"] == ["Day", "Measured"]


def test_the_figure_says_what_it_shows():
    days = [datetime.date(2026, 4, 1), datetime.date(2026, 5, 1)]
    figure = values_figure(list(zip(days, (0.8, 0.9), strict=True)))
    assert figure["layout"]["xaxis"]["range"] == [0, 30]
    assert figure["said"] == "2 measured values, the newest 0.9 on 1 May 2026"
