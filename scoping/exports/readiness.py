"""Readiness in a charter: our levels beside those needed, and the project's own check."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from aiproj.shared import format as formats
from scoping.checking.reading import decimal_of
from scoping.exports.blocks import Block, Paragraph, Table
from scoping.rules.model import DIMENSION_NAMES
from scoping.worksheet.editions import chosen_of

NOT_READY = "not_ready"
VERDICTS = {
    "ready": "Ready",
    "conditional": "Conditional",
    NOT_READY: "Not ready",
    "unknown": "Unknown",
}
LEVELS = ("Area", "Our level, 1 to 5", "Likely range", "Needed", "Gap")
AREAS = ("Area of the check", "Level, 1 to 5", "Likely range", "People")


def verdict_of(candidate: Mapping[str, Any]) -> str:
    """What the levels say of one candidate, in a word."""
    return VERDICTS.get((candidate.get("readiness") or {}).get("verdict", "unknown"), "Unknown")


def readiness_sentence(content: Mapping[str, Any], candidate: Mapping[str, Any]) -> str:
    """The verdict on a candidate, the gap that decides, and what the project's own check says.

    >>> readiness_sentence({}, {"readiness": {"verdict": "conditional", "largest_gap": "0.4",
    ...     "dimension": "Monitoring"}})
    'Conditional. Largest gap 0.4 in Monitoring.'
    """
    found, said = candidate.get("readiness") or {}, verdict_of(candidate)
    if found.get("dimension"):
        said += f". Largest gap {found['largest_gap']} in {found['dimension']}."
    own = content.get("own_check") or {}
    if own:
        said = f"{said.rstrip('.')}. The project's own check: {own['said'].lower()}."
    if content.get("accepted_risk") and NOT_READY in (found.get("verdict"), own.get("verdict")):
        said = f"{said.rstrip('.')}. The sponsor accepts the risk."
    return said


def readiness_blocks(content: Mapping[str, Any]) -> list[Block]:
    """The levels behind the sentence, area by area, and those of the project's own check."""
    return [*_levels(content), *_own_check(content.get("own_check"))]


def _levels(content: Mapping[str, Any]) -> list[Block]:
    fit = (chosen_of(content) or {}).get("readiness") or {}
    named, required = content.get("assessment"), fit.get("required") or {}
    found: list[Block] = []
    if not named:
        found.append(Paragraph("No published assessment counted when this was submitted."))
    stored = (named or {}).get("levels", {})
    rows = [
        _level(name, fit["levels"].get(key), required[key], stored.get(key) or {})
        for key, name in DIMENSION_NAMES.items()
        if key in required and (named or fit["levels"].get(key))
    ]
    if rows:
        source = "Levels of the example that the project began with"
        if named:
            source = f"Levels: {named['scope']}, published {_day(named['published_on'])}"
        found.append(Table(source, LEVELS, rows))
    return found


def _level(name: str, level: str | None, needed: str, stored: Mapping[str, Any]) -> tuple[str, ...]:
    likely = formats.span(decimal_of(stored, "low"), decimal_of(stored, "high"), 1)
    gap = None if level is None else max(Decimal(needed) - Decimal(level), Decimal(0))
    return (
        name, _score(level), likely, _score(needed),
        "unknown" if gap is None else formats.number(gap, 1),
    )  # fmt: skip


def _score(level: str | None) -> str:
    return "unknown" if level is None else formats.score(float(level))


def _own_check(own: Mapping[str, Any] | None) -> list[Block]:
    if own is None:
        return []
    if own["reason"]:
        return [Paragraph(f"The project's own check is unknown: {own['reason']}")]
    day = _day(own["published_on"])
    said = f"{own['said']}, by {own['people']}, published {day}."
    if own["open_points"]:
        said += f" Held back by: {own['open_points']}."
    rows = [(row["name"], row["level"], row["likely"], row["people"]) for row in own["areas"]]
    title = f"The project's own check: {own['scope']}"
    return [Paragraph(f"The project's own check: {said}"), Table(title, AREAS, rows)]


def _day(iso: str) -> str:
    return formats.date(datetime.date.fromisoformat(iso))
