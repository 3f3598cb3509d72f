"""Rules within the problem: what was written as the target, and what its figures say."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from aiproj.shared.format import date, join_words
from scoping.calc.ambiguity import Scale, read_target
from scoping.calc.due_words import read_days
from scoping.calc.smart_target import amount
from scoping.checking.findings import Case, Finding
from scoping.checking.reading import day_of, decimal_of, direction_of, target_of, text_of
from scoping.worksheet.model import Content

ANOTHER_DAY = datetime.timedelta(days=100)  # "next quarter" means another one by then


def words_and_figures_agree(case: Case) -> Iterator[Finding]:
    """F13: the target's figures and deadline are among what its words can mean."""
    problem = case.section("problem")
    words = text_of(problem, "target_words")
    for said, stored in (_values(problem, case.around.today), _days(problem, case.around.today)):
        if said and stored and stored not in said:
            title = f"“{words}” means {join_words(said, 'or')}, the figures say {stored}"
            yield Finding("SC-F13", "warn", title, "Change one of the two.", "problem.target_words")


def _values(problem: Content, today: datetime.date) -> tuple[list[str], str]:
    """The values that the words can mean, and the one that the figures give."""
    unit, target = text_of(problem, "unit"), target_of(problem)
    scale = Scale(unit, decimal_of(problem, "baseline"))
    words, better = text_of(problem, "target_words"), direction_of(problem)
    read = read_target(words, scale=scale, today=today, better=better)
    values = [amount(each.value, unit) for each in read.readings if each.value is not None]
    return values, "" if target is None else amount(target, unit)


def _days(problem: Content, today: datetime.date) -> tuple[list[str], str]:
    """The days that the words name whenever they are read, and the deadline."""
    words, deadline = text_of(problem, "target_words"), day_of(problem, "deadline")
    days = [each.day for each in read_days(words, today)]
    if days != [each.day for each in read_days(words, today + ANOTHER_DAY)]:
        return [], ""
    return [date(day) for day in days], date(deadline) if deadline else ""


RULES = (words_and_figures_agree,)
