"""Each rule between fields finds the fault that it is made for, and nothing else does."""

import dataclasses

import pytest
import whole_worksheet
from whole_worksheet import AROUND

from scoping.checking.cross_rules import find_all
from scoping.checking.surroundings import MetricFacts
from scoping.worksheet.model import Need
from scoping.worksheet.state import WorksheetState


def _found(changes=None, **more):
    return find_all(whole_worksheet.case(changes, **more))


def _brief(changes=None, **more):
    return [(each.rule, each.severity, each.path) for each in _found(changes, **more)]


@pytest.mark.parametrize("at", [Need.SUBMISSION, Need.GATE_2, Need.GATE_3])
def test_the_whole_worksheet_has_no_fault(at):
    assert _found(at=at) == []


def test_an_empty_worksheet_breaks_no_rule():
    case = dataclasses.replace(whole_worksheet.case(), state=WorksheetState({}))
    assert {each.rule for each in find_all(case)} >= {"SC-X1", "SC-L1", "SC-L40"}


CASES = [
    ("SC-F13", "warn", "problem.target_words",
     {"problem.target_words": "down 15% by 31 July 2027"}),
    ("SC-F13", "warn", "problem.target_words",
     {"problem.target_words": "down 20% by 30 June 2027"}),
    ("SC-L42", "error", "problem.rule_is_enough", {"problem.rule_is_enough": "yes"}),
    ("SC-L2", "error", "churn:candidate.explanation_level", {"problem.sector": "finance"}),
    ("SC-L19", "error", "churn:candidate.explanation_level", {"problem.sector": "health"}),
    ("SC-L16", "error", "churn:candidate.technique", {"churn:candidate.explanation_level": "3"}),
    ("SC-L16", "error", "churn:candidate.explanation_method",
     {"churn:candidate.explanation_method": "none"}),
    ("SC-L93", "warn", "churn:candidate.features.f1.known_at_decision",
     {"churn:candidate.features.f1.known_at_decision": False}),
    ("SC-F1", "error", "churn:candidate.actor", {"churn:candidate.actor": None}),
    ("SC-L50", "warn", "churn:candidate.first_slice_cap",
     {"churn:candidate.first_slice_cap": "28751"}),
    ("SC-L41", "warn", "churn:candidate.out_of_scope", {"churn:candidate.out_of_scope": None}),
    ("SC-F2", "error", "churn:candidate.benefit_likely",
     {"churn:candidate.benefit_likely": "3000000"}),
    ("SC-X12", "warn", "churn:candidate.benefit_high",
     {"churn:candidate.benefit_high": "2000000"}),
    ("SC-X11", "warn", "churn:candidate.benefit_evidence",
     {"churn:candidate.benefit_likely": "20000000", "churn:candidate.benefit_high": "21000000"}),
    ("SC-L51", "error", "churn:candidate.enablers", {"churn:candidate.enablers": []}),
    ("SC-X4", "error", "data.datasets.contracts.access_on",
     {"data.datasets.contracts.needed_on": "2026-10-31"}),
    ("SC-L9", "error", "plan.milestones.m1.day",
     {"data.datasets.contracts.access_on": "2026-12-16",
      "data.datasets.contracts.needed_on": "2026-12-16"}),
    ("SC-X9", "error", "data.datasets.contracts.lawful_basis",
     {"data.datasets.contracts.lawful_basis": None}),
    ("SC-L11", "error", "data.datasets.contracts.residency",
     {"data.datasets.contracts.residency": None}),
    ("SC-L11", "error", "data.datasets.contracts.consent",
     {"data.datasets.contracts.lawful_basis": "consent"}),
    ("SC-F3", "error", "data.datasets.contracts.license",
     {"data.datasets.contracts.source_type": "external"}),
    ("SC-L6", "warn", "data.coverage.c1.data_share", {"data.coverage.c1.data_share": "7.9"}),
    ("SC-L8", "warn", "data.datasets.contracts.last_refresh",
     {"data.datasets.contracts.last_refresh": "2026-09-28"}),
    ("SC-F4", "warn", "data.datasets.contracts.period_start",
     {"data.datasets.contracts.period_start": "2026-05-04"}),
    ("SC-F4", "error", "data.datasets.contracts.period_end",
     {"data.datasets.contracts.period_start": "2026-11-01"}),
    ("SC-X3", "error", "metrics.technical",
     {"data.positive_rate": "9.9", "metrics.technical.t1.metric": "accuracy"}),
    ("SC-L23", "error", "data.shadow_stage", {"data.skew": "high", "data.shadow_stage": False}),
    ("SC-L92", "warn", "data.datasets.contracts.scaling",
     {"data.datasets.contracts.scaling": None}),
    ("SC-F5", "warn", "data.datasets.contracts.proxies_examined",
     {"data.datasets.contracts.proxies_examined": False}),
    ("SC-F6", "error", "problem.metric", {"problem.metric": "gone"}),
    ("SC-F6", "error", "metrics.links.l1.link", {"metrics.links.l1.link": "gone"}),
    ("SC-F6", "error", "churn:candidate.benefit_valuation",
     {"churn:candidate.benefit_source": "valuation"}),
    ("SC-X5", "error", "churn:candidate.benefit_likely",
     {"churn:candidate.benefit_source": "link", "churn:candidate.benefit_link": "formula",
      "churn:candidate.benefit_likely": "2010001"}),
    ("SC-X14", "error", "churn:candidate.benefit_source",
     {"churn:candidate.benefit_source": "valuation",
      "churn:candidate.benefit_valuation": "curve", "churn:candidate.benefit_likely": "1000000"}),
    ("SC-L64", "error", "evaluation.criteria", {"evaluation.criteria.q2.kind": "quantitative",
     "evaluation.criteria.q2.threshold": "1"}),
    ("SC-L64", "error", "evaluation.criteria.q1.threshold",
     {"evaluation.criteria.q1.threshold": None}),
    ("SC-L18", "error", "evaluation.fairness", {"evaluation.fairness": []}),
    ("SC-X9", "error", "risks.risks.r1.control_tested_on",
     {"risks.risks.r1.control_tested_on": None}),
    ("SC-F7", "error", "risks.risks.r1.residual", {"risks.risks.r1.residual": "13"}),
    ("SC-L84", "error", "risks.concerns", {"risks.concerns.bias.kind": "safety"}),
    ("SC-L85", "error", "risks.concerns.privacy.dataset",
     {"risks.concerns.privacy.dataset": None}),
    ("SC-L86", "error", "risks.jobs.j1.plan",
     {"risks.jobs.j1.automated_hours": "4.1", "risks.jobs.j1.consulted_on": "2026-11-01"}),
    ("SC-L86", "error", "risks.jobs.j1.automated_hours",
     {"risks.jobs.j1.automated_hours": "41"}),
    ("SC-L86", "error", "risks.jobs.j1.redeployed_hours",
     {"risks.jobs.j1.redeployed_hours": "5"}),
    ("SC-F8", "error", "risks.legal_answers", {"risks.legal_answers.social_scoring": "yes"}),
    ("SC-X8", "error", "people.raci.k1.accountable",
     {"people.raci.k1.accountable": "Tess, Tom"}),
    ("SC-X8", "error", "people.raci.k1.responsible", {"people.raci.k1.responsible": None}),
    ("SC-X8", "error", "people.manager", {"people.manager": "ada"}),
    ("SC-L26", "error", "people.skills.z1.plan", {"people.skills.z1.required": "2.5"}),
    ("SC-F10", "error", "plan.milestones.m2.after", {"plan.milestones.m2.after": "Sunrise"}),
    ("SC-F10", "error", "plan.milestones.m2.after", {"plan.milestones.m1.day": "2027-05-01"}),
    ("SC-F11", "error", "plan.go_live", {"plan.go_live": "2026-11-30"}),
    ("SC-F11", "warn", "plan.milestones.m2.day", {"plan.milestones.m2.day": "2027-10-01"}),
    ("SC-F12", "error", "plan.early_win_on", {"plan.early_win_on": "2027-05-01"}),
    ("SC-X7", "error", "plan.milestones", {"plan.milestones.m1.budget": "47000.01"}),
    ("SC-X7", "error", "plan.milestones", {"data.preparation.p1.days": "11"}),
    ("SC-X10", "error", "plan.gates.g2.stop_value", {"plan.gates.g2.stop_value": None}),
    ("SC-X10", "error", "plan.gates.g2.stop_on", {"plan.gates.g2.stop_on": "2027-05-31"}),
    ("SC-L12", "error", "money.run_cost_zero_reason", {"money.run_cost_2": "0"}),
    ("SC-L15", "warn", "operations.alignment_review",
     {"operations.alignment_review": "2026-11-27"}),
    ("SC-L80", "warn", "communication.feedback.y1.decision",
     {"communication.feedback.y1.decision": None}),
    ("SC-L88", "warn", "operations.pipeline", {"operations.pipeline": []}),
    ("SC-L96", "error", "operations.latency",
     {"operations.serving": "real_time", "operations.latency": None}),
    ("SC-L96", "error", "operations.serving", {"churn:candidate.real_time": True}),
    ("SC-L21", "error", "operations.latency", {"operations.latency": "200"}),
    ("SC-L20", "warn", "operations.integrations.i1.agreed",
     {"operations.integrations.i1.agreed": False}),
    ("SC-L99", "warn", "operations.signals", {"operations.signals.market.source": "value"}),
    ("SC-L91", "warn", "data.datasets.contracts.last_refresh", {"data.freshness_hours": "48"}),
    ("SC-L103", "error", "money.run_cost_2",
     {"operations.retraining_hours": "500", "operations.hour_rate": "80",
      "money.run_cost_1": "200000", "money.run_cost_3": "160000"}),
    ("SC-L102", "error", "operations.retraining_trigger", {"operations.retraining": "trigger"}),
    ("SC-L106", "warn", "operations.rollback_tested_on",
     {"operations.rollback_tested_on": None}),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "severity", "path", "changes"), CASES)
def test_one_fault_is_found_by_one_rule(rule, severity, path, changes):
    assert _brief(changes) == [(rule, severity, path)]


@pytest.mark.parametrize(
    "changes",
    [
        {"churn:candidate.first_slice_cap": "28750"},
        {"data.coverage.c1.data_share": "8"},
        {"data.datasets.contracts.last_refresh": "2026-09-29"},
        {"data.datasets.contracts.needed_on": "2026-11-01"},
        {"data.datasets.contracts.access_on": "2026-12-16", "plan.milestones.m1.without_data": True,
         "data.datasets.contracts.needed_on": "2026-12-16"},
        {"data.datasets.contracts.period_start": "2026-05-03"},
        {"data.positive_rate": "10", "metrics.technical.t1.metric": "accuracy"},
        {"churn:candidate.benefit_source": "link", "churn:candidate.benefit_link": "formula",
         "churn:candidate.benefit_likely": "2010000"},
        {"risks.risks.r1.likelihood": "11", "risks.risks.r1.impact": "1",
         "risks.risks.r1.control_tested_on": None},
        {"risks.risks.r1.residual": "12"},
        {"plan.early_win_on": "2027-04-30"},
        {"plan.gates.g2.stop_on": "2027-05-30"},
        {"money.run_cost_2": "0", "money.run_cost_zero_reason": "Part of the platform"},
        {"operations.alignment_review": "2026-11-28"},
        {"communication.feedback.y1.day": "2026-10-29",
         "communication.feedback.y1.decision": None},
    ],
)  # fmt: skip
def test_at_its_limit_a_rule_is_silent(changes):
    assert _found(changes) == []


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"metrics.links": [], "metrics.technical.t1.moves": None}, "SC-X2"),
        ({"metrics.business": [], "metrics.links": []}, "SC-L52"),
        ({"churn:candidate.learning_mode": "continuous", "operations.signals": []}, "SC-L4"),
        ({"risks.concerns.ethics.severity": "severe"}, "SC-L83"),
        ({"plan.milestones.m1.after": "Pilot read"}, "SC-F10"),
        ({"plan.end": "2027-01-31"}, "SC-F11"),
    ],
)
def test_a_fault_with_company_is_found(changes, rule):
    assert rule in {each.rule for each in _found(changes)}


@pytest.mark.parametrize(
    ("changes", "rule", "need"),
    [
        ({"operations.pipeline": []}, "SC-L88", Need.GATE_2),
        ({"operations.load_tested_on": None}, "SC-L98", Need.GATE_3),
        ({"operations.rollback_tested_on": None}, "SC-L106", Need.GATE_3),
        ({"operations.signals.market.source": "value"}, "SC-L99", Need.GATE_3),
        ({"operations.checklist": []}, "SC-L107", Need.GATE_3),
    ],
)
def test_what_a_gate_asks_for_is_an_error_there(changes, rule, need):
    found = _found(changes, at=need)
    assert [(each.rule, each.severity) for each in found] == [(rule, "error")]


def test_an_unsigned_link_warns_and_stops_gate_2():
    link = dataclasses.replace(AROUND.links["formula"], agreed=frozenset({"business"}))
    around = dataclasses.replace(AROUND, links={"formula": link})
    severities = [_found(around=around, at=at)[0].severity for at in (Need.SUBMISSION, Need.GATE_2)]
    assert severities == ["warn", "error"]


def test_a_milestone_that_does_not_exist_is_named_as_it_was_typed():
    titles = [each.title for each in _found({"plan.milestones.m2.after": "Sunrise"})]
    assert titles == ["“Pilot read” depends on “Sunrise”, which is no milestone"]


def test_a_saving_in_two_categories_counts_twice():
    twice = {"id": "b2", "metric": "churn", "use": "secondary", "category": "cost",
             "saving": "kept CUSTOMERS"}  # fmt: skip
    rows = [*whole_worksheet.METRICS["business"], twice]
    assert _brief({"metrics.business": rows}) == [("SC-X6", "error", "metrics.business.b2.saving")]


def test_a_measure_that_moves_what_is_not_listed_says_so():
    rows = [{**whole_worksheet.METRICS["business"][0], "metric": "other"}]
    around = dataclasses.replace(AROUND, metrics={**AROUND.metrics, "other": MetricFacts("Sales")})
    found = _found({"metrics.business": rows, "metrics.links": []}, around=around)
    assert [(each.rule, each.title) for each in found] == [
        ("SC-X2", "Precision moves Yearly churn rate, which is not listed here")
    ]


def test_an_own_metric_named_accuracy_is_accuracy():
    own = {**AROUND.metrics, "ours": MetricFacts(" Accuracy ")}
    changes = {"data.positive_rate": "9.9", "metrics.technical.t1.metric": "ours"}
    found = _brief(changes, around=dataclasses.replace(AROUND, metrics=own))
    assert ("SC-X3", "error", "metrics.technical") in found


def test_metrics_that_move_each_other_are_a_circle():
    link = dataclasses.replace(AROUND.links["formula"], drivers=("churn",))
    found = _found(around=dataclasses.replace(AROUND, links={"formula": link}))
    assert [(each.rule, each.path) for each in found] == [("SC-X2", "metrics.links")]


def test_a_dated_rate_allows_another_currency():
    changes = {"churn:candidate.benefit_source": "valuation",
               "churn:candidate.benefit_valuation": "curve",
               "churn:candidate.benefit_likely": "1100000",
               "money.rates": [{"id": "r1", "currency": "EUR", "rate": "1.1",
                                "day": "2026-11-01"}]}  # fmt: skip
    assert _found(changes) == []


def test_a_benefit_is_held_against_its_source_at_the_rate():
    changes = {"churn:candidate.benefit_source": "valuation",
               "churn:candidate.benefit_valuation": "curve",
               "churn:candidate.benefit_likely": "1000000",
               "money.rates": [{"id": "r1", "currency": "EUR", "rate": "1.1",
                                "day": "2026-11-01"}]}  # fmt: skip
    assert [each.rule for each in _found(changes)] == ["SC-X5"]


def test_a_rate_without_its_day_is_none():
    changes = {"churn:candidate.benefit_source": "valuation",
               "churn:candidate.benefit_valuation": "curve",
               "money.rates": [{"id": "r1", "currency": "EUR", "rate": "1.1"}]}  # fmt: skip
    assert [each.rule for each in _found(changes)] == ["SC-X14"]
