"""The calendar file."""

import datetime

from scoping.exports.agenda import Event, write_calendar

MADE = datetime.datetime(2027, 1, 1, 12, 30, tzinfo=datetime.UTC)


def lines_of(*events):
    return write_calendar("Acme", events, MADE).decode().split("\r\n")


def test_a_day_lasts_until_the_next():
    lines = lines_of(Event("a", datetime.date(2027, 12, 31), "Gate"))
    assert "DTSTART;VALUE=DATE:20271231" in lines
    assert "DTEND;VALUE=DATE:20280101" in lines


def test_no_line_is_longer_than_75_bytes():
    lines = lines_of(Event("a", datetime.date(2027, 1, 2), "Überprüfung " * 30))
    assert max(len(line.encode()) for line in lines) == 75


def test_a_folded_line_unfolds_to_what_was_written():
    title = "Überprüfung der Ziele, " * 10
    text = write_calendar("Acme", [Event("a", datetime.date(2027, 1, 2), title)], MADE).decode()
    unfolded = text.replace("\r\n ", "").replace("\\,", ",")
    assert f"SUMMARY:{title.strip()}\r\n" in unfolded


def test_text_cannot_add_lines_or_properties():
    lines = lines_of(Event("a", datetime.date(2027, 1, 2), "Gate\r\nEND:VCALENDAR; x"))
    assert "SUMMARY:Gate END:VCALENDAR\\; x" in lines
    assert lines.count("END:VCALENDAR") == 1


def test_without_events_the_file_is_still_a_calendar():
    lines = lines_of()
    assert (lines[0], lines[-2]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
