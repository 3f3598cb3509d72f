"""What a report is written from: the frozen evaluation, the pack and a few facts."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

from aiproj.shared import format as show
from reports.readiness import Fact, Interval

STAGES = 5
NO_OVERALL: Mapping[str, Any] = dict.fromkeys(("score", "index", "stage"))


@dataclass(frozen=True)
class ReportFacts:
    """What neither the evaluation nor the pack knows.

    `mode` is "attributed", "confidential" or "anonymous". `comments` maps capability keys to
    comments that may be shown, already shuffled. `comparison` stands beside the index ("First",
    "no earlier assessment to compare with" unless given). Decisions are (text, when).
    """

    organization: str
    scope: str
    closed_on: datetime.date
    published_on: datetime.date
    invited: int
    mode: str
    code_version: str
    inputs_hash: str
    decisions: tuple[tuple[str, str], ...] = ()
    comments: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    targets_set_on: datetime.date | None = None
    comparison: Fact | None = None


def at(texts: Mapping[Any, Any], number: int) -> Any:
    """The entry of a level; its key is a number in YAML and text in JSON.

    >>> at({1: "a"}, 1), at({"1": "a"}, 1)
    ('a', 'a')
    """
    return texts[number] if number in texts else texts[str(number)]


def interval(found: Mapping[str, Any] | None, places: int = 1) -> Interval | None:
    """A likely range with its texts; None stays None."""
    if not found:
        return None
    low, high = found["low"], found["high"]
    return Interval(low, high, show.span(low, high, places), show.likely(low, high, places))


@dataclass(frozen=True)
class Source:
    """The evaluation, the pack and the facts, with the few look-ups that all sections need."""

    evaluation: Mapping[str, Any]
    pack: Mapping[str, Any]
    facts: ReportFacts

    @cached_property
    def header(self) -> Mapping[str, Any]:
        """Pack files hold the header in a part of its own; the parsed pack does not."""
        header: Mapping[str, Any] = self.pack.get("pack", self.pack)
        return header

    @property
    def is_project(self) -> bool:
        return bool(self.header["kind"] == "project")

    @property
    def k(self) -> int:
        return int(self.evaluation["k"])

    @property
    def overall(self) -> Mapping[str, Any]:
        """Score and stage of the whole; every entry is None where areas are not reported."""
        overall: Mapping[str, Any] = self.evaluation["overall"] or NO_OVERALL
        return overall

    def share(self, name: str, default: str) -> Fraction:
        """A share from the parameters that are stored with the result, such as "2/3"."""
        stored = (self.evaluation.get("parameters") or {}).get(name, default)
        return Fraction(str(stored))

    @cached_property
    def areas(self) -> tuple[Mapping[str, Any], ...]:
        """The pack's dimensions in order."""
        return tuple(self.pack["dimensions"])

    @cached_property
    def counted_areas(self) -> tuple[Mapping[str, Any], ...]:
        """The areas in which at least one topic applies."""
        found = self.evaluation["dimensions"]
        return tuple(a for a in self.areas if found[a["key"]]["scored_weight_share"] is not None)

    @cached_property
    def topics(self) -> Mapping[str, Mapping[str, Any]]:
        """The pack's capabilities by key, in order."""
        return {topic["key"]: topic for area in self.areas for topic in area["capabilities"]}

    @cached_property
    def area_of(self) -> Mapping[str, Mapping[str, Any]]:
        return {topic["key"]: area for area in self.areas for topic in area["capabilities"]}

    def area_result(self, key: str) -> Mapping[str, Any]:
        result: Mapping[str, Any] = self.evaluation["dimensions"][key]
        return result

    def result(self, key: str) -> Mapping[str, Any]:
        result: Mapping[str, Any] = self.evaluation["capabilities"][key]
        return result

    def scored(self, key: str) -> bool:
        """True if the topic has figures that may be shown."""
        found = self.result(key)
        return bool(found["scored"]) and not found.get("hidden") and found["level"] is not None

    def level_for_stage(self, key: str) -> int:
        """The level that counts for the stage: a claimed one counts up to the cap only."""
        found = self.result(key)
        cap = int(self.evaluation["parameters"]["evidence_level_cap"])
        return min(int(found["level"]), cap) if found["claimed"] else int(found["level"])

    @cached_property
    def scored_keys(self) -> tuple[str, ...]:
        return tuple(key for key in self.topics if self.scored(key))

    @cached_property
    def left_out_keys(self) -> tuple[str, ...]:
        """Topics that count, but have too few ratings to be shown."""
        return tuple(
            key
            for key in self.topics
            if not self.scored(key) and not self.result(key).get("not_applicable")
        )

    def level_name(self, level: int) -> str:
        return str(at(self.header["answer_options"]["scale"]["labels"], level))

    def names(self, keys: list[str] | tuple[str, ...]) -> tuple[str, ...]:
        return tuple(self.topics[key]["name"] for key in keys)

    def target(self, area_key: str) -> int:
        found = self.area_result(area_key).get("target")
        return int(found if found is not None else self.header["default_target_level"])

    @cached_property
    def common_target(self) -> int | None:
        targets = {self.target(area["key"]) for area in self.areas}
        return targets.pop() if len(targets) == 1 else None

    def weakest_first(self) -> list[Mapping[str, Any]]:
        """Areas with a score: lowest stage first, then lowest score, then pack order."""
        reported = [a for a in self.areas if self.area_result(a["key"])["score"] is not None]
        found = {area["key"]: self.area_result(area["key"]) for area in reported}
        return sorted(
            reported,
            key=lambda area: (found[area["key"]]["stage"] or 0, found[area["key"]]["score"]),
        )

    def unreported(self) -> list[Mapping[str, Any]]:
        """Areas that count, but have too few answers for a score."""
        return [a for a in self.counted_areas if self.area_result(a["key"])["score"] is None]

    def effort_text(self, effort: int) -> str:
        """The pack's words for an effort, without the word before the colon."""
        words = str(at(self.header["effort_scale"], effort))
        return show.sentence_case(words.split(": ", 1)[-1].rstrip("."))
