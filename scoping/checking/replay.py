"""One worksheet under two versions of the rules: what the newer ones find otherwise."""

from __future__ import annotations

from dataclasses import dataclass, replace

from scoping.checking.findings import Case
from scoping.checking.review import Review, review
from scoping.checking.surroundings import RulePack

OPEN = "open"
NOT_FOUND = "not found"


@dataclass(frozen=True)
class ReplayDifference:
    """One answer that differs: the rule, where it stands, what it said and what it says."""

    rule: str
    path: str
    before: str
    after: str


def replay(case: Case, newer: RulePack) -> list[ReplayDifference]:
    """Return how the answers of the newer rules differ from those of the case's own.

    SMART checks by their status, findings that came, went or changed their weight or words, the
    legal class and the level of impact, in that order; the same rules give no difference. The
    worksheet and its surroundings stay as they are, so that every difference is the rules' doing.
    Source: scoping spec 9.17.

    >>> from datetime import date
    >>> from scoping.checking.surroundings import Surroundings
    >>> from scoping.worksheet.state import WorksheetState
    >>> case = Case(WorksheetState({}), Surroundings(date(2026, 11, 28)), RulePack())
    >>> replay(case, RulePack())
    []
    """
    before, after = review(case), review(replace(case, pack=newer))
    return [*_smart(before, after), *_findings(before, after), *_classes(before, after)]


def _smart(before: Review, after: Review) -> list[ReplayDifference]:
    return [
        ReplayDifference(
            old.id,
            old.fields[0] if old.fields else "problem",
            f"{old.status}: {old.title}",
            f"{new.status}: {new.title}",
        )
        for old, new in zip(before.smart.checks, after.smart.checks, strict=True)
        if old.status != new.status
    ]


def _findings(before: Review, after: Review) -> list[ReplayDifference]:
    olds, news = _worded(before), _worded(after)
    return [
        ReplayDifference(rule, path, old, new)
        for rule, path in dict.fromkeys([*olds, *news])
        if (old := olds.get((rule, path), NOT_FOUND)) != (new := news.get((rule, path), NOT_FOUND))
    ]


def _worded(found: Review) -> dict[tuple[str, str], str]:
    """By rule and place; several findings of a rule in one place are told together."""
    words: dict[tuple[str, str], str] = {}
    for each in found.findings:
        key, said = (each.rule, each.path), f"{each.severity}: {each.title}"
        words[key] = f"{words[key]}; {said}" if key in words else said
    return words


def _classes(before: Review, after: Review) -> list[ReplayDifference]:
    pairs = (
        ("legal class", "risks.legal_answers", _legal(before), _legal(after)),
        ("internal impact", "risks.impact_answers", before.impact.level or OPEN,
         after.impact.level or OPEN),
    )  # fmt: skip
    return [ReplayDifference(*pair) for pair in pairs if pair[2] != pair[3]]


def _legal(found: Review) -> str:
    return found.legal.outcome.label if found.legal.outcome else OPEN
