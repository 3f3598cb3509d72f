"""The plan in words: steps with effort and what has to come first."""

import re
from collections.abc import Mapping
from typing import Any

from aiproj.shared import format as show
from reports.readiness import Plan, PlanGroup, PlanItem
from reports.source import Source, at
from reports.wording_scores import holds_back

BUCKETS = {"now": "Now", "next": "Next", "later": "Later"}


def plan_items(source: Source) -> tuple[PlanItem, ...]:
    """Every step of the evaluation's priorities, in their order."""
    return tuple(_item(source, found) for found in source.evaluation["priorities"])


def plan(source: Source, items: tuple[PlanItem, ...]) -> Plan:
    """Steps grouped by time."""
    groups = tuple(
        PlanGroup(bucket, name, tuple(item for item in items if item.bucket == bucket))
        for bucket, name in BUCKETS.items()
        if any(item.bucket == bucket for item in items)
    )
    if not items:
        if not source.scored_keys:
            return Plan("Plan: no step can be named without results", "", ())
        return Plan("Plan: every topic that could be scored reaches its target", "", ())
    heading = f"Plan: start with {items[0].name}"
    intro = (
        "One step for each topic below its target. The order follows the size of the gap, its "
        "weight and what it holds back, divided by the effort."
    )
    return Plan(heading, intro, groups)


def actions(source: Source, items: tuple[PlanItem, ...]) -> tuple[str, tuple[PlanItem, ...]]:
    """The steps to take now, with their heading for the first page."""
    if not source.scored_keys:
        return "No step can be named without results", ()
    now = tuple(item for item in items if item.bucket == "now")
    if not now:
        return "Nothing has to be done to reach the target", ()
    count = show.sentence_case(show.number_word(len(now)))
    return f"{count} {show.plural(len(now), 'thing')} to do now", now


def _item(source: Source, found: Mapping[str, Any]) -> PlanItem:
    key, level = found["key"], int(found["level"])
    words = source.topics[key]
    first = source.names(tuple(found["do_first"]))
    return PlanItem(
        number=int(found["rank"]),
        key=key,
        name=words["name"],
        area=source.area_of[key]["name"],
        level=level,
        step_to=int(found["step_to"]),
        recommendation=str(at(words["recommendations"], level)),
        today=str(at(words["levels"], level)),
        reason=_reason(source, key, str(at(words["levels"], level))),
        effort=int(found["effort"]),
        effort_text=source.effort_text(int(found["effort"])),
        do_first=first,
        do_first_text=f"First: {show.join_words(first)}" if first else "",
        holds_back=holds_back(source, key),
        priority=float(found["priority"]),
        priority_text=show.number(found["priority"], 2),
        bucket=str(found["bucket"]),
    )


def _reason(source: Source, key: str, today: str) -> str:
    """The first sentence of today's level; the only topic at the lowest level is named so."""
    first = re.split(r"(?<=[.!?])\s", today, maxsplit=1)[0]
    level = source.result(key)["level"]
    others = [source.result(other)["level"] for other in source.scored_keys if other != key]
    if others and level < min(others):
        return f"{first} Nothing else is at level {level}."
    return first
