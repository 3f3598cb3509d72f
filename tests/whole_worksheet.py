"""A worksheet in which nothing is missing and no rule finds a fault, and ways to spoil it."""

import copy
import datetime
from decimal import Decimal

from scoping.calc.readiness import Readiness
from scoping.calc.smart_facts import Objective
from scoping.checking.findings import Case
from scoping.checking.surroundings import (
    AssessmentFacts,
    LinkFacts,
    MetricFacts,
    RulePack,
    Surroundings,
    ValuationFacts,
)
from scoping.worksheet.model import Need
from scoping.worksheet.state import CandidateState, WorksheetState

TODAY = datetime.date(2026, 11, 28)
PROBLEM = {
    "title": "Customers leave before renewal",
    "statement": "One in ten customers leaves within a year, most of them before renewal.",
    "metric": "churn", "metric_name": "Yearly churn rate", "segment": "Private customers",
    "unit": "%", "baseline": "10", "baseline_on": "2026-10-31", "baseline_source": "Billing",
    "measured_by": "Contracts ended", "frequency": "monthly",
    "target_words": "down 20% by 31 July 2027", "direction": "down", "target_kind": "relative",
    "target_amount": "20", "deadline": "2027-07-31", "usual_variation": "0.5",
    "affected_count": "100000", "yearly_cost": "2000000", "sector": "general",
    "earlier_attempts": "Letters to all", "do_nothing": "It goes on", "rule_is_enough": "partly",
    "rule_reason": "A rule finds some", "objective": "keep", "objective_strength": "2",
    "objective_reason": "It is about keeping them",
}  # fmt: skip
SHARED = {
    "summary": "Calls customers at risk", "decision": "Whom to call", "actor": "Service team",
    "mode": "augment", "inputs": ["contracts"], "real_time": False, "personal_impact": True,
    "explanation_level": "1", "explanation_method": "global", "first_slice_users": "10",
    "first_slice_weeks": "8", "first_slice_cap": "10000", "in_scope": ["Private customers"],
    "out_of_scope": ["Companies"], "assumptions": ["Calls work"], "constraints": ["Two people"],
    "sourcing": "build", "sourcing_reason": "We have the data", "benefit_source": "typed",
    "benefit_low": "800000", "benefit_likely": "2000000", "benefit_high": "2600000",
    "margin": "40", "ramp_months": "6", "benefit_evidence": "expert", "build_cost": "300000",
    "run_cost": "120000", "alignment_needs": "4", "alignment_strategy": "4",
    "alignment_capability": "4", "alignment_reason": "It is what service asks for",
}  # fmt: skip
CHURN = {
    **SHARED, "name": "Churn model", "kind": "ml", "technique": "tree_ensemble",
    "task_entity": "One customer", "task_output": "Leaves within 90 days",
    "outcome_wait_days": "90", "learning_mode": "scheduled",
    "features": [{"id": "f1", "name": "Calls last month", "known_at_decision": True}],
    "enablers": [{"id": "e1", "dimension": "monitoring_maintenance", "what": "Watch it",
                  "owner": "tess", "due": "2027-01-31", "cost": "5000"},
                 {"id": "e2", "dimension": "technical_expertise", "what": "Train two analysts",
                  "owner": "tess", "due": "2027-01-31", "cost": "5000"}],
}  # fmt: skip
RULE = {**SHARED, "name": "Simple rule", "kind": "rule", "technique": "business_rule"}
DATASET = {
    "id": "contracts", "name": "Contracts", "owner": "Dora", "system": "Billing",
    "source_type": "customer", "interface": "database", "location": "inside", "rows": "400000",
    "period_start": "2024-01-01", "period_end": "2026-10-31", "refresh_days": "30",
    "last_refresh": "2026-11-01", "access": "granted", "access_on": "2026-11-01",
    "needed_on": "2026-12-15", "completeness": "98", "validity": "97", "duplicates": "1",
    "timeliness": "95", "label_quality": "96", "coverage": "99", "personal_class": "personal",
    "lawful_basis": "contract", "retention_months": "24", "residency": "EU",
    "controls": "Limited access", "proxies_examined": True, "missing_values": "done",
    "outliers": "done", "inconsistency": "planned", "scaling": "not_needed", "encoding": "done",
}  # fmt: skip
DATA = {
    "datasets": [DATASET], "positive_rate": "10", "skew": "low", "shadow_stage": True,
    "coverage": [{"id": "c1", "dataset": "contracts", "group": "Over 70",
                  "population_share": "10", "data_share": "9"}],
    "preparation": [{"id": "p1", "task": "Join", "kind": "joining", "days": "10",
                     "day_rate": "500"}],
}  # fmt: skip
METRICS = {
    "business": [{"id": "b1", "metric": "churn", "use": "main", "category": "revenue",
                  "saving": "Kept customers"}],
    "technical": [{"id": "t1", "metric": "precision", "moves": "churn",
                   "comparison": "at_least", "threshold": "25", "test_set": "Autumn 2026"}],
    "links": [{"id": "l1", "link": "formula"}],
}  # fmt: skip
EVALUATION = {
    "criteria": [
        {"id": "q1", "name": "Precision", "kind": "quantitative", "method": "Held-out test",
         "threshold": "25", "judge": "Tess", "due": "2027-01-31"},
        {"id": "q2", "name": "Calls feel right", "kind": "qualitative", "method": "Panel",
         "judge": "Service team", "due": "2027-01-31"},
    ],
    "guardrails": [{"id": "g1", "metric": "Complaints", "comparison": "at_most", "limit": "50",
                    "owner": "Ben"}],
    "test_design": "before_after", "measurement_days": "90",
    "explanation_accepted_by": "Ben", "explanation_accepted_on": "2026-11-15",
    "fairness": [{"id": "h1", "measure": "recall", "groups": "Age", "limit": "5"}],
}  # fmt: skip
LEGAL = {
    "is_ai": "yes", "scope": "yes", "manipulation": "no", "social_scoring": "no", "crime": "no",
    "faces": "no", "emotions": "no", "categories": "no", "remote": "no", "product": "no",
    "area": "none", "general_purpose": "no", "contact": "no", "synthetic": "no",
    "recognition": "no",
}  # fmt: skip
IMPACT = {
    "people": "indirect", "stakes": "money", "reversal": "easy", "autonomy": "person",
    "reach": "some", "data": "personal", "groups": "unlikely", "explain": "overall",
    "failure": "nothing", "work": "no",
}  # fmt: skip
CONCERN = {"severity": "low", "answer": "Looked at", "owner": "Ben"}
RISKS = {
    "risks": [{"id": "r1", "what": "Data comes late", "cause": "Billing", "control": "Copy",
               "likelihood": "3", "impact": "4", "residual": "6",
               "control_tested_on": "2026-11-01", "owner": "Dora", "due": "2026-12-31"}],
    "concerns": [
        {"id": kind, "kind": kind, "dataset": "contracts", **CONCERN}
        for kind in ("ethics", "bias", "privacy", "jobs")
    ],
    "jobs": [{"id": "j1", "role": "Agent", "people": "20", "hours": "40",
              "automated_hours": "4", "redeployed_hours": "4"}],
    "legal_answers": LEGAL, "impact_answers": IMPACT,
}  # fmt: skip
PEOPLE = {
    "sponsor": "ada", "manager": "mia", "owner": "ben", "technical_lead": "tess",
    "data_owner": "dora",
    "stakeholders": [{"id": "s1", "name": "Service", "role": "Uses it", "influence": "3",
                      "interest": "3", "support": "1", "message": "Less work",
                      "cadence": "monthly"}],
    "raci": [{"id": "k1", "deliverable": "Model", "accountable": "Tess",
              "responsible": "Tess, Tom"}],
    "skills": [{"id": "z1", "skill": "data_science", "required": "2", "available": "2"}],
}  # fmt: skip
PLAN = {
    "start": "2026-12-01", "go_live": "2027-02-01", "end": "2027-09-30",
    "milestones": [
        {"id": "m1", "name": "Data ready", "day": "2026-12-15", "deliverable": "Table",
         "exit_test": "Counts agree", "budget": "47000"},
        {"id": "m2", "name": "Pilot read", "day": "2027-04-30", "deliverable": "Reading",
         "exit_test": "Target half met", "budget": "68000", "after": "Data ready",
         "checkpoint": True},
    ],
    "gates": [
        {"id": "g2", "gate": "G2", "day": "2027-01-31", "evidence": "Test", "stop_metric":
         "Precision", "stop_comparison": "below", "stop_value": "10", "stop_on": "2027-01-20"},
        {"id": "g3", "gate": "G3", "day": "2027-05-31", "evidence": "Pilot", "stop_metric":
         "Churn", "stop_comparison": "above", "stop_value": "10", "stop_on": "2027-05-15"},
    ],
    "early_win": "List of customers at risk", "early_win_on": "2027-02-15",
    "early_win_audience": "Service",
}  # fmt: skip
MONEY = {
    "costs": [{"id": "w1", "what": "Team", "kind": "people", "quantity": "10",
               "rate": "10000"}],
    "contingency": "10", "run_cost_1": "120000", "run_cost_2": "120000",
    "run_cost_3": "120000", "run_owner": "Tess", "funding": "Service budget",
}  # fmt: skip
OPERATIONS = {
    "pipeline": [
        {"id": stage, "stage": stage, "owner": "Tom", "tool": "SQL"}
        for stage in ("acquire", "clean", "transform", "train", "evaluate", "serve")
    ],
    "serving": "batch", "deployment": "own", "deployment_reason": "Data stays",
    "latency": "200 ms", "load_target": "1000 rows/second", "load_tested_on": "2026-11-10",
    "integrations": [{"id": "i1", "system": "CRM", "owner": "Cem", "type": "crm",
                      "interface": "Nightly list", "agreed": True}],
    "signals": [
        {"id": source, "signal": "Share", "source": source, "comparison": "below",
         "limit": "10", "owner": "Tess", "response_hours": "24"}
        for source in ("behavior", "market", "pipeline")
    ],
    "retraining": "quarterly", "rollback": "Old list", "rollback_minutes": "30",
    "rollback_tested_on": "2026-11-12", "retirement": "After three years",
    "alignment_review": "2027-06-01",
    "checklist": [
        {"id": practice, "practice": practice, "state": "done"}
        for practice in ("versions", "ci", "workflows", "alerts", "rollback")
    ],
}  # fmt: skip
COMMUNICATION = {
    "audiences": [{"id": "a1", "audience": "Board", "channel": "Letter", "cadence":
                   "quarterly", "owner": "Ada"}],
    "context": "Each year {baseline} of our customers leave.",
    "insight": "Most call first; we call back.", "visual": "Churn before and after",
    "impact": "From {baseline} to {target} is worth {benefit} a year.",
    "feedback": [{"id": "y1", "day": "2026-10-01", "source": "Service", "text": "Good",
                  "decision": "adopted"}],
}  # fmt: skip
SECTIONS = {
    "problem": PROBLEM, "data": DATA, "metrics": METRICS, "evaluation": EVALUATION,
    "risks": RISKS, "people": PEOPLE, "plan": PLAN, "money": MONEY, "operations": OPERATIONS,
    "communication": COMMUNICATION,
}  # fmt: skip


def ratings(**scores):
    return tuple(
        {"factor": factor, "side": side, "score": score, "evidence": "expert", "note": ""}
        for factor, both in scores.items()
        for side, score in zip(("business", "technical"), both, strict=True)
    )


CANDIDATES = (
    CandidateState("nothing", {"name": "Do nothing", "kind": "none"}, "rejected", "It costs"),
    CandidateState("rule", RULE, "rejected", "Finds too few"),
    CandidateState("churn", CHURN, "chosen", "Worth the most", ratings(V1=(3, 4), V2=(2, 3))),
)
AROUND = Surroundings(
    today=TODAY,
    threshold=Decimal(100_000),
    objectives={
        "keep": Objective("Keep customers", datetime.date(2026, 1, 1), datetime.date(2028, 12, 31))
    },
    metrics={
        "churn": MetricFacts("Yearly churn rate"),
        "precision": MetricFacts("Precision", "precision"),
        "accuracy": MetricFacts("Accuracy", "accuracy"),
    },
    links={
        "formula": LinkFacts(
            "churn", ("precision",), (), frozenset({"business", "technical"}),
            Decimal(2_000_000), "USD",
        )
    },
    valuations={"curve": ValuationFacts(Decimal(1_000_000), "EUR")},
    readiness={"churn": Readiness.CONDITIONAL, "rule": Readiness.READY},
    gaps={"churn": ("monitoring_maintenance",)},
    assessment=AssessmentFacts(datetime.date(2026, 9, 1), datetime.date(2027, 9, 1)),
    author="mia",
    last_material_editor="mia",
    signatories={"sponsor": "ada", "technical_lead": "tess"},
    people={"ada": "Ada Lund"},
    worth={"net": "USD 559,000", "chance": "54%"},
)  # fmt: skip


def whole(changes=None, *, candidates=CANDIDATES, confirmed=None):
    """The whole worksheet with values changed by path; None takes a value away."""
    sections = copy.deepcopy(SECTIONS)
    found = [
        CandidateState(each.id, copy.deepcopy(each.content), each.decision, each.decision_reason,
                       each.ratings)
        for each in candidates
    ]  # fmt: skip
    for path, value in (changes or {}).items():
        candidate, _, rest = path.rpartition(":candidate.")
        if candidate:
            content = next(each.content for each in found if each.id == candidate)
            _put(content, rest.split("."), value)
        else:
            section, *steps = path.split(".")
            _put(sections[section], steps, value)
    people = {"business": "ben", "technical": "tess"} if confirmed is None else confirmed
    return WorksheetState(sections, tuple(found), "USD", people)


def _put(content, steps, value):
    *way, last = steps
    for step in way:
        inside = content[step] if isinstance(content, dict) else None
        content = inside or next(row for row in content if row["id"] == step)
    if value is None:
        content.pop(last, None)
    else:
        content[last] = value


def case(changes=None, *, at=Need.SUBMISSION, around=AROUND, pack=None, **more):
    return Case(whole(changes, **more), around, pack or RulePack(), at)
