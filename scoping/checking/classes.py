"""Legal class and internal impact of a worksheet, from its stored answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scoping.calc.impact import Impact, assess_impact, visible
from scoping.calc.legal import Walk, walk
from scoping.checking.reading import text_of
from scoping.rules.law import ImpactFile, LegalFile
from scoping.worksheet.state import WorksheetState


def _answers(state: WorksheetState, key: str) -> dict[str, str]:
    stored = state.value("risks", key)
    if not isinstance(stored, Mapping):
        return {}
    return {str(question): text_of(stored, question) for question in stored}


def legal_walk(state: WorksheetState, rules: LegalFile) -> Walk:
    """Return how far the stored answers lead through the questions of law."""
    return walk(rules.tree, _answers(state, "legal_answers"))


def impact_of(state: WorksheetState, rules: ImpactFile) -> Impact:
    """Return the internal impact of the stored answers.

    The answers of questions and the evidence of controls stand side by side under their keys; a
    control counts once its evidence is written down.
    """
    stored = _answers(state, "impact_answers")
    proven = {control.key for control in rules.controls if stored.get(control.key)}
    return assess_impact(rules.rules, stored, proven)


def impact_path(state: WorksheetState, rules: ImpactFile) -> dict[str, list[dict[str, Any]]]:
    """Return the visible questions with their answers, and the controls whose evidence is named.

    An answer that the rules do not know is left out; points are those before controls.
    """
    stored = _answers(state, "impact_answers")
    shown = visible(rules.rules, stored)
    return {
        "path": [
            {"question": question.text, "answer": option.label, "points": option.points}
            for question in shown
            for option in question.options
            if option.key == stored.get(question.key)
        ],
        "controls": [
            {"control": each.label, "evidence": stored[each.key], "points": each.points}
            for each in rules.controls
            if stored.get(each.key) and each.question in {question.key for question in shown}
        ],
    }
