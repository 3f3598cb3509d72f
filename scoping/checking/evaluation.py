"""What the figures of a candidate come to: scores, readiness, value, priority; all in one place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from scoping.calc import priority as order
from scoping.calc.readiness import Fit, Readiness, fit_of, raising_flips, required_levels
from scoping.calc.rubric import Rating, Rubric, Scores, score_candidate
from scoping.calc.value import (
    YEARS,
    Benefit,
    default_chance,
    expected_benefit,
    net_present_value,
    payback_months,
    value_score,
)
from scoping.checking.classes import legal_walk
from scoping.checking.totals import run_costs_of
from scoping.rules.law import LegalFile
from scoping.rules.model import DIMENSIONS, Settings, Technique
from scoping.worksheet.model import Content
from scoping.worksheet.state import CandidateState, WorksheetState

NOT_AI = frozenset({"none", "rule", "analytics"})
ALIGNMENT = ("alignment_needs", "alignment_strategy", "alignment_capability")
METHODS = {
    "priority": "Priority",
    "value": "Risk-adjusted value",
    "rice": "RICE",
    "wsjf": "WSJF",
    "ice": "ICE",
}


@dataclass(frozen=True)
class Rules:
    """The organization's rules that figures depend on; without `legal` nothing is prohibited."""

    rubric: Rubric
    techniques: Mapping[str, Technique]
    settings: Settings
    legal: LegalFile | None = None


@dataclass(frozen=True)
class Money:
    """What is spent and what comes of it. Worth and payback need benefit, costs and chance."""

    chance: float | None = None
    build: Decimal | None = None
    run: Decimal | None = None
    net_present_value: Decimal | None = None
    payback: Decimal | None = None


@dataclass(frozen=True)
class Figures:
    """Everything that is computed of one candidate. None is unknown, never zero.

    `parts` and `priority` need benefit, scores, fit and alignment.
    """

    id: str
    name: str
    kind: str
    decision: str
    scores: Scores
    required: Mapping[str, float] | None
    fit: Fit | None
    flips: Mapping[str, float]
    benefit: Benefit | None
    benefit_formula: str
    money: Money
    parts: order.Parts | None
    priority: float | None
    quadrant: str | None
    rice: float | None
    wsjf: float | None
    ice: float | None
    measure_next: Sequence[order.ToMeasure]

    @property
    def is_ai(self) -> bool:
        return self.kind not in NOT_AI

    @property
    def readiness(self) -> Readiness:
        return self.fit.verdict if self.fit else Readiness.UNKNOWN

    def by_method(self, method: str) -> float | None:
        """The figure by which a method orders candidates."""
        found = {
            "priority": self.priority,
            "value": None
            if self.money.net_present_value is None
            else float(self.money.net_present_value),
            "rice": self.rice,
            "wsjf": self.wsjf,
            "ice": self.ice,
        }
        return found[method]


@dataclass(frozen=True)
class Comparison:
    """All candidates side by side, and what their order rests on."""

    candidates: tuple[Figures, ...]
    settings: Settings

    @cached_property
    def leaders(self) -> dict[str, tuple[str, ...]]:
        """Whom each method puts first."""
        scores = {
            method: {each.id: each.by_method(method) for each in self.candidates}
            for method in METHODS
        }
        return order.leaders(scores)

    def ranked(self, method: str) -> list[tuple[int, str]]:
        return order.ranking({each.id: each.by_method(method) for each in self.candidates})

    def stability(self, factors: Sequence[float]) -> order.Stability | None:
        """How often the leader stays first when the weights change."""
        parts = {each.id: each.parts for each in self.candidates if each.parts}
        return order.stability(parts, factors, self.settings.weights)

    @cached_property
    def best_rival(self) -> Figures | None:
        """The candidate without AI that is worth most; doing nothing is worth nothing."""
        rivals = [each for each in self.candidates if not each.is_ai and each.kind != "none"]
        return _most_valuable(rivals)

    @cached_property
    def best_ai(self) -> Figures | None:
        return _most_valuable([each for each in self.candidates if each.is_ai])

    @cached_property
    def smallest_ready(self) -> Figures | None:
        """Of those that the organization is ready for, the least complex one."""
        able = [
            each
            for each in self.candidates
            if each.readiness is Readiness.READY and each.scores.complexity is not None
        ]
        return min(able, key=lambda each: each.scores.complexity or 0.0, default=None)


def _most_valuable(rows: Sequence[Figures]) -> Figures | None:
    known = [each for each in rows if each.money.net_present_value is not None]
    return max(known, key=lambda each: each.money.net_present_value or Decimal(0), default=None)


def compare(
    state: WorksheetState, rules: Rules, levels: Mapping[str, float | None] | None
) -> Comparison:
    """Return the figures of every candidate of a worksheet.

    Money section and questions of law speak of the chosen candidate: its run costs are those of
    the three years there, and it is excluded where the answers end in what must not be done.
    """
    outcome = legal_walk(state, rules.legal).outcome if rules.legal else None
    is_prohibited = bool(outcome and outcome.excludes)
    found = tuple(
        figures_of(
            each,
            rules,
            levels,
            is_prohibited=is_prohibited and each is state.chosen,
            run_costs=run_costs_of(state, each),
        )
        for each in state.candidates
    )
    return Comparison(found, rules.settings)


def figures_of(
    candidate: CandidateState,
    rules: Rules,
    levels: Mapping[str, float | None] | None,
    *,
    is_prohibited: bool = False,
    run_costs: Sequence[Decimal] | None = None,
) -> Figures:
    """Return what one candidate comes to. `levels` are those of a valid assessment, or None.

    `run_costs` are those of years 1 to 3; without them each year costs what the candidate says.
    """
    content = candidate.content
    scores = score_candidate(
        [rating_of(row) for row in candidate.ratings], rules.rubric, is_prohibited=is_prohibited
    )
    needed = required_of(content, rules.techniques)
    fit = fit_of(needed, levels) if needed else None
    benefit, formula = benefit_of(content)
    parts = _parts(content, scores, fit, benefit, rules.settings)
    return Figures(
        id=candidate.id,
        name=str(content.get("name") or "Candidate without a name"),
        kind=str(content.get("kind", "")),
        decision=candidate.decision,
        scores=scores,
        required=needed,
        fit=fit,
        flips=raising_flips(needed, levels) if needed else {},
        benefit=benefit,
        benefit_formula=formula,
        money=_money(content, benefit, _chance(content, scores), rules.settings, run_costs),
        parts=parts,
        priority=order.priority(parts, rules.settings.weights) if parts else None,
        quadrant=order.quadrant(parts.value, parts.viability, parts.complexity) if parts else None,
        rice=_rice(content),
        wsjf=_wsjf(content),
        ice=_ice(content),
        measure_next=order.measure_next(scores.factors, rules.rubric, rules.settings.weights),
    )


def rating_of(row: Mapping[str, object]) -> Rating:
    """A stored rating as the rubric takes it."""
    score = row["score"]
    return Rating(
        str(row["factor"]),
        str(row["side"]),
        score if isinstance(score, int) else -1,
        str(row["evidence"]),
        str(row.get("note", "")),
    )


def required_of(content: Content, techniques: Mapping[str, Technique]) -> dict[str, float] | None:
    """Return the levels needed, or None while no technique of the catalog is chosen.

    Doing nothing needs nothing. Overrides count only with their reason.
    """
    if content.get("kind") == "none":
        return dict.fromkeys(DIMENSIONS, 1.0)
    technique = techniques.get(str(content.get("technique", "")))
    if technique is None:
        return None
    overrides = {
        key: float(content[f"required_{key}"])
        for key in DIMENSIONS
        if content.get(f"required_{key}") and content.get("required_reason")
    }
    return required_levels(
        technique.required,
        real_time=content.get("real_time") is True,
        personal_impact=content.get("personal_impact") is True,
        overrides=overrides,
    )


def benefit_of(content: Content) -> tuple[Benefit | None, str]:
    """Return the yearly margin and its formula in words; None while it cannot be computed.

    Without low or high end, the likely figure stands for it. Doing nothing is worth nothing.
    """
    if content.get("kind") == "none":
        return Benefit(Decimal(0), Decimal(0), Decimal(0)), ""
    likely, margin = _decimal(content, "benefit_likely"), _decimal(content, "margin")
    if likely is None or margin is None:
        return None, ""
    low = _decimal(content, "benefit_low")
    high = _decimal(content, "benefit_high")
    ends = (likely if low is None else low, likely if high is None else high)
    try:
        found = expected_benefit(ends[0], likely, ends[1], margin)
    except ValueError:
        return None, ""
    return (
        found,
        f"(low {ends[0]:,f} + 4 × likely {likely:,f} + high {ends[1]:,f}) / 6 × {margin:f}%",
    )


def _decimal(content: Content, key: str) -> Decimal | None:
    value = content.get(key)
    return None if value in (None, "") else Decimal(str(value))


def _chance(content: Content, scores: Scores) -> float | None:
    typed = _decimal(content, "success_chance")
    if typed is not None and content.get("success_reason"):
        return float(typed) / 100
    if content.get("kind") == "none":
        return 1.0
    if scores.evidence is None or scores.viability is None:
        return None
    return default_chance(scores.evidence, scores.viability)


def _money(
    content: Content,
    benefit: Benefit | None,
    chance: float | None,
    settings: Settings,
    run_costs: Sequence[Decimal] | None,
) -> Money:
    if content.get("kind") == "none":
        return Money(chance, Decimal(0), Decimal(0), Decimal(0))
    build = _decimal(content, "build_cost")
    run = run_costs[0] if run_costs else _decimal(content, "run_cost")
    if benefit is None or build is None or run is None:
        return Money(chance, build, run)
    payback = payback_months(benefit.expected, run, build)
    if chance is None:
        return Money(chance, build, run, payback=payback)
    worth = net_present_value(
        benefit.expected,
        run_costs or [run] * YEARS,
        chance,
        build,
        reskilling=_decimal(content, "reskilling_cost") or Decimal(0),
        ramp_months=int(_decimal(content, "ramp_months") or 0),
        rate=settings.discount_percent / 100,
    )
    return Money(chance, build, run, worth, payback)


def _parts(
    content: Content, scores: Scores, fit: Fit | None, benefit: Benefit | None, settings: Settings
) -> order.Parts | None:
    answers = [int(content[key]) for key in ALIGNMENT if content.get(key)]
    known = (scores.viability, scores.complexity, fit.fit if fit else None)
    if benefit is None or len(answers) != len(ALIGNMENT) or None in known:
        return None
    return order.Parts(
        value=value_score(benefit.expected, settings.value_scale),
        viability=scores.viability or 0.0,
        fit=(fit.fit if fit else None) or 0.0,
        alignment=order.alignment(answers),
        complexity=scores.complexity or 0.0,
    )


def _numbers(content: Content, *keys: str) -> list[float] | None:
    values = [_decimal(content, key) for key in keys]
    return None if None in values else [float(value or 0) for value in values]


def _rice(content: Content) -> float | None:
    found = _numbers(content, "reach", "impact", "rice_confidence", "effort_months")
    return order.rice(found[0], found[1], found[2] / 100, found[3]) if found else None


def _wsjf(content: Content) -> float | None:
    found = _numbers(content, "wsjf_value", "wsjf_time", "wsjf_risk", "wsjf_size")
    return order.wsjf(*found) if found else None


def _ice(content: Content) -> float | None:
    found = _numbers(content, "ice_impact", "ice_confidence", "ice_ease")
    return order.ice(*found) if found else None
