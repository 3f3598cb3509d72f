"""What a questionnaire pack is made of: a frozen tree of dimensions and capabilities."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    StringConstraints,
)
from pydantic_core import PydanticCustomError

from assessments.calc import questionnaire as light
from assessments.calc.parameters import DEFAULTS, Parameters

MAX_CAPABILITIES = 60

Audience = Literal["business", "technical", "both"]


def _shaped(pattern: str, meaning: str) -> AfterValidator:
    """Text that must match a pattern; the message says in words what it should look like."""
    shape = re.compile(pattern)

    def check(value: str) -> str:
        if not shape.fullmatch(value):
            raise PydanticCustomError("shape", "must be {meaning}", {"meaning": meaning})
        return value

    return AfterValidator(check)


def _entries(fewest: int, most: int) -> BeforeValidator:
    """A list's length, looked at first: pydantic counts only the valid items of a tuple."""

    def check(value: object) -> object:
        if isinstance(value, list | tuple) and len(value) < fewest:
            raise PydanticCustomError("few", "needs at least {fewest} entry", {"fewest": fewest})
        if isinstance(value, list | tuple) and len(value) > most:
            raise PydanticCustomError("many", "has more than {most} entries", {"most": most})
        return value

    return BeforeValidator(check)


def _number_to(limit: int) -> BeforeValidator:
    """A mapping's key that counts from 1 to a limit; JSON and YAML give it as text."""
    numbers = {str(number): number for number in range(1, limit + 1)}

    def check(value: object) -> int:
        if str(value) not in numbers:
            message = "must be a number from 1 to {limit}"
            raise PydanticCustomError("number", message, {"limit": limit})
        return numbers[str(value)]

    return BeforeValidator(check)


def _answer(value: object) -> object:
    """A rating, "I don't know", "does not apply" or blank; True is not a rating of 1."""
    if isinstance(value, bool | float) or value not in (1, 2, 3, 4, 5, "DK", "NA", None):
        raise PydanticCustomError("answer", "must be a level from 1 to 5, DK, NA or null")
    return value


def _three_decimals(weight: float) -> float:
    if round(weight, 3) != weight:
        raise PydanticCustomError("decimals", "must have at most 3 decimals")
    return weight


def _one_or_three(k: int) -> int:
    if k == 2:
        raise PydanticCustomError("k", "must be 1 or at least 3")
    return k


def _in_order(numbered: Mapping[int, Any]) -> Mapping[int, Any]:
    """PostgreSQL's JSON forgets the order of keys; people count upward."""
    return dict(sorted(numbered.items()))


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=600)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Key = Annotated[
    str,
    _shaped(
        r"[a-z][a-z0-9_]{0,63}",
        "at most 64 lower-case letters, digits and underscores, with a letter first",
    ),
]
PackKey = Annotated[
    str,
    _shaped(
        r"[a-z][a-z0-9-]{0,63}",
        "at most 64 lower-case letters, digits and hyphens, with a letter first",
    ),
]
Version = Annotated[
    str,
    _shaped(r"(0|[1-9][0-9]{0,5})(\.(0|[1-9][0-9]{0,5})){2}", "three numbers like 1.0.0"),
]
Language = Annotated[str, _shaped(r"[a-z]{2,3}(-[A-Z]{2})?", 'a language code like "en"')]
# The engine reads a weight by its decimal text, so it must not vanish when noise is cut.
Weight = Annotated[
    float, Field(strict=True, gt=0, le=10, allow_inf_nan=False), AfterValidator(_three_decimals)
]
Flag = Annotated[bool, Field(strict=True)]
Answer = Annotated[int | str | None, BeforeValidator(_answer)]
Level = Annotated[int, Field(strict=True, ge=1, le=5)]
Effort = Annotated[int, Field(strict=True, ge=1, le=3)]
TextPerLevel = Annotated[Mapping[Annotated[int, _number_to(5)], Text], AfterValidator(_in_order)]
NamePerLevel = Annotated[Mapping[Annotated[int, _number_to(5)], Name], AfterValidator(_in_order)]
TextPerStep = Annotated[Mapping[Annotated[int, _number_to(4)], Text], AfterValidator(_in_order)]
EffortPerStep = Annotated[Mapping[Annotated[int, _number_to(4)], Effort], AfterValidator(_in_order)]
TextPerEffort = Annotated[Mapping[Annotated[int, _number_to(3)], Text], AfterValidator(_in_order)]


class _Part(BaseModel):
    """Every part of a pack is frozen and refuses fields that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Scale(_Part):
    min: Annotated[int, Field(strict=True, ge=1, le=1)]
    max: Annotated[int, Field(strict=True, ge=5, le=5)]
    labels: NamePerLevel


class AnswerOption(_Part):
    label: Name
    help: Text


class AnswerOptions(_Part):
    scale: Scale
    dont_know: AnswerOption
    not_applicable: AnswerOption


class VerdictRule(_Part):
    """A verdict holds if every gate, every item and the overall score reach these."""

    min_gate_level: Level
    min_item_level: Level
    min_score: Annotated[float, Field(strict=True, ge=1, le=5, allow_inf_nan=False)]


class Verdict(_Part):
    label: Name
    summary: Text
    rule: VerdictRule


class Verdicts(_Part):
    """The three verdicts on a project, strictest first: the first whose rule holds is given."""

    ready_to_build: Verdict
    ready_to_explore: Verdict
    not_ready: Verdict


class Capability(_Part):
    key: Key
    name: Name
    question: Text
    help: Text
    why: Text
    audience: Audience
    weight: Weight
    gate: Flag = False
    risk: Flag = False
    allow_not_applicable: Flag = False
    levels: TextPerLevel
    evidence: Annotated[tuple[Text, ...], _entries(0, 10)] = ()
    recommendations: TextPerStep
    effort: EffortPerStep
    depends_on: Annotated[tuple[Key, ...], _entries(0, MAX_CAPABILITIES)] = ()
    mappings: Mapping[Key, Annotated[tuple[Name, ...], _entries(0, 20)]] = {}


class Dimension(_Part):
    key: Key
    name: Name
    question: Text
    weight: Weight
    stage_narrative: TextPerLevel
    capabilities: Annotated[tuple[Capability, ...], _entries(1, MAX_CAPABILITIES)]


class GoldenExpectation(_Part):
    """Values that the engine must find; only what is named is compared."""

    overall: Mapping[str, JsonValue] = {}
    dimensions: Mapping[str, Mapping[str, JsonValue]] = {}
    capabilities: Mapping[str, Mapping[str, JsonValue]] = {}
    overall_score: float | None = None
    verdict: str | None = None


class GoldenCase(_Part):
    """Answers with known results: in full, or as one respondent's level per capability."""

    id: Annotated[str, _shaped(r"[A-Za-z0-9_-]{1,32}", "at most 32 letters and digits")]
    title: Name
    k: Annotated[int, Field(strict=True, ge=1, le=20), AfterValidator(_one_or_three)] = 1
    answers: Mapping[Name, Mapping[str, Answer]] | None = None
    levels_default: Level | None = None
    levels_override: Mapping[str, Level] = {}
    expected: GoldenExpectation


class PackHeader(_Part):
    key: PackKey
    version: Version
    kind: Literal["organization", "project"]
    language: Language
    title: Name
    summary: Text
    estimated_minutes: Annotated[int, Field(strict=True, ge=1, le=240)]
    scope_prompt: Text
    instructions: Text
    answer_options: AnswerOptions
    level_meaning: TextPerLevel
    default_target_level: Level
    effort_scale: TextPerEffort
    frameworks: Mapping[Key, Name] = {}
    verdicts: Verdicts | None = None


class _Content(_Part):
    schema_version: Annotated[int, Field(strict=True, ge=1, le=1)]
    dimensions: Annotated[tuple[Dimension, ...], _entries(1, 12)]
    golden_cases: Annotated[tuple[GoldenCase, ...], _entries(0, 50)] = ()


class PackFile(_Content):
    """A pack as its file writes it, with the header in a part of its own."""

    pack: PackHeader


class Pack(PackHeader, _Content):
    """A questionnaire pack: its header, dimensions with capabilities, and golden cases."""

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Self:
        """The pack that as_json() wrote; its cross-references were checked when it was parsed."""
        return cls.model_validate(content)

    def as_json(self) -> dict[str, Any]:
        """Plain values for a JSON column; the numbers that count levels become text."""
        return self.model_dump(mode="json")

    @property
    def capabilities(self) -> tuple[Capability, ...]:
        """All capabilities in the order of the pack."""
        return tuple(item for dimension in self.dimensions for item in dimension.capabilities)

    def capability(self, key: str) -> Capability:
        """One capability; KeyError if the pack has none of that key."""
        for capability in self.capabilities:
            if capability.key == key:
                return capability
        raise KeyError(key)

    def asked_of(self, audience: str) -> tuple[str, ...]:
        """Keys of the capabilities that a respondent is asked; "both" roles are asked all."""
        return tuple(
            item.key
            for item in self.capabilities
            if audience == "both" or item.audience in (audience, "both")
        )

    @property
    def level_labels(self) -> Mapping[int, str]:
        """The names of the levels, 1 to 5."""
        return self.answer_options.scale.labels


def content_hash(pack: Pack) -> str:
    """SHA-256 of the pack's canonical JSON, in hexadecimal digits."""
    canonical = json.dumps(
        pack.as_json(), sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def to_questionnaire(pack: Pack) -> light.Questionnaire:
    """The pack without its texts, as the calculations need it."""
    return light.Questionnaire(
        tuple(
            light.Dimension(
                dimension.key, dimension.weight, tuple(map(_to_light, dimension.capabilities))
            )
            for dimension in pack.dimensions
        ),
        kind=pack.kind,
    )


def to_parameters(pack: Pack) -> Parameters:
    """The engine's parameters with the pack's own default target and verdict rules."""
    defaults = replace(DEFAULTS, default_target=pack.default_target_level)
    if pack.verdicts is None:
        return defaults
    build, explore = pack.verdicts.ready_to_build.rule, pack.verdicts.ready_to_explore.rule
    return replace(
        defaults,
        build_min_gate_level=build.min_gate_level,
        build_min_item_level=build.min_item_level,
        build_min_score=build.min_score,
        explore_min_gate_level=explore.min_gate_level,
        explore_min_score=explore.min_score,
    )


def _to_light(capability: Capability) -> light.Capability:
    first, second, third, fourth = (capability.effort[step] for step in (1, 2, 3, 4))
    return light.Capability(
        key=capability.key,
        weight=capability.weight,
        gate=capability.gate,
        risk=capability.risk,
        audience=capability.audience,
        effort=(first, second, third, fourth),
        depends_on=capability.depends_on,
    )
