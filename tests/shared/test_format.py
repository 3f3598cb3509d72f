"""Numbers, dates and lists as people read them."""

import datetime
from decimal import Decimal

import pytest

from aiproj.shared import format as show


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [
        (2.5, 0, "3"),
        (2.25, 1, "2.3"),
        (-2.25, 1, "-2.3"),
        (1.005, 2, "1.01"),
        (0.49999999999, 0, "1"),  # 0.5 after the noise is cut at nine decimals
        (0.4999999, 0, "0"),
        (2.6749999999999998, 2, "2.68"),
        (-0.04, 1, "0.0"),
    ],
)
def test_halves_round_up_after_noise_is_cut(value, places, shown):
    assert str(show.round_half_up(value, places)) == shown


def test_amounts_beyond_the_decimal_context_still_round():
    assert show.number(Decimal("12345678901234567890.5")) == "12,345,678,901,234,567,891"


def test_scores_have_one_decimal_and_an_index_none():
    assert (show.score(2.486883), show.index(37.172075)) == ("2.5", "37")


def test_missing_values_are_a_dash():
    shown = {f(None) for f in (show.score, show.index, show.percent, show.signed, show.date)}
    assert shown == {"–"}


def test_differences_carry_a_true_minus_sign():
    assert [show.signed(x) for x in (0.9, -0.2, 0.04, -0.04)] == ["+0.9", "\u22120.2", "0.0", "0.0"]


def test_percent_rounds_the_exact_share():
    assert (show.percent(10 / 17), show.percent(0.285, 0), show.percent(1)) == (
        "59%",
        "29%",
        "100%",
    )


def test_likely_range_in_words():
    assert show.likely(28.647, 45.697) == "likely 29 to 46"
    assert show.likely(1.9437, 3.2563, 1) == "likely 1.9 to 3.3"
    assert show.likely(None, None) == ""


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [
        ((2026, 11, 2), (2026, 11, 27), "2 to 27 Nov 2026"),
        ((2026, 11, 2), (2026, 12, 4), "2 Nov to 4 Dec 2026"),
        ((2025, 11, 2), (2026, 11, 2), "2 Nov 2025 to 2 Nov 2026"),
        ((2026, 11, 2), (2026, 11, 2), "2 Nov 2026"),
    ],
)
def test_date_ranges_name_what_differs(first, last, shown):
    assert show.date_range(datetime.date(*first), datetime.date(*last)) == shown


def test_a_datetime_is_shown_by_its_day():
    assert show.date(datetime.datetime(2026, 11, 27, 18, 0)) == "27 Nov 2026"


def test_counts_with_their_nouns():
    assert show.counted_of(11, 11, "person", "people") == "11 of 11 people"
    assert show.counted(1, "question") == "1 question"
    assert show.counted(1200, "answer") == "1,200 answers"


def test_lists_in_words():
    lists = ([], ["A"], ["A", "B"], ["A", "B", "C"])
    assert [show.join_words(x) for x in lists] == ["", "A", "A and B", "A, B and C"]


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1000, "1.0 KB"),
        (999_499, "999 KB"),
        (999_600, "1.0 MB"),
        (14_000_000, "14 MB"),
        (5 * 10**15, "5,000 TB"),
    ],
)
def test_file_sizes_change_unit_at_a_thousand(size, shown):
    assert show.file_size(size) == shown
