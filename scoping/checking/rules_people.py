"""Rules of risks, concerns, jobs, people, roles, skills and signatures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from aiproj.shared.format import join_words, number
from scoping.checking.classes import impact_of, legal_walk
from scoping.checking.findings import Case, Finding, is_personal
from scoping.checking.job_sheet import reskilling_of, reskilling_words
from scoping.checking.reading import day_of, decimal_of, integer_of, path_of, text_of
from scoping.worksheet.model import Need

# Each seed concern with its row in the checklist
CONCERNS = {"ethics": "SC-L83", "bias": "SC-L84", "privacy": "SC-L85", "jobs": "SC-L86"}
PARTS = {
    "sponsor": "sponsor", "technical_lead": "technical lead", "data_owner": "data owner",
    "finance": "finance", "legal": "legal", "ethics": "ethics",
    "workers": "worker representative",
}  # fmt: skip

# "Tess and Tom" are two, "Head of Sales and Service" is one: people are asked
MAYBE_TWO = re.compile(r"\sand\s|/", re.IGNORECASE)


def high_risks_are_controlled(case: Case) -> Iterator[Finding]:
    """X9, F7: a high risk has a control that was tried; what is left is not more than before."""
    for row in case.rows("risks", "risks"):
        likelihood, impact = integer_of(row, "likelihood"), integer_of(row, "impact")
        if likelihood is None or impact is None:
            continue
        score, base = likelihood * impact, f"risks.risks.{row.get('id')}"
        is_tested = text_of(row, "control") and day_of(row, "control_tested_on")
        if score >= case.pack.checks.high_risk_from and not is_tested:
            title = f"“{text_of(row, 'what')}” scores {score}, and its control was not tested"
            yield Finding("SC-X9", "error", title, "Test the control and give the date.",
                          f"{base}.control_tested_on")  # fmt: skip
        residual = integer_of(row, "residual")
        if residual is not None and residual > score:
            title = f"“{text_of(row, 'what')}”: {residual} is left of a risk of {score}"
            yield Finding("SC-F7", "error", title, "A control cannot raise a risk.",
                          f"{base}.residual")  # fmt: skip


def concerns_are_answered(case: Case) -> Iterator[Finding]:
    """L83-L86: the four concerns are answered; "none because" is an answer."""
    answered = {text_of(row, "kind") for row in case.rows("risks", "concerns")}
    for kind, rule in CONCERNS.items():
        if kind not in answered:
            title = f"{kind.capitalize()}: the concern is not answered"
            remedy = "Add it: say what is touched, or choose “None, because” and say why."
            yield Finding(rule, "error", title, remedy, "risks.concerns")


def severe_concerns_are_settled(case: Case) -> Iterator[Finding]:
    """L83-L86: a severe concern has control and test, and is settled before gate 2."""
    for row in case.rows("risks", "concerns"):
        if row.get("severity") != "severe":
            continue
        kind, base = text_of(row, "kind"), f"risks.concerns.{row.get('id')}"
        rule = CONCERNS.get(kind, "SC-L83")
        if not text_of(row, "control") or not text_of(row, "test"):
            title = f"The concern “{kind}” is severe, without control or test"
            yield Finding(rule, "error", title, "Say what limits it, and how you know.",
                          f"{base}.control")  # fmt: skip
        if day_of(row, "closed_on") is None:
            title = f"The severe concern “{kind}” is open"
            yield Finding(rule, case.later(Need.GATE_2), title, "Settle it before the gate.",
                          f"{base}.closed_on")  # fmt: skip


def privacy_names_its_dataset(case: Case) -> Iterator[Finding]:
    """L85: where personal data is used, the privacy concern names the dataset."""
    if not any(is_personal(row) for row in case.rows("data", "datasets")):
        return
    for row in case.rows("risks", "concerns"):
        if row.get("kind") == "privacy" and not row.get("dataset"):
            title = "Personal data is used, and the privacy concern names no dataset"
            yield Finding("SC-L85", "error", title, "Choose the dataset.",
                          f"risks.concerns.{row.get('id')}.dataset")  # fmt: skip


def jobs_have_a_plan(case: Case) -> Iterator[Finding]:
    """L86: where a notable part of a role's hours is automated, there is a plan and a talk."""
    most = case.pack.checks.automated_share
    for row in case.rows("risks", "jobs"):
        hours, automated = decimal_of(row, "hours"), decimal_of(row, "automated_hours")
        base, role = f"risks.jobs.{row.get('id')}", text_of(row, "role")
        if not hours or automated is None:
            continue
        if automated > hours:
            title = f"{role}: more hours are automated than worked"
            yield Finding("SC-L86", "error", title, "Mend the hours.", f"{base}.automated_hours")
            continue
        if (decimal_of(row, "redeployed_hours") or Decimal(0)) > automated:
            title = f"{role}: more hours are redeployed than automated"
            yield Finding("SC-L86", "error", title, "Mend the hours.", f"{base}.redeployed_hours")
        share = automated / hours * 100
        if share <= most:
            continue
        said = f"{role}: {number(share, 1).removesuffix('.0')}% of the hours are automated"
        if not text_of(row, "plan"):
            yield Finding("SC-L86", "error", f"{said}, without a plan",
                          "Say what the people do then.", f"{base}.plan")  # fmt: skip
        if day_of(row, "consulted_on") is None:
            yield Finding("SC-L86", "warn", f"{said}, and nobody was consulted",
                          "Talk to those concerned and give the date.",
                          f"{base}.consulted_on")  # fmt: skip


def reskilling_is_counted(case: Case) -> Iterator[Finding]:
    """L86: the value of the chosen candidate counts what reskilling the roles costs."""
    if case.chosen is None:
        return
    cost = reskilling_of(case.rows("risks", "jobs"))
    counted = decimal_of(case.chosen.content, "reskilling_cost") or Decimal(0)
    if cost > counted:
        title = reskilling_words(cost, counted, case.state.currency).rstrip(".")
        yield Finding("SC-L86", "error", title, "Enter it with the candidate's costs.",
                      path_of(case.chosen, "reskilling_cost"))  # fmt: skip


def law_lets_it(case: Case) -> Iterator[Finding]:
    """F8: the questions of law do not end in what must not be done; the rules are not outdated."""
    outcome = legal_walk(case.state, case.pack.legal).outcome
    if outcome and outcome.excludes:
        title = f"The answers lead to the class “{outcome.label}”"
        yield Finding("SC-F8", "error", title, outcome.meaning, "risks.legal_answers")
    if case.pack.legal.review_due < case.around.today:
        yield Finding("SC-F8", "warn", "The questions of law are due for review",
                      "Ask legal whether they still hold.", "risks.legal_answers")  # fmt: skip


def impact_is_answered(case: Case) -> Iterator[Finding]:
    """F9: a high internal impact has a control with evidence."""
    found = impact_of(case.state, case.pack.impact)
    if found.level == "IV" and found.raw == found.residual:
        title = "Internal impact is at the highest level, and no control has evidence"
        yield Finding("SC-F9", "warn", title, "Add a control and its evidence.",
                      "risks.impact_answers")  # fmt: skip


def one_is_accountable(case: Case) -> Iterator[Finding]:
    """X8: one accountable person a deliverable, at least one responsible."""
    for row in case.rows("people", "raci"):
        base, name = f"people.raci.{row.get('id')}", text_of(row, "deliverable")
        accountable = text_of(row, "accountable")
        count = len(_people(accountable))
        if count == 1 and MAYBE_TWO.search(accountable):
            yield Finding("SC-X8", "warn", f"“{name}”: is “{accountable}” one person?",
                          "Name exactly one.", f"{base}.accountable")  # fmt: skip
        if count != 1:
            title = f"“{name}” has {number(count)} accountable people"
            yield Finding("SC-X8", "error", title, "Name exactly one.", f"{base}.accountable")
        if not _people(text_of(row, "responsible")):
            title = f"Nobody is responsible for “{name}”"
            yield Finding("SC-X8", "error", title, "Name at least one.", f"{base}.responsible")


def _people(text: str) -> list[str]:
    return [each for each in re.split(r"[,;]|\s[&+]\s", text) if each.strip()]


def sponsor_is_not_manager(case: Case) -> Iterator[Finding]:
    """X8: who pays does not manage."""
    people = case.section("people")
    sponsor = text_of(people, "sponsor")
    if sponsor and sponsor == text_of(people, "manager"):
        title = "Sponsor and project manager are the same person"
        yield Finding("SC-X8", "error", title, "Nobody would say stop. Name another.",
                      "people.manager")  # fmt: skip


def two_confirm(case: Case) -> Iterator[Finding]:
    """L40: the problem is confirmed by one of each side, who are not the same person."""
    confirmed = case.state.confirmed_by
    missing = [side for side in ("business", "technical") if not confirmed.get(side)]
    if missing:
        title = f"The problem is not confirmed by the {join_words(missing)} side"
        yield Finding("SC-L40", "error", title, "Ask one person of that side.", "problem")
    elif confirmed["business"] == confirmed["technical"]:
        title = "The same person confirmed the problem for both sides"
        yield Finding("SC-L40", "error", title, "Ask another person.", "problem")


def gaps_of_skills_have_a_plan(case: Case) -> Iterator[Finding]:
    """L24, L26: a skill that is missing has a plan with cost and date."""
    for row in case.rows("people", "skills"):
        required, available = decimal_of(row, "required"), decimal_of(row, "available")
        if required is None or available is None or required <= available:
            continue
        parts = {"plan": "plan", "plan_cost": "cost", "plan_due": "date"}
        missing = [key for key in parts if not text_of(row, key)]
        if missing:
            gap = number(required - available, 1).removesuffix(".0")
            skill = text_of(row, "skill").replace("_", " ")
            title = f"{gap} missing in {skill}, without {join_words([parts[k] for k in missing])}"
            yield Finding("SC-L26", "error", title, "Hire, train or find a partner.",
                          f"people.skills.{row.get('id')}.{missing[0]}")  # fmt: skip


def nobody_signs_alone(case: Case) -> Iterator[Finding]:
    """X13: who signs neither wrote the charter nor changed it last."""
    own = {case.around.author: "wrote the charter",
           case.around.last_material_editor: "changed it last"}  # fmt: skip
    for part, person in case.around.signatories.items():
        if person and person in own:
            title = f"The {PARTS.get(part, part)} would sign, but {own[person]}"
            yield Finding("SC-X13", "error", title, "Name another signatory.", f"people.{part}")


RULES = (
    high_risks_are_controlled,
    concerns_are_answered,
    severe_concerns_are_settled,
    privacy_names_its_dataset,
    jobs_have_a_plan,
    reskilling_is_counted,
    law_lets_it,
    impact_is_answered,
    one_is_accountable,
    sponsor_is_not_manager,
    two_confirm,
    gaps_of_skills_have_a_plan,
    nobody_signs_alone,
)
