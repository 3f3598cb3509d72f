"""What lists show of a project."""

import datetime

from scoping.checking.evaluation import Rules
from scoping.checking.standing import fingerprint, standing_of
from scoping.rules.loading import shipped_rubric, shipped_settings, shipped_techniques
from scoping.worksheet.state import CandidateState, WorksheetState

RULES = Rules(shipped_rubric().rubric, shipped_techniques().by_key, shipped_settings())
RULE = {
    "name": "Rule", "kind": "rule", "technique": "business_rule", "benefit_likely": "300",
    "margin": "100", "build_cost": "100", "run_cost": "10", "success_chance": "50",
    "success_reason": "Tried elsewhere",
}  # fmt: skip
NOTHING = CandidateState("n", {"name": "Do nothing", "kind": "none"})


def standing(candidates=(NOTHING,), **sections):
    return standing_of(WorksheetState(sections, tuple(candidates)), RULES, None)


def test_the_chosen_candidate_stands_for_the_project():
    chosen = CandidateState("r", RULE, "chosen", "Best")
    found = standing([NOTHING, chosen])
    assert (found.figures.name, found.is_chosen) == ("Rule", True)


def test_without_a_choice_and_a_leader_no_candidate_stands_for_it():
    assert standing().figures is None


def test_the_largest_risk_is_named():
    rows = [{"what": "Small", "likelihood": "2", "impact": "2"},
            {"what": "Large", "likelihood": "4", "impact": "5"}, {"what": "Open"}]  # fmt: skip
    found = standing(risks={"risks": rows})
    assert (found.risk, found.risk_name) == (20, "Large")


def test_no_risk_is_unknown_not_zero():
    assert standing().risk is None


def test_decided_feedback_waits_no_longer():
    rows = [{"day": "2026-01-02", "decision": "adopted"}, {"day": "2026-02-03"}]
    found = standing(communication={"feedback": rows})
    assert found.undecided_since == datetime.date(2026, 2, 3)


def test_what_is_done_is_not_due():
    rows = [{"name": "A", "day": "2026-01-02", "done_on": "2026-01-01"},
            {"name": "B", "day": "2026-03-04"}]  # fmt: skip
    found = standing(plan={"milestones": rows})
    assert [due.name for due in found.dates] == ["B"]


def test_granted_data_is_not_due():
    rows = [{"name": "CRM", "access_on": "2026-05-06", "access": "granted"},
            {"name": "Log", "access_on": "2026-05-06", "access": "requested"}]  # fmt: skip
    found = standing(data={"datasets": rows})
    assert [(due.kind, due.name) for due in found.dates] == [("access", "Log")]


def test_a_gate_and_its_stop_criterion_are_two_dates():
    gate = {"gate": "G2", "day": "2026-05-06", "stop_on": "2026-05-01", "stop_metric": "Recall"}
    found = standing(plan={"gates": [gate]})
    assert [(due.kind, due.gate) for due in found.dates] == [("stop", ""), ("gate", "G2")]


def test_doing_nothing_needs_no_level():
    chosen = CandidateState("n", NOTHING.content, "chosen", "Enough")
    assert not standing([chosen]).needs_levels


def test_enablers_without_a_cost_stay_unknown():
    content = {**RULE, "enablers": [{"dimension": "technical_expertise", "what": "Course"}]}
    found = standing([CandidateState("r", content, "chosen", "Best")])
    assert found.enablers[0].cost is None


def test_the_fingerprint_follows_the_inputs():
    state = WorksheetState({}, (NOTHING,))
    other = WorksheetState({"plan": {"end": "2027-01-01"}}, (NOTHING,))
    assert fingerprint(state, RULES, None) != fingerprint(other, RULES, None)


def test_an_early_win_needs_a_visible_stakeholder():
    content = {**RULE, "benefit_likely": "1000"}
    ratings = [
        {"factor": factor, "side": side, "score": 3 if factor[0] == "V" else 1,
         "evidence": "expert", "note": ""}
        for factor in (*RULES.rubric.viability, *RULES.rubric.complexity)
        for side in ("business", "technical")
    ]  # fmt: skip
    state = CandidateState("r", content, "chosen", "Best", tuple(ratings))
    levels = {"infrastructure_data": 2.0, "technical_expertise": 2.0,
              "organizational_support": 2.0, "monitoring_maintenance": 2.0}  # fmt: skip
    people = {"people": {"stakeholders": [{"name": "Ana", "influence": "3"}]}}
    alone = standing_of(WorksheetState({}, (state,)), RULES, levels)
    seen = standing_of(WorksheetState(people, (state,)), RULES, levels)
    assert (alone.is_early_win, seen.is_early_win) == (False, True)


def test_the_next_training_is_a_date():
    found = standing(operations={"retraining": "quarterly", "last_trained_on": "2026-11-30"})
    assert [(due.kind, due.day) for due in found.dates] == [
        ("training", datetime.date(2027, 2, 28))
    ]
