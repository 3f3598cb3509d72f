"""The readiness report as tables: the same figures as its pages, typed for spreadsheets."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aiproj.shared.exports import Cell, Column, Sheet
from reports.readiness import Interval, ReadinessReport, Topic

SCORE = "0.00"
LEVELS = (1, 2, 3, 4, 5)


@dataclass(frozen=True)
class Edition:
    """What the tables say of a report's version beside its words."""

    number: int
    inputs_hash: str
    closed_on: datetime.date
    published_on: datetime.date
    answered: int
    invited: int


def workbook_sheets(report: ReadinessReport, edition: Edition) -> tuple[Sheet, ...]:
    """Every table of the report: summary, areas, topics, plan, comments, method."""
    return (
        _summary(report, edition),
        _areas(report),
        _topics(report),
        _plan(report),
        _comments(report),
        _method(report),
    )


def one_table(sheets: Sequence[Sheet]) -> Sheet:
    """All tables as one, a figure a row, for files that hold one table only.

    Each row names its table, its item (the first cell of the original row), the figure and its
    value; empty cells are left out.

    >>> wide = Sheet("Areas", (Column("Area"), Column("Score"), Column("Stage")), [("A", 2.5, 2)])
    >>> [row[1:] for row in one_table([wide]).rows]
    [('A', 'Score', 2.5), ('A', 'Stage', 2)]
    """
    columns = (Column("Table"), Column("Item", 40), Column("Figure", 24), Column("Value", 60))
    return Sheet("Report", columns, tuple(row for sheet in sheets for row in _long_rows(sheet)))


def _long_rows(sheet: Sheet) -> Iterator[tuple[Cell, ...]]:
    for item, *values in sheet.rows:
        for column, value in zip(sheet.columns[1:], values, strict=True):
            if value not in (None, ""):
                yield sheet.title, item, column.title, value


def _ends(interval: Interval | None) -> tuple[float | None, float | None]:
    return (interval.low, interval.high) if interval else (None, None)


def _summary(report: ReadinessReport, edition: Edition) -> Sheet:
    low, high = _ends(report.index.interval)
    rows: list[tuple[Cell, ...]] = [
        ("Report", report.title),
        ("Organization", report.organization),
        ("Scope", report.scope),
        ("Headline", report.headline),
        ("Summary", report.paragraph),
        ("Verdict", report.verdict.label if report.verdict else None),
        ("Stage", report.stage.value),
        ("Stage name", report.stage.name),
        ("Target stage", report.target),
        ("Index, 0 to 100", report.index.value),
        ("Index, likely from", low),
        ("Index, likely to", high),
        ("Score, 1 to 5", report.index.score),
        ("Areas at the target", sum(bool(area.meets_target) for area in report.areas)),
        ("Areas", len(report.areas)),
        ("People who answered", edition.answered),
        ("People asked", edition.invited),
        ("Closed", edition.closed_on),
        ("Published", edition.published_on),
        *((f"Decision {n}", _decision(d.text, d.due)) for n, d in enumerate(report.decisions, 1)),
        ("Report version", edition.number),
        ("Fingerprint of this report", edition.inputs_hash),
    ]
    return Sheet("Summary", (Column("Figure", 28), Column("Value", 80)), rows)


def _decision(text: str, due: str) -> str:
    return f"{text} ({due})" if due else text


def _areas(report: ReadinessReport) -> Sheet:
    columns = (
        Column("Area", 34),
        Column("Key", 24),
        Column("Stage", 8),
        Column("Score, 1 to 5", 13, SCORE),
        Column("Likely from", 11, SCORE),
        Column("Likely to", 11, SCORE),
        Column("Index, 0 to 100", 14),
        Column("Target stage", 12),
        Column("Target reached", 14),
        Column("Provisional", 11),
        Column("People with a rating", 18),
        Column("What stops the next stage", 80),
    )
    rows = [
        (
            area.name,
            area.key,
            area.stage,
            area.score,
            *_ends(area.interval),
            area.index,
            area.target,
            area.meets_target,
            area.provisional,
            area.n_respondents or None,
            " ".join(area.binds),
        )
        for area in report.areas
    ]
    return Sheet("Areas", columns, rows)


def _topics(report: ReadinessReport) -> Sheet:
    columns = (
        Column("Topic", 28),
        Column("Key", 22),
        Column("Area", 32),
        Column("Must-have", 10),
        Column("Risk", 8),
        Column("Asked of", 18),
        Column("Level", 7),
        Column("Target", 7),
        Column("Ratings", 8),
        *(Column(f"At level {level}", 10) for level in LEVELS),
        Column("Average", 9, SCORE),
        Column("Likely from", 11, SCORE),
        Column("Likely to", 11, SCORE),
        Column("Agreement", 11, SCORE),
        Column("Split", 7),
        Column("Business average", 16, SCORE),
        Column("Technical average", 16, SCORE),
        Column("Business minus technical", 22, SCORE),
        Column("Do not know", 12),
        Column("Note", 60),
    )
    return Sheet("Topics", columns, [_topic_row(topic) for topic in report.topics])


def _topic_row(topic: Topic) -> tuple[Cell, ...]:
    sides = topic.perspectives
    shown = topic.level is not None
    return (
        topic.name,
        topic.key,
        topic.area,
        topic.must_have,
        topic.risk,
        topic.audience,
        topic.level,
        topic.target,
        topic.n_valid,
        *(topic.counts or (None,) * len(LEVELS)),
        topic.mean,
        *_ends(topic.interval),
        topic.agreement,
        topic.split if shown else None,
        *((sides.business, sides.technical, sides.gap) if sides else (None,) * 3),
        topic.n_dont_know,
        topic.note or topic.holds_back,
    )


def _plan(report: ReadinessReport) -> Sheet:
    columns = (
        Column("Topic", 28),
        Column("Rank", 6),
        Column("When", 8),
        Column("Area", 32),
        Column("Level today", 11),
        Column("Step to level", 12),
        Column("Recommendation", 70),
        Column("Effort, 1 to 3", 13),
        Column("Effort", 30),
        Column("Do first", 30),
        Column("Holds back", 26),
        Column("Priority", 9, SCORE),
    )
    rows = [
        (
            item.name,
            item.number,
            group.name,
            item.area,
            item.level,
            item.step_to,
            item.recommendation,
            item.effort,
            item.effort_text,
            ", ".join(item.do_first),
            item.holds_back,
            item.priority,
        )
        for group in report.plan.groups
        for item in group.items
    ]
    return Sheet("Plan", columns, rows)


def _comments(report: ReadinessReport) -> Sheet:
    rows = [(group.name, comment) for group in report.comments for comment in group.comments]
    return Sheet("Comments", (Column("Topic", 28), Column("Comment", 100)), rows)


def _method(report: ReadinessReport) -> Sheet:
    rows: list[tuple[Cell, ...]] = [(part.heading, part.text) for part in report.method]
    rows += [(f"Limit {number}", text) for number, text in enumerate(report.limits, start=1)]
    rows += [(part.heading, part.text) for part in report.provenance_lines]
    rows += [(f"Parameter {name}", value) for name, value in _flat(report.provenance.parameters)]
    return Sheet("Method", (Column("What", 34), Column("Text", 100)), rows)


def _flat(parameters: Mapping[str, Any]) -> Iterator[tuple[str, Cell]]:
    """Parameters that hold several numbers become text; single numbers stay numbers."""
    for name, value in sorted(parameters.items()):
        yield name, value if isinstance(value, str | int | float) or value is None else str(value)
