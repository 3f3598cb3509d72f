"""The databases that are measured, each fresh and removed afterwards."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg2

POSTGRES = os.environ.get("TEST_POSTGRES", "postgres://root@127.0.0.1:5432/postgres")
ENGINES = ("sqlite", "postgresql")


def missing(engine: str) -> str:
    """Why this engine cannot be measured here; empty when it can."""
    if engine == "sqlite":
        return ""
    try:
        psycopg2.connect(POSTGRES, connect_timeout=3).close()
    except psycopg2.OperationalError as error:
        return str(error).strip()
    return ""


@contextmanager
def environment(engine: str, folder: Path) -> Iterator[dict[str, str]]:
    """The variables of an installation on this engine, whose database is empty."""
    common = {
        "PATH": os.environ["PATH"],
        "DATA_DIR": str(folder),
        "SECRET_KEY": secrets.token_urlsafe(64),
        "REDIS_URL": "",
        "EMAIL_HOST": "",
        "SETUP_CODE": "",
        "DEBUG": "false",
        "LOG_LEVEL": "ERROR",
        "ALLOWED_HOSTS": "127.0.0.1,testserver",
    }
    if engine == "sqlite":
        yield {**common, "DATABASE_URL": "", "PUBLIC_URL": "http://127.0.0.1"}
        return
    name = f"aiproj_bench_{secrets.token_hex(4)}"
    _administer(f"CREATE DATABASE {name}")
    try:
        yield {
            **common,
            "DATABASE_URL": POSTGRES.rsplit("/", 1)[0] + f"/{name}",
            "PUBLIC_URL": "https://127.0.0.1",
            "TRUST_PROXY_HEADERS": "true",
        }
    finally:
        _administer(f"DROP DATABASE {name} WITH (FORCE)")


def _administer(statement: str) -> None:
    connection = psycopg2.connect(POSTGRES)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
    finally:
        connection.close()
