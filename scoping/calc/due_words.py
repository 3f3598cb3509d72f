"""Days that people write in words: "next quarter", "by 31 March 2027", "in six months"."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from metrics.calc.targets import DueIn, due_date

MOST_LETTERS = 300
MOST_UNITS = {"day": 7_300, "week": 1_040, "month": 240, "year": 20}
Days = list[tuple[datetime.date, str]]

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMBERS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve",
)  # fmt: skip
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_NEXT: dict[str, DueIn] = {
    "month": "next_month",
    "quarter": "next_quarter",
    "half": "next_half_year",
    "year": "next_year",
}
_MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_YEAR = r"(\d{4})\b"
_LEAD = r"(?:\b(?:by|until|till|before|on|at|within|in|during|over|this|the|for)\s+)*"


@dataclass(frozen=True)
class DayReading:
    """One day that the words can mean, and how they were understood."""

    day: datetime.date
    words: str


def read_days(text: str, today: datetime.date) -> tuple[DayReading, ...]:
    """Return every day that the words can mean, earliest first; empty where they name none.

    "Next quarter" is its last day. An ambiguous date has both readings: 03/04/2027 with the month
    first and with the day first, "by March 2027" before the month and after it, "until summer" at
    its beginning and its end (of the northern half of the earth). A month or season without a year
    is the next one, today's included. A day that no calendar has is no reading. Text beyond 300
    letters is not read. Source: scoping spec 9.1, product checklist row 39.

    >>> [str(each.day) for each in read_days("down 20% next quarter", datetime.date(2026, 11, 23))]
    ['2027-03-31']
    >>> [(str(each.day), each.words) for each in read_days("03/04/2027", datetime.date(2026, 1, 1))]
    [('2027-03-04', 'month first'), ('2027-04-03', 'day first')]
    """
    found = dict(_find(text, today)[0])
    return tuple(DayReading(day, found[day]) for day in sorted(found))


def without_days(text: str, today: datetime.date) -> str:
    """Return the text without the words that name a day, so that their numbers are not read twice.

    >>> without_days("+5 points by 31 March 2027", datetime.date(2026, 1, 1))
    '+5 points'
    """
    return _find(text, today)[1]


def add_months(day: datetime.date, months: int) -> datetime.date:
    """Return the same day of a later month, or that month's last day where it is shorter.

    >>> add_months(datetime.date(2027, 1, 31), 1)
    datetime.date(2027, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _find(text: str, today: datetime.date) -> tuple[Days, str]:
    lowered = " ".join(text[:MOST_LETTERS].lower().split())
    for pattern, read in _PATTERNS:
        match = pattern.search(lowered)
        if match is None:
            continue
        try:
            days = list(read(match.groups(), today))
        except (ValueError, OverflowError):
            days = []
        rest = f"{lowered[: match.start()]} {lowered[match.end() :]}"
        return days, " ".join(rest.split())
    return [], lowered


Groups = tuple[str | None, ...]
Reader = Callable[[Groups, datetime.date], Iterator[tuple[datetime.date, str]]]


def _iso(groups: Groups, today: datetime.date) -> Iterator[tuple[datetime.date, str]]:
    year, month, day = (int(each or 0) for each in groups)
    yield datetime.date(year, month, day), "year, month, day"


def _slashes(groups: Groups, today: datetime.date) -> Iterator[tuple[datetime.date, str]]:
    first, second, year = (int(each or 0) for each in groups)
    for month, day, words in ((first, second, "month first"), (second, first, "day first")):
        if 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]:
            yield datetime.date(year, month, day), words


def _dots(groups: Groups, today: datetime.date) -> Iterator[tuple[datetime.date, str]]:
    day, month, year = (int(each or 0) for each in groups)
    yield datetime.date(year, month, day), "day first"


def _day_month(groups: Groups, today: datetime.date) -> Iterator[tuple[datetime.date, str]]:
    day, month, year = int(groups[0] or 0), _month(groups[1]), groups[2]
    yield _on_or_after(day, month, year, today), "the day named"


def _month_day(groups: Groups, today: datetime.date) -> Iterator[tuple[datetime.date, str]]:
    return _day_month((groups[1], groups[0], groups[2]), today)


def _end_of_month(groups: Groups, today: datetime.date) -> Iterator[tuple[datetime.date, str]]:
    yield _last_day(_month(groups[0]), groups[1], today), "the last day of the month"


def _whole_month(groups: Groups, today: datetime.date) -> Iterator[tuple[datetime.date, str]]:
    last = _last_day(_month(groups[0]), groups[1], today)
    before = last.replace(day=1) - datetime.timedelta(days=1)
    if before >= today:
        yield before, "before the month begins"
    yield last, "the last day of the month"


def _quarter(groups: Groups, today: datetime.date) -> Iterator[tuple[datetime.date, str]]:
    yield _last_day(int(groups[0] or 0) * 3, groups[1], today), "the last day of the quarter"


def _half(groups: Groups, today: datetime.date) -> Iterator[tuple[datetime.date, str]]:
    month = 6 if groups[0] in {"first", "1st"} else 12
    yield _last_day(month, groups[1], today), "the last day of the half-year"


def _next(groups: Groups, today: datetime.date) -> Iterator[tuple[datetime.date, str]]:
    name = groups[0] or ""
    yield due_date(_NEXT[name], today), f"the last day of the next {name}"


def _this(groups: Groups, today: datetime.date) -> Iterator[tuple[datetime.date, str]]:
    length = {"month": 1, "quarter": 3, "year": 12}[groups[0] or ""]
    month = (today.month - 1) // length * length + length
    yield _last_day(month, str(today.year), today), f"the last day of this {groups[0]}"


def _year_end(groups: Groups, today: datetime.date) -> Iterator[tuple[datetime.date, str]]:
    yield datetime.date(int(groups[0] or today.year), 12, 31), "the last day of the year"


def _season(groups: Groups, today: datetime.date) -> Iterator[tuple[datetime.date, str]]:
    name = groups[0] or ""
    year = int(groups[1] or today.year)
    first = datetime.date(year, _SEASONS[name], 1)
    if groups[1] is None and first < today:
        first = first.replace(year=year + 1)
    yield first, f"when {name} begins"
    yield add_months(first, 3) - datetime.timedelta(days=1), f"when {name} ends"


def _after(groups: Groups, today: datetime.date) -> Iterator[tuple[datetime.date, str]]:
    written, unit = groups[0] or "", groups[1] or ""
    count = int(written) if written.isdigit() else _count(written)
    if count <= MOST_UNITS[unit]:
        words = f"{count} {unit}{'' if count == 1 else 's'} from today"
        days = {"day": 1, "week": 7}.get(unit)
        if days:
            yield today + datetime.timedelta(days=days * count), words
        else:
            yield add_months(today, count * (12 if unit == "year" else 1)), words


def _count(word: str) -> int:
    return 1 if word in {"a", "an"} else _NUMBERS.index(word)


def _month(word: str | None) -> int:
    return _MONTHS.index((word or "")[:3]) + 1


def _on_or_after(day: int, month: int, year: str | None, today: datetime.date) -> datetime.date:
    if year:
        return datetime.date(int(year), month, day)
    found = datetime.date(today.year, month, day)
    return found if found >= today else datetime.date(today.year + 1, month, day)


def _last_day(month: int, year: str | None, today: datetime.date) -> datetime.date:
    number = int(year) if year else today.year + (month < today.month)
    return datetime.date(number, month, calendar.monthrange(number, month)[1])


# The first that fits is read: what says more stands before what says less.
_WRITTEN: tuple[tuple[str, Reader], ...] = (
    (r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b", _iso),
    (r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b", _slashes),
    (r"\b(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})\b", _dots),
    (rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\.? (?:of )?{_MONTH}(?:,? {_YEAR})?", _day_month),
    (rf"\b{_MONTH} (\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? {_YEAR})?", _month_day),
    (rf"\bend of {_MONTH}(?: {_YEAR})?", _end_of_month),
    (rf"\bq([1-4])\b(?:[ /]?{_YEAR})?", _quarter),
    (rf"\b(first|1st|second|2nd) half(?:[- ]year)?(?: of)?(?: {_YEAR})?", _half),
    (r"\bnext (?:calendar )?(month|quarter|half|year)\b(?:[- ]year)?", _next),
    (r"\bend of (?:the |this )?(month|quarter)\b", _this),
    (rf"\b(?:year[- ]end|end of (?:the |this )?year)\b(?: {_YEAR})?", _year_end),
    (rf"\bend of {_YEAR}", _year_end),
    (r"\bthis (month|quarter|year)\b", _this),
    (
        rf"\b(?:in|within|over) (?:the next )?(\d{{1,4}}|an?|{'|'.join(_NUMBERS)})"
        r"[ -](day|week|month|year)s?\b",
        _after,
    ),
    (rf"\b(?:by|until|till|before|in|this|next) (spring|summer|autumn|fall|winter)\b(?: {_YEAR})?",
     _season),
    (rf"\b(?:by|until|till|before|in) {_MONTH}(?: {_YEAR})?", _whole_month),
    (rf"\b(?:by|until|till|in|during) {_YEAR}", _year_end),
)  # fmt: skip
_PATTERNS = tuple((re.compile(_LEAD + written), read) for written, read in _WRITTEN)
