"""Participation: one square a person, and submissions day by day."""

import datetime
from collections.abc import Sequence

from aiproj.shared import format as show
from aiproj.shared.marks import svg

MOST_SQUARES = 40
SQUARES_IN_A_ROW = 16
SQUARE_STEP = 17
ROW_STEP = 14
BAR_WIDTH = 170
LOOKS = ("ap-unit-done", "ap-unit-started", "ap-unit-none")


def person_units(submitted: int, started: int, not_opened: int, label: str = "") -> svg.Svg:
    """One square a person: filled submitted, outlined started, faint not opened.

    More than 40 people become one proportional bar.
    """
    total = submitted + started + not_opened
    said = label or units_label(submitted, started, not_opened)
    counts = (submitted, started, not_opened)
    if total > MOST_SQUARES:
        return _units_bar(counts, said)
    looks = [look for look, count in zip(LOOKS, counts, strict=True) for _ in range(count)]
    parts = []
    for position, look in enumerate(looks):
        row, place = divmod(position, SQUARES_IN_A_ROW)
        x, y = 0.5 + SQUARE_STEP * place, 1.5 + ROW_STEP * row
        parts.append(svg.rectangle(x, y, 14, 9, look, rx=1))
    rows = max(1, -(-total // SQUARES_IN_A_ROW))
    width = SQUARE_STEP * max(1, min(total, SQUARES_IN_A_ROW))
    return svg.drawing(width, ROW_STEP * rows - 2, said, *parts)


def units_label(submitted: int, started: int, not_opened: int) -> str:
    """Participation in words.

    >>> units_label(4, 1, 0)
    '4 of 5 submitted, 1 started'
    """
    words = [f"{submitted} of {submitted + started + not_opened} submitted"]
    words += [f"{started} started"] if started else []
    words += [f"{not_opened} not opened"] if not_opened else []
    return ", ".join(words)


def submissions_by_day(
    first: datetime.date,
    last: datetime.date,
    points: Sequence[tuple[datetime.date, int]],
    invited: int,
    *,
    reminders: Sequence[datetime.date] = (),
    today: datetime.date | None = None,
    narrow: bool = False,
    label: str = "",
) -> svg.Svg:
    """People who submitted, as a step line from the opening to `today` (or to `last`).

    `points` holds (day, number submitted up to and including that day), in order of days;
    days outside first..last move to the nearer end. Reminders are dotted uprights.
    """
    frame = _Frame(first, last, max(invited, 1), narrow)
    end = min(today or last, last)
    parts = frame.axis(invited, today, reminders)
    parts.extend(frame.reminders(reminders))
    parts.append(frame.steps(points, end))
    reached = points[-1][1] if points else 0
    parts.extend(frame.final(reached, end))
    said = label or days_label(points, invited, reminders)
    look = "ap-fluid ap-phone" if narrow else "ap-fluid"
    return svg.drawing(frame.width, frame.height, said, *parts, look=look)


def days_label(
    points: Sequence[tuple[datetime.date, int]],
    invited: int,
    reminders: Sequence[datetime.date] = (),
) -> str:
    """The step line in words.

    >>> days_label([(datetime.date(2026, 11, 3), 2)], 11, [datetime.date(2026, 11, 9)])
    'Submitted answers by day: 2 of 11 by 3 Nov; reminder on 9 Nov'
    """
    said = f"{points[-1][1]} of {invited} by {show.day_month(points[-1][0])}" if points else "none"
    sent = show.join_words([show.day_month(day) for day in reminders])
    noun = show.plural(len(reminders), "reminder")
    return f"Submitted answers by day: {said}" + (f"; {noun} on {sent}" if sent else "")


class _Frame:
    """Places days and counts inside the drawing."""

    def __init__(
        self, first: datetime.date, last: datetime.date, invited: int, narrow: bool
    ) -> None:
        self.first, self.last = first, max(last, first + datetime.timedelta(days=1))
        self.narrow = narrow
        self.width, self.height = (284, 160) if narrow else (520, 176)
        self.left, self.right = (22, 278) if narrow else (34, 506)
        self.bottom, self.top = self.height - 30, 28
        self._y = svg.scale(0, invited, self.bottom, self.top)
        days = (self.last - self.first).days
        self._x = svg.scale(0, days, self.left, self.right)

    def x(self, day: datetime.date) -> float:
        return self._x((day - self.first).days)

    def y(self, count: int) -> float:
        return self._y(count)

    def axis(
        self, invited: int, today: datetime.date | None, reminders: Sequence[datetime.date]
    ) -> list[str]:
        parts = []
        for count in sorted({0, invited // 2, invited}):
            look = "grid" if count else "tick"
            parts.append(svg.line(self.left, self.y(count), self.right, self.y(count), look))
            place = self.y(count) + 4
            parts.append(svg.text(self.left - 6, place, str(count), "quiet", "end"))
        words = f"{invited} invited"
        parts.append(svg.text(self.right, self.top - 7, words, "quiet", "end"))
        return parts + self._days(today, reminders)

    def _days(self, today: datetime.date | None, reminders: Sequence[datetime.date]) -> list[str]:
        """Day labels; the ends come first, and a label that would touch another is left out."""
        floor = self.height - 10
        marks = [(self.first, "start", "quiet"), (self.last, "end", "quiet")]
        if today is not None and self.first < today < self.last:
            marks.append((today, "middle", "strong"))
        marks += [(day, "middle", "quiet") for day in reminders]
        parts: list[str] = []
        taken: list[tuple[float, float]] = []
        for day, anchor, look in marks:
            words = "today" if look == "strong" else show.day_month(day)
            reach = len(words) * 6.4
            begin = self.x(day) - {"start": 0, "middle": reach / 2, "end": reach}[anchor]
            if any(begin < stop + 6 and begin + reach > start - 6 for start, stop in taken):
                continue
            taken.append((begin, begin + reach))
            parts.append(svg.text(self.x(day), floor, words, look, anchor))
        return parts

    def reminders(self, days: Sequence[datetime.date]) -> list[str]:
        top, parts = self.top + 20, []
        last_word = float("-inf")
        for day in sorted(days):
            x = self.x(day)
            parts.append(svg.line(x, self.bottom, x, top, "reminder"))
            if x - last_word > 58:
                words = "reminder"
                center = min(max(x, self.left + 24), self.right - 24)
                parts.append(svg.text(center, top - 5, words, "quiet halo", "middle"))
                last_word = x
        return parts

    def steps(self, points: Sequence[tuple[datetime.date, int]], end: datetime.date) -> str:
        places = [(self.x(self.first), self.y(0))]
        for day, count in points:
            places.append((self.x(day), places[-1][1]))
            places.append((self.x(day), self.y(count)))
        places.append((max(self.x(end), places[-1][0]), places[-1][1]))
        joined = " ".join(f"{svg.plain_number(x)},{svg.plain_number(y)}" for x, y in places)
        return svg.element("polyline", points=joined, class_="ap-l-main")

    def final(self, reached: int, end: datetime.date) -> list[str]:
        x, y = self.x(end), self.y(reached)
        near_axis = y + 18 > self.bottom
        inside = x < self.right - 16
        below = (x + 9, y + 15, "start") if inside else (x - 6, y + 18, "end")
        place = (below[0], y - 8, below[2]) if near_axis else below
        return [
            svg.circle(x, y, 4.5, "ap-dot-main"),
            svg.text(place[0], place[1], str(reached), "medium accent", place[2]),
        ]


def _units_bar(counts: Sequence[int], said: str) -> svg.Svg:
    total, x, parts = sum(counts), 0.5, []
    for look, count in zip(LOOKS, counts, strict=True):
        width = (BAR_WIDTH - 1) * count / total
        if count:
            parts.append(svg.rectangle(x, 1.5, width, 9, look))
        x += width
    return svg.drawing(BAR_WIDTH, 12, said, *parts)
