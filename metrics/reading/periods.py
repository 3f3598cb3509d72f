"""The order of periods as people write them: dates, months, quarters, weeks, years, numbers."""

import re
from collections.abc import Sequence

_MOMENT = re.compile(
    r"(?P<year>[0-9]{4})"
    r"(?:[-/. ]?(?P<part>[QqWw])(?P<number>[0-9]{1,2})"
    r"|[-/.](?P<month>[0-9]{1,2})(?:[-/.](?P<day>[0-9]{1,2})"
    r"(?:[T ](?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.0+)?)?Z?)?)?)?"
)
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}")
PARTS = ("year", "number", "month", "day", "hour", "minute", "second")

Key = tuple[int, ...]


def in_order(names: Sequence[str]) -> list[int] | None:
    """Return the positions of the periods from the earliest to the latest; None where none shows.

    All must be written alike: years first (2026, 2026-03, 2026-Q1, 2026W09, 2026-03-31,
    2026-03-31 14:00), or whole numbers. Empty for none.

    >>> in_order(["2026-10", "2026-9"]), in_order(["Feb", "Jan"])
    ([1, 0], None)
    """
    keys = [_number(name) for name in names]
    if None in keys:
        keys = [_moment(name) for name in names]
    known = [key for key in keys if key is not None]
    if len(known) < len(keys) or len({_shape(name) for name in names}) > 1:
        return None
    return sorted(range(len(known)), key=known.__getitem__)


def _number(name: str) -> Key | None:
    return (int(name),) if _NUMBER.fullmatch(name) else None


def _moment(name: str) -> Key | None:
    found = _MOMENT.fullmatch(name)
    return tuple(int(found[part] or 0) for part in PARTS) if found else None


def _shape(name: str) -> tuple[str, ...]:
    """Which parts a text has; 2026-03 and 2026-Q1 do not go together."""
    if _NUMBER.fullmatch(name):
        return ("number",)
    found = _MOMENT.fullmatch(name)
    if found is None:
        return ()
    parts = tuple(part for part in ("year", "month", "day", "hour") if found[part] is not None)
    return (*parts, (found["part"] or "").upper())
