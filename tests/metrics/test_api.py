"""The API: uploads and values by programs, hostile input, tokens that end."""

import io
from datetime import timedelta

import factories
import metric_data
import predictions as samples
import pytest
from api_client import COLUMNS, VALUES, make_token, post_values, send, upload
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import api_tokens
from accounts.models import ApiToken, AuditEvent, Role
from metrics.models import MetricSample, Predictions, Upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def secret(manager, organization):
    return make_token(manager, organization)


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_a_file_is_taken_in_and_read(secret, method):
    answer = upload(secret, samples.churn_csv(), method)
    assert answer.status_code == 201
    made = Predictions.objects.get(public_id=answer.json()["id"])
    assert made.state == Predictions.State.READING
    factories.run_jobs()
    told = send(secret, "GET", reverse("metrics:api_state", args=[made.public_id])).json()
    assert (told["state"], told["rows"], told["problems"]) == ("ready", 400, [])
    assert told["page"].endswith(reverse("metrics:predictions", args=[made.public_id]))
    assert AuditEvent.objects.filter(action="predictions.uploaded").count() == 1


def test_the_old_headline_is_not_told_of_a_file_that_is_refused(
    secret, sign_in, organization, manager
):
    made = samples.make_predictions(organization, manager)
    finding = samples.make_valuation(made, manager).finding
    state, listed = reverse("metrics:api_state", args=[made.public_id]), reverse("metrics:home")
    client = sign_in(manager)
    assert send(secret, "GET", state).json()["finding"] == finding
    assert finding in client.get(listed).content.decode()
    Predictions.objects.update(state=Predictions.State.REFUSED)
    assert send(secret, "GET", state).json()["finding"] is None
    assert finding not in client.get(listed).content.decode()


def test_a_file_of_forecasts_is_read_as_one(secret):
    columns = {"name": "Sales", "actual": "sold", "forecast": "planned", "period": "month"}
    body = b"month,sold,planned\n2026-01,10,12\n2026-02,11,10\n2026-03,9,9\n"
    made = upload(secret, body, columns=columns).json()["id"]
    factories.run_jobs()
    predictions = Predictions.objects.get(public_id=made)
    assert (predictions.kind, predictions.state) == ("forecast", "ready")
    assert send(secret, "GET", reverse("metrics:api_state", args=[made])).json()["rows"] == 3


def test_rows_whose_outcomes_come_later_are_counted_apart(secret):
    columns = {**COLUMNS, "period": "day", "outcomes_come_later": "on"}
    made = upload(secret, samples.period_csv(pending=1), columns=columns).json()["id"]
    factories.run_jobs()
    told = send(secret, "GET", reverse("metrics:api_state", args=[made])).json()
    assert (told["state"], told["rows"], told["pending"]) == ("ready", 900, 300)


def test_people_may_choose_the_columns_later(secret):
    answer = upload(secret, samples.churn_csv(), columns={"name": "Churn"})
    assert (answer.status_code, answer.json()["state"]) == (201, "received")


def test_problems_of_a_file_are_told(secret):
    answer = upload(secret, b"churned,chance\nyes,high\nno,0.5\n")
    factories.run_jobs()
    told = send(secret, "GET", answer.json()["self"].removeprefix("http://127.0.0.1:8000")).json()
    assert told["state"] == "refused"
    assert told["problems"][0]["code"] == "score_not_number"
    assert told["problems"][0]["first_line"] == 2


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({}, "name: "),
        ({"name": "x" * 201}, "name: "),
        ({"name": "a\x00b"}, "name: "),
        ({"name": "Churn", "label": "y"}, "together"),
        ({"name": "Churn", "amount": "y"}, "together"),
        ({"name": "Sales", "actual": "y"}, "together"),
        ({"name": "Sales", "actual": "y", "forecast": "f", "score": "p"}, "no such column"),
        ({"name": "Sales", "actual": "y", "forecast": "f", "season": "12"}, "needs the column"),
        ({**COLUMNS, "series": "store"}, "no such column"),
        ({**COLUMNS, "outcomes_come_later": "on"}, "need the column of the periods"),
        ({**COLUMNS, "amount": "chance"}, "chosen twice"),
    ],
)
def test_wrong_columns_are_refused_before_a_byte_is_kept(columns, words, secret):
    answer = upload(secret, samples.churn_csv(), columns=columns)
    assert answer.status_code == 422
    assert words in answer.json()["error"]["message"]
    assert not Predictions.objects.exists()


def test_a_cut_file_is_refused_and_leaves_nothing(
    secret, settings, manager, django_capture_on_commit_callbacks
):
    body = samples.churn_csv()
    cut = {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body) + 1)}
    with django_capture_on_commit_callbacks(execute=True):
        answer = upload(secret, body, **cut)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "cut")
    assert not Predictions.objects.exists()
    assert not Upload.objects.exists()
    kept = settings.FILES_DIR / manager.memberships.get().organization.public_id
    assert not [path for path in kept.rglob("*") if path.is_file()]


def test_a_file_over_the_limit_is_refused(secret, settings):
    settings.UPLOAD_MOST = 100
    answer = upload(secret, samples.churn_csv())
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")
    settings.UPLOAD_MOST, settings.UPLOAD_QUOTA = 10**9, 100
    assert upload(secret, samples.churn_csv()).status_code == 413


def test_an_empty_file_and_a_form_are_refused(secret):
    empty = upload(secret, b"", headers={"Content-Length": "0"})
    assert (empty.status_code, empty.json()["error"]["code"]) == (422, "file_empty")
    form = upload(secret, b"--x\r\n", "POST", kind="multipart/form-data; boundary=x")
    assert (form.status_code, form.json()["error"]["code"]) == (415, "form")


def test_a_file_of_unknown_length_is_refused(secret):
    assert upload(secret, b"x", headers={"Content-Length": ""}).status_code == 411


def test_values_are_kept_once_and_come_back(secret, organization, manager):
    metric = metric_data.revenue_metric(organization, manager)
    assert post_values(secret, metric, VALUES).json() == {"added": 1, "known": 0}
    assert post_values(secret, metric, VALUES).json() == {"added": 0, "known": 1}
    address = reverse("metrics:api_values", args=[metric.public_id])
    told = send(secret, "GET", address).json()
    assert told["values"] == [{"day": "2026-05-31", "value": "12.5", "note": "billing"}]
    assert post_values(secret, metric, {"values": told["values"]}).json()["added"] == 0


def test_numbers_keep_the_digits_that_were_sent(secret, organization, manager):
    metric = metric_data.revenue_metric(organization, manager)
    post_values(secret, metric, b'{"values": [{"day": "2026-05-31", "value": 1234.567891}]}')
    assert str(MetricSample.objects.get().value) == "1234.567891"


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        (b"", 400, "not JSON"),
        (b"\xff\xfe", 400, "not JSON"),
        (b"[" * 100_000, 400, "not JSON"),
        (b"[]", 400, "no list"),
        (b'{"values": []}', 400, "no list"),
        (b'{"values": [{"day": "2026-05-31", "value": 1}, 1]}', 400, "Entry 2 holds no day"),
        (b'{"values": [{"day": null}]}', 400, "neither text nor number"),
        (b'{"values": [{"Day": "2026-05-31"}]}', 400, "not known"),
        (b'{"values": [' + b" " * 2 * 1024**2 + b"]}", 413, "bytes"),
        (b'{"values": [{"day": "2026-05-31"}]}', 422, "Nothing was kept"),
        (b'{"values": [{"day": "2999-01-01", "value": 1}]}', 422, "Nothing was kept"),
        (b'{"values": [{"day": "2026-05-31", "value": 1e300}]}', 422, "Nothing was kept"),
        (b'{"values": [{"day": "2026-05-31", "value": NaN}]}', 400, "neither"),
        (b'{"values": [{"day": "2026-05-31", "value": "1", "note": "a\\u0000"}]}', 422, "Nothing"),
    ],
)
def test_wrong_values_are_answered_and_nothing_is_kept(
    body, status, words, secret, organization, manager
):
    metric = metric_data.revenue_metric(organization, manager)
    answer = post_values(secret, metric, body)
    assert answer.status_code == status
    assert words in answer.json()["error"]["message"]
    assert not MetricSample.objects.exists()


def test_one_wrong_value_keeps_all_others_out_and_is_named(secret, organization, manager):
    metric = metric_data.revenue_metric(organization, manager)
    rows = [{"day": f"2026-05-{day:02}", "value": day} for day in range(1, 29)]
    rows += [{"day": "2026-05-01", "value": 7}, {"day": "no", "value": 7}]
    found = post_values(secret, metric, {"values": rows}).json()["error"]["problems"]
    assert [problem["entry"] for problem in found] == [29, 30]
    assert "Entries 1 and 29 are both about 2026-05-01" in found[0]["message"]
    assert not MetricSample.objects.exists()


def test_a_token_acts_within_its_scopes(organization, manager):
    secret = make_token(manager, organization, ["values"])
    answer = upload(secret, samples.churn_csv())
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "not_allowed")


@pytest.mark.parametrize("scope", ["read_values", "values"])
def test_an_executive_reads_values_with_a_token_for_that(organization, executive, manager, scope):
    """One made when the only scope was to read and add goes on reading."""
    metric = metric_data.revenue_metric(organization, manager)
    secret = make_token(executive, organization, [scope])
    read = send(secret, "GET", reverse("metrics:api_values", args=[metric.public_id]))
    assert (read.status_code, read.json()["values"]) == (200, [])
    assert post_values(secret, metric, VALUES).status_code == 403


def test_a_token_that_only_reads_adds_nothing(organization, manager):
    metric = metric_data.revenue_metric(organization, manager)
    answer = post_values(make_token(manager, organization, ["read_values"]), metric, VALUES)
    assert answer.status_code == 403
    assert "Read and add values" in answer.json()["error"]["remedy"]
    assert not metric.samples.exists()


def test_a_token_acts_with_what_its_person_may_do_now(secret, organization, manager):
    metric = metric_data.revenue_metric(organization, manager)
    manager.memberships.update(role=Role.MEMBER)
    assert post_values(secret, metric, VALUES).status_code == 200
    assert upload(secret, samples.churn_csv()).status_code == 201
    manager.memberships.update(role=Role.EXECUTIVE)
    assert upload(secret, samples.churn_csv()).status_code == 403
    assert post_values(secret, metric, VALUES).status_code == 403
    manager.memberships.update(is_active=False)
    assert upload(secret, samples.churn_csv()).status_code == 401


@pytest.mark.parametrize("case", ["missing", "wrong", "over", "taken back", "basic", "left"])
def test_a_token_that_does_not_work_is_unknown(case, secret, manager):
    token = ApiToken.objects.get()
    if case == "over":
        token.expires_at = timezone.now() - timedelta(seconds=1)
        token.save()
    if case == "taken back":
        api_tokens.revoke(token=token, actor=manager)
    if case == "left":
        manager.is_active = False
        manager.save()
    header = {"missing": "", "wrong": "Bearer x", "basic": f"Basic {secret}"}
    sent = header.get(case, f"Bearer {secret}")
    answer = Client().put(reverse("metrics:api_predictions"), headers={"Authorization": sent})
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
    assert answer.json()["error"]["code"] == "token"


def test_another_organization_answers_like_nothing(secret, outsider):
    elsewhere = outsider.memberships.get().organization
    foreign = samples.make_predictions(elsewhere, outsider)
    metric = metric_data.revenue_metric(elsewhere, outsider)
    answers = [
        send(secret, "GET", reverse("metrics:api_state", args=[name]))
        for name in (foreign.public_id, "0" * 16)
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content
    assert post_values(secret, metric, VALUES).status_code == 404


def test_a_persons_other_organization_is_out_of_reach(secret, manager, organization):
    other = factories.make_organization(name="Other")
    factories.make_membership(manager, other, role=Role.ADMIN)
    foreign = samples.make_predictions(other, manager)
    answer = send(secret, "GET", reverse("metrics:api_state", args=[foreign.public_id]))
    assert answer.status_code == 404


def test_other_methods_are_named(secret):
    answer = send(secret, "DELETE", reverse("metrics:api_predictions"))
    assert (answer.status_code, answer["Allow"]) == (405, "PUT, POST")


def test_the_day_of_the_last_use_is_noted(secret):
    assert ApiToken.objects.get().last_used_on is None
    send(secret, "GET", reverse("metrics:api_state", args=["0" * 16]))
    assert ApiToken.objects.get().last_used_on is not None


def test_unknown_addresses_answer_in_json(secret):
    for address, status in (("/api/nothing", 404), ("/api/metrics/a%00b/values", 400)):
        answer = send(secret, "GET", address)
        assert (answer.status_code, answer.json()["error"]["code"]) == (status, f"http_{status}")


def test_a_failure_answers_in_json(secret, monkeypatch):
    monkeypatch.setattr("metrics.views.api._told", lambda made: 1 / 0)
    client = Client(raise_request_exception=False)
    address = f"{reverse('metrics:api_predictions')}?name=Churn"
    answer = client.put(address, b"x", headers={"Authorization": f"Bearer {secret}"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (500, "http_500")
    assert "ZeroDivision" not in answer.content.decode()
