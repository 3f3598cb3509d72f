"""All checks of a worksheet together, and what becomes of them under other rules."""

import copy
import dataclasses
import datetime
import doctest
import importlib
from decimal import Decimal
from itertools import cycle

import pytest
import whole_worksheet
from whole_worksheet import AROUND, CANDIDATES

from scoping.checking.facts import problem_facts
from scoping.checking.replay import replay
from scoping.checking.review import review
from scoping.checking.surroundings import RulePack
from scoping.rules.loading import shipped_checks, shipped_legal

MODULES = ["classes", "completeness", "cross_rules", "facts", "findings", "lint", "reading",
           "replay", "review", "stories", "surroundings", "totals"]  # fmt: skip
SPOILED = ["NaN", "1E+9999", "9999-12-31", True]


def _paths(content, way=()):
    """Every single value; rows stay rows, for forms never store a text in their place."""
    for key, value in content.items():
        if isinstance(value, dict):
            yield from _paths(value, (*way, key))
        elif isinstance(value, list):
            for row in value:
                yield from _paths(row, (*way, key, row["id"]))
        elif key != "id":
            yield (*way, key)


def _facts(changes=None, **more):
    return problem_facts(whole_worksheet.case(changes, **more))


def _pack(**changes):
    return RulePack(checks=shipped_checks().model_copy(update=changes))


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_hold(name):
    assert doctest.testmod(importlib.import_module(f"scoping.checking.{name}")).failed == 0


def test_the_whole_worksheet_may_be_submitted():
    found = review(whole_worksheet.case(), at_submission=True)
    assert (found.may_pass, found.smart.total) == (True, 100)


@pytest.mark.parametrize(
    "changes",
    [{"people.manager": "ada"}, {"money.funding": None}, {"problem.deadline": "2027-03-01"}],
)
def test_an_error_a_gap_or_a_failed_check_stops_a_submission(changes):
    assert not review(whole_worksheet.case(changes)).may_pass


def test_the_same_worksheet_always_gets_the_same_answer():
    assert review(whole_worksheet.case()) == review(whole_worksheet.case())


def test_checking_changes_nothing():
    case = whole_worksheet.case()
    before = copy.deepcopy(case.state)
    review(case)
    assert case.state == before


@pytest.mark.parametrize("section", list(whole_worksheet.SECTIONS))
def test_no_stored_value_breaks_the_checks(section):
    paths = [".".join((section, *path)) for path in _paths(whole_worksheet.SECTIONS[section])]
    cases = [dict.fromkeys(paths, value) for value in SPOILED]
    cases += [{path: value} for path, value in zip(paths, cycle(SPOILED), strict=False)]
    for changes in cases:
        assert review(whole_worksheet.case(changes)).states


@pytest.mark.parametrize("field", list(whole_worksheet.CHURN))
def test_no_value_of_a_candidate_breaks_the_checks(field):
    if isinstance(whole_worksheet.CHURN[field], list):
        assert review(whole_worksheet.case({f"churn:candidate.{field}": []})).states
        return
    for value in SPOILED:
        assert review(whole_worksheet.case({f"churn:candidate.{field}": value})).states


def test_the_yearly_value_is_the_chosen_margin():
    facts = _facts()
    assert (facts.yearly_value, facts.value_is_benefit) == (800_000, True)


def test_without_a_choice_the_yearly_value_is_the_cost_of_the_problem():
    undecided = [dataclasses.replace(each, decision="") for each in CANDIDATES]
    facts = _facts(candidates=undecided)
    assert (facts.yearly_value, facts.value_is_benefit) == (2_000_000, False)


def test_late_labels_lengthen_the_wait():
    assert _facts({"data.datasets.contracts.label_delay_days": "120"}).outcome_wait_days == 120


def test_a_rule_waits_for_no_outcome():
    nothing, rule, churn = CANDIDATES
    chosen = (nothing, dataclasses.replace(rule, decision="chosen"),
              dataclasses.replace(churn, decision="rejected"))  # fmt: skip
    assert _facts(candidates=chosen).outcome_wait_days == 0


def test_the_name_of_the_metric_comes_from_the_catalog_where_none_is_typed():
    assert _facts({"problem.metric_name": None}).metric == "Yearly churn rate"


def test_the_same_rules_give_no_difference():
    assert replay(whole_worksheet.case(), RulePack()) == []


def test_a_stricter_limit_shows_what_it_newly_finds():
    found = replay(whole_worksheet.case(), _pack(coverage_ratio=Decimal(95)))
    assert [(each.rule, each.before, each.path) for each in found] == [
        ("SC-L6", "not found", "data.coverage.c1.data_share")
    ]


def test_a_longer_list_of_words_changes_a_check():
    found = replay(whole_worksheet.case(), _pack(solution_words=("renewal",)))
    assert [(each.rule, each.after[:4]) for each in found] == [("SC-S2", "warn")]


def test_changed_law_changes_the_class():
    text = shipped_legal().model_dump(mode="json")
    last = text["questions"][-1]["answers"][-1]
    last["outcome"] = "transparency"
    newer = RulePack(legal=shipped_legal().model_validate(text))
    found = replay(whole_worksheet.case(), newer)
    assert [(each.before, each.after) for each in found] == [("Minimal", "People must be told")]


def test_a_later_day_alone_is_no_difference_of_rules():
    later = dataclasses.replace(AROUND, today=datetime.date(2027, 5, 1))
    assert replay(whole_worksheet.case(around=later), RulePack()) == []
