"""What a rule finds, and the case that it looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from scoping.checking.reading import is_ai, text_of
from scoping.checking.surroundings import RulePack, Surroundings
from scoping.worksheet.model import Content, Need
from scoping.worksheet.state import CandidateState, WorksheetState

Severity = Literal["error", "warn"]
NEED_ORDER = (Need.DRAFT, Need.SUBMISSION, Need.GATE_2, Need.GATE_3)


@dataclass(frozen=True)
class Finding:
    """One fault: rule, how bad it is, what was found, what to do, and where it stands.

    `path` is as in the worksheet's differences: "data.datasets.<row>.lawful_basis", for candidates
    "<public id>:candidate.margin".
    """

    rule: str
    severity: Severity
    title: str
    remedy: str
    path: str

    @property
    def section(self) -> str:
        """The key of the section, "candidates" for a candidate.

        >>> Finding("SC-X1", "error", "", "", "abc:candidate.name").section
        'candidates'
        """
        return "candidates" if ":" in self.path else self.path.split(".")[0]


@dataclass(frozen=True)
class Case:
    """A worksheet with its surroundings and rules, judged for one step of its life."""

    state: WorksheetState
    around: Surroundings
    pack: RulePack
    at: Need = Need.SUBMISSION

    def section(self, key: str) -> Content:
        return self.state.section(key)

    def rows(self, section: str, key: str) -> list[Content]:
        return self.state.rows(section, key)

    @property
    def chosen(self) -> CandidateState | None:
        return self.state.chosen

    @property
    def standing(self) -> tuple[CandidateState, ...]:
        """The chosen candidate; while none is chosen, all that were not rejected or parked."""
        if self.chosen:
            return (self.chosen,)
        return tuple(each for each in self.state.candidates if not each.decision)

    @property
    def has_ai(self) -> bool:
        """Whether a standing candidate learns."""
        return any(is_ai(candidate) for candidate in self.standing)

    @property
    def used_datasets(self) -> list[Content]:
        """The datasets that standing candidates take as inputs."""
        used = {
            each for candidate in self.standing for each in candidate.content.get("inputs") or []
        }
        return [row for row in self.rows("data", "datasets") if row.get("id") in used]

    def is_due(self, need: Need) -> bool:
        """Whether what is needed by that step is needed now."""
        return NEED_ORDER.index(need) <= NEED_ORDER.index(self.at)

    def later(self, need: Need) -> Severity:
        """A warning before that step, an error from it on."""
        return "error" if self.is_due(need) else "warn"


Rule = Callable[[Case], Iterable[Finding]]


def is_personal(dataset: Content) -> bool:
    """Whether a dataset holds data about persons, also without their names."""
    return text_of(dataset, "personal_class") in {"pseudonymous", "personal", "special"}
