"""A whole worksheet as plain data, for checks, comparisons and documents that know no database."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scoping.worksheet.model import Content


@dataclass(frozen=True)
class CandidateState:
    """One candidate: what was typed, the decision on it, and the ratings of each factor.

    `ratings` are rows of factor, side, score 0-4, evidence and note, without the rater.
    `decision` is empty while it is open, else chosen, rejected or parked.
    """

    id: str
    content: Content
    decision: str = ""
    decision_reason: str = ""
    ratings: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class WorksheetState:
    """Sections by key, candidates in their order, currency and the two confirmations."""

    sections: Mapping[str, Content]
    candidates: tuple[CandidateState, ...] = ()
    currency: str = ""
    confirmed_by: Mapping[str, str] = field(default_factory=dict)  # side -> person's public id

    def section(self, key: str) -> Content:
        """What the section holds; empty if nothing was saved yet."""
        return self.sections.get(key, {})

    @property
    def chosen(self) -> CandidateState | None:
        """The chosen candidate, where there is exactly one."""
        found = [each for each in self.candidates if each.decision == "chosen"]
        return found[0] if len(found) == 1 else None

    def value(self, section: str, key: str) -> Any:
        return self.section(section).get(key)

    def rows(self, section: str, key: str) -> list[Content]:
        return list(self.section(section).get(key) or [])

    def day(self, section: str, key: str) -> datetime.date | None:
        """A stored date."""
        text = self.value(section, key)
        return datetime.date.fromisoformat(text) if text else None
