"""What is missing, and how far each section is."""

import dataclasses

import pytest
import whole_worksheet
from whole_worksheet import CANDIDATES

from scoping.checking.completeness import missing, section_states
from scoping.worksheet.loading import sections
from scoping.worksheet.model import Need
from scoping.worksheet.state import CandidateState, WorksheetState

EMPTY = WorksheetState({})


def _paths(changes=None, **more):
    return [each.path for each in missing(whole_worksheet.case(changes, **more))]


def _states(state):
    case = dataclasses.replace(whole_worksheet.case(), state=state)
    return section_states(case, missing(case))


@pytest.mark.parametrize("at", [Need.DRAFT, Need.SUBMISSION, Need.GATE_2, Need.GATE_3])
def test_nothing_is_missing_in_the_whole_worksheet(at):
    assert _paths(at=at) == []


@pytest.mark.parametrize(
    "path",
    [
        "problem.statement",
        "data.datasets.contracts.owner",
        "risks.legal_answers",
        "risks.impact_answers",
        "churn:candidate.outcome_wait_days",
        "rule:candidate.margin",
    ],
)
def test_what_was_taken_away_is_missing(path):
    assert _paths({path: None}) == [path]


@pytest.mark.parametrize(("count", "lacks"), [(39, 1), (40, 0)])
def test_a_text_that_is_too_short_is_missing(count, lacks):
    case = whole_worksheet.case({"problem.statement": f" {'x' * count} "})
    found = [(each.path, each.label) for each in missing(case)]
    assert found == [("problem.statement", "Statement of at least 40 characters")] * lacks


def test_a_missing_field_is_named_with_its_row_and_section():
    found = missing(whole_worksheet.case({"data.datasets.contracts.owner": None}))
    assert [(each.label, each.section) for each in found] == [
        ("Datasets: Contracts, Owner", "data")
    ]


def test_a_row_about_a_dimension_is_called_by_its_name():
    rows = [{"id": "e1", "dimension": "monitoring_maintenance", "what": "Reviews", "cost": "1"}]
    found = missing(whole_worksheet.case({"churn:candidate.enablers": rows}))
    assert found[0].label == "Churn model: Enablers: Monitoring & Maintenance, Owner"


def test_a_field_of_a_candidate_is_named_with_the_candidate():
    found = missing(whole_worksheet.case({"churn:candidate.margin": None}))
    assert [(each.label, each.section) for each in found] == [
        ("Churn model: Margin on it", "candidates")
    ]


def test_a_candidate_without_ai_is_not_asked_what_it_predicts():
    rule = next(each for each in CANDIDATES if each.id == "rule")
    assert "task_output" not in rule.content
    assert _paths() == []


def test_to_do_nothing_needs_only_name_kind_and_reason():
    bare = CandidateState("nothing", {"kind": "none"})
    assert _paths(candidates=(bare, *CANDIDATES[1:])) == ["nothing:candidate.name",
                                                          "candidates.decision"]  # fmt: skip


def test_rows_are_missing_until_there_are_enough():
    milestones = whole_worksheet.PLAN["milestones"][:1]
    assert _paths({"plan.milestones": milestones}) == ["plan.milestones"]


def test_zero_and_no_are_answers():
    changes = {"churn:candidate.run_cost": "0", "churn:candidate.real_time": False}
    assert _paths(changes) == []


@pytest.mark.parametrize(
    ("path", "need"),
    [
        ("operations.serving", Need.GATE_2),
        ("evaluation.test_design", Need.GATE_2),
        ("operations.rollback", Need.GATE_3),
        ("operations.pipeline.train.owner", Need.GATE_2),
    ],
)
def test_what_a_gate_needs_is_not_asked_before(path, need):
    earlier = {Need.GATE_2: Need.SUBMISSION, Need.GATE_3: Need.GATE_2}[need]
    assert [_paths({path: None}, at=at) for at in (earlier, need)] == [[], [path]]


def test_the_size_of_a_test_is_asked_of_an_ab_test():
    found = _paths({"evaluation.test_design": "ab"}, at=Need.GATE_2)
    assert found == ["evaluation.test_size"]


def test_measures_of_a_model_are_not_asked_where_a_rule_is_chosen():
    nothing, rule, churn = CANDIDATES
    chosen = (
        nothing,
        dataclasses.replace(rule, decision="chosen"),
        dataclasses.replace(churn, decision="rejected"),
    )
    assert _paths({"metrics.technical": [], "metrics.links": []}, candidates=chosen) == []


def test_an_open_path_of_law_is_missing():
    assert _paths({"risks.legal_answers.recognition": None}) == ["risks.legal_answers"]


def test_everything_is_empty_before_anything_was_saved():
    assert _states(EMPTY) == dict.fromkeys(
        ["problem", "candidates", *list(sections())[1:]], "empty"
    )


def test_a_section_is_partial_until_it_lacks_nothing():
    states = _states(whole_worksheet.whole({"money.funding": None}))
    assert (states["money"], states["plan"]) == ("partial", "ready")


def test_missing_stands_in_the_order_of_the_worksheet():
    found = [each.section for each in missing(whole_worksheet.case(
        {"money.funding": None, "problem.statement": None, "churn:candidate.margin": None}
    ))]  # fmt: skip
    assert found == ["problem", "candidates", "money"]
