"""Stored values as plain ones; what cannot be read counts as not filled in."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from metrics.calc.targets import TARGET_KINDS, Direction, TargetKind, target_value
from scoping.worksheet.model import Content
from scoping.worksheet.state import CandidateState

AI_KINDS = frozenset({"ml", "generative", "bought"})
RULE_KINDS = frozenset({"rule", "analytics"})
NOTHING = "none"
DECISION = "candidates.decision"  # made for all candidates together, on a page of its own
LEVELS = "candidates.levels"  # what readiness rests on, on a page of its own
MOST_DIGITS = 24


def text_of(content: Mapping[str, Any], key: str) -> str:
    """A stored text without spaces around it; empty where there is none.

    >>> text_of({"name": " Calls "}, "name"), text_of({}, "name")
    ('Calls', '')
    """
    value = content.get(key)
    return "" if value is None else str(value).strip()


def decimal_of(content: Mapping[str, Any], key: str) -> Decimal | None:
    """A stored number; None where there is none, or none of a size that means something.

    >>> decimal_of({"rows": "1200"}, "rows"), decimal_of({"rows": "NaN"}, "rows")
    (Decimal('1200'), None)
    """
    try:
        value = Decimal(text_of(content, key))
    except InvalidOperation:
        return None
    is_sane = value.is_finite() and value.adjusted() <= MOST_DIGITS
    return value if is_sane else None


def integer_of(content: Mapping[str, Any], key: str) -> int | None:
    """A stored whole number; None where there is none.

    >>> integer_of({"days": "90"}, "days"), integer_of({"days": "1.5"}, "days")
    (90, None)
    """
    value = decimal_of(content, key)
    return int(value) if value is not None and value == value.to_integral_value() else None


def day_of(content: Mapping[str, Any], key: str) -> datetime.date | None:
    """A stored date; None where there is none.

    >>> day_of({"end": "2027-07-31"}, "end"), day_of({"end": "soon"}, "end")
    (datetime.date(2027, 7, 31), None)
    """
    try:
        return datetime.date.fromisoformat(text_of(content, key))
    except ValueError:
        return None


def direction_of(problem: Content) -> Direction | None:
    """Which way is better; None while it is not said."""
    if problem.get("direction") == "up":
        return "up"
    return "down" if problem.get("direction") == "down" else None


def target_kind_of(problem: Content) -> TargetKind | None:
    """What the target is said to be; None while it is not said."""
    return next((kind for kind in TARGET_KINDS if problem.get("target_kind") == kind), None)


def target_of(problem: Content) -> Decimal | None:
    """The value to reach; None while a part of it is missing, or where it cannot be."""
    baseline, amount = decimal_of(problem, "baseline"), decimal_of(problem, "target_amount")
    kind, direction = target_kind_of(problem), direction_of(problem)
    if baseline is None or amount is None or kind is None or direction is None:
        return None
    try:
        return target_value(baseline, amount, kind, direction)
    except ValueError:
        return None


def rows_of(content: Mapping[str, Any], key: str) -> list[Content]:
    """Stored rows; none where nothing was saved."""
    return list(content.get(key) or [])


def depends_on(milestone: Content) -> list[str]:
    """The names of the milestones that one depends on, as they were typed.

    >>> depends_on({"id": "a", "after": "Data ready; Pilot read,"})
    ['Data ready', 'Pilot read']
    """
    parts = text_of(milestone, "after").replace(";", ",").split(",")
    return [name for part in parts if (name := part.strip())]


def kind_of(candidate: CandidateState) -> str:
    """The candidate's kind; empty while it is open."""
    return text_of(candidate.content, "kind")


def is_ai(candidate: CandidateState) -> bool:
    """Whether it learns: machine learning, generative or bought.

    >>> is_ai(CandidateState("a", {"kind": "ml"})), is_ai(CandidateState("b", {"kind": "rule"}))
    (True, False)
    """
    return kind_of(candidate) in AI_KINDS


def name_of(candidate: CandidateState) -> str:
    """The candidate's name, or that it has none."""
    return text_of(candidate.content, "name") or "a candidate without a name"


def path_of(candidate: CandidateState, field: str = "") -> str:
    """The anchor of a candidate or of one of its fields.

    >>> path_of(CandidateState("abc", {}), "margin"), path_of(CandidateState("abc", {}))
    ('abc:candidate.margin', 'abc:candidate')
    """
    return f"{candidate.id}:candidate.{field}" if field else f"{candidate.id}:candidate"
