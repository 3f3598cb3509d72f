"""O1: alive without dependencies; ready only with a new database connection."""

import harness
import pytest

pytestmark = pytest.mark.services


def _statuses(stack: harness.Stack, path: str) -> list[int]:
    return [stack.status(port, path) for port in stack.web_ports]


def _cut_database(stack: harness.Stack) -> None:
    stack.sql(f"ALTER DATABASE {stack.database} ALLOW_CONNECTIONS false", database="postgres")
    stack.sql(
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname='{stack.database}'",
        database="postgres",
    )


def _restore_database(stack: harness.Stack) -> None:
    stack.sql(f"ALTER DATABASE {stack.database} ALLOW_CONNECTIONS true", database="postgres")


def test_readiness_follows_the_database_and_liveness_does_not(stack):
    assert _statuses(stack, "/readyz") == [200, 200]
    _cut_database(stack)
    try:
        harness.wait_until(lambda: _statuses(stack, "/readyz") == [503, 503], 5, "readiness red")
        assert _statuses(stack, "/healthz") == [200, 200]
    finally:
        _restore_database(stack)
    harness.wait_until(lambda: _statuses(stack, "/readyz") == [200, 200], 10, "readiness green")


def test_version_needs_no_database(stack):
    assert _statuses(stack, "/version") == [200, 200]


def test_readiness_does_not_need_the_broker(stack):
    stack.kill("redis")
    try:
        assert _statuses(stack, "/readyz") == [200, 200]
    finally:
        stack.start_redis()
