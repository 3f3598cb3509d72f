"""Logs: JSON lines with the request's id and without secrets."""

import json
import logging
import sys

import pytest

from aiproj.shared.logs import ContextFilter, JsonFormatter, request_id, without_tokens

SECRET = "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_ABCDE"


def line(message: str, **extra) -> dict:
    record = logging.LogRecord("aiproj.x", logging.WARNING, "f", 1, message, (), None)
    record.__dict__.update(extra)
    ContextFilter().filter(record)
    return json.loads(JsonFormatter().format(record))


@pytest.mark.parametrize(
    "path",
    [
        "/s/{}/questions/1/",
        "/r/{}/",
        "/invitations/accept/{}/",
        "/password/reset/key/{}/",
        "/sign-in/?next=/invitations/accept/{}/",
        "/S/{}/",
    ],
)
def test_no_link_keeps_its_token(path):
    assert SECRET not in without_tokens(path.format(SECRET))
    assert "[token]" in without_tokens(path.format(SECRET))


def test_a_reset_key_is_hidden_with_its_hyphens():
    path = "/password/reset/key/1a-dihk17-3baacbaebdf5cd256a406c1ded317067/"
    assert without_tokens(path) == "/password/reset/key/[token]/"


@pytest.mark.parametrize(
    "path", ["/assessments/abcdefgh23456789/results/", "/password/reset/key/1-set-password/"]
)
def test_other_addresses_stay(path):
    assert without_tokens(path) == path


def test_a_line_is_one_json_object_with_what_was_given():
    request_id.set("abc")
    written = line("hello\nworld", job="j1")
    assert written["message"] == "hello\nworld"
    assert (written["level"], written["logger"]) == ("warning", "aiproj.x")
    assert (written["request_id"], written["job"]) == ("abc", "j1")


def test_tokens_are_hidden_in_extras_and_errors_too():
    try:
        raise ValueError(f"at /s/{SECRET}/")
    except ValueError:
        written = line("failed", path=f"/r/{SECRET}/", exc_info=sys.exc_info())
    assert SECRET not in json.dumps(written)
    assert "ValueError" in written["error"]


def test_odd_characters_do_no_harm():
    assert line("a\x00b\ud800")["message"] == "a\x00b\ud800"
