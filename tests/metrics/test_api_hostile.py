"""The API under what should not happen: lost answers, tokens that end amid a file, odd input."""

import contextlib
import datetime
import json
import socket
import threading
import time

import factories
import metric_data
import predictions as samples
import pytest
from api_client import COLUMNS, make_token, post_values, send, upload
from django.db import connection
from django.urls import reverse

from accounts import api_tokens
from accounts.models import ApiToken, AuditEvent, Role
from metrics.models import MetricSample, Predictions, Upload
from metrics.services import sending, uploading

pytestmark = pytest.mark.django_db
BODY = samples.churn_csv()
MARKUP = "<script>alert(1)</script>"


@pytest.fixture
def secret(manager, organization):
    return make_token(manager, organization)


@pytest.fixture
def metric(manager, organization):
    return metric_data.revenue_metric(organization, manager)


def code(answer):
    return answer.status_code, answer.json()["error"]["code"]


def test_a_request_whose_answer_was_lost_can_be_sent_again(
    secret, settings, organization, django_capture_on_commit_callbacks
):
    first = upload(secret, BODY)
    with django_capture_on_commit_callbacks(execute=True):
        again = upload(secret, BODY)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]
    assert Predictions.objects.count() == 1
    assert AuditEvent.objects.filter(action="predictions.uploaded").count() == 1
    folder = settings.FILES_DIR / organization.public_id
    assert list(folder.rglob("original")) == [uploading.file_of(Predictions.objects.get())]
    assert len(list(folder.iterdir())) == 1
    assert not Upload.objects.exists()


@pytest.mark.parametrize("change", [{"name": "June"}, {"score": "customer"}])
def test_another_name_or_other_columns_make_another_row(secret, change):
    upload(secret, BODY)
    assert upload(secret, BODY, columns={**COLUMNS, **change}).status_code == 201
    assert Predictions.objects.count() == 2


def test_forecasts_are_sent_again_like_outcomes(secret):
    columns = {"name": "Sales", "actual": "sold", "forecast": "planned"}
    body = b"sold,planned\n10,12\n11,10\n"
    statuses = [upload(secret, body, columns=columns).status_code for _ in range(2)]
    other = upload(secret, body, columns={**columns, "actual": "planned", "forecast": "sold"})
    assert (statuses, other.status_code) == ([201, 200], 201)


def test_a_colleagues_equal_file_is_a_file_of_its_own(secret, organization, admin):
    upload(secret, BODY)
    assert upload(make_token(admin, organization), BODY).status_code == 201


def test_columns_that_a_person_chose_since_are_no_other_file(secret):
    first = upload(secret, BODY, columns={"name": "Churn"})
    Predictions.objects.update(mapping={"label": "churned"})
    again = upload(secret, BODY, columns={"name": "Churn"})
    assert (again.status_code, again.json()["id"]) == (200, first.json()["id"])


def meanwhile(monkeypatch, act):
    """Let something happen between the first and the last byte of a file."""
    fill = sending.receiving.fill

    def filled(**arguments):
        act()
        return fill(**arguments)

    monkeypatch.setattr(sending.receiving, "fill", filled)


@pytest.mark.parametrize(
    ("change", "status"),
    [("taken back", 401), ("left", 401), ("signed out for good", 401), ("another role", 403)],
)
def test_a_token_that_ends_amid_a_file_keeps_nothing(
    change, status, secret, manager, monkeypatch, settings, django_capture_on_commit_callbacks
):
    acts = {
        "taken back": lambda: api_tokens.revoke(token=ApiToken.objects.get(), actor=manager),
        "left": lambda: manager.memberships.update(is_active=False),
        "signed out for good": lambda: type(manager).objects.update(is_active=False),
        "another role": lambda: manager.memberships.update(role=Role.EXECUTIVE),
    }
    meanwhile(monkeypatch, acts[change])
    with django_capture_on_commit_callbacks(execute=True):
        assert upload(secret, BODY).status_code == status
    assert not Predictions.objects.exists()
    assert not Upload.objects.exists()
    folder = settings.FILES_DIR / manager.memberships.get().organization.public_id
    assert not list(folder.rglob("original"))


def test_a_file_under_way_holds_its_room(secret, settings, monkeypatch, organization, manager):
    settings.UPLOAD_QUOTA = 2 * len(BODY) - 1
    left = []
    meanwhile(monkeypatch, lambda: left.append(uploading.room_left(organization)))
    assert upload(secret, BODY).status_code == 201
    assert left == [len(BODY) - 1]
    assert code(upload(secret, BODY, columns={**COLUMNS, "name": "June"})) == (413, "too_large")


def test_a_packed_body_is_refused_wherever_it_is_sent(secret, metric):
    packed = {"headers": {"Content-Encoding": "gzip"}}
    assert code(upload(secret, b"\x1f\x8b", **packed)) == (415, "encoding")
    values = reverse("metrics:api_values", args=[metric.public_id])
    assert code(send(secret, "POST", values, b"\x1f\x8b", **packed)) == (415, "encoding")


def test_a_misspelled_column_is_named_and_not_left_out(secret):
    answer = upload(secret, BODY, columns={**COLUMNS, "wieght": "chance"})
    assert code(answer) == (422, "query")
    assert "“wieght”" in answer.json()["error"]["message"]
    assert not Upload.objects.exists()


def test_markup_in_names_stays_text(secret, sign_in, manager):
    columns = {**COLUMNS, "name": MARKUP, "file_name": f"../{MARKUP}\r\n.csv", "score": MARKUP}
    answer = upload(secret, BODY, columns=columns)
    factories.run_jobs()
    assert answer["Content-Type"] == "application/json"
    assert answer["X-Content-Type-Options"] == "nosniff"
    told = send(secret, "GET", reverse("metrics:api_state", args=[answer.json()["id"]])).json()
    assert (told["name"], told["state"]) == (MARKUP, "refused")
    page = sign_in(manager).get(told["page"].removeprefix(uploading.settings.PUBLIC_URL))
    assert MARKUP not in page.content.decode()


@pytest.mark.parametrize("name", ["x" * 300, "a\x00b", "", "  \n "])
def test_names_that_are_none_are_refused_before_the_first_byte(secret, name):
    assert code(upload(secret, BODY, columns={**COLUMNS, "name": name})) == (422, "query")
    assert not Upload.objects.exists()


def test_a_head_says_what_a_get_would(secret):
    address = reverse("metrics:api_state", args=[upload(secret, BODY).json()["id"]])
    assert send(secret, "HEAD", address).status_code == 200
    assert send(secret, "POST", address)["Allow"] == "GET, HEAD"


def rows(count, start=datetime.date(2000, 1, 1)):
    days = (start + datetime.timedelta(days=number) for number in range(count))
    return [{"day": day.isoformat(), "value": number} for number, day in enumerate(days)]


def test_more_than_ten_thousand_values_are_refused_whole(secret, metric):
    answer = post_values(secret, metric, {"values": rows(10_001)})
    assert answer.json()["error"]["problems"][0]["message"] == "At most 10,000 values at a time."
    assert not MetricSample.objects.exists()


def test_thousands_of_values_are_kept_and_sent_again_change_nothing(secret, metric):
    most = {"values": rows(9_000)}
    assert post_values(secret, metric, most).json() == {"added": 9_000, "known": 0}
    assert post_values(secret, metric, most).json() == {"added": 0, "known": 9_000}


@pytest.mark.parametrize("sent", ["1e-05", "0.00001", '"0.00001"', "1E-5"])
def test_a_number_is_the_same_however_it_is_written(secret, metric, sent):
    body = f'{{"values": [{{"day": "2026-05-31", "value": {sent}}}]}}'
    assert post_values(secret, metric, body.encode()).json()["added"] == 1
    assert f"{MetricSample.objects.get().value.normalize():f}" == "0.00001"


@pytest.mark.parametrize("value", ["1e99999999999999999999", "1" * 5000, "-1e-400", "1e400"])
def test_numbers_that_no_column_holds_are_refused(secret, metric, value):
    body = f'{{"values": [{{"day": "2026-05-31", "value": {value}}}]}}'
    assert post_values(secret, metric, body.encode()).status_code in (400, 422)
    assert not MetricSample.objects.exists()


@pytest.mark.parametrize("note", ["2026", "'=SUM(A1)", "=SUM(A1)", MARKUP, "a, b; c"])
def test_a_note_comes_back_as_it_was_sent(secret, metric, note):
    sent = [{"day": "2026-05-31", "value": "1", "note": note}]
    assert post_values(secret, metric, {"values": sent}).json()["added"] == 1
    address = reverse("metrics:api_values", args=[metric.public_id])
    assert send(secret, "GET", address).json()["values"] == sent


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_ends_amid_a_file_leaves_nothing(live_server, secret, settings):
    host, port = live_server.url.removeprefix("http://").split(":")
    head = (
        f"PUT /api/predictions?name=Cut HTTP/1.1\r\nHost: {host}\r\n"
        f"Authorization: Bearer {secret}\r\nContent-Length: {len(BODY)}\r\n\r\n"
    )
    with socket.create_connection((host, int(port))) as wire:
        wire.sendall(head.encode() + BODY[: len(BODY) // 2])
        until(Upload.objects.exists)
    until(lambda: not Upload.objects.exists())
    assert not Predictions.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_equal_files_sent_at_once_are_kept_once(live_server, secret):
    answers = []

    def program():
        with contextlib.closing(connection):
            answers.append(upload(secret, BODY))

    programs = [threading.Thread(target=program) for _ in range(4)]
    for each in programs:
        each.start()
    for each in programs:
        each.join()
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 201]
    assert len({json.loads(answer.content)["id"] for answer in answers}) == 1
    assert uploading.file_of(Predictions.objects.get()).read_bytes() == BODY


def until(condition):
    """Wait for what another thread does; fail when it does not come."""
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)
