"""Who answered what, in words: for the managers of an attributed assessment only."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from aiproj.shared import format as show
from assessments.pack_schema import Pack

CODES = {0: "left blank", -2: "I don’t know", -3: "does not apply"}


@dataclass(frozen=True)
class Given:
    """One answer: a level with its name, or words, with comment and evidence."""

    capability: str
    level: int | None
    words: str
    comment: str
    evidence: str
    is_link: bool


@dataclass(frozen=True)
class Sheet:
    """Everything that one person answered."""

    email: str
    side: str
    team: str
    summary: str
    answers: tuple[Given, ...]


def answer_sheets(
    pack: Pack, asked_of: Callable[[str], Sequence[str]], responses: Iterable[Any]
) -> tuple[Sheet, ...]:
    """One sheet a person, answers in the questionnaire's order.

    `responses` carry `participant` (with e-mail), `audience`, `team` and their `answers`;
    `asked_of` gives the capabilities that people of an audience were asked about.
    """
    return tuple(_sheet(pack, asked_of(found.audience), found) for found in responses)


def _sheet(pack: Pack, asked: Sequence[str], response: Any) -> Sheet:
    found = {answer.capability: answer for answer in response.answers.all()}
    answers = tuple(_given(pack, key, found.get(key)) for key in asked)
    rated = sum(given.level is not None for given in answers)
    return Sheet(
        email=response.participant.email,
        side=response.audience,
        team=response.team,
        summary=f"{show.number(rated)} of {show.counted(len(answers), 'question')} rated",
        answers=answers,
    )


def _given(pack: Pack, key: str, answer: Any) -> Given:
    value = answer.value if answer else 0
    level = value if value > 0 else None
    evidence = answer.evidence_url if answer else ""
    return Given(
        capability=pack.capability(key).name,
        level=level,
        words=pack.level_labels[level] if level else CODES[value],
        comment=answer.comment if answer else "",
        evidence=evidence,
        is_link=evidence.startswith("https://"),
    )
