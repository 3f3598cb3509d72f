"""The project's own readiness check, and the organization's levels, as tables of what was found."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aiproj.shared import format as formats
from assessments.models import Assessment
from assessments.pack_schema import Pack
from scoping.calc.readiness import Readiness
from scoping.models import Project, settings_of
from scoping.overview.levels import Levels, levels_of, valid_days, validity
from scoping.rules.model import DIMENSION_NAMES, Settings

BUILD, EXPLORE, NOT_READY = "ready_to_build", "ready_to_explore", "not_ready"
MEANINGS = {
    BUILD: Readiness.READY, EXPLORE: Readiness.CONDITIONAL, NOT_READY: Readiness.NOT_READY,
}  # fmt: skip
NEXT = {BUILD: BUILD, EXPLORE: BUILD, NOT_READY: EXPLORE}  # whose rule says what is missing
UNKNOWN, LOWEST = "unknown", 1


@dataclass(frozen=True)
class LevelRow:
    """One area: its level from 1 to 5, the likely range and how many people it rests on.

    A dash is unknown: too few people rated it, or it was not asked.
    """

    name: str
    level: str
    likely: str
    people: str


@dataclass(frozen=True)
class ProjectCheck:
    """What the check says of this one project; `reason` says why it says nothing."""

    assessment: Assessment
    expires_on: datetime.date | None
    reason: str = ""
    published_on: datetime.date | None = None
    people: str = ""
    readiness: Readiness = Readiness.UNKNOWN
    verdict: str = "Unknown"
    summary: str = ""
    rule: str = ""
    open_points: str = ""
    rows: Sequence[LevelRow] = ()

    @property
    def look(self) -> str:
        """Its readiness as styles name it."""
        return self.readiness.value.replace("_", "-")


@dataclass(frozen=True)
class ReadinessPage:
    """What readiness rests on today: the organization's levels and the project's own check."""

    levels: Levels
    rows: Sequence[LevelRow]
    published_on: datetime.date | None
    check: ProjectCheck | None
    valid_days: int


def readiness_page(project: Project, today: datetime.date) -> ReadinessPage:
    """Both results side by side, as the page on readiness shows them."""
    settings = settings_of(project.organization)
    levels = levels_of(project, settings, today)
    named = levels.assessment
    published = named.published_at if named else None
    return ReadinessPage(
        levels,
        level_rows(levels),
        project.organization.local_date(published) if published else None,
        check_of(project, settings, today),
        valid_days(settings),
    )


def level_rows(levels: Levels) -> list[LevelRow]:
    """The organization's levels with their ranges; none where no assessment counts."""
    ranges, people = levels.ranges or {}, levels.people or {}
    return [
        _row(DIMENSION_NAMES[key], level, ranges.get(key), people.get(key))
        for key, level in (levels.values or {}).items()
    ]


def _row(
    name: str, level: float | None, span: tuple[float, float] | None, people: int | None
) -> LevelRow:
    likely = formats.span(*span, 1) if span and level is not None else ""
    count = formats.DASH if people is None or level is None else formats.number(people)
    return LevelRow(name, formats.score(level), likely or formats.DASH, count)


def check_of(project: Project, settings: Settings, today: datetime.date) -> ProjectCheck | None:
    """Return the result of the check that the project names; None where it names none.

    It counts as long as an assessment of the organization does. Where too few people answered,
    the verdict is unknown, which is neither ready nor not ready.
    """
    found = project.readiness_check
    if found is None:
        return None
    expires, reason = validity(found, project, settings, today)
    if reason or found.published_at is None:
        return ProjectCheck(found, expires, reason)
    evaluation, pack = found.result.evaluation, found.pack
    verdict = evaluation.get("verdict") or UNKNOWN
    label, summary = _said(pack, verdict)
    return ProjectCheck(
        assessment=found,
        expires_on=expires,
        published_on=project.organization.local_date(found.published_at),
        people=formats.counted(evaluation["n_respondents"], "person", "people"),
        readiness=MEANINGS.get(verdict, Readiness.UNKNOWN),
        verdict=label,
        summary=summary,
        rule=_rule_words(pack, verdict),
        open_points=_open_points(pack, verdict, evaluation["capabilities"]),
        rows=_areas(pack, evaluation),
    )


def frozen_check(found: ProjectCheck | None) -> dict[str, Any] | None:
    """As a charter keeps it: verdict, what holds it back, and every area; None without a check."""
    if found is None:
        return None
    days = {"published_on": found.published_on, "expires_on": found.expires_on}
    return {
        "id": found.assessment.public_id,
        "scope": found.assessment.scope,
        **{key: day.isoformat() if day else None for key, day in days.items()},
        "verdict": found.readiness.value,
        "said": found.verdict,
        "reason": found.reason,
        "people": found.people,
        "open_points": found.open_points,
        "areas": [
            {"name": row.name, "level": row.level, "likely": row.likely, "people": row.people}
            for row in found.rows
        ],
    }


def _said(pack: Pack, verdict: str) -> tuple[str, str]:
    if verdict == UNKNOWN or pack.verdicts is None:
        return "Unknown", "Too few people answered to say. Unknown is not the lowest level."
    found = getattr(pack.verdicts, verdict)
    return found.label, found.summary


def _rule_words(pack: Pack, verdict: str) -> str:
    """The rule that the verdict rests on: its own where it is the best, else that of the next."""
    if pack.verdicts is None:
        return ""
    wanted = getattr(pack.verdicts, NEXT.get(verdict, EXPLORE))
    rule = wanted.rule
    parts = [f"every essential question at level {rule.min_gate_level} or above"]
    if rule.min_item_level > 1:
        parts.append(f"no question below level {rule.min_item_level}")
    parts.append(f"a score of at least {formats.score(rule.min_score)}")
    lacking = "An essential question without enough answers counts as level 1."
    return f"{wanted.label} asks for {formats.join_words(parts)}. {lacking}"


def _open_points(pack: Pack, verdict: str, found: Mapping[str, Any]) -> str:
    """The questions that hold the next verdict back, with their levels."""
    if pack.verdicts is None or verdict == BUILD:
        return ""
    rule = getattr(pack.verdicts, NEXT.get(verdict, EXPLORE)).rule
    points = []
    for item in (each for area in pack.dimensions for each in area.capabilities):
        result = found.get(item.key) or {}
        level = result.get("level")
        is_low = level is not None and level < rule.min_item_level
        if item.gate and not result.get("not_applicable"):
            is_low = is_low or (level or LOWEST) < rule.min_gate_level
        if is_low:
            points.append(f"{item.name} ({level or UNKNOWN})")
    return ", ".join(points)


def _areas(pack: Pack, evaluation: Mapping[str, Any]) -> list[LevelRow]:
    names = {each.key: each.name for each in pack.dimensions}
    found = [(names[key], row) for key, row in evaluation["dimensions"].items() if key in names]
    if evaluation.get("overall"):
        found.append(("All areas", evaluation["overall"]))
    return [_row(name, row.get("score"), _span(row), row.get("n_respondents"))
            for name, row in found]  # fmt: skip


def _span(row: Mapping[str, Any]) -> tuple[float, float] | None:
    interval = row.get("interval")
    return (float(interval["low"]), float(interval["high"])) if interval else None
