"""A metric over time: measured values, beside the straight way from baseline to target if any."""

import datetime
from collections.abc import Sequence

from aiproj.shared import charts
from aiproj.shared import format as show
from aiproj.shared.charts import Axis, Figure
from aiproj.shared.charts.figures import Label, Trace
from metrics.charts.thinning import thin

Point = tuple[datetime.date, float]

MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120)
MOST_TICKS = 5
MOST_DAYS = 120  # shorter spans have days at their ticks
MOST_DOTS = 60
LARGE = 100_000


def progress_figure(baseline: Point, target: Point, samples: Sequence[Point]) -> Figure:
    """Measured values in the order of their days, and the planned line from baseline to target.

    Raises ValueError for numbers that are not finite.
    """
    start = baseline[0]
    plan = [_place(start, each) for each in (baseline, target)]
    measured, newest = _measured(start, samples)
    return _drawn(
        start,
        [baseline, target, *samples],
        [
            charts.line(*_columns(plan), "reference", name="planned"),
            *measured,
            charts.points(*_columns(plan), "open"),
        ],
        [
            *newest,
            charts.line_label("planned", *_columns(plan), "quiet"),
            charts.point_label("target", *plan[1], "strong"),
        ],
        f"Planned: from {_words(baseline)} to {_words(target)}. {_said(samples)}",
    )


def values_figure(samples: Sequence[Point]) -> Figure:
    """Measured values in the order of their days, at least two, without a plan."""
    start = samples[0][0]
    traces, labels = _measured(start, samples)
    return _drawn(start, samples, traces, labels, _said(samples))


def _measured(start: datetime.date, samples: Sequence[Point]) -> tuple[list[Trace], list[Label]]:
    """The line of what was measured with the label of its newest value; nothing without any."""
    if not samples:
        return [], []
    x, (y,) = thin(*_split([_place(start, each) for each in samples]))
    dots = [charts.points(x, y)] if len(x) <= MOST_DOTS else []
    newest = charts.points(x[-1:], y[-1:], "chosen")
    traces = [charts.line(x, y, name="measured"), *dots, newest]
    return traces, [charts.point_label("newest", x[-1], y[-1], "key")]


def _drawn(
    start: datetime.date,
    points: Sequence[Point],
    traces: list[Trace],
    labels: list[Label],
    said: str,
) -> Figure:
    """The figure around all points."""
    values = [float(value) for _, value in points]
    words = charts.money("") if max(map(abs, values)) >= LARGE else charts.number
    days = [day for day, _ in points]
    return charts.figure(
        traces,
        _time_axis(start, min(days), max(days)),
        charts.value_axis(values, words, most=5),
        said=said,
        labels=labels,
    )


def _place(start: datetime.date, point: Point) -> tuple[float, float]:
    return float((point[0] - start).days), float(point[1])


def _columns(places: Sequence[tuple[float, float]]) -> tuple[list[float], list[float]]:
    return [x for x, _ in places], [y for _, y in places]


def _split(places: Sequence[tuple[float, float]]) -> tuple[list[float], list[list[float]]]:
    x, y = _columns(places)
    return x, [y]


def _time_axis(start: datetime.date, first: datetime.date, last: datetime.date) -> Axis:
    days = _few_days(first, last) if (last - first).days <= MOST_DAYS else _months(first, last)
    with_day = (last - first).days <= MOST_DAYS
    return {
        "range": [float((first - start).days), float((last - start).days)],
        "tickvals": [float((day - start).days) for day in days],
        "ticktext": [show.day_month(day) if with_day else _month(day) for day in days],
        "title": {"text": ""},
        "hoverformat": "",
    }


def _few_days(first: datetime.date, last: datetime.date) -> list[datetime.date]:
    step = max(1, -(-(last - first).days // (MOST_TICKS - 1)))
    return [first + datetime.timedelta(days=at) for at in range(0, (last - first).days + 1, step)]


def _months(first: datetime.date, last: datetime.date) -> list[datetime.date]:
    """Firsts of months, at most five, at even distances that begin with a year."""
    begin, end = first.year * 12 + first.month - 1, last.year * 12 + last.month - 1
    for step in MONTH_STEPS:
        months = range(-(-begin // step) * step, end + 1, step)
        days = [datetime.date(at // 12, at % 12 + 1, 1) for at in months]
        found = [day for day in days if day >= first]
        if len(found) <= MOST_TICKS:
            return found
    return found


def _month(day: datetime.date) -> str:
    return f"{show.MONTHS[day.month - 1]} {day.year}"


def _said(samples: Sequence[Point]) -> str:
    """What was measured, in words."""
    if not samples:
        return "Nothing measured yet"
    return f"{show.counted(len(samples), 'measured value')}, the newest {_words(samples[-1])}"


def _words(point: Point) -> str:
    return f"{charts.amount(point[1], '')} on {show.date(point[0])}"
