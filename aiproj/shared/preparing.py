"""One command at a time prepares the database: two that migrate at once break each other."""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

LOCK_NAME = "preparing.lock"
LOCK_NUMBER = 4_127_901_633  # of this app alone among the advisory locks of a PostgreSQL database
WAITING = "Waiting for another command that prepares the database."


@contextmanager
def alone(say: Callable[[str], object]) -> Iterator[None]:
    """Hold the lock of the database; whoever comes second is told so and waits.

    A command that dies gives it up: with its connection, or with its open file.
    """
    with _advisory(say) if connection.vendor == "postgresql" else _file(say):
        yield


@contextmanager
def _file(say: Callable[[str], object]) -> Iterator[None]:
    with (settings.DATA_DIR / LOCK_NAME).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(WAITING)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _advisory(say: Callable[[str], object]) -> Iterator[None]:
    """A lock of the session, so that it outlasts the transactions of migrations."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK_NUMBER])
        if not cursor.fetchone()[0]:
            say(WAITING)
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK_NUMBER])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK_NUMBER])
