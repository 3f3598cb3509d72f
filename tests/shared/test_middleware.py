"""What every request gets, and the headers that every answer carries."""

import pytest
from django.conf import settings as django_settings
from django.db import InterfaceError, OperationalError
from django.test import Client
from django.utils import timezone
from redis.exceptions import RedisError

from aiproj.shared import health, middleware
from aiproj.shared.logs import request_id


@pytest.fixture
def client(admin) -> Client:
    """A signed-in browser that shows error pages instead of raising."""
    client = Client(raise_request_exception=False)
    client.force_login(admin, backend=django_settings.AUTHENTICATION_BACKENDS[0])
    return client


def answer_of(client, status, monkeypatch):
    """An answer with this status, from a real page."""
    if status == 500:
        monkeypatch.setattr("accounts.audit.first_broken", lambda organization: 1 / 0)
    if status == 413:
        too_much = django_settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1
        form = "application/x-www-form-urlencoded"
        return client.post("/profile/", b"x=" + b"y" * too_much, content_type=form)
    paths = {
        200: "/people/",
        302: "/sign-in/",
        400: "/people/%00/",
        404: "/nothing/",
        405: "/people/invite/",
        500: "/audit/?check=1",
    }
    if status == 403:
        return Client(enforce_csrf_checks=True).post("/sign-in/", {})
    if status == 428:
        return client.post("/profile/", {})
    return client.get(paths[status])


@pytest.mark.parametrize("status", [200, 302, 400, 403, 404, 405, 413, 428, 500])
def test_every_answer_forbids_what_no_page_needs(client, monkeypatch, status):
    """H1: whatever the status."""
    answer = answer_of(client, status, monkeypatch)
    policy = answer.headers["Content-Security-Policy"]
    assert answer.status_code == status
    for directive in ("object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert directive in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Request-Id"]


@pytest.mark.parametrize("status", [400, 403, 404, 413, 428, 500])
def test_an_error_page_says_what_to_do_in_our_own_frame(client, monkeypatch, status):
    page = answer_of(client, status, monkeypatch).content.decode()
    assert page.count("<h1>") == 1
    assert 'class="lede"' in page
    assert "<style" not in page
    assert "Traceback" not in page


def test_a_foreign_host_gets_the_headers_too(client):
    """H1: answers from before the first view as well."""
    answer = client.get("/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def test_the_error_page_asks_no_database(client, rf, django_assert_num_queries):
    from reports.views.errors import server_error

    with django_assert_num_queries(0):
        assert server_error(rf.get("/")).status_code == 500


@pytest.mark.parametrize("error", [OperationalError, InterfaceError, RedisError])
def test_a_service_that_is_away_is_503_and_not_a_fault(client, monkeypatch, error):
    def away(organization):
        raise error("gone")

    monkeypatch.setattr("accounts.audit.first_broken", away)
    answer = client.get("/audit/?check=1")
    assert answer.status_code == 503
    assert "This is not possible for a moment" in answer.text
    assert "What was saved is safe." in answer.text


def test_each_request_has_an_id_of_its_own(db):
    ids = {Client().get("/healthz").headers["X-Request-Id"] for _ in range(20)}
    assert len(ids) == 20
    assert request_id.get() in ids


def test_the_last_request_s_time_zone_is_forgotten(rf):
    timezone.activate("Asia/Tokyo")
    middleware.RequestContext(health.alive)(rf.get("/healthz"))
    assert timezone.get_current_timezone_name() == "UTC"


def test_a_page_may_choose_its_own_caching(rf):
    def view(request):
        answer = health.alive(request)
        answer.headers["Cache-Control"] = "max-age=60"
        return answer

    answer = middleware.RequestContext(view)(rf.get("/"))
    assert answer.headers["Cache-Control"] == "max-age=60"
