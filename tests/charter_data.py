"""A frozen charter for tests of documents, as freezing makes it."""

from copy import deepcopy
from typing import Any

from scoping.exports.charter import Edition, Signed
from scoping.worksheet.canonical import digest

PEOPLE = {"personasponsor01": "Sam Sponsor", "personlead000001": "Lea Lead"}
PROBLEM = {
    "title": "Customers leave before renewal",
    "statement": "One in ten customers leaves within a year, most in the 90 days before renewal.",
    "metric_name": "Yearly churn",
    "segment": "Contract customers",
    "unit": "%",
    "baseline": "10",
    "baseline_on": "2026-09-30",
    "direction": "down",
    "target_kind": "relative",
    "target_amount": "20",
    "deadline": "2027-07-31",
}
CHURN = {
    "id": "candidatechurn01",
    "decision": "chosen",
    "reason": "It reaches most leavers early enough.",
    "content": {"name": "Churn model", "kind": "ml", "margin": "40"},
    "ratings": [
        {"factor": "V1", "side": "business", "score": 3, "evidence": "expert", "note": "Two years"}
    ],
    "scores": {"viability": "67.5", "complexity": "36.25", "class": "M"},
    "readiness": {"verdict": "conditional", "largest_gap": "0.4",
                  "dimension": "Monitoring & Maintenance"},
    "value": {"benefit": "760000", "benefit_low": "320000", "benefit_high": "1040000",
              "net_present_value": "559000", "priority": "75.85",
              "formula": "(low 0.8 m + 4 × likely 2.0 m + high 2.6 m) / 6 × 40%"},
}  # fmt: skip
RULE = {
    "id": "candidaterule001",
    "decision": "rejected",
    "reason": "It finds too few of them.",
    "content": {"name": "Simple rule", "kind": "rule"},
    "ratings": [],
    "scores": None,
    "readiness": None,
    "value": None,
}
GATE = {"id": "gate0001", "gate": "G2", "stop_metric": "precision", "stop_comparison": "below",
        "stop_value": "10", "stop_unit": "%", "stop_on": "2027-04-30"}  # fmt: skip
CONTENT: dict[str, Any] = {
    "schema": "aiproj.charter/1",
    "organization": {"id": "organization0001", "name": "Acme"},
    "project": {"id": "project000000001", "title": PROBLEM["title"], "currency": "USD",
                "template": ""},
    "version": {"major": 1, "minor": 0, "round": 1},
    "worksheet_version": "1.0.0",
    "rules": {},
    "sections": {
        "problem": PROBLEM,
        "people": {"sponsor": "personasponsor01", "technical_lead": "personlead000001"},
        "plan": {"gates": [GATE]},
        "risks": {"risks": [{"id": "risk0001", "what": "Data comes late", "likelihood": "4",
                             "impact": "3"}]},
        "money": {"costs": [{"id": "cost0001", "what": "Data scientist", "kind": "people",
                             "quantity": "6", "rate": "50000"}], "contingency": "3"},
    },
    "candidates": [CHURN, RULE],
    "references": {key: {"kind": "person", "name": name, "facts": {}, "hash": ""}
                   for key, name in PEOPLE.items()},
    "assessment": None,
    "confirmations": [],
    "checks": {"smart": {"total": "88", "letters": {}, "checks": [
        {"id": "SC-T3", "status": "warn", "title": "No checkpoint before the deadline",
         "remedy": "Add one in the plan."}]}, "findings": []},
    "totals": {"total": "309000", "run": ["120000", "120000", "120000"]},
    "classes": {"legal": {}, "impact": {}},
}  # fmt: skip


def frozen(**problem: Any) -> dict[str, Any]:
    """The content, with some fields of the problem changed."""
    content = deepcopy(CONTENT)
    content["sections"]["problem"].update(problem)
    return content


def edition(content: dict[str, Any] | None = None, **overrides: Any) -> Edition:
    """An approved edition with one signature."""
    content = content or frozen()
    fields = {
        "content": content,
        "content_hash": digest(content),
        "state": "Approved",
        "number": "1.0",
        "signatures": (Signed("Sponsor", "Sam Sponsor", "9 Dec 2026", "Review after the pilot"),),
        **overrides,
    }
    return Edition(**fields)


def with_curve() -> dict[str, Any]:
    """The content whose chosen candidate takes its benefit from a profit curve."""
    content = frozen()
    shares = [step / 40 for step in range(41)]
    content["candidates"][0]["content"] |= {"benefit_source": "valuation",
                                            "benefit_valuation": "valuation0000001"}  # fmt: skip
    content["curves"] = {
        "valuation0000001": {
            "name": "Churn model", "people": "customers", "currency": "USD", "period": "quarter",
            "points": [
                {"treated_share": f"{share:g}", "profit": f"{4000 * share * (1 - share):g}",
                 "low": f"{3000 * share * (1 - share) - 100:g}",
                 "high": f"{5000 * share * (1 - share) + 100:g}"}
                for share in shares
            ],
            "chosen": {"treated_share": "0.5", "profit": "950"},
            "inputs": "0" * 64,
        }
    }  # fmt: skip
    return content
