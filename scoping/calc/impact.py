"""Internal impact: points of the questions that are visible, less what controls take away."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

FORMULA_VERSION = "1"
LEVELS = ("I", "II", "III", "IV")


@dataclass(frozen=True)
class ImpactOption:
    """One answer and its points."""

    key: str
    label: str
    points: int


@dataclass(frozen=True)
class ShownIf:
    """A question is shown if an earlier one was answered with one of these."""

    question: str
    answers: tuple[str, ...]


@dataclass(frozen=True)
class ImpactQuestion:
    """One risk; shown if every condition holds, always if there is none."""

    key: str
    text: str
    options: tuple[ImpactOption, ...]
    shown_if: tuple[ShownIf, ...] = ()

    @property
    def most(self) -> int:
        """The most points that an answer can bring."""
        return max(option.points for option in self.options)


@dataclass(frozen=True)
class ImpactControl:
    """What takes points off one question, once there is evidence that it works."""

    key: str
    label: str
    question: str
    points: int


@dataclass(frozen=True)
class ImpactRules:
    """All questions in order, and the controls.

    Errors: ValueError, naming the key, for a key that stands twice, a question without options,
    points below 0, and a condition on a question that does not come earlier.
    """

    version: str
    questions: tuple[ImpactQuestion, ...]
    controls: tuple[ImpactControl, ...] = ()

    def __post_init__(self) -> None:
        earlier: dict[str, set[str]] = {}
        for question in self.questions:
            if question.key in earlier:
                raise ValueError(f"question {question.key} stands twice")
            if not question.options or min(option.points for option in question.options) < 0:
                raise ValueError(f"question {question.key} needs options of 0 points or more")
            for condition in question.shown_if:
                if not set(condition.answers) <= earlier.get(condition.question, set()):
                    raise ValueError(
                        f"question {question.key} depends on {condition.question},"
                        " which does not come earlier with these answers"
                    )
            earlier[question.key] = {option.key for option in question.options}
        keys = [control.key for control in self.controls]
        for control in self.controls:
            if control.question not in earlier or control.points < 0 or keys.count(control.key) > 1:
                raise ValueError(
                    f"control {control.key} must stand once, with a known question and points"
                )


@dataclass(frozen=True)
class RiskPoints:
    """One answered question: its points, what its controls take off, and what is left."""

    question: str
    raw: int
    mitigated: int
    residual: int


@dataclass(frozen=True)
class Impact:
    """Sums over the visible questions, and the level of what is left.

    `maximum` counts visible questions only. `level` and `raw_level` are None while a visible
    question is open (`unanswered`). `to_next` are the points that may be added before the level
    rises, None at IV; `to_lower` those that must go before it falls, None at I.
    """

    raw: int
    residual: int
    maximum: int
    raw_level: str | None
    level: str | None
    to_next: Fraction | None
    to_lower: Fraction | None
    risks: tuple[RiskPoints, ...]
    unanswered: tuple[str, ...]


def visible(rules: ImpactRules, answers: Mapping[str, str]) -> tuple[ImpactQuestion, ...]:
    """Return the questions that the answers (question key: option key) make visible, in order.

    An answer to a hidden question shows nothing. Source: scoping spec 5 (internal impact).

    >>> yes_no = ImpactOption("no", "No", 0), ImpactOption("yes", "Yes", 3)
    >>> first = ImpactQuestion("people", "Does it decide about people?", yes_no)
    >>> then = ImpactQuestion("appeal", "Can they appeal?", yes_no, (ShownIf("people", ("yes",)),))
    >>> rules = ImpactRules("1", (first, then))
    >>> [question.key for question in visible(rules, {"people": "no", "appeal": "yes"})]
    ['people']
    """
    shown: dict[str, ImpactQuestion] = {}
    for question in rules.questions:
        if all(
            condition.question in shown and answers.get(condition.question) in condition.answers
            for condition in question.shown_if
        ):
            shown[question.key] = question
    return tuple(shown.values())


def assess_impact(
    rules: ImpactRules, answers: Mapping[str, str], proven: Collection[str] = ()
) -> Impact:
    """Return raw and residual points, their levels, and how near the next threshold is.

    raw = sum of the points of visible answers; residual of a question = max(0, points - points of
    its controls in `proven`, those with evidence); the maximum = sum of each visible question's
    most points. Level I up to a quarter of the maximum, II up to half, III up to three quarters,
    else IV; a residual on a threshold has the lower level, a maximum of 0 has level I. An option
    that a question does not know counts as unanswered. Source: scoping spec 5 (internal impact).

    >>> options = ImpactOption("few", "Few", 1), ImpactOption("many", "Many", 4)
    >>> reach = ImpactQuestion("reach", "How many people?", options)
    >>> review = ImpactControl("review", "Each case is reviewed", "reach", 2)
    >>> found = assess_impact(ImpactRules("1", (reach,), (review,)), {"reach": "many"}, {"review"})
    >>> found.raw_level, found.level, found.to_next, found.to_lower
    ('IV', 'II', Fraction(0, 1), Fraction(1, 1))
    """
    risks, unanswered, maximum = [], [], 0
    for question in visible(rules, answers):
        maximum += question.most
        points = {option.key: option.points for option in question.options}
        raw = points.get(answers.get(question.key, ""))
        if raw is None:
            unanswered.append(question.key)
            continue
        offered = sum(
            control.points
            for control in rules.controls
            if control.question == question.key and control.key in proven
        )
        mitigated = min(raw, offered)
        risks.append(RiskPoints(question.key, raw, mitigated, raw - mitigated))
    raw_sum, residual = sum(risk.raw for risk in risks), sum(risk.residual for risk in risks)
    rank = _rank(residual, maximum)
    is_open, quarter = bool(unanswered), Fraction(maximum, 4)
    return Impact(
        raw=raw_sum,
        residual=residual,
        maximum=maximum,
        raw_level=None if is_open else LEVELS[_rank(raw_sum, maximum)],
        level=None if is_open else LEVELS[rank],
        to_next=None if is_open or rank == 3 else (rank + 1) * quarter - residual,
        to_lower=None if is_open or rank == 0 else residual - rank * quarter,
        risks=tuple(risks),
        unanswered=tuple(unanswered),
    )


def _rank(points: int, maximum: int) -> int:
    """The place in LEVELS: the first quarter of the maximum that the points do not exceed."""
    return next(rank for rank in range(4) if 4 * points <= (rank + 1) * maximum)
