"""Legal class and internal impact as pages show them: what was answered, what is asked next."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from aiproj.shared import format as formats
from scoping.calc.impact import Impact, assess_impact, visible
from scoping.calc.legal import LegalClass, Walk, walk
from scoping.models import Project, pack_of
from scoping.rules.law import ImpactFile, LegalFile
from scoping.worksheet.model import Content

RISKS, LEGAL, IMPACT = "risks", "legal_answers", "impact_answers"
Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Asked:
    """A question with its answers, and the one that was chosen."""

    key: str
    text: str
    options: Options
    hint: str = ""
    citations: tuple[str, ...] = ()
    chosen: str = ""

    @property
    def answer(self) -> str:
        """The chosen answer in words."""
        return dict(self.options).get(self.chosen, "")


@dataclass(frozen=True)
class Evidence:
    """A control that takes points off a question, and the evidence that it works."""

    key: str
    label: str
    about: str
    points: int
    text: str


@dataclass(frozen=True)
class Page:
    """What a page of one of the two classes shows."""

    headline: str
    lead: str
    answered: list[Asked]
    current: Asked | None
    version: str
    facts: list[tuple[str, str]] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)


def answers_of(content: Content, key: str) -> dict[str, str]:
    """The stored answers of one of the two classes."""
    stored = content.get(key)
    return {str(k): str(v) for k, v in stored.items()} if isinstance(stored, Mapping) else {}


def legal_page(rules: LegalFile, content: Content, today: datetime.date, at: str = "") -> Page:
    """The path of answers, then the class or the next question; `at` asks one of the path again."""
    answers = answers_of(content, LEGAL)
    found = walk(rules.tree, answers)
    path = [_legal_asked(rules, step.question.key, step.answer.key) for step in found.path]
    current = next((each for each in path if each.key == at), None)
    if current is None and found.next_question:
        current = _legal_asked(rules, found.next_question.key, "")
    return Page(
        legal_said(found),
        rules.notice,
        path,
        current,
        rules.version,
        _legal_facts(rules, found, today),
    )


def legal_said(found: Walk) -> str:
    """The class in a sentence, or that the path is open."""
    if found.outcome is None:
        return "The legal class is open"
    return f"Legal class: {found.outcome.label}"


def _legal_asked(rules: LegalFile, key: str, chosen: str) -> Asked:
    question = rules.tree.question(key)
    options = tuple((answer.key, answer.label) for answer in question.answers)
    return Asked(key, question.text, options, question.hint, question.citations, chosen)


def _legal_facts(rules: LegalFile, found: Walk, today: datetime.date) -> list[tuple[str, str]]:
    review = f"{formats.date(rules.reviewed_on)}, next by {formats.date(rules.review_due)}"
    if today > rules.review_due:
        review += ", overdue"
    facts = [("Rules reviewed", review)]
    if found.outcome is None:
        return facts
    return [*_class_facts(found.outcome, today), ("Citations", ", ".join(found.citations)), *facts]


def _class_facts(outcome: LegalClass, today: datetime.date) -> list[tuple[str, str]]:
    facts = [("What it means", outcome.meaning)]
    for each in outcome.applies:
        word = "In force since" if each.day <= today else "Applies from"
        facts.append((f"{word} {formats.date(each.day)}", each.what))
    if outcome.needs_legal_sign_off:
        facts.append(("Signature", "Legal and ethics sign the charter too"))
    return facts


def impact_page(rules: ImpactFile, content: Content, at: str = "") -> Page:
    """The visible questions with their answers, then the level or the next question."""
    answers = answers_of(content, IMPACT)
    asked = [
        Asked(
            each.key,
            each.text,
            tuple((option.key, option.label) for option in each.options),
            chosen=answers.get(each.key, ""),
        )
        for each in visible(rules.rules, answers)
    ]
    answered = [each for each in asked if each.answer]
    current = next((each for each in answered if each.key == at), None)
    current = current or next((each for each in asked if not each.answer), None)
    found = impact_found(rules, answers)
    evidence = _evidence(rules, answers, found) if found.level else []
    facts = _impact_facts(found)
    lead = "An internal scale, apart from the law. Controls count once their evidence is named."
    return Page(impact_said(found), lead, answered, current, rules.version, facts, evidence)


def impact_found(rules: ImpactFile, answers: Mapping[str, str]) -> Impact:
    """The impact of stored answers; controls with evidence count."""
    proven = {control.key for control in rules.controls if answers.get(control.key, "").strip()}
    return assess_impact(rules.rules, answers, proven)


def impact_said(found: Impact) -> str:
    """The level in a sentence, or that questions are open."""
    if found.level is None:
        return "The internal impact is open"
    return f"Internal impact: level {found.level} of IV"


def _impact_facts(found: Impact) -> list[tuple[str, str]]:
    if found.level is None:
        return []
    facts = [
        ("Points", f"{found.residual} of {found.maximum} after controls, {found.raw} before"),
        ("Before controls", f"Level {found.raw_level}"),
    ]
    if found.to_next is not None:
        facts.append(("To the level above", f"more than {_points(found.to_next)} on top"))
    if found.to_lower is not None:
        facts.append(("To the level below", f"{_points(found.to_lower)} less"))
    return facts


def _points(value: Fraction) -> str:
    places = 0 if value.denominator == 1 else 2
    return f"{formats.number(float(value), places)} {formats.plural(int(value == 1) or 2, 'point')}"


def _evidence(rules: ImpactFile, answers: Mapping[str, str], found: Impact) -> list[Evidence]:
    """The controls of questions that have points to take off."""
    texts = {each.key: each.text for each in rules.questions}
    scored = {risk.question for risk in found.risks if risk.raw}
    return [
        Evidence(each.key, each.label, texts[each.question], each.points, answers.get(each.key, ""))
        for each in rules.controls
        if each.question in scored
    ]


@dataclass(frozen=True)
class Line:
    """One of the two classes in the section of risks."""

    text: str
    route: str


def lines(project: Project, content: Content) -> list[Line]:
    """Both classes in a sentence each."""
    pack = pack_of(project.organization)
    legal = walk(pack.legal.tree, answers_of(content, LEGAL))
    found = impact_found(pack.impact, answers_of(content, IMPACT))
    return [
        Line(legal_said(legal), "scoping:legal"),
        Line(impact_said(found), "scoping:impact"),
    ]
