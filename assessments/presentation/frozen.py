"""What results pages are written from: the frozen evaluation, the questionnaire, a few facts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal
from urllib.parse import urlencode

from aiproj.shared import format as show
from assessments.pack_schema import Capability, Dimension, Pack

STAGES = 5
PEOPLE = {
    "business": "business people",
    "technical": "technical people",
    "both": "people of both sides",
}
NO_TEAM = "Without a team"


@dataclass(frozen=True)
class Facts:
    """What neither the evaluation nor the questionnaire knows.

    `invited` counts people by audience; `targets_set_on` is the day of opening;
    `reasons` says why a capability was declared not applicable.
    """

    scope: str
    closed_on: date
    targets_set_on: date | None
    frozen_on: date
    invited: Mapping[str, int]
    privacy_mode: str
    code_version: str
    inputs_hash: str
    reasons: Mapping[str, str] = field(default_factory=dict)


READERS_NEED = 3


@dataclass(frozen=True)
class Selection:
    """One group of one partition; two filters are never crossed."""

    kind: Literal["audience", "team"]
    key: str

    @property
    def name(self) -> str:
        """The group as pages call it."""
        if self.kind == "audience":
            return show.sentence_case(PEOPLE[self.key])
        return self.key or NO_TEAM

    @property
    def query(self) -> str:
        """The group in an address, with its question mark."""
        return "?" + urlencode([(self.kind, self.key)])


@dataclass(frozen=True)
class Part:
    """A piece of a sentence; names of capabilities stand out."""

    text: str
    strong: bool = False


Sentence = tuple[Part, ...]


def listed(names: Sequence[str]) -> list[Part]:
    """Names in a sentence: A, B and C.

    >>> "".join(part.text for part in listed(["A", "B", "C"]))
    'A, B and C'
    """
    parts: list[Part] = []
    for position, name in enumerate(names):
        if position:
            parts.append(Part(" and " if position == len(names) - 1 else ", "))
        parts.append(Part(name, strong=True))
    return parts


@dataclass(frozen=True)
class Frozen:
    """One frozen result with the few look-ups that every section needs."""

    evaluation: Mapping[str, Any]
    pack: Pack
    facts: Facts
    comments_from: int = 1  # ratings that a capability needs for its comments to be shown

    @property
    def k(self) -> int:
        return int(self.evaluation["k"])

    @property
    def n(self) -> int:
        """How many people submitted answers."""
        return int(self.evaluation["n_respondents"])

    @property
    def too_few(self) -> bool:
        """Whether nothing at all may be shown."""
        return self.n < max(self.k, 1)

    @property
    def is_project(self) -> bool:
        return self.pack.kind == "project"

    @property
    def overall(self) -> Mapping[str, Any] | None:
        found: Mapping[str, Any] | None = self.evaluation["overall"]
        return found

    @cached_property
    def capabilities(self) -> Mapping[str, Capability]:
        """The questionnaire's capabilities by key, in order."""
        return {item.key: item for item in self.pack.capabilities}

    @cached_property
    def dimension_of(self) -> Mapping[str, Dimension]:
        return {item.key: d for d in self.pack.dimensions for item in d.capabilities}

    @cached_property
    def dimension_parts(self) -> Mapping[str, Dimension]:
        """The questionnaire's dimensions by key, in order."""
        return {dimension.key: dimension for dimension in self.pack.dimensions}

    def share(self, name: str) -> Fraction:
        """A share among the stored parameters, exactly."""
        return Fraction(str(self.evaluation["parameters"][name]))

    def number(self, name: str) -> float:
        """A number among the stored parameters."""
        return float(self.evaluation["parameters"][name])

    def result(self, key: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.evaluation["capabilities"][key]
        return found

    def dimension(self, key: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.evaluation["dimensions"][key]
        return found

    def is_scored(self, key: str) -> bool:
        """Whether this capability has figures that may be shown."""
        found = self.result(key)
        return bool(found["scored"]) and not found["hidden"] and not found["not_applicable"]

    @cached_property
    def scored(self) -> tuple[str, ...]:
        return tuple(key for key in self.capabilities if self.is_scored(key))

    @cached_property
    def left_out(self) -> tuple[str, ...]:
        """Capabilities that apply but have too few ratings."""
        return tuple(
            key
            for key in self.capabilities
            if not self.is_scored(key) and not self.result(key)["not_applicable"]
        )

    def target(self, dimension_key: str) -> int:
        return int(self.dimension(dimension_key)["target"])

    @cached_property
    def common_target(self) -> int | None:
        targets = {self.target(key) for key in self.dimension_parts}
        return targets.pop() if len(targets) == 1 else None

    def level_name(self, level: int) -> str:
        return self.pack.level_labels[level]

    def names(self, keys: Sequence[str]) -> list[str]:
        return [self.capabilities[key].name for key in keys]

    def level_for_stage(self, key: str) -> int:
        """The level that counts for the stage: a claimed one counts up to the cap only."""
        found = self.result(key)
        cap = int(self.number("evidence_level_cap"))
        return min(int(found["level"]), cap) if found["claimed"] else int(found["level"])

    def note(self, key: str) -> str:
        """Why a capability has no figures; empty if it has."""
        if self.result(key)["not_applicable"]:
            reason = self.facts.reasons.get(key, "")
            words = f"Declared not applicable: {reason}" if reason else "Declared not applicable"
            return f"{words.rstrip('.')}. It counts nowhere."
        if self.is_scored(key):
            return ""
        why = f"Hidden to protect people: fewer than {self.k} ratings"
        return f"{why if self.k > 1 else 'Nobody rated this'}. It does not count in the dimension."

    def shows_comments(self, key: str) -> bool:
        """Whether enough people rated this capability for its comments to be shown."""
        found = self.evaluation["capabilities"].get(key)
        if found is None or found["hidden"] or found["not_applicable"]:
            return False
        return int(found["n_valid"] or 0) >= self.comments_from

    def group(self, selection: Selection) -> Mapping[str, Any] | None:
        """The slice of a group; None where there is none that may be shown."""
        partition = self.evaluation["groups"].get(selection.kind, {})
        found: Mapping[str, Any] | None = partition.get("slices", {}).get(selection.key)
        return found


def for_readers(frozen: Frozen) -> Frozen:
    """The result of an attributed assessment for people who may not see who answered what.

    One group may be one person there, so no group stands alone, and comments need three ratings.
    """
    none = {"visible": [], "hidden_count_of_people": 0, "slices": {}}
    groups = dict.fromkeys(frozen.evaluation["groups"], none)
    evaluation = {**frozen.evaluation, "groups": groups}
    return replace(frozen, evaluation=evaluation, comments_from=READERS_NEED)
