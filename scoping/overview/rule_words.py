"""Rules whose files are long, as people read them: words, limits, questions and what follows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pydantic import BaseModel

from aiproj.shared import format as formats
from scoping.rules.checks import CheckRules
from scoping.rules.law import Answer, Class, ImpactFile, ImpactQuestion, LegalFile
from scoping.rules.model import Technique, Techniques
from scoping.worksheet.loading import candidate_spec, sections
from scoping.worksheet.model import SectionSpec

Line = tuple[str, str]
WORDS = {
    "solution_words": "A statement should not name a solution",
    "vague_verbs": "Verbs that need a number beside them",
    "several_marks": "Signs of more than one metric",
    "jargon": "Words that a story for deciders should not hold",
}
LIMITS = {
    "baseline_days_most": ("A baseline is old after", "{} days"),
    "relative_change_most": ("A change asks for a benchmark above", "{}% of the baseline"),
    "variation_factor": ("A target should be at least", "{} times the usual variation"),
    "deadline_months_most": ("A deadline lies within", "{} months"),
    "letter_least": ("Each letter of the problem reaches", "{} of 1"),
    "rare_positives_below": ("Accuracy alone misleads below", "{}% positives"),
    "formula_tolerance": ("An amount may differ from its formula by", "{}%"),
    "benefit_times_cost": ("A benefit needs measured evidence above", "{} times the cost"),
    "high_risk_from": ("A risk is high from", "{} of 25"),
    "first_slice_share": ("A first slice is large above", "{}% of the budget"),
    "coverage_ratio": ("A group is missing in the data below", "{}% of its share"),
    "refresh_factor": ("Data is stale after", "{} times its cadence"),
    "automated_share": ("A role needs a plan above", "{}% automated hours"),
    "rating_spread": ("Raters say why from", "{} points apart"),
    "outcome_cycles": ("Data should cover at least", "{} times the wait for the outcome"),
    "feedback_days": ("Feedback is decided within", "{} days"),
    "story_numbers_most": ("A story block holds at most", "{} numbers"),
    "story_stale_days": ("A number in a story is old after", "{} days"),
}


@dataclass(frozen=True)
class Block:
    """One rule, or some that belong together: `note` stands beside the title, `text` below it."""

    title: str
    note: str = ""
    text: str = ""
    lines: Sequence[Line] = ()


def blocks(model: BaseModel) -> list[Block]:
    """Return words and limits, or the questions in their order; empty for what tables show."""
    if isinstance(model, CheckRules):
        return list(_checks(model))
    if isinstance(model, LegalFile):
        return list(_legal(model))
    return list(_impact(model)) if isinstance(model, ImpactFile) else []


def technique_rows(model: BaseModel) -> list[tuple[Technique, str]]:
    """Each technique with its kind in words; none for rules of another kind."""
    names = options_of(candidate_spec(), "kind")
    found = model.techniques if isinstance(model, Techniques) else ()
    return [(technique, names[technique.kind]) for technique in found]


def _checks(rules: CheckRules) -> Iterator[Block]:
    for key, title in WORDS.items():
        found = (f"“{word.strip()}”" for word in getattr(rules, key))
        yield Block(title, text=", ".join(found))
    yield Block("Limits", lines=[
        (label, unit.format(_plain(getattr(rules, key)))) for key, (label, unit) in LIMITS.items()
    ])  # fmt: skip
    sectors = options_of(sections()["problem"], "sector")
    yield Block("Least level of explanation, 0 to 3, by sector", lines=[
        (sectors[sector], str(level)) for sector, level in rules.explanation_by_sector.items()
    ])  # fmt: skip


def options_of(spec: SectionSpec, key: str) -> dict[str, str]:
    """What may be chosen in one field, in words."""
    return next(field.options for field in spec.fields if field.key == key)


def _plain(value: object) -> str:
    return f"{value:,}".rstrip("0").rstrip(".") if "." in str(value) else f"{value:,}"


def _legal(rules: LegalFile) -> Iterator[Block]:
    numbers = {each.key: number for number, each in enumerate(rules.questions, 1)}
    classes = {each.key: each.label for each in rules.classes}
    reviewed, due = formats.date(rules.reviewed_on), formats.date(rules.review_due)
    yield Block("What this is", text=f"{rules.notice} Reviewed {reviewed}, next by {due}.")
    for each in rules.questions:
        yield Block(f"{numbers[each.key]}. {each.text}", ", ".join(each.citations), each.hint, [
            (answer.label, _leads_to(answer, numbers, classes)) for answer in each.answers
        ])  # fmt: skip
    for one in rules.classes:
        yield Block(one.label, ", ".join(one.citations), one.meaning, list(_follows(one)))


def _leads_to(answer: Answer, numbers: dict[str, int], classes: dict[str, str]) -> str:
    if answer.next:
        return f"Question {numbers[answer.next]}"
    return classes.get(answer.outcome or "", formats.DASH)


def _follows(one: Class) -> Iterator[Line]:
    for each in one.applies:
        yield f"From {formats.date(each.day)}", each.what
    if one.excludes:
        yield "Candidates", "Excluded"
    if one.needs_legal_sign_off:
        yield "Signature", "Legal and ethics sign the charter too"


def _impact(rules: ImpactFile) -> Iterator[Block]:
    numbers = {each.key: number for number, each in enumerate(rules.questions, 1)}
    for each in rules.questions:
        lines = [(option.label, formats.counted(option.points, "point"))
                 for option in each.options]  # fmt: skip
        yield Block(f"{numbers[each.key]}. {each.text}", text=_asked_if(each, rules), lines=lines)
    taken = [
        (
            each.label,
            f"{formats.counted(each.points, 'point')} off question {numbers[each.question]}",
        )
        for each in rules.controls
    ]
    if taken:
        yield Block("Controls, once there is evidence", lines=taken)


def _asked_if(question: ImpactQuestion, rules: ImpactFile) -> str:
    """When a question is asked at all; empty where it always is."""
    asked = {each.key: each for each in rules.questions}
    found = []
    for each in question.shown_if:
        earlier = asked[each.question]
        labels = [option.label for option in earlier.options if option.key in each.answers]
        found.append(f"“{earlier.text}” was answered {formats.join_words(_quoted(labels), 'or')}")
    return f"Asked if {formats.join_words(found)}." if found else ""


def _quoted(labels: Sequence[str]) -> list[str]:
    return [f"“{each}”" for each in labels]
