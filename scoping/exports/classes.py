"""Legal class and internal impact in a charter: what came out, and the answers that led there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scoping.exports.blocks import Block, Facts, Table
from scoping.worksheet.showing import MISSING

NOTICE = "Orientation, not legal advice"


def class_blocks(classes: Mapping[str, Any]) -> Iterator[Block]:
    """Return both classes as facts, then the answers of each as a table; nothing without answers.

    >>> blocks = list(class_blocks({"legal": {"class": "Minimal", "version": "1",
    ...     "path": [{"question": "Does it score people?", "answer": "No"}]}}))
    >>> blocks[0].rows[0]
    ('Legal class', 'Minimal. Orientation, not legal advice; version 1 of the questions')
    >>> blocks[1].rows
    [('Does it score people?', 'No')]
    """
    legal, impact = classes.get("legal") or {}, classes.get("impact") or {}
    facts = [*_legal(legal), *_impact(impact)]
    if facts:
        yield Facts(facts)
    if rows := [(step["question"], step["answer"]) for step in legal.get("path", [])]:
        yield Table("What the legal class rests on", ("Question", "Answer"), rows)
    if rows := impact.get("path", []):
        heads = ("Question", "Answer", "Points")
        cells = [(step["question"], step["answer"], str(step["points"])) for step in rows]
        yield Table("What the internal impact rests on", heads, cells)
    if rows := impact.get("controls", []):
        heads = ("Control", "Evidence", "Points taken away")
        cells = [(row["control"], row["evidence"], str(row["points"])) for row in rows]
        yield Table("Controls that count", heads, cells)


def _legal(legal: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if not legal.get("path"):
        return
    basis = f"{NOTICE}; version {legal.get('version', MISSING)} of the questions"
    yield "Legal class", f"{legal.get('class') or 'Open'}. {basis}"
    if citations := legal.get("citations"):
        yield "It rests on", "; ".join(citations)


def _impact(impact: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if not impact.get("path"):
        return
    text = f"{impact.get('level') or 'Open'}, {impact.get('score') or MISSING} points"
    if impact.get("distance") is not None:
        text += f", {impact['distance']} below the next level"
    yield "Internal impact, I to IV", text
