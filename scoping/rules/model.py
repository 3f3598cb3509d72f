"""What files of rules may hold; a wrong one fails with the key that is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from scoping.calc.rubric import Evidence, Rubric

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
FactorKey = Annotated[str, StringConstraints(pattern=r"^[VC][1-9]$")]
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Version = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,4}(\.[0-9]{1,4}){0,2}$")]
Level = Annotated[float, Field(ge=1, le=5)]
ANCHORS = 5
DIMENSIONS = (
    "infrastructure_data",
    "technical_expertise",
    "organizational_support",
    "monitoring_maintenance",
)
DIMENSION_NAMES: Mapping[str, str] = {
    "infrastructure_data": "Infrastructure & Data Management",
    "technical_expertise": "Technical Expertise",
    "organizational_support": "Organizational Support",
    "monitoring_maintenance": "Monitoring & Maintenance",
}


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Settings(_Part):
    """Thresholds and methods. Amounts are in the currency of each project."""

    version: Version
    weights: dict[str, Annotated[float, Field(ge=0, le=1)]]
    method: Literal["priority", "value", "rice", "wsjf", "ice"]
    value_scale: Annotated[Decimal, Field(gt=0)]
    significance: Annotated[Decimal, Field(ge=0)]
    finance_threshold: Annotated[Decimal, Field(ge=0)]
    discount_percent: Annotated[Decimal, Field(ge=0, le=100)]
    charter_days: Annotated[int, Field(ge=1, le=3650)]
    assessment_days: Annotated[int, Field(ge=1, le=3650)]
    signing: Literal["parallel", "sequential"]

    @model_validator(mode="after")
    def _weights_add_up(self) -> Self:
        names = {"value", "viability", "fit", "alignment", "simplicity"}
        if set(self.weights) != names or abs(sum(self.weights.values()) - 1) > 1e-9:
            raise PydanticCustomError("weights", "the five weights must add to 1")
        return self


class Factor(_Part):
    """One factor with its question, and what each score from 0 to 4 means."""

    key: FactorKey
    label: Label
    question: Words
    weight: Annotated[float, Field(gt=0, le=100)]
    anchors: Annotated[tuple[Words, ...], Field(min_length=ANCHORS, max_length=ANCHORS)]


class RubricFile(_Part):
    """Factors of viability (V) and complexity (C), and how much evidence counts."""

    version: Version
    evidence: dict[Evidence, Annotated[float, Field(ge=0, le=1)]]
    factors: Annotated[tuple[Factor, ...], Field(min_length=2)]

    @model_validator(mode="after")
    def _can_be_used(self) -> Self:
        keys = [factor.key for factor in self.factors]
        if len(keys) != len(set(keys)):
            raise PydanticCustomError("twins", "a factor stands twice")
        try:
            _ = self.rubric
        except ValueError as error:
            raise PydanticCustomError("weights", "{why}", {"why": str(error)}) from error
        return self

    @property
    def names(self) -> dict[str, str]:
        """What people call each factor, by its key."""
        return {factor.key: factor.label.lower() for factor in self.factors}

    @property
    def rubric(self) -> Rubric:
        """As the calculations take it."""
        families: dict[str, dict[str, float]] = {"V": {}, "C": {}}
        for factor in self.factors:
            families[factor.key[0]][factor.key] = factor.weight
        evidence = {str(level): weight for level, weight in self.evidence.items()}
        return Rubric(families["V"], families["C"], evidence)


class Technique(_Part):
    """A technique: its kind, default C1, the levels that it needs, how well it explains (0-3)."""

    key: Key
    name: Label
    kind: Literal["rule", "analytics", "ml", "generative", "bought"]
    complexity: Annotated[int, Field(ge=0, le=4)]
    levels: Annotated[tuple[Level, ...], Field(min_length=4, max_length=4)]
    explanation: Annotated[int, Field(ge=0, le=3)]

    @property
    def required(self) -> dict[str, float]:
        """The levels by dimension."""
        return dict(zip(DIMENSIONS, self.levels, strict=True))


class Techniques(_Part):
    """The catalog of techniques."""

    version: Version
    techniques: Annotated[tuple[Technique, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _keys_stand_once(self) -> Self:
        keys = [technique.key for technique in self.techniques]
        if len(keys) != len(set(keys)):
            raise PydanticCustomError("twins", "a technique stands twice")
        return self

    @property
    def by_key(self) -> dict[str, Technique]:
        return {technique.key: technique for technique in self.techniques}
