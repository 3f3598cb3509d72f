"""The lint of executive language: jargon, too many numbers, stale numbers, loose references."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from aiproj.shared.format import MONTHS, counted, join_words
from scoping.calc.smart_target import find_words
from scoping.checking.findings import Case, Finding
from scoping.checking.reading import text_of
from scoping.checking.stories import REFERENCE, StoryValue, resolve_story
from scoping.worksheet.loading import sections
from scoping.worksheet.model import Kind

# A figure with its sign, thousands and decimals; inside a word such as Q2 it is no number
NUMBER = re.compile(r"(?<![\w.,])[+\-−]?\d+(?:[.,]\d+)*")
DATE = re.compile(rf"\b\d{{1,2}} (?:{'|'.join(MONTHS)})\w* \d{{4}}\b")
SECTION = "communication"


def tell_stories(
    case: Case, values: Mapping[str, StoryValue]
) -> tuple[dict[str, str], list[Finding]]:
    """Return the story texts with their values by field, and their faults, in field order.

    An error stops the submission: a word of the jargon list, more than the allowed numbers in all
    texts together, a reference that is none or whose value is missing. A warning does not: a
    number that was typed instead of referred to, and a value that is older than allowed.
    Source: scoping spec 9.19; product checklist rows 70, 81.
    """
    found: list[Finding] = []
    told: dict[str, str] = {}
    for field in sections()[SECTION].fields:
        text = text_of(case.section(SECTION), field.key)
        if field.kind is Kind.STORY and text:
            told[field.key] = resolve_story(text, values).text
            found += lint_story(case, f"{SECTION}.{field.key}", text, values)
    count = sum(len(_numbers(text)) for text in told.values())
    most = case.pack.checks.story_numbers_most
    if count > most:
        title = f"The story holds {counted(count, 'number')}, at most {most} are read"
        remedy = "Keep those that decide."
        found.append(Finding("SC-E2", "error", title, remedy, f"{SECTION}.{next(iter(told))}"))
    return told, found


def lint_story(
    case: Case, path: str, text: str, values: Mapping[str, StoryValue]
) -> Iterator[Finding]:
    """Return the faults of one text, but not whether all texts hold too many numbers."""
    resolved = resolve_story(text, values)
    jargon = find_words(resolved.text, case.pack.checks.jargon)
    if jargon:
        quoted = join_words([f"“{word}”" for word in jargon])
        yield Finding("SC-E1", "error", f"Jargon: {quoted}",
                      "Say it so that somebody from another trade understands.", path)  # fmt: skip
    for name in resolved.unknown:
        yield Finding("SC-E3", "error", f"{{{name}}} is no reference of this worksheet",
                      "Take one from the list.", path)  # fmt: skip
    for name in resolved.empty:
        yield Finding("SC-E3", "error", f"{{{name}}} has no value yet",
                      "Fill it in where it belongs.", path)  # fmt: skip
    typed = _numbers(REFERENCE.sub(" ", text))
    if typed:
        yield Finding("SC-E4", "warn", f"Typed, not referred to: {join_words(typed)}",
                      "Use a reference in braces, so that the number stays true.",
                      path)  # fmt: skip
    for name in resolved.used:
        as_of = values[name].as_of
        age = (case.around.today - as_of).days if as_of else 0
        if age > case.pack.checks.story_stale_days:
            yield Finding("SC-E5", "warn", f"{{{name}}} is {counted(age, 'day')} old",
                          "Measure again, or say from when it is.", path)  # fmt: skip


def _numbers(text: str) -> list[str]:
    """The figures of a text; a date is none."""
    return NUMBER.findall(DATE.sub(" ", text))
