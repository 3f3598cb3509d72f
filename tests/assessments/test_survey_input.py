"""What a respondent sends, checked in one place for forms and scripts."""

import time

import pytest

from assessments.forms.survey import read_submission
from assessments.models import BLANK, DONT_KNOW, NOT_APPLICABLE


def read(may_not_apply=True, **fields):
    sent = {"version": "1", "key": "k1", **fields}
    return read_submission(sent, allow_not_applicable=may_not_apply)


@pytest.mark.parametrize(
    ("level", "value"),
    [("1", 1), (5, 5), ("DK", DONT_KNOW), ("NA", NOT_APPLICABLE), ("", BLANK), (None, BLANK)],
)
def test_levels_are_digits_dk_na_or_nothing(level, value):
    sent = read(level=level)
    assert sent.errors == {}
    assert sent.body.value == value


@pytest.mark.parametrize("level", ["0", "6", "dk", "1.0", "-2", True, 1.0, [1], {"a": 1}])
def test_any_other_level_is_refused(level):
    assert "level" in read(level=level).errors


def test_does_not_apply_is_refused_where_the_pack_does_not_offer_it():
    assert "cannot be chosen" in read(may_not_apply=False, level="NA").errors["level"][0]


def test_line_ends_become_one_kind_before_lengths_are_counted():
    sent = read(comment="a\r\nb\rc" + "\r\n" * 1000 + "x" * 900)
    assert sent.errors == {}
    assert sent.comment.startswith("a\nb\nc\n")


def test_two_thousand_characters_fit_and_one_more_does_not():
    assert read(comment="é" * 2000).errors == {}
    assert read(comment="é" * 2001).errors["comment"] == [
        "Shorten it to 2,000 characters; it has 2,001."
    ]


@pytest.mark.parametrize("text", ["a\0b", "a\x1bb", "a\ud800b", "a\x7fb", ["a"], True])
def test_characters_that_cannot_be_stored_are_named(text):
    assert "cannot be stored" in read(comment=text).errors["comment"][0]


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/a?b=c#d",
        "https://wiki/page",
        "https://example.org:8443/",
        "HTTPS://example.org",
        "  https://example.org  ",
    ],
)
def test_addresses_with_https_pass(address):
    assert read(evidence_url=address).errors == {}


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org",
        "javascript:alert(1)",
        "https://",
        "https:/example.org",
        "//example.org",
        "https://user:secret@example.org",
        "https://example.org/a b",
        'https://example.org/"onload',
        "https://[::1",
        "https://example.org:99999999/",
        "data:text/html,x",
        "https://" + "a" * 500,
        "https://example.org/\0",
    ],
)
def test_other_addresses_are_refused(address):
    assert "evidence_url" in read(evidence_url=address).errors


@pytest.mark.parametrize("version", [None, ""])
def test_a_missing_version_is_told_apart_from_a_wrong_one(version):
    assert read(version=version).version is None


@pytest.mark.parametrize("version", ["x", "-1", "1.5", True, [1], 10**12, "٣", 1.0])
def test_a_wrong_version_is_an_error(version):
    assert "version" in read(version=version).errors


@pytest.mark.parametrize("key", ["", None, "a b", "k" * 65, "ключ", 1.5, "a\n"])
def test_a_key_is_short_and_plain(key):
    assert "key" in read(key=key).errors


@pytest.mark.parametrize(
    ("seconds", "kept"), [(12, 12), ("12", 12), (-3, None), ("soon", None), (10**9, None)]
)
def test_a_time_that_makes_no_sense_is_left_out_without_refusing_the_answer(seconds, kept):
    sent = read(seconds=seconds)
    assert (sent.seconds, sent.errors) == (kept, {})


@pytest.mark.parametrize("name", ["level", "comment", "evidence_url", "version", "key", "seconds"])
@pytest.mark.parametrize("text", ["a" * 100_000, "https://" + "." * 100_000, "\r" * 100_000])
def test_a_hundred_thousand_characters_are_read_in_a_tenth_of_a_second(name, text):
    started = time.perf_counter()
    read(**{name: text})
    assert time.perf_counter() - started < 0.1
