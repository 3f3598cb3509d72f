"""How survey pages show what is stored: rows to choose from, texts side by side, drawings."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from aiproj.shared import format as display
from aiproj.shared import marks
from assessments.forms.survey import LEVELS, Submission
from assessments.pack_schema import Capability, Pack
from assessments.services import answering, survey


@dataclass(frozen=True)
class Option:
    """One row that can be chosen."""

    level: str  # as the form sends it
    mark: str
    text: str
    help: str
    is_chosen: bool


def options(pack: Pack, capability: Capability, chosen: str) -> list[Option]:
    """The five descriptions, "I don't know" and, where the pack allows it, "Does not apply"."""
    rows = [(str(level), str(level), text, "") for level, text in capability.levels.items()]
    dont_know, not_applicable = (
        pack.answer_options.dont_know,
        pack.answer_options.not_applicable,
    )
    rows.append(("DK", "?", dont_know.label, dont_know.help))
    if capability.allow_not_applicable:
        rows.append(("NA", display.DASH, not_applicable.label, not_applicable.help))
    return [Option(*row, row[0] == chosen) for row in rows]


def entry_of(body: answering.AnswerBody, version: int) -> Submission:
    """What is stored, as the fields of the form."""
    return Submission(LEVELS[body.value], body.comment, body.evidence_url, version)


def written(pack: Pack, question: survey.Question, entry: Submission) -> list[tuple[str, str]]:
    """An answer in words, as labeled lines; for texts shown side by side."""
    lines = [
        ("Answer", _chosen_words(pack, question.capability, entry.level)),
        ("Comment", entry.comment),
        ("Link to evidence", entry.evidence_url),
    ]
    return [(label, text) for label, text in lines if text]


def _chosen_words(pack: Pack, capability: Capability, level: str) -> str:
    for option in options(pack, capability, level):
        if option.is_chosen:
            return option.text if option.help else f"{option.mark}. {option.text}"
    return "Nothing chosen"


def draft_name(token: str, capability: str) -> str:
    """Where the page's script keeps unsent text on the device; says nothing about the token."""
    digest = hashlib.sha256(f"draft:{token}".encode(errors="replace")).hexdigest()
    return f"aiproj:{digest[:16]}:{capability}"


def saved_label(saved_at: datetime) -> str:
    """When it was saved, on the organization's clock; with the day unless it is today.

    >>> saved_label(datetime.fromisoformat("2026-11-02T14:02:00+00:00"))
    'Saved 2 Nov, 14:02'
    """
    local = timezone.localtime(saved_at)
    is_today = local.date() == timezone.localdate()
    day = "" if is_today else f"{display.day_month(local)}, "
    return f"Saved {day}{local:%H:%M}"


@dataclass(frozen=True)
class FeedbackRow:
    """One dimension of the private feedback."""

    name: str
    counts: str
    drawing: marks.Svg
    at_levels: tuple[int, ...]  # how many answers at levels 1 to 5
    dont_know: int
    average: str


def feedback_row(row: survey.DimensionFeedback) -> FeedbackRow:
    """A dimension's own answers as dots, as numbers and in words."""
    counts = display.counted(len(row.ratings), "answer")
    if row.dont_know:
        counts += f", {row.dont_know} × “I don’t know”"
    if row.average is None:
        counts += ". No average: fewer than half were rated"
    drawing = marks.wide_and_narrow(
        marks.feedback_dots(row.ratings, row.average),
        marks.feedback_dots(row.ratings, row.average, narrow=True),
    )
    return FeedbackRow(
        row.name,
        counts,
        drawing,
        at_levels=tuple(row.ratings.count(level) for level in range(1, 6)),
        dont_know=row.dont_know,
        average=display.score(row.average),
    )
