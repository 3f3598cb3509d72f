"""D3 and J8: how the databases and the broker are opened."""

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction

from assessments.models import Answer

pytestmark = pytest.mark.django_db
SQLITE = connection.vendor == "sqlite"


def _pragma(name: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}")
        return cursor.fetchone()[0]


if SQLITE:

    @pytest.mark.parametrize(
        ("name", "value"),
        [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 20000)],
    )
    def test_sqlite_is_opened_safely(name, value):
        assert _pragma(name) == value

    def test_sqlite_transactions_begin_immediate():
        assert settings.DATABASES["default"]["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_foreign_keys_hold():
    Answer.objects.create(response_id=1, capability="data_quality", value=3)
    with pytest.raises(IntegrityError):
        connection.check_constraints()
    transaction.set_rollback(True)


def test_an_answer_outside_the_scale_is_refused_by_the_database():
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.create(response_id=1, capability="data_quality", value=6)


def test_redelivery_comes_later_than_twice_the_hard_limit():
    assert settings.REDIS_TRANSPORT["visibility_timeout"] > 2 * settings.CELERY_TASK_TIME_LIMIT


def test_the_broker_never_holds_a_request_longer_than_two_seconds():
    assert settings.REDIS_TRANSPORT["socket_timeout"] <= 2
    assert settings.REDIS_TRANSPORT["socket_connect_timeout"] <= 2
