"""When regular checks are due: last date and frequency in, next date out."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Frequency = Literal[
    "daily", "weekly", "two_weekly", "monthly", "quarterly", "half_yearly", "yearly"
]
DueState = Literal["overdue", "due", "upcoming"]
DAYS: dict[str, int] = {"daily": 1, "weekly": 7, "two_weekly": 14}
MONTHS: dict[str, int] = {"monthly": 1, "quarterly": 3, "half_yearly": 6, "yearly": 12}


@dataclass(frozen=True)
class Check:
    """A regular check: `first_due` holds until it was done once, `last_done` from then on.

    A whole number as frequency is an interval in days.
    """

    key: str
    frequency: Frequency | int
    first_due: date
    last_done: date | None = None


@dataclass(frozen=True)
class DueCheck:
    """When a check is due. `days_overdue` is 0 unless overdue; `days_left` 0 unless upcoming."""

    key: str
    next_due: date
    state: DueState
    days_overdue: int
    days_left: int


def next_due(last: date, frequency: Frequency | int) -> date:
    """Return the date one interval, or so many days, after the last.

    Months keep the day, or take the month's last where that is shorter. ValueError for another
    frequency, or fewer than one day. Source: metrics spec 3.10.

    >>> next_due(date(2025, 1, 31), "monthly"), next_due(date(2025, 1, 31), 7)
    (datetime.date(2025, 2, 28), datetime.date(2025, 2, 7))
    """
    if isinstance(frequency, int):
        if frequency < 1:
            raise ValueError("a check comes back after at least one day")
        return last + timedelta(days=frequency)
    if frequency in DAYS:
        return last + timedelta(days=DAYS[frequency])
    if frequency not in MONTHS:
        raise ValueError(f"{frequency} is not a frequency")
    years, month = divmod(last.month - 1 + MONTHS[frequency], 12)
    year, month = last.year + years, month + 1
    return date(year, month, min(last.day, monthrange(year, month)[1]))


def due_check(check: Check, today: date) -> DueCheck:
    """Return when a check is due, seen from today: on its day it is due, after it overdue.

    Source: metrics spec 3.10.

    >>> check = Check("data", "weekly", date(2025, 1, 1), last_done=date(2025, 1, 6))
    >>> due = due_check(check, date(2025, 1, 15))
    >>> due.next_due, due.state, due.days_overdue
    (datetime.date(2025, 1, 13), 'overdue', 2)
    """
    due = check.first_due
    if check.last_done is not None:
        due = next_due(check.last_done, check.frequency)
    left = (due - today).days
    state: DueState = "overdue" if left < 0 else "upcoming" if left else "due"
    return DueCheck(check.key, due, state, max(-left, 0), max(left, 0))


def due_list(checks: Iterable[Check], today: date) -> tuple[DueCheck, ...]:
    """Return all checks by next due date, the longest overdue first; equal dates by key.

    Empty for none. Source: metrics spec 3.10.

    >>> model = Check("model", "monthly", date(2025, 3, 1))
    >>> data = Check("data", "daily", date(2025, 2, 1))
    >>> [due.key for due in due_list([model, data], date(2025, 2, 2))]
    ['data', 'model']
    """
    return tuple(
        sorted(
            (due_check(check, today) for check in checks), key=lambda due: (due.next_due, due.key)
        )
    )


def outcomes_known(until: date, lag_days: int) -> date:
    """Return the last day whose predictions can be compared with their outcomes on day `until`.

    An outcome is known `lag_days` after its prediction; ValueError below 0.
    Source: product row 101.

    >>> outcomes_known(date(2025, 4, 1), 90)
    datetime.date(2025, 1, 1)
    """
    if lag_days < 0:
        raise ValueError("an outcome follows its prediction")
    return until - timedelta(days=lag_days)
