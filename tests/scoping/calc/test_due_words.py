"""Days that people write in words."""

import datetime
import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoping.calc import due_words
from scoping.calc.due_words import add_months, read_days, without_days

TODAY = datetime.date(2026, 11, 28)


def _days(text, today=TODAY):
    return [str(each.day) for each in read_days(text, today)]


def test_the_examples_hold():
    assert doctest.testmod(due_words).failed == 0


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("down 20% next quarter", "2027-03-31"),
        ("by the end of the year", "2026-12-31"),
        ("by year-end 2027", "2027-12-31"),
        ("this quarter", "2026-12-31"),
        ("end of March", "2027-03-31"),
        ("in 6 months", "2027-05-28"),
        ("within two weeks", "2026-12-12"),
        ("within a year", "2027-11-28"),
        ("by 31 March 2027", "2027-03-31"),
        ("by March 31st, 2027", "2027-03-31"),
        ("until 2027-07-31", "2027-07-31"),
        ("until 31.03.2027", "2027-03-31"),
        ("by Q2 2027", "2027-06-30"),
        ("in the first half of 2027", "2027-06-30"),
        ("in 2028", "2028-12-31"),
        ("by 5 May", "2027-05-05"),
    ],
)
def test_words_become_a_day(text, day):
    assert _days(text) == [day]


def test_a_date_with_slashes_has_both_readings():
    assert _days("03/04/2027") == ["2027-03-04", "2027-04-03"]


def test_a_date_with_slashes_that_only_fits_one_way_has_one_reading():
    assert _days("31/03/2027") == ["2027-03-31"]


def test_by_a_month_means_before_it_or_its_end():
    assert _days("by March 2027") == ["2027-02-28", "2027-03-31"]


def test_a_season_has_a_beginning_and_an_end():
    assert _days("until summer") == ["2027-06-01", "2027-08-31"]


def test_a_season_that_began_today_is_this_one():
    assert _days("by summer", datetime.date(2027, 6, 1)) == ["2027-06-01", "2027-08-31"]


@pytest.mark.parametrize(
    "text", ["", "soon", "31.02.2027", "2027-13-01", "end of 0000", "in 9999 years", "may drop"]
)
def test_what_names_no_day_has_no_reading(text):
    assert _days(text) == []


def test_the_words_of_the_day_leave_the_text():
    assert without_days("Cut by 20 % until 31 March 2027", TODAY) == "cut by 20 %"


def test_a_month_that_is_shorter_ends_on_its_last_day():
    assert add_months(datetime.date(2024, 2, 29), 12) == datetime.date(2025, 2, 28)


@given(st.text(max_size=400), st.dates())
def test_no_text_breaks_it(text, today):
    found = read_days(text, today)
    assert list(found) == sorted(found, key=lambda each: each.day)
