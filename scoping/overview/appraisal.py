"""Scores, readiness, value and priority of every candidate, as plain data that can be frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from accounts.models import Organization
from scoping.calc.rubric import Scores
from scoping.checking.classes import impact_path
from scoping.checking.evaluation import Figures, Rules
from scoping.checking.review import Review
from scoping.checking.sources import origin_words
from scoping.checking.surroundings import RulePack
from scoping.checking.totals import totals_of
from scoping.models import pack_of, rubric_of, settings_of
from scoping.rules.model import DIMENSION_NAMES, RubricFile, Settings
from scoping.worksheet.model import Content
from scoping.worksheet.state import CandidateState, WorksheetState

PLACES = Decimal("0.000001")
Levels = Mapping[str, float | None]


@dataclass(frozen=True)
class RuleBook:
    """The rules in force in an organization."""

    settings: Settings
    rubric: RubricFile
    pack: RulePack

    @property
    def figures(self) -> Rules:
        """As the figures of candidates take them."""
        pack = self.pack
        return Rules(self.rubric.rubric, pack.techniques.by_key, self.settings, pack.legal)


def rule_book(organization: Organization) -> RuleBook:
    """The rules in force, read once."""
    return RuleBook(settings_of(organization), rubric_of(organization), pack_of(organization))


def number(content: Content, key: str) -> Decimal | None:
    """A stored number; None where there is none."""
    value = content.get(key)
    return None if value in (None, "") else Decimal(value)


def rounded(value: float | Decimal | None) -> str | None:
    """As it is frozen: at most six decimals, without trailing zeros."""
    if value is None:
        return None
    exact = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
    text = f"{exact.quantize(PLACES, ROUND_HALF_EVEN).normalize():f}"
    return "0" if text == "-0" else text


def appraise(candidate: CandidateState, found: Figures, levels: Levels | None) -> dict[str, Any]:
    """The three parts of a frozen candidate that are computed: scores, readiness and value."""
    return {
        "scores": _scores(found.scores) if candidate.ratings else None,
        "readiness": _readiness(found, levels),
        "value": _value(found, origin_words(candidate.content)),
    }


def _scores(found: Scores) -> dict[str, Any]:
    return {
        "viability": rounded(found.viability),
        "complexity": rounded(found.complexity),
        "evidence": rounded(found.evidence),
        "class": found.complexity_class,
        "verdict": str(found.verdict),
        "verdict_reason": found.reason,
        "factors": {
            key: {"score": rounded(each.score), "evidence": str(each.evidence),
                  "spread": each.spread}
            for key, each in found.factors.items()
        },
    }  # fmt: skip


def _readiness(found: Figures, levels: Levels | None) -> dict[str, Any] | None:
    if found.fit is None or found.required is None:
        return None
    return {
        "verdict": str(found.fit.verdict),
        "fit": rounded(found.fit.fit),
        "largest_gap": rounded(found.fit.largest_gap),
        "dimension": DIMENSION_NAMES.get(found.fit.dimension or ""),
        "required": {key: rounded(level) for key, level in found.required.items()},
        "levels": {key: rounded((levels or {}).get(key)) for key in found.required},
    }


def _value(found: Figures, source: str) -> dict[str, Any] | None:
    if found.benefit is None:
        return None
    return {
        "benefit": rounded(found.benefit.expected),
        "benefit_low": rounded(found.benefit.low),
        "benefit_high": rounded(found.benefit.high),
        "chance": rounded(found.money.chance),
        "net_present_value": rounded(found.money.net_present_value),
        "priority": rounded(found.priority),
        "formula": found.benefit_formula,
        "source": source,
    }


def cost_totals(state: WorksheetState) -> dict[str, Any]:
    """The totals of the money section, with the first slice's share in percent of all."""
    found = totals_of(state)
    cap = number(state.chosen.content, "first_slice_cap") if state.chosen else None
    share = cap / found.total * 100 if cap is not None and found.total else None
    return {
        "build": rounded(found.build),
        "preparation": rounded(found.preparation),
        "contingency": rounded(found.contingency),
        "total": rounded(found.total),
        "run": [rounded(year) for year in found.run],
        "first_slice_share": rounded(share),
    }


def judged(found: Review) -> dict[str, Any]:
    """What the checks answered, as it is frozen."""
    smart = found.smart
    return {
        "smart": {
            "total": rounded(smart.total),
            "letters": {str(letter): rounded(score) for letter, score in smart.letters.items()},
            "checks": [
                {"id": each.id, "status": str(each.status), "title": each.title,
                 "remedy": each.remedy}
                for each in smart.checks
            ],
        },
        "findings": [
            {"rule": each.rule, "severity": each.severity, "title": each.title,
             "path": each.path}
            for each in found.findings
        ],
    }  # fmt: skip


def classes(found: Review, state: WorksheetState, pack: RulePack) -> dict[str, Any]:
    """Legal class and internal impact, each with the answers that lead to it."""
    walk, impact = found.legal, found.impact
    outcome = walk.outcome
    return {
        "legal": {
            "class": outcome.label if outcome else None,
            "path": [
                {"question": step.question.text, "answer": step.answer.label} for step in walk.path
            ],
            "citations": list(walk.citations),
            "version": pack.legal.version,
            "prohibited": bool(outcome and outcome.excludes),
            "needs_sign_off": bool(outcome and outcome.needs_legal_sign_off),
        },
        "impact": {
            "level": impact.level,
            "score": rounded(Decimal(impact.residual)),
            "distance": None if impact.to_next is None else rounded(float(impact.to_next)),
            **impact_path(state, pack.impact),
        },
    }
