"""Due dates of regular checks, on a frozen clock."""

import doctest
from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.calc import schedule
from metrics.calc.schedule import (
    Check,
    Frequency,
    due_check,
    due_list,
    next_due,
    outcomes_known,
)

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
FREQUENCIES = st.sampled_from(get_args(Frequency))
LONGEST = dict(zip(get_args(Frequency), (1, 7, 14, 31, 92, 184, 366), strict=True))


def test_examples_run():
    assert doctest.testmod(schedule).failed == 0


@pytest.mark.parametrize(
    ("last", "frequency", "due"),
    [
        (date(2024, 2, 29), "yearly", date(2025, 2, 28)),
        (date(2024, 1, 31), "monthly", date(2024, 2, 29)),
        (date(2025, 8, 31), "half_yearly", date(2026, 2, 28)),
        (date(2025, 11, 15), "quarterly", date(2026, 2, 15)),
        (date(2025, 12, 31), "monthly", date(2026, 1, 31)),
        (date(2025, 12, 31), "daily", date(2026, 1, 1)),
        (date(2025, 12, 25), "two_weekly", date(2026, 1, 8)),
    ],
)
def test_next_due(last, frequency, due):
    assert next_due(last, frequency) == due


@given(DAYS, FREQUENCIES)
def test_the_next_date_follows_within_the_interval(last, frequency):
    assert timedelta(0) < next_due(last, frequency) - last <= timedelta(LONGEST[frequency])


def test_another_frequency_is_refused():
    with pytest.raises(ValueError, match="sometimes"):
        next_due(date(2025, 1, 1), "sometimes")


@pytest.mark.parametrize(
    ("today", "state", "overdue", "left"),
    [(6, "upcoming", 0, 2), (8, "due", 0, 0), (9, "overdue", 1, 0)],
)
def test_a_check_is_overdue_after_its_day(today, state, overdue, left):
    check = Check("data", "weekly", date(2024, 1, 1), last_done=date(2025, 1, 1))
    found = due_check(check, date(2025, 1, today))
    assert (found.state, found.days_overdue, found.days_left) == (state, overdue, left)


def test_a_check_never_done_is_due_first_on_its_own_date():
    check = Check("alignment", "yearly", date(2025, 3, 1))
    assert due_check(check, date(2025, 1, 1)).next_due == date(2025, 3, 1)


def test_the_due_list_begins_with_the_longest_overdue():
    done = date(2025, 1, 1)
    checks = [
        Check("model", "monthly", done, done),
        Check("data", "daily", done, done),
        Check("alignment", "daily", done, done),
    ]
    found = due_list(checks, date(2025, 1, 20))
    assert [due.key for due in found] == ["alignment", "data", "model"]
    assert [due.state for due in found] == ["overdue", "overdue", "upcoming"]
    assert due_list([], date(2025, 1, 20)) == ()


@given(DAYS, st.integers(1, 400))
def test_an_interval_in_days_is_just_that(last, days):
    assert (next_due(last, days) - last).days == days


def test_days_and_lags_have_their_range():
    with pytest.raises(ValueError, match="at least one day"):
        next_due(date(2025, 1, 1), 0)
    with pytest.raises(ValueError, match="follows"):
        outcomes_known(date(2025, 1, 1), -1)
