"""The legal class: a walk through ordered gates, each answer leading to the next or to a class.

Nothing is added up here. Prohibition is a legal fact, so only a path of answers produces a class.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from metrics.calc.links import find_cycle


@dataclass(frozen=True)
class LegalAnswer:
    """One answer; it leads to the question `next` or to the class `outcome`, never to both."""

    key: str
    label: str
    next: str | None = None
    outcome: str | None = None


@dataclass(frozen=True)
class LegalQuestion:
    """One gate. `citations` name the articles that it stands on."""

    key: str
    text: str
    answers: tuple[LegalAnswer, ...]
    citations: tuple[str, ...] = ()
    hint: str = ""


@dataclass(frozen=True)
class LegalDate:
    """From which day on what applies."""

    day: datetime.date
    what: str


@dataclass(frozen=True)
class LegalClass:
    """A class that a path can end in. `excludes` marks what must not be done at all."""

    key: str
    label: str
    meaning: str
    citations: tuple[str, ...] = ()
    applies: tuple[LegalDate, ...] = ()
    excludes: bool = False
    needs_legal_sign_off: bool = False


@dataclass(frozen=True)
class LegalTree:
    """A whole tree: the first question, all questions in order, all classes.

    Errors: ValueError, naming the key, for a key that stands twice, an answer that leads nowhere,
    to both or to something unknown, a circle, and a question that no path reaches.
    """

    version: str
    notice: str
    reviewed_on: datetime.date
    review_due: datetime.date
    questions: tuple[LegalQuestion, ...]
    classes: tuple[LegalClass, ...]

    def __post_init__(self) -> None:
        for what, keys in (
            ("question", [question.key for question in self.questions]),
            ("class", [found.key for found in self.classes]),
        ):
            doubled = sorted({key for key in keys if keys.count(key) > 1})
            if doubled or not keys:
                raise ValueError(f"{what} {doubled[0]} stands twice" if doubled else f"no {what}")
        for question in self.questions:
            _check_answers(question, self)
        leads = [
            (question.key, answer.next)
            for question in self.questions
            for answer in question.answers
            if answer.next
        ]
        if cycle := find_cycle(leads):
            raise ValueError(f"the questions run in a circle: {' -> '.join(cycle)}")
        reached = {target for _, target in leads}
        for question in self.questions[1:]:
            if question.key not in reached:
                raise ValueError(f"no answer leads to question {question.key}")

    def question(self, key: str) -> LegalQuestion:
        """Return the question of that key; KeyError where there is none."""
        return {question.key: question for question in self.questions}[key]

    def class_of(self, key: str) -> LegalClass:
        """Return the class of that key; KeyError where there is none."""
        return {found.key: found for found in self.classes}[key]


@dataclass(frozen=True)
class Step:
    """A question that was answered, and how."""

    question: LegalQuestion
    answer: LegalAnswer


@dataclass(frozen=True)
class Walk:
    """How far the answers lead: the path, then either the next question or the class.

    `citations` are those of the path and the class, each once, in order. `unused` are the keys of
    answers off the path, and of an answer that the question does not know (any more).
    """

    path: tuple[Step, ...]
    next_question: LegalQuestion | None
    outcome: LegalClass | None
    citations: tuple[str, ...]
    unused: tuple[str, ...]

    @property
    def is_complete(self) -> bool:
        """Whether the path has reached a class."""
        return self.outcome is not None


def _check_answers(question: LegalQuestion, tree: LegalTree) -> None:
    keys = [answer.key for answer in question.answers]
    if len(keys) < 2 or len(set(keys)) < len(keys):
        raise ValueError(f"question {question.key} needs at least two answers of different keys")
    questions = {known.key for known in tree.questions}
    classes = {known.key for known in tree.classes}
    for answer in question.answers:
        name = f"answer {answer.key} of question {question.key}"
        if (answer.next is None) == (answer.outcome is None):
            raise ValueError(f"{name} must lead to a question or to a class")
        if answer.next is not None and answer.next not in questions:
            raise ValueError(f"{name} leads to an unknown question {answer.next}")
        if answer.outcome is not None and answer.outcome not in classes:
            raise ValueError(f"{name} leads to an unknown class {answer.outcome}")


def walk(tree: LegalTree, answers: Mapping[str, str]) -> Walk:
    """Return where the answers (question key: answer key) lead from the first question.

    The walk goes on while the question at hand has an answer that it knows; it ends at a class,
    or at the first question without one, which is the next to ask. Answers to questions off the
    path count for nothing. Without answers the path is empty. Errors: none, because stored answers
    may come from an older version of the tree. Source: scoping spec 5 (legal class).

    >>> yes, no = LegalAnswer("yes", "Yes", outcome="out"), LegalAnswer("no", "No", outcome="in")
    >>> day = datetime.date(2026, 1, 1)
    >>> gate = LegalQuestion("scored", "Does it score people?", (yes, no), ("Art. 5",))
    >>> classes = LegalClass("out", "Prohibited", "Stop."), LegalClass("in", "Minimal", "Go on.")
    >>> tree = LegalTree("1", "Orientation, not legal advice", day, day, (gate,), classes)
    >>> found = walk(tree, {"scored": "yes", "other": "no"})
    >>> found.outcome.label, found.citations, found.unused
    ('Prohibited', ('Art. 5',), ('other',))
    >>> walk(tree, {}).next_question.key
    'scored'
    """
    path: list[Step] = []
    question: LegalQuestion | None = tree.questions[0]
    outcome = None
    while question is not None:
        given = {answer.key: answer for answer in question.answers}
        answer = given.get(answers.get(question.key, ""))
        if answer is None:
            break
        path.append(Step(question, answer))
        question = tree.question(answer.next) if answer.next else None
        outcome = tree.class_of(answer.outcome) if answer.outcome else None
    named = [citation for step in path for citation in step.question.citations]
    named += outcome.citations if outcome else ()
    walked = {step.question.key for step in path}
    unused = tuple(key for key in answers if key not in walked)
    return Walk(tuple(path), question, outcome, tuple(dict.fromkeys(named)), unused)


def in_force(found: LegalClass, day: datetime.date) -> tuple[LegalDate, ...]:
    """Return what of a class applies on a day, by date; the first day counts.

    Source: scoping spec 5 (effective dates).

    >>> rule = LegalDate(datetime.date(2025, 2, 2), "Forbidden")
    >>> prohibited = LegalClass("out", "Prohibited", "Stop.", applies=(rule,))
    >>> in_force(prohibited, datetime.date(2025, 2, 1)), len(in_force(prohibited, rule.day))
    ((), 1)
    """
    return tuple(sorted((rule for rule in found.applies if rule.day <= day), key=lambda r: r.day))
