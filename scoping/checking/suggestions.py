"""Scores that the worksheet suggests to raters: data, technique, sources, whether anybody acts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from aiproj.shared.format import counted
from scoping.calc.data_quality import PROPERTIES, joining_score, judge
from scoping.checking.reading import day_of, decimal_of, text_of
from scoping.rules.model import Technique
from scoping.worksheet.model import Content
from scoping.worksheet.state import CandidateState, WorksheetState


@dataclass(frozen=True)
class Suggestion:
    """A score from 0 to 4, what it rests on, and where it comes from, in words."""

    score: int
    evidence: str
    reason: str


def suggestions_of(
    state: WorksheetState, candidate: CandidateState, techniques: Mapping[str, Technique]
) -> dict[str, Suggestion]:
    """Return the scores that the worksheet suggests for a candidate, by factor.

    V2 is the lowest suggestion of the datasets that the candidate takes as inputs, measured where
    each has day and place of its measurement; C1 is the technique's; C2 follows from the number of
    these datasets, their owners, and whether one is a stream. V6 is 0 where the decision is written
    down, but nobody who acts on it. What is not known is not suggested.
    Source: scoping spec 1, 3, checklist rows 10, 94.
    """
    used = set(candidate.content.get("inputs") or [])
    rows = [row for row in state.rows("data", "datasets") if row.get("id") in used]
    technique = techniques.get(text_of(candidate.content, "technique"))
    return dict([*_quality(rows), *_action(candidate), *_technique(technique), *_joining(rows)])


def _quality(rows: Sequence[Content]) -> Iterator[tuple[str, Suggestion]]:
    found = [judge({key: decimal_of(row, key) for key in PROPERTIES}).suggested for row in rows]
    known = [score for score in found if score is not None]
    if not known or len(known) < len(rows):
        return
    weakest = text_of(rows[found.index(min(known))], "name") or "a dataset without a name"
    is_measured = all(day_of(row, "measured_on") and text_of(row, "evidence") for row in rows)
    yield "V2", Suggestion(
        min(known), "measured" if is_measured else "guess", f"lowest of completeness, validity and "
        f"labels, in {weakest}",
    )  # fmt: skip


def _action(candidate: CandidateState) -> Iterator[tuple[str, Suggestion]]:
    if text_of(candidate.content, "decision") and not text_of(candidate.content, "actor"):
        yield "V6", Suggestion(0, "expert", "nobody is named who acts on the result")


def _technique(technique: Technique | None) -> Iterator[tuple[str, Suggestion]]:
    if technique:
        yield "C1", Suggestion(technique.complexity, "expert", f"technique: {technique.name}")


def _joining(rows: Sequence[Content]) -> Iterator[tuple[str, Suggestion]]:
    owners = len({text_of(row, "owner") for row in rows} - {""})
    has_stream = any(row.get("interface") == "stream" for row in rows)
    score = joining_score(len(rows), owners=owners, has_stream=has_stream)
    if score is not None:
        said = f"{counted(len(rows), 'dataset')} of {counted(owners, 'owner')}"
        reason = f"{said}, one of them a stream" if has_stream else said
        yield "C2", Suggestion(score, "expert", reason)
