"""The criterion that the payoffs of a candidate ask for, beside the criteria of the evaluation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import F

from aiproj.shared.errors import Refused
from metrics.models import TechnicalMetric
from scoping.checking import break_even as pure
from scoping.checking.break_even import ROW, BreakEven
from scoping.checking.reading import is_ai, name_of, text_of
from scoping.models import Candidate, Project
from scoping.overview.sources import profit_curves
from scoping.overview.summaries import WHOLE, Summary
from scoping.worksheet.model import MOST_ROWS, Content
from scoping.worksheet.state import CandidateState

__all__ = ["ROW", "SECTION", "BreakEvenNote", "followed", "note_of", "summary_of", "taken"]
SECTION, TAKE = "evaluation", "break-even"
NOTHING = "The payoffs give no break-even any more. Nothing was added."
FULL = f"{MOST_ROWS} criteria are enough. Take one out first."


@dataclass(frozen=True)
class BreakEvenNote:
    """What the payoffs give, and how the criterion stands to them."""

    candidate: str
    threshold: str
    formula: str
    state: str
    now: str


def note_of(project: Project, evaluation: Content) -> BreakEvenNote | None:
    """The note beside the criteria; None where no candidate's payoffs give a break-even."""
    found = payoffs_of(project)
    if found is None:
        return None
    candidate, value = found
    state, now = pure.state_of(evaluation, value), pure.threshold_of(evaluation)
    return BreakEvenNote(name_of(candidate), value.threshold, value.formula, state, now)


def summary_of(candidate: Candidate) -> Summary | None:
    """What the payoffs of a candidate give, on its own page; None where another one's count."""
    found = payoffs_of(candidate.project)
    if found is None or found[0].id != candidate.public_id:
        return None
    value = found[1]
    is_kept = pure.state_of(candidate.project.content_of(SECTION), value) == pure.KEPT
    told = "That is a criterion of the evaluation" if is_kept else "See the criteria"
    return Summary(
        WHOLE, f"Acting pays above a precision of {value.threshold}%: {value.formula}. {told}."
    )


def taken(project: Project, evaluation: Content, take: str) -> Content:
    """The evaluation with the criterion once its button was pressed; Refused if nothing fits."""
    if take != TAKE:
        return evaluation
    found = payoffs_of(project)
    if found is None:
        raise Refused(NOTHING)
    content = pure.with_criterion(evaluation, found[1], _precision(project))
    if len(content[pure.CRITERIA]) > MOST_ROWS:
        raise Refused(FULL)
    return content


def followed(project: Project, evaluation: Content, before: BreakEven | None) -> Content:
    """The evaluation after the payoffs changed, from what they gave before."""
    found = payoffs_of(project)
    after = found[1] if found else None
    if after == before:
        return evaluation
    return pure.followed(evaluation, before, after, _precision(project))


def _precision(project: Project) -> str:
    """The id of the organization's precision; empty without one."""
    metrics = TechnicalMetric.objects.of(project.organization).current()
    precision = metrics.filter(catalog_key="precision", unit="%").first()
    return precision.public_id if precision else ""


def payoffs_of(project: Project) -> tuple[CandidateState, BreakEven] | None:
    """Of the chosen candidate, or of the first with AI that has one while none is chosen."""
    rows = [CandidateState(each.public_id, each.content, each.decision)
            for each in project.candidates.current()]  # fmt: skip
    asked = [each for each in rows if each.decision == "chosen"] or list(filter(is_ai, rows))
    for each in asked:
        if value := _of_curve(project, each.content) or pure.of_action(each.content):
            return each, value
    return None


def _of_curve(project: Project, content: Content) -> BreakEven | None:
    """From the payoffs of the profit curve that the benefit comes from."""
    if text_of(content, "benefit_source") != "valuation":
        return None
    names = ("reasonable", "break_even", "right_action", "wrong_action")
    rows = profit_curves(project.organization).annotate(
        **{f"its_{name}": F(f"result__{name}") for name in names}
    )
    row: Any = rows.filter(public_id=text_of(content, "benefit_valuation")).first()
    if row is None or not row.its_reasonable:
        return None
    return pure.of_payoffs(row.its_break_even, row.its_right_action, row.its_wrong_action)
