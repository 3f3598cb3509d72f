"""Days of projects as an iCalendar file that calendar programs read."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aiproj.shared.text import clean_text

LONGEST_LINE = 75  # bytes, without the line end
DAY = "%Y%m%d"


@dataclass(frozen=True)
class Event:
    """A whole day: `key` names the event for good, so that importing twice adds nothing."""

    key: str
    day: datetime.date
    title: str
    address: str = ""


def write_calendar(name: str, events: Sequence[Event], made: datetime.datetime) -> bytes:
    """Return the events as iCalendar: UTF-8, CRLF, no line over 75 bytes.

    Source: RFC 5545.

    >>> made = datetime.datetime(2027, 1, 1, tzinfo=datetime.UTC)
    >>> b"SUMMARY:Gate\\\\, pilot" in write_calendar(
    ...     "AIProj", [Event("1", datetime.date(2027, 2, 1), "Gate, pilot")], made)
    True
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//AIProj//Portfolio//EN",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_escaped(name)}",
    ]
    for event in events:
        lines += _event(event, made)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line)).encode()


def _event(event: Event, made: datetime.datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{event.key}@aiproj"
    yield f"DTSTAMP:{made.astimezone(datetime.UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{event.day:{DAY}}"
    yield f"DTEND;VALUE=DATE:{event.day + datetime.timedelta(days=1):{DAY}}"
    yield f"SUMMARY:{_escaped(event.title)}"
    if event.address:
        yield f"URL:{event.address}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _escaped(text: str) -> str:
    plain = " ".join(clean_text(text).split())
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> Iterator[str]:
    """The line in pieces of whole characters; all but the first begin with a space."""
    piece, size = "", 0
    for character in line:
        width = len(character.encode())
        if size + width > LONGEST_LINE:
            yield piece
            piece, size = " ", 1
        piece, size = piece + character, size + width
    yield piece
