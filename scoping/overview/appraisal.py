"""Scores, readiness, value and priority of every candidate, as plain data that can be frozen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from accounts.models import Organization
from scoping.calc import priority as ranking
from scoping.calc import value as worth
from scoping.calc.costs import totals
from scoping.calc.readiness import Fit, fit_of, required_levels
from scoping.calc.rubric import Rating, Scores, score_candidate
from scoping.models import rubric_of, settings_of, techniques_of
from scoping.rules.model import DIMENSION_NAMES, DIMENSIONS, RubricFile, Settings, Techniques
from scoping.worksheet.model import Content
from scoping.worksheet.state import CandidateState, WorksheetState

PLACES = Decimal("0.000001")
Levels = Mapping[str, float | None]


@dataclass(frozen=True)
class RuleBook:
    """The rules in force in an organization."""

    settings: Settings
    rubric: RubricFile
    techniques: Techniques


def rule_book(organization: Organization) -> RuleBook:
    """The rules in force, read once."""
    return RuleBook(settings_of(organization), rubric_of(organization), techniques_of(organization))


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


def appraise(
    candidate: CandidateState, levels: Levels | None, rules: RuleBook, *, is_prohibited: bool
) -> dict[str, Any]:
    """The three parts of a frozen candidate that are computed: scores, readiness and value."""
    ratings = [
        Rating(row["factor"], row["side"], row["score"], row["evidence"], row["note"])
        for row in candidate.ratings
    ]
    scores = score_candidate(ratings, rules.rubric.rubric, is_prohibited=is_prohibited)
    needed = _needed(candidate.content, rules.techniques)
    fit = fit_of(needed, levels) if needed else None
    return {
        "scores": _scores(scores) if ratings else None,
        "readiness": _readiness(fit, needed, levels) if fit else None,
        "value": _value(candidate.content, scores, fit, rules.settings),
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


def _needed(content: Content, techniques: Techniques) -> dict[str, float]:
    """The levels that the technique asks for, as the candidate changes them; empty without one."""
    technique = techniques.by_key.get(content.get("technique", ""))
    typed = {key: number(content, f"required_{key}") for key in DIMENSIONS}
    overrides = {key: float(level) for key, level in typed.items() if level is not None}
    if technique is None:
        return overrides if len(overrides) == len(DIMENSIONS) else {}
    return required_levels(
        technique.required,
        real_time=bool(content.get("real_time")),
        personal_impact=bool(content.get("personal_impact")),
        overrides=overrides,
    )


def _readiness(fit: Fit, needed: Levels, levels: Levels | None) -> dict[str, Any]:
    return {
        "verdict": str(fit.verdict),
        "fit": rounded(fit.fit),
        "largest_gap": rounded(fit.largest_gap),
        "dimension": DIMENSION_NAMES.get(fit.dimension or ""),
        "required": {key: rounded(level) for key, level in needed.items()},
        "levels": {key: rounded((levels or {}).get(key)) for key in needed},
    }


def _value(
    content: Content, scores: Scores, fit: Fit | None, settings: Settings
) -> dict[str, Any] | None:
    likely, margin = number(content, "benefit_likely"), number(content, "margin")
    if likely is None or margin is None:
        return None
    ends = [number(content, key) for key in ("benefit_low", "benefit_high")]
    low, high = (likely if each is None else each for each in ends)
    if not low <= likely <= high:
        return None
    benefit = worth.expected_benefit(low, likely, high, margin)
    chance = _chance(content, scores)
    return {
        "benefit": rounded(benefit.expected),
        "benefit_low": rounded(benefit.low),
        "benefit_high": rounded(benefit.high),
        "chance": rounded(chance),
        "net_present_value": rounded(_net(content, benefit.expected, chance, settings)),
        "priority": rounded(_priority(content, benefit.expected, scores, fit, settings)),
        "formula": f"(low {low:,f} + 4 × likely {likely:,f} + high {high:,f}) / 6 × {margin:f}%",
    }


def _chance(content: Content, scores: Scores) -> Decimal | None:
    typed = number(content, "success_chance")
    if typed is not None:
        return typed / 100
    if scores.evidence is None or scores.viability is None:
        return None
    return Decimal(repr(worth.default_chance(scores.evidence, scores.viability)))


def _net(
    content: Content, benefit: Decimal, chance: Decimal | None, settings: Settings
) -> Decimal | None:
    build, run = number(content, "build_cost"), number(content, "run_cost")
    if chance is None or build is None or run is None:
        return None
    return worth.net_present_value(
        benefit,
        [run] * worth.YEARS,
        chance,
        build,
        reskilling=number(content, "reskilling_cost") or Decimal(0),
        ramp_months=int(number(content, "ramp_months") or 0),
        rate=settings.discount_percent / 100,
    )


def _priority(
    content: Content, benefit: Decimal, scores: Scores, fit: Fit | None, settings: Settings
) -> float | None:
    keys = ("alignment_needs", "alignment_strategy", "alignment_capability")
    answers = [int(content[key]) for key in keys if content.get(key)]
    known = fit is not None and fit.fit is not None
    if len(answers) < len(keys) or not known or scores.viability is None:
        return None
    if scores.complexity is None or fit is None or fit.fit is None:
        return None
    parts = ranking.Parts(
        worth.value_score(benefit, settings.value_scale),
        scores.viability,
        fit.fit,
        ranking.alignment(answers),
        scores.complexity,
    )
    return ranking.priority(parts, settings.weights)


def cost_totals(state: WorksheetState) -> dict[str, Any]:
    """The totals of the money section; a missing figure is None, never 0."""
    cap = number(state.chosen.content, "first_slice_cap") if state.chosen else None
    costs = _products(state.rows("money", "costs"), "quantity", "rate")
    preparation = _products(state.rows("data", "preparation"), "days", "day_rate")
    known = [(a, b) for a, b in [*costs, *preparation] if a is not None and b is not None]
    is_whole = len(known) == len(costs) + len(preparation)
    found = totals(
        [(a, b) for a, b in costs if a is not None and b is not None],
        [(a, b) for a, b in preparation if a is not None and b is not None],
        number(state.section("money"), "contingency") if is_whole else None,
        cap,
    )
    run = [rounded(number(state.section("money"), f"run_cost_{year}")) for year in (1, 2, 3)]
    return {
        "build": rounded(found.build),
        "preparation": rounded(found.preparation),
        "contingency": rounded(found.contingency),
        "total": rounded(found.total),
        "run": run,
        "first_slice_share": rounded(found.first_slice_share),
    }


Pair = tuple[Decimal | None, Decimal | None]


def _products(rows: Iterable[Content], left: str, right: str) -> list[Pair]:
    return [(number(row, left), number(row, right)) for row in rows]
