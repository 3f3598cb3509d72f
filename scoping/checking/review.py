"""Everything that the checks say about a worksheet, in one answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scoping.calc.impact import Impact
from scoping.calc.legal import Walk
from scoping.calc.smart import SmartResult, check_problem
from scoping.checking.classes import impact_of, legal_walk
from scoping.checking.completeness import Missing, SectionState, missing, section_states
from scoping.checking.cross_rules import find_all
from scoping.checking.facts import problem_facts
from scoping.checking.findings import Case, Finding
from scoping.checking.lint import tell_stories
from scoping.checking.stories import story_values


@dataclass(frozen=True)
class Review:
    """SMART checks, findings, what is missing, the state of each section, law, impact, stories."""

    smart: SmartResult
    findings: tuple[Finding, ...]
    missing: tuple[Missing, ...]
    states: Mapping[str, SectionState]
    legal: Walk
    impact: Impact
    stories: Mapping[str, str]  # with their values, by field

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(each for each in self.findings if each.severity == "error")

    @property
    def may_pass(self) -> bool:
        """Whether the step that was asked for may be taken: nothing missing, no error."""
        return self.smart.may_submit and not self.missing and not self.errors


def review(case: Case, *, at_submission: bool = False) -> Review:
    """Return the answer of all checks. With `at_submission`, open SMART checks are failures.

    The same worksheet, surroundings and rules always give the same answer; nothing is asked of a
    database or a model. Source: scoping spec 4.

    >>> from datetime import date
    >>> from scoping.checking.surroundings import RulePack, Surroundings
    >>> from scoping.worksheet.state import WorksheetState
    >>> case = Case(WorksheetState({}), Surroundings(date(2026, 11, 28)), RulePack())
    >>> found = review(case)
    >>> found.may_pass, found.states["problem"], found.errors[0].title
    (False, 'empty', 'No candidate is chosen')
    """
    lacking = missing(case)
    stories, faults = tell_stories(case, story_values(case))
    return Review(
        smart=check_problem(
            problem_facts(case), case.pack.checks.smart, at_submission=at_submission
        ),
        findings=(*find_all(case), *faults),
        missing=tuple(lacking),
        states=section_states(case, lacking),
        legal=legal_walk(case.state, case.pack.legal),
        impact=impact_of(case.state, case.pack.impact),
        stories=stories,
    )
