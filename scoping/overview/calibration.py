"""New forecasts beside what measured projects make of them: the raw figure stays what counts."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from accounts.models import User
from aiproj.shared import format as formats
from scoping.calc.ledger import Adjusted, nearest
from scoping.checking.evaluation import Figures, figures_of
from scoping.checking.forecast import main_category
from scoping.checking.reading import NOTHING
from scoping.models import Candidate, Project
from scoping.overview.appraisal import rule_book
from scoping.overview.ledger import closed_cases, ledger_rows, like_words
from scoping.overview.summaries import WHOLE, Summary
from scoping.rules.model import Technique
from scoping.wording import SHORT_NAMES, short_money
from scoping.worksheet.model import Content
from scoping.worksheet.state import CandidateState


def adjusted_margins(
    project: Project, user: User, figures: list[Figures]
) -> dict[str, Adjusted | None]:
    """The yearly margin of each candidate as its reference class has it; None without a margin."""
    cases = closed_cases(ledger_rows(user, project.organization))
    category = main_category(project.content_of("metrics"))
    return {
        each.id: None
        if each.benefit is None or each.kind == "none"
        else nearest(each.benefit.expected, _classes(category, each), cases)
        for each in figures
    }


def _classes(category: str, figures: Figures) -> Mapping[str, str]:
    found = {"category": category, "complexity": figures.scores.complexity_class or ""}
    return {kind: name for kind, name in found.items() if name}


def adjusted_words(found: Adjusted, currency: str) -> tuple[str, str]:
    """The adjusted figure, and its range with the cases that it rests on."""
    low, high = (short_money(end, currency) for end in (found.low, found.high))
    return short_money(found.figure, currency), f"{low} to {high}; {like_words(found)}"


def lacking_words(found: Adjusted) -> str:
    """How many more measured projects an adjusted figure needs."""
    more = formats.counted(found.lacking, "more measured project is", "more measured projects are")
    return f"{formats.sentence_case(more)} needed before the margin can be adjusted by our record."


def candidate_summaries(candidate: Candidate, user: User, content: Content) -> list[Summary]:
    """What a candidate's technique asks for, and its raw margin beside the adjusted one."""
    rules, state = rule_book(candidate.project.organization).figures, candidate.state()
    state = CandidateState(state.id, content, state.decision, ratings=state.ratings)
    figures = figures_of(state, rules, None)
    technique = rules.techniques.get(str(content.get("technique", "")))
    found = [_asked(technique, figures), _margin(candidate.project, user, figures)]
    return [each for each in found if each]


def _asked(technique: Technique | None, figures: Figures) -> Summary | None:
    """The complexity that the catalog gives the technique, and the levels that follow from it."""
    if technique is None or figures.required is None or figures.kind == NOTHING:
        return None
    levels = ", ".join(
        f"{SHORT_NAMES[key].lower()} {formats.number(level, 1)}"
        for key, level in figures.required.items()
    )
    known = f"complexity {technique.complexity} of 4, explains up to level {technique.explanation}"
    return Summary(WHOLE, f"{technique.name}: {known}. Levels needed: {levels}.")


def _margin(project: Project, user: User, figures: Figures) -> Summary | None:
    found = adjusted_margins(project, user, [figures])[figures.id]
    if found is None or figures.benefit is None:
        return None
    if found.figure is None:
        return Summary(WHOLE, lacking_words(found))
    text, note = adjusted_words(found, project.currency)
    rows = [
        ["As forecast; this counts", _money(figures.benefit.expected, project),
         f"{_money(figures.benefit.low, project)} to {_money(figures.benefit.high, project)}"],
        ["By our record", text, note],
    ]  # fmt: skip
    finding = f"Measured projects make {text} of a margin of {rows[0][1]}"
    return Summary(WHOLE, finding, ["Yearly margin", "Expected", "Range"], rows)


def _money(value: Decimal, project: Project) -> str:
    return short_money(value, project.currency)
