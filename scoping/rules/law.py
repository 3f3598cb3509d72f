"""What the files of the legal class and of internal impact may hold."""

from __future__ import annotations

import datetime
from functools import cached_property
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from scoping.calc import impact, legal
from scoping.rules.model import Key, Label, Version, Words

Citation = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Hint = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Answer(_Part):
    """One answer; it leads to a question or to a class."""

    key: Key
    label: Label
    next: Key | None = None
    outcome: Key | None = None


class Question(_Part):
    """One gate with the articles that it stands on."""

    key: Key
    text: Words
    hint: Hint = ""
    citations: tuple[Citation, ...] = ()
    answers: Annotated[tuple[Answer, ...], Field(min_length=2)]


class Applies(_Part):
    """From which day on what applies."""

    day: datetime.date
    what: Words


class Class(_Part):
    """A class that a path can end in."""

    key: Key
    label: Label
    meaning: Words
    citations: tuple[Citation, ...] = ()
    applies: tuple[Applies, ...] = ()
    excludes: bool = False
    needs_legal_sign_off: bool = False


class LegalFile(_Part):
    """A gate tree; one that leads nowhere, runs in a circle or has loose questions is refused."""

    version: Version
    notice: Words
    reviewed_on: datetime.date
    review_due: datetime.date
    questions: Annotated[tuple[Question, ...], Field(min_length=1)]
    classes: Annotated[tuple[Class, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _can_be_walked(self) -> Self:
        try:
            _ = self.tree
        except ValueError as error:
            raise PydanticCustomError("tree", "{why}", {"why": str(error)}) from error
        return self

    @cached_property
    def tree(self) -> legal.LegalTree:
        """As the calculations take it."""
        return legal.LegalTree(
            version=self.version,
            notice=self.notice,
            reviewed_on=self.reviewed_on,
            review_due=self.review_due,
            questions=tuple(_question(each) for each in self.questions),
            classes=tuple(_class(each) for each in self.classes),
        )


def _question(read: Question) -> legal.LegalQuestion:
    answers = tuple(
        legal.LegalAnswer(each.key, each.label, each.next, each.outcome) for each in read.answers
    )
    return legal.LegalQuestion(read.key, read.text, answers, read.citations, read.hint)


def _class(read: Class) -> legal.LegalClass:
    applies = tuple(legal.LegalDate(each.day, each.what) for each in read.applies)
    return legal.LegalClass(
        read.key,
        read.label,
        read.meaning,
        read.citations,
        applies,
        read.excludes,
        read.needs_legal_sign_off,
    )


class Option(_Part):
    """One answer and its points."""

    key: Key
    label: Label
    points: Annotated[int, Field(ge=0, le=100)]


class Condition(_Part):
    """A question is shown if an earlier one was answered with one of these."""

    question: Key
    answers: Annotated[tuple[Key, ...], Field(min_length=1)]


class ImpactQuestion(_Part):
    """One question of internal impact."""

    key: Key
    text: Words
    options: Annotated[tuple[Option, ...], Field(min_length=2)]
    shown_if: tuple[Condition, ...] = ()


class Control(_Part):
    """What takes points off one question, once there is evidence."""

    key: Key
    label: Label
    question: Key
    points: Annotated[int, Field(ge=0, le=100)]


class ImpactFile(_Part):
    """Questions in order and the controls. Keys of both differ: answers are stored side by side."""

    version: Version
    questions: Annotated[tuple[ImpactQuestion, ...], Field(min_length=1)]
    controls: tuple[Control, ...] = ()

    @model_validator(mode="after")
    def _can_be_asked(self) -> Self:
        shared = {each.key for each in self.questions} & {each.key for each in self.controls}
        if shared:
            raise PydanticCustomError("twins", "{keys} twice", {"keys": sorted(shared)})
        try:
            _ = self.rules
        except ValueError as error:
            raise PydanticCustomError("rules", "{why}", {"why": str(error)}) from error
        return self

    @cached_property
    def rules(self) -> impact.ImpactRules:
        """As the calculations take them."""
        return impact.ImpactRules(
            version=self.version,
            questions=tuple(_impact_question(each) for each in self.questions),
            controls=tuple(
                impact.ImpactControl(each.key, each.label, each.question, each.points)
                for each in self.controls
            ),
        )


def _impact_question(read: ImpactQuestion) -> impact.ImpactQuestion:
    return impact.ImpactQuestion(
        read.key,
        read.text,
        tuple(impact.ImpactOption(each.key, each.label, each.points) for each in read.options),
        tuple(impact.ShownIf(each.question, each.answers) for each in read.shown_if),
    )
