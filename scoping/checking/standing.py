"""What a list needs to know of a project: the figures of one candidate, risk, and dates."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from scoping.calc import priority, readiness, rubric, value
from scoping.calc.upkeep import next_training
from scoping.checking.evaluation import Comparison, Figures, Rules, compare
from scoping.worksheet.canonical import digest
from scoping.worksheet.model import Content
from scoping.worksheet.state import WorksheetState

FORMULAS = (
    f"rubric {rubric.FORMULA_VERSION}, readiness {readiness.FORMULA_VERSION}, "
    f"value {value.FORMULA_VERSION}, priority {priority.FORMULA_VERSION}"
)
CENT = Decimal("0.01")
HIGH_INFLUENCE = "3"
SECTIONS = ("risks", "plan", "money", "operations", "communication", "data", "people")


@dataclass(frozen=True)
class Due:
    """A day on which something is decided, reached or looked at again."""

    kind: str
    day: datetime.date
    name: str
    gate: str = ""


@dataclass(frozen=True)
class Enabler:
    """What closes a gap of one dimension; money in the project's currency."""

    dimension: str
    what: str
    cost: Decimal | None


@dataclass(frozen=True)
class Standing:
    """One project in a list. `figures` are of the chosen candidate, else of the leading one.

    `risk` is the largest likelihood times impact, 1 to 25; None without a rated risk.
    """

    figures: Figures | None
    is_chosen: bool
    needs_levels: bool
    is_early_win: bool
    enablers: tuple[Enabler, ...]
    risk: int | None
    risk_name: str
    alignment_review: datetime.date | None
    undecided_since: datetime.date | None
    dates: tuple[Due, ...]


def cents(money: Decimal | None) -> Decimal | None:
    """Money as lists keep it.

    >>> cents(Decimal("1.005")), cents(None)
    (Decimal('1.01'), None)
    """
    return None if money is None else money.quantize(CENT, ROUND_HALF_UP)


def fingerprint(
    state: WorksheetState, rules: Rules, levels: Mapping[str, float | None] | None
) -> str:
    """SHA-256 of everything that a standing is computed from."""
    inputs: dict[str, Any] = {
        "candidates": [
            [each.id, each.content, each.decision, [dict(row) for row in each.ratings]]
            for each in state.candidates
        ],
        "sections": {key: state.section(key) for key in SECTIONS},
        "settings": rules.settings.model_dump(mode="json"),
        "rubric": [dict(rules.rubric.viability), dict(rules.rubric.complexity)],
        "evidence": dict(rules.rubric.evidence),
        "techniques": [each.model_dump(mode="json") for each in rules.techniques.values()],
        "legal": rules.legal.model_dump(mode="json") if rules.legal else None,
        "levels": None if levels is None else dict(levels),
    }
    return digest(_as_text(inputs))


def _as_text(found: Any) -> Any:
    """Numbers as text: the canonical form takes no floats."""
    if isinstance(found, dict):
        return {key: _as_text(each) for key, each in found.items()}
    if isinstance(found, list | tuple):
        return [_as_text(each) for each in found]
    return str(found) if isinstance(found, float | Decimal) else found


def standing_of(
    state: WorksheetState, rules: Rules, levels: Mapping[str, float | None] | None
) -> Standing:
    """Return what lists show of a project. `levels` are those of a valid assessment, or None."""
    comparison = compare(state, rules, levels)
    figures = _shown(comparison, state)
    row = next((each for each in state.candidates if figures and each.id == figures.id), None)
    risk, name = _largest_risk(state)
    return Standing(
        figures=figures,
        is_chosen=figures is not None and figures.decision == "chosen",
        needs_levels=bool(figures and figures.required and max(figures.required.values()) > 1),
        is_early_win=figures is not None and _is_early_win(figures, state),
        enablers=tuple(_enablers(row.content)) if row else (),
        risk=risk,
        risk_name=name,
        alignment_review=state.day("operations", "alignment_review"),
        undecided_since=min(_undecided(state), default=None),
        dates=tuple(sorted(_dates(state), key=lambda due: (due.day, due.kind, due.name))),
    )


def _shown(comparison: Comparison, state: WorksheetState) -> Figures | None:
    by_id = {each.id: each for each in comparison.candidates}
    if state.chosen:
        return by_id[state.chosen.id]
    first = comparison.leaders.get(comparison.settings.method, ())
    return by_id[first[0]] if first else None


def _is_early_win(figures: Figures, state: WorksheetState) -> bool:
    complexity = figures.scores.complexity
    if complexity is None or figures.kind == "none":
        return False
    is_visible = has_visible_stakeholder(state.rows("people", "stakeholders"))
    return priority.is_early_win(
        complexity, figures.readiness, figures.money.payback, is_visible=is_visible
    )


def has_visible_stakeholder(stakeholders: Sequence[Content]) -> bool:
    """Whether somebody of high influence would see a first success.

    >>> has_visible_stakeholder([{"name": "Works council", "influence": "3"}])
    True
    """
    return any(row.get("influence") == HIGH_INFLUENCE for row in stakeholders)


def _enablers(content: Content) -> Iterator[Enabler]:
    for row in content.get("enablers") or []:
        if row.get("dimension"):
            cost = Decimal(row["cost"]) if row.get("cost") else None
            yield Enabler(row["dimension"], row.get("project") or row.get("what") or "", cost)


def _largest_risk(state: WorksheetState) -> tuple[int | None, str]:
    rated = [
        (int(row["likelihood"]) * int(row["impact"]), str(row.get("what", "")))
        for row in state.rows("risks", "risks")
        if row.get("likelihood") and row.get("impact")
    ]
    return max(rated, key=lambda each: each[0], default=(None, ""))


def _undecided(state: WorksheetState) -> Iterator[datetime.date]:
    for row in state.rows("communication", "feedback"):
        if row.get("day") and not row.get("decision"):
            yield datetime.date.fromisoformat(row["day"])


def _dates(state: WorksheetState) -> Iterator[Due]:
    yield from _planned(state)
    for row in state.rows("data", "datasets"):
        if row.get("access_on") and row.get("access") != "granted":
            yield _due("access", row["access_on"], row.get("name"))
    if review := state.value("operations", "alignment_review"):
        yield _due("review", review, "")
    policy = str(state.value("operations", "retraining") or "")
    if retraining := next_training(policy, state.day("operations", "last_trained_on")):
        yield Due("training", retraining, "")


def _planned(state: WorksheetState) -> Iterator[Due]:
    for row in state.rows("plan", "milestones"):
        if row.get("day") and not row.get("done_on"):
            yield _due("milestone", row["day"], row.get("name"))
    for row in state.rows("plan", "gates"):
        if row.get("day") and row.get("gate"):
            yield _due("gate", row["day"], row["gate"], row["gate"])
        if row.get("stop_on") and not row.get("measured"):
            yield _due("stop", row["stop_on"], row.get("stop_metric"))
    if shown := state.value("plan", "early_win_on"):
        yield _due("win", shown, state.value("plan", "early_win"))


def _due(kind: str, day: str, name: str | None, gate: str = "") -> Due:
    return Due(kind, datetime.date.fromisoformat(day), name or "", gate)
