"""The churn template keeps the rules, but for what only people can add."""

import dataclasses

import pytest
from whole_worksheet import AROUND, TODAY

from scoping.checking.completeness import missing
from scoping.checking.cross_rules import find_all
from scoping.checking.findings import Case
from scoping.checking.surroundings import RulePack
from scoping.rules.templates import project_templates
from scoping.worksheet.state import CandidateState, WorksheetState

CHURN = "Churn model"


@pytest.fixture(scope="module")
def case():
    """The template on a day, the churn model chosen, the problem confirmed."""
    template = project_templates()["customer-churn"].on(TODAY).with_entries({})
    candidates = tuple(
        CandidateState(
            f"c{place}",
            each.content,
            "chosen" if each.content["name"] == CHURN else "rejected",
            "By comparison",
        )
        for place, each in enumerate(template.candidates)
    )
    confirmed = {"business": "ben", "technical": "tess"}
    state = WorksheetState(template.sections, candidates, template.currency, confirmed)
    return Case(state, dataclasses.replace(AROUND, readiness={}), RulePack())


def test_no_rule_finds_an_error(case):
    assert [each.title for each in find_all(case) if each.severity == "error"] == []


def test_only_references_people_and_answers_of_law_are_missing(case):
    paths = {each.path.rsplit(".", 1)[-1] for each in missing(case)}
    assert paths <= {
        "title", "objective", "owner", "business", "technical", "legal_answers",
        "impact_answers", "sponsor", "manager", "technical_lead", "data_owner",
    }  # fmt: skip
