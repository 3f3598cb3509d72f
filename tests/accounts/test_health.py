"""Liveness, readiness and version, kept apart."""

import json
from datetime import timedelta

import pytest
from django.db import OperationalError, connections
from django.test import Client
from django.utils import timezone

from aiproj.shared.models import Job

DATABASE = type(connections["default"])


def get(path: str):
    answer = Client().get(path)
    return answer.status_code, json.loads(answer.content)


def test_liveness_asks_nothing(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert get("/healthz") == (200, {"status": "alive"})


def test_readiness_is_green_and_names_the_wait(db):
    status, body = get("/readyz")
    assert status == 200
    assert body == {"status": "ready", "database": "reachable", "oldest_waiting_job_seconds": 0}


def test_readiness_opens_a_new_connection(db, monkeypatch):
    opened = []
    original = DATABASE.get_new_connection

    def counted(self, parameters):
        opened.append(self)
        return original(self, parameters)

    monkeypatch.setattr(DATABASE, "get_new_connection", counted)
    get("/readyz")
    assert len(opened) == 1


def test_readiness_is_red_without_a_database_and_green_after(db, monkeypatch):
    def refuse(self, parameters):
        raise OperationalError("no database")

    with monkeypatch.context() as away:
        away.setattr(DATABASE, "get_new_connection", refuse)
        away.setattr(DATABASE, "close", lambda self: None)  # the test's own transaction
        status, body = get("/readyz")
    assert (status, body["database"]) == (503, "unreachable")
    assert get("/readyz")[0] == 200


@pytest.mark.parametrize(("minutes", "status"), [(4, 200), (6, 503)])
def test_readiness_is_red_when_work_waits_too_long(db, minutes, status):
    since = timezone.now() - timedelta(minutes=minutes)
    Job.objects.create(kind="x", key="x", not_before=since)
    answered, body = get("/readyz")
    assert answered == status
    assert body["oldest_waiting_job_seconds"] == pytest.approx(minutes * 60, abs=5)


def test_liveness_stays_green_without_a_database(db, monkeypatch):
    def refuse(*args, **kwargs):
        raise OperationalError("no database")

    with monkeypatch.context() as away:
        away.setattr(DATABASE, "ensure_connection", refuse)
        assert get("/healthz")[0] == 200


def test_version_names_app_and_python(settings):
    settings.VERSION = "9.9.9"
    status, body = get("/version")
    assert status == 200
    assert body["version"] == "9.9.9"
    assert set(body) == {"version", "python"}


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/version"])
def test_a_change_is_no_health_question(db, path):
    assert Client().post(path).status_code == 405
