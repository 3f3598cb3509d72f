"""Risks and actions of a project as tables, for files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aiproj.shared.exports import Cell, Column, Sheet
from scoping.checking.reading import day_of, decimal_of, integer_of, rows_of, text_of
from scoping.models import Project
from scoping.worksheet.differences import row_name
from scoping.worksheet.loading import candidate_spec, sections
from scoping.worksheet.model import Content, RowsSpec, SectionSpec
from scoping.worksheet.showing import Names

RISKS = (
    Column("Risk", 40), Column("Cause", 30), Column("Likelihood"), Column("Impact"),
    Column("Score"), Column("Control", 30), Column("Control tested on"), Column("Residual score"),
    Column("Owner", 20), Column("Due"),
)  # fmt: skip
ACTIONS = (
    Column("Kind", 18), Column("What", 40), Column("Owner", 20), Column("Due"),
    Column("Done on"), Column("Cost"), Column("Currency"), Column("Project", 30),
)  # fmt: skip
# Rows with something to do: the keys of who, until when, done when, and for how much.
_WORK = {
    ("evaluation", "criteria"): ("judge", "due", "", ""),
    ("risks", "risks"): ("owner", "due", "control_tested_on", ""),
    ("risks", "concerns"): ("owner", "", "closed_on", ""),
    ("people", "skills"): ("", "plan_due", "", "plan_cost"),
    ("plan", "milestones"): ("owner", "day", "done_on", "budget"),
    ("communication", "audiences"): ("owner", "next", "", ""),
}


def risks(project: Project) -> Sheet:
    """The risks with their scores, the highest first."""
    rows: list[list[Cell]] = []
    for row in rows_of(project.content_of("risks"), "risks"):
        likelihood, impact = integer_of(row, "likelihood"), integer_of(row, "impact")
        score = likelihood * impact if likelihood and impact else None
        rows.append(
            [text_of(row, "what"), text_of(row, "cause"), likelihood, impact, score,
             text_of(row, "control"), day_of(row, "control_tested_on"),
             integer_of(row, "residual"), text_of(row, "owner"), day_of(row, "due")]
        )  # fmt: skip
    rows.sort(key=lambda each: -int(str(each[4] or 0)))
    return Sheet("Risks", RISKS, rows)


def actions(project: Project, names: Names) -> Sheet:
    """Everything with somebody who does it, or a day until which it is done; by that day."""
    contents = {row.key: row.content for row in project.sections.all()}
    found = [
        row
        for (section, group), keys in _WORK.items()
        for row in _work(project, sections()[section], group, keys, contents.get(section, {}))
    ]
    for candidate in project.candidates.current():
        found += _enablers(project, candidate.content, names)
    found.sort(key=lambda each: (each[3] is None, str(each[3]), str(each[1])))
    return Sheet("Actions", ACTIONS, found)


def _work(
    project: Project, spec: SectionSpec, key: str, keys: tuple[str, ...], content: Content
) -> Iterator[list[Cell]]:
    group = spec.part(key)
    if not isinstance(group, RowsSpec):
        return
    who, due, done, cost = keys
    for row in rows_of(content, key):
        owner, day = text_of(row, who), day_of(row, due)
        if owner or day:
            yield _line(project, group, row, owner, due, done, cost)


def _enablers(project: Project, content: Content, names: Mapping[str, str]) -> list[list[Cell]]:
    group = candidate_spec().part("enablers")
    if not isinstance(group, RowsSpec):
        return []
    found = []
    for row in rows_of(content, group.rows):
        owner = names.get(text_of(row, "owner"), "")
        line = _line(project, group, row, owner, "due", "", "cost")
        line[1] = text_of(row, "what") or line[1]
        found.append(line)
    return found


def _line(
    project: Project, group: RowsSpec, row: Content, owner: str, due: str, done: str, cost: str
) -> list[Cell]:
    amount = decimal_of(row, cost) if cost else None
    return [
        group.item.capitalize(),
        row_name(group, row),
        owner,
        day_of(row, due),
        day_of(row, done),
        amount,
        project.currency if amount is not None else "",
        project.title,
    ]
