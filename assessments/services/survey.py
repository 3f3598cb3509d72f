"""What one respondent sees: the questions in order, how far they are, their own feedback.

Reads only; answering.py writes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from assessments.calc.answers import BLANK, DONT_KNOW, NOT_ASKED
from assessments.calc.respondent import respondent_feedback
from assessments.models import Answer, Assessment, Response
from assessments.pack_schema import Capability, Dimension, to_questionnaire
from assessments.services import answering

MOST_STEPS = 3
HIGHEST_LEVEL = 5
SENTENCE_END = re.compile(r"(?<=[.?!])\s")


def first_sentence(text: str) -> str:
    """The first sentence of a description.

    >>> first_sentence("They cannot. No explanation is offered.")
    'They cannot.'
    """
    return SENTENCE_END.split(text, maxsplit=1)[0]


@dataclass(frozen=True)
class Question:
    """One question to this person, with the answer stored so far."""

    number: int
    dimension: Dimension
    capability: Capability
    answer: Answer | None

    @property
    def value(self) -> int:
        return self.answer.value if self.answer else BLANK

    @property
    def version(self) -> int:
        return self.answer.version if self.answer else 0

    @property
    def is_answered(self) -> bool:
        return self.value != BLANK

    @property
    def body(self) -> answering.AnswerBody:
        """What is stored; an empty body where nothing is."""
        if self.answer is None:
            return answering.AnswerBody(BLANK, "", "")
        return answering.AnswerBody(
            self.answer.value, self.answer.comment, self.answer.evidence_url
        )

    @property
    def chosen_sentence(self) -> str:
        """The first sentence of the chosen description; empty where no level was chosen."""
        return first_sentence(self.capability.levels[self.value]) if self.value > 0 else ""

    @property
    def evidence_example(self) -> str:
        """The pack's first example of evidence, as it stands in the middle of a sentence."""
        example = next(iter(self.capability.evidence), "")
        return example if example[1:2].isupper() else example[:1].lower() + example[1:]


@dataclass(frozen=True)
class Sheet:
    """All questions to one person, in order."""

    assessment: Assessment
    questions: tuple[Question, ...]

    @property
    def total(self) -> int:
        return len(self.questions)

    @property
    def unanswered(self) -> list[Question]:
        return [question for question in self.questions if not question.is_answered]

    @property
    def answered_count(self) -> int:
        return self.total - len(self.unanswered)

    @property
    def minutes(self) -> int:
        """How long all questions to this person take."""
        return self.assessment.minutes_for(self.total)

    @property
    def minutes_left(self) -> int:
        """How long the unanswered questions take."""
        return self.assessment.minutes_for(len(self.unanswered))

    @property
    def saved_at(self) -> datetime | None:
        """When this person last saved anything."""
        moments = [
            question.answer.updated_at
            for question in self.questions
            if question.answer and question.answer.updated_at
        ]
        return max(moments, default=None)

    @property
    def groups(self) -> list[tuple[Dimension, list[Question]]]:
        """The questions by dimension."""
        grouped = groupby(self.questions, key=lambda question: question.dimension.key)
        runs = [list(run) for _, run in grouped]
        return [(run[0].dimension, run) for run in runs]

    def question(self, number: int) -> Question | None:
        """The question with this number, counted from 1."""
        return self.questions[number - 1] if 1 <= number <= self.total else None


def read_sheet(assessment: Assessment, audience: str, response: Response | None) -> Sheet:
    """The questions asked of this audience with the answers of this response, in one query."""
    asked = set(assessment.asked_of(audience))
    answers = answering.answers_of(response) if response else {}
    pairs = (pair for pair in _capabilities(assessment) if pair[1].key in asked)
    return Sheet(
        assessment,
        tuple(
            Question(number, dimension, capability, answers.get(capability.key))
            for number, (dimension, capability) in enumerate(pairs, start=1)
        ),
    )


def _capabilities(assessment: Assessment) -> Iterator[tuple[Dimension, Capability]]:
    for dimension in assessment.pack.dimensions:
        for capability in dimension.capabilities:
            yield dimension, capability


@dataclass(frozen=True)
class DimensionFeedback:
    """One person's own view of a dimension; the average is None where too little was rated."""

    name: str
    ratings: tuple[int, ...]
    dont_know: int
    average: float | None


@dataclass(frozen=True)
class SmallStep:
    """What would lead from the level that the person chose to the next."""

    level: int
    text: str
    capability: str


@dataclass(frozen=True)
class Feedback:
    """What a respondent gets back: no overall score, because people see different questions."""

    answered_count: int
    dimensions: list[DimensionFeedback]
    steps: list[SmallStep]

    @property
    def same_level(self) -> int | None:
        """The level that all steps start from, if it is one."""
        levels = {step.level for step in self.steps}
        return levels.pop() if len(levels) == 1 else None


def feedback(sheet: Sheet) -> Feedback:
    """One person's averages by dimension and the next steps where they chose the least."""
    pack = sheet.assessment.pack
    values = {question.capability.key: question.value for question in sheet.questions}
    codes = [values.get(capability.key, NOT_ASKED) for capability in pack.capabilities]
    averages = respondent_feedback(to_questionnaire(pack), codes)
    dimensions = []
    for dimension, questions in sheet.groups:
        average = averages[dimension.key]
        chosen = [question.value for question in questions]
        dimensions.append(
            DimensionFeedback(
                name=dimension.name,
                ratings=tuple(value for value in chosen if value > 0),
                dont_know=chosen.count(DONT_KNOW),
                average=None if average is None else float(average),
            )
        )
    return Feedback(sheet.answered_count, dimensions, small_steps(sheet))


def small_steps(sheet: Sheet) -> list[SmallStep]:
    """At most three next steps: lowest chosen level first, then least effort, then pack order."""
    rated = [q for q in sheet.questions if 0 < q.value < HIGHEST_LEVEL]
    rated.sort(key=lambda q: (q.value, q.capability.effort[q.value], q.number))
    return [
        SmallStep(q.value, q.capability.recommendations[q.value], q.capability.name)
        for q in rated[:MOST_STEPS]
    ]
