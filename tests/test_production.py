"""Production settings, each in a process of its own: what starts, what is refused, cookies."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings as django_settings

KEY = "Zq8vN2wXk5rT1yUb7mLd4cHs9gJf3pAe6oQi0xWzVnMtRyKuBh"
PRODUCTION = {
    "PUBLIC_URL": "https://aiproj.example.org",
    "SECRET_KEY": KEY,
    "DATABASE_URL": "postgres://nobody@127.0.0.1:5432/none",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
}
NAMES = ["SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "THEME_COOKIE_NAME"]
SHOW = f"""
import json
from django.conf import settings
names = {NAMES} + [
    "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY",
    "CSRF_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE", "CSRF_COOKIE_SAMESITE",
    "SECURE_HSTS_SECONDS", "ALLOWED_HOSTS", "DEFAULT_FROM_EMAIL", "SECRET_KEY_FALLBACKS",
    "DATABASES", "EMBEDDED",
]
print(json.dumps({{name: getattr(settings, name) for name in names}}, default=str))
"""
COOKIES = """
import django, json
django.setup()
from django.conf import settings
settings.STORAGES["staticfiles"]["BACKEND"] = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
)
from django.core.management import call_command
call_command("migrate", verbosity=0)
from accounts.models import User
from django.test import Client
client = Client()
form = {"organization_name": "A", "time_zone": "UTC", "name": "Ana", "email": "a@example.org",
        "password": "a long quiet sentence"}
host = {"secure": True, "headers": {"host": "aiproj.example.org"}}
set_up = client.post("/setup/", form, **host)
page = client.get("/profile/", **host)
theme = client.post("/profile/theme/", {"theme": "dark"}, **host)
print(json.dumps({
    "cookies": {name: dict(cookie) for answer in (set_up, page, theme)
                for name, cookie in answer.cookies.items()},
    "hsts": page.headers["Strict-Transport-Security"],
    "plain": client.get("/profile/", headers={"host": "aiproj.example.org"}).headers["Location"],
}))
"""


def run(tmp_path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    plain = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    (tmp_path / "static").mkdir(exist_ok=True)
    given = {"DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "aiproj.settings"}
    return subprocess.run(
        [sys.executable, "-W", "error", *arguments],
        cwd=django_settings.BASE_DIR,
        env={**plain, **given, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def check(tmp_path, **environment: str) -> subprocess.CompletedProcess[str]:
    deploy = ("manage.py", "check", "--deploy", "--fail-level", "WARNING")
    return run(tmp_path, *deploy, **environment)


def shown(tmp_path, **environment: str) -> dict:
    return json.loads(run(tmp_path, "-c", SHOW, **environment).stdout)


@pytest.fixture(scope="module")
def production(tmp_path_factory) -> dict:
    """The settings of a production process."""
    return shown(tmp_path_factory.mktemp("production"), **PRODUCTION)


def test_production_settings_pass_the_deployment_check(tmp_path):
    """O4: `check --deploy --fail-level WARNING` finds nothing."""
    done = check(tmp_path, **PRODUCTION)
    assert (done.returncode, done.stderr) == (0, "")
    assert "no issues (0 silenced)" in done.stdout


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"SECRET_KEY": ""}, "Set SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "Set SECRET_KEY"),
        ({"SECRET_KEY": "change-me-" + KEY}, "Set SECRET_KEY"),
        ({"DEBUG": "true"}, "DEBUG is for the embedded default only"),
        ({"PUBLIC_URL": "http://aiproj.example.org"}, "PUBLIC_URL must begin with https://"),
        ({"PUBLIC_URL": ""}, "PUBLIC_URL must begin with https://"),
    ],
)
def test_unsafe_production_settings_do_not_start(tmp_path, change, says):
    """O4: a default key and DEBUG are refused."""
    done = check(tmp_path, **{**PRODUCTION, **change})
    assert done.returncode != 0
    assert says in done.stderr


def test_cookies_are_bound_to_host_and_tls_in_production(production):
    """H5: as the settings say."""
    assert [production[name] for name in NAMES] == ["__Host-session", "__Host-csrf", "__Host-theme"]
    assert production["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert all(
        production[f"{cookie}_COOKIE_{rule}"]
        for cookie in ("SESSION", "CSRF")
        for rule in ("SECURE", "HTTPONLY", "SAMESITE")
    )


def test_the_cookies_that_pages_set_keep_the_rules(tmp_path):
    """H5: as the answers set them."""
    done = run(tmp_path, "-c", COOKIES, PUBLIC_URL="https://aiproj.example.org")
    said = json.loads(done.stdout)
    assert set(said["cookies"]) == {"__Host-session", "__Host-csrf", "__Host-theme"}
    for cookie in said["cookies"].values():
        assert (cookie["secure"], cookie["httponly"]) == (True, True)
        assert (cookie["samesite"], cookie["path"], cookie["domain"]) == ("Lax", "/", "")
    assert said["hsts"].startswith("max-age=63072000")
    assert said["plain"] == "https://aiproj.example.org/profile/"


def test_the_embedded_default_makes_a_key_of_its_own(tmp_path):
    first, second = shown(tmp_path), shown(tmp_path)
    key = tmp_path / "secret.key"
    assert first["EMBEDDED"] is second["EMBEDDED"] is True
    assert len(key.read_text()) >= 50
    assert key.stat().st_mode & 0o077 == 0
    assert first["SESSION_COOKIE_NAME"] == "session"


def test_empty_variables_of_a_compose_file_mean_the_default(tmp_path):
    empty = dict.fromkeys(["ALLOWED_HOSTS", "DEFAULT_FROM_EMAIL", "SECRET_KEY_FALLBACKS"], "")
    settings = shown(tmp_path, **PRODUCTION, **empty)
    assert "aiproj.example.org" in settings["ALLOWED_HOSTS"]
    assert settings["DEFAULT_FROM_EMAIL"] == "AIProj <aiproj@aiproj.example.org>"
    assert settings["SECRET_KEY_FALLBACKS"] == []


def test_health_checks_come_from_loopback_whatever_hosts_are_allowed(tmp_path):
    settings = shown(tmp_path, **PRODUCTION, ALLOWED_HOSTS="a.example.org,b.example.org")
    assert {"a.example.org", "b.example.org", "127.0.0.1"} <= set(settings["ALLOWED_HOSTS"])


def test_a_database_that_does_not_answer_is_given_up_in_time(production):
    assert production["DATABASES"]["default"]["OPTIONS"]["connect_timeout"] <= 5
