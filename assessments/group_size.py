"""Whether enough people are asked for their answers to be shown, and what helps if not."""

from collections.abc import Mapping
from dataclasses import dataclass

from aiproj.shared import format as show
from assessments.calc.questionnaire import AUDIENCES

SMALLEST_GROUP = 3
SPARE = 2  # people beyond the smallest group, so that one "I don't know" hides nothing


@dataclass(frozen=True)
class GroupWarning:
    """A finding about the number of people and its remedy, as two sentences."""

    finding: str
    remedy: str
    hides: bool  # True if the answers can never be shown, False if one answer more may hide them

    def __str__(self) -> str:
        return f"{self.finding} {self.remedy}"


def people_asked(people: Mapping[str, int]) -> dict[str, int]:
    """Return how many people each kind of question is asked of.

    `people` counts them by audience. Business questions go to business people and to those who
    are both, technical ones to technical people and both, questions for both to everybody.
    Source: assessments spec 4.1 (routing).

    >>> people_asked({"business": 6, "technical": 5, "both": 1})
    {'business': 7, 'technical': 6, 'both': 12}
    """
    business, technical, both = (people.get(audience, 0) for audience in AUDIENCES)
    return {
        "business": business + both,
        "technical": technical + both,
        "both": business + technical + both,
    }


def group_size_warnings(
    people: Mapping[str, int], questions: Mapping[str, int], minimum_group: int
) -> list[GroupWarning]:
    """Return a warning for each kind of question that fewer than k + 2 people are asked.

    `people` counts by audience, `questions` by the audience of the question (both in 0 and up),
    k = `minimum_group` (1 or 3 and up). With fewer than k people the answers can never be shown;
    with k or k + 1, one or two "I don't know" hide a question. Kinds without questions are left
    out. Source: assessments spec 4.8 (setup warning).

    >>> [str(warning) for warning in group_size_warnings(
    ...     {"technical": 5}, {"technical": 10}, 5
    ... )]  # doctest: +NORMALIZE_WHITESPACE
    ['With 5 people for the 10 technical questions, one “I don’t know” hides a question. Ask 7
      or more, or set the smallest group to 3.']
    """
    asked = people_asked(people)
    return [
        _warning(kind, asked[kind], questions[kind], minimum_group)
        for kind in AUDIENCES
        if questions.get(kind, 0) > 0 and asked[kind] < minimum_group + SPARE
    ]


def _warning(kind: str, asked: int, count: int, minimum_group: int) -> GroupWarning:
    which = f"{count} {'shared' if kind == 'both' else kind} {show.plural(count, 'question')}"
    remedy = _remedy(asked, minimum_group)
    if asked == 0:
        return GroupWarning(f"Nobody is asked the {which}.", remedy, hides=True)
    people = show.counted(asked, "person", "people")
    if asked < minimum_group:
        finding = f"With {people} for the {which}, their answers can never be shown."
        return GroupWarning(finding, remedy, hides=True)
    spare = asked - minimum_group + 1
    effect = "hides a question" if spare == 1 else "hide a question"
    if minimum_group == 1:
        effect = f"{'leaves' if spare == 1 else 'leave'} a question without a result"
    unsure = f"{show.number_word(spare)} “I don’t know”"
    return GroupWarning(f"With {people} for the {which}, {unsure} {effect}.", remedy, hides=False)


def _remedy(asked: int, minimum_group: int) -> str:
    ask = f"Ask {minimum_group + SPARE} or more"
    if minimum_group <= SMALLEST_GROUP:
        return f"{ask}."
    if asked >= SMALLEST_GROUP:
        return f"{ask}, or set the smallest group to {SMALLEST_GROUP}."
    return f"{ask}. Smaller groups can be shown in attributed mode only."
