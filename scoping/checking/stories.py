"""Story texts: references in braces become values of the worksheet."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from aiproj.shared.format import date, number
from scoping.calc.smart_target import amount, target_of
from scoping.calc.value import expected_benefit
from scoping.checking.facts import problem_facts
from scoping.checking.findings import Case
from scoping.checking.reading import day_of, decimal_of, integer_of, name_of, text_of
from scoping.checking.totals import totals_of
from scoping.worksheet.state import CandidateState

REFERENCES = (
    "baseline", "target", "deadline", "unit", "metric", "segment", "affected", "yearly_cost",
    "benefit", "benefit_low", "benefit_high", "build_cost", "run_cost", "net", "chance", "go_live",
    "sponsor", "candidate",
)  # fmt: skip
REFERENCE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class StoryValue:
    """What a reference stands for, as people read it, and from which day it is, where known."""

    text: str
    as_of: datetime.date | None = None


@dataclass(frozen=True)
class Resolved:
    """A story with its values, and the references that could not be resolved.

    `unknown` are no references at all; `empty` are those whose value is not filled in. Both stay
    in braces in the text.
    """

    text: str
    used: tuple[str, ...]
    unknown: tuple[str, ...]
    empty: tuple[str, ...]


def resolve_story(text: str, values: Mapping[str, StoryValue]) -> Resolved:
    """Return the text with each known reference replaced, in one pass.

    Names are compared without spaces around them and in any case. A value is never read again, so
    braces inside it stay as they are. Source: scoping spec 9.3 (reproducible claims).

    >>> found = resolve_story("From {baseline} to {goal}", {"baseline": StoryValue("10%")})
    >>> found.text, found.unknown
    ('From 10% to {goal}', ('goal',))
    """
    used: dict[str, None] = {}
    unknown: dict[str, None] = {}
    empty: dict[str, None] = {}

    def replace(match: re.Match[str]) -> str:
        name = match[1].strip().lower()
        if name in values:
            used[name] = None
            return values[name].text
        (empty if name in REFERENCES else unknown)[name or "{}"] = None
        return match[0]

    resolved = REFERENCE.sub(replace, text)
    return Resolved(resolved, tuple(used), tuple(unknown), tuple(empty))


def story_values(case: Case) -> dict[str, StoryValue]:
    """Return the value of each reference that is filled in.

    Names and what the choice is worth come from around the worksheet. Benefits are margins a
    year, (low + 4 likely + high) / 6 x margin. Amounts carry the currency.
    """
    found = {**_problem_values(case), **_money_values(case)}
    sponsor = case.around.people.get(text_of(case.section("people"), "sponsor"))
    go_live = day_of(case.section("plan"), "go_live")
    if sponsor:
        found["sponsor"] = StoryValue(sponsor)
    if go_live:
        found["go_live"] = StoryValue(date(go_live))
    for name, text in case.around.worth.items():
        found[name] = StoryValue(text)
    return {name: found[name] for name in REFERENCES if name in found}


def _problem_values(case: Case) -> dict[str, StoryValue]:
    facts, problem = problem_facts(case), case.section("problem")
    found = {
        name: StoryValue(text)
        for name, text in (("unit", facts.unit), ("metric", facts.metric),
                           ("segment", facts.segment))
        if text
    }  # fmt: skip
    if facts.baseline is not None:
        shown = amount(facts.baseline, facts.unit)
        found["baseline"] = StoryValue(shown, facts.baseline_on)
    target = target_of(facts)
    if target and target.value is not None:
        found["target"] = StoryValue(amount(target.value, facts.unit))
    if facts.deadline:
        found["deadline"] = StoryValue(date(facts.deadline))
    affected, cost = integer_of(problem, "affected_count"), decimal_of(problem, "yearly_cost")
    if affected is not None:
        found["affected"] = StoryValue(number(Decimal(affected)))
    if cost is not None:
        found["yearly_cost"] = StoryValue(_money(cost, case))
    return found


def _money_values(case: Case) -> dict[str, StoryValue]:
    if case.chosen is None:
        return {}
    found = {"candidate": StoryValue(name_of(case.chosen))}
    content = case.chosen.content
    totals = totals_of(case.state)
    build = totals.total or decimal_of(content, "build_cost")
    run = totals.run[0] if totals.run[0] is not None else decimal_of(content, "run_cost")
    for name, value in (("build_cost", build), ("run_cost", run)):
        if value is not None:
            found[name] = StoryValue(_money(value, case))
    return {**found, **_benefits(case.chosen, case)}


def _benefits(candidate: CandidateState, case: Case) -> dict[str, StoryValue]:
    keys = ("benefit_low", "benefit_likely", "benefit_high", "margin")
    low, likely, high, margin = (decimal_of(candidate.content, key) for key in keys)
    if low is None or likely is None or high is None or margin is None:
        return {}
    try:
        benefit = expected_benefit(low, likely, high, margin)
    except ValueError:
        return {}
    return {
        "benefit": StoryValue(_money(benefit.expected, case)),
        "benefit_low": StoryValue(_money(benefit.low, case)),
        "benefit_high": StoryValue(_money(benefit.high, case)),
    }


def _money(value: Decimal, case: Case) -> str:
    return f"{case.state.currency} {number(value)}".strip()
