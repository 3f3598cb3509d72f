"""The questionnaire as the calculations need it: keys, weights, gates, routing."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Literal

from assessments.calc.exact import exact

Audience = Literal["business", "technical", "both"]
AUDIENCES: tuple[Audience, ...] = ("business", "technical", "both")


@dataclass(frozen=True)
class Capability:
    """One question. `effort[L - 1]` is the effort (1-3) of the step from level L to L + 1."""

    key: str
    weight: float = 1.0
    gate: bool = False
    risk: bool = False
    audience: Audience = "both"
    effort: tuple[int, int, int, int] = (1, 1, 1, 1)
    depends_on: tuple[str, ...] = ()

    @cached_property
    def exact_weight(self) -> Fraction:
        """The weight as the fraction of its decimal text."""
        return exact(self.weight)


@dataclass(frozen=True)
class Dimension:
    """A group of capabilities with a weight in the overall score."""

    key: str
    weight: float
    capabilities: tuple[Capability, ...]

    @cached_property
    def exact_weight(self) -> Fraction:
        """The weight as the fraction of its decimal text."""
        return exact(self.weight)


@dataclass(frozen=True)
class Questionnaire:
    """Dimensions in pack order; `kind` decides whether a verdict is given.

    Errors: ValueError for duplicate keys, weights that are not positive, or an unknown
    prerequisite. Source: assessments spec 2 and 3.

    >>> pack = Questionnaire((Dimension("data", 1.0, (Capability("quality", 2.0),)),))
    >>> pack.keys
    ('quality',)
    """

    dimensions: tuple[Dimension, ...]
    kind: Literal["organization", "project"] = "organization"

    def __post_init__(self) -> None:
        dimension_keys = [dimension.key for dimension in self.dimensions]
        for keys in (list(self.keys), dimension_keys):
            if len(set(keys)) < len(keys):
                raise ValueError("keys must be unique")
        parts: list[Dimension | Capability] = [*self.dimensions, *self.capabilities]
        for part in parts:
            if not part.weight > 0:
                raise ValueError(f"weight of {part.key} must be positive, not {part.weight}")
        for capability in self.capabilities:
            if unknown := set(capability.depends_on) - set(self.keys):
                raise ValueError(f"{capability.key} depends on unknown {sorted(unknown)}")

    @cached_property
    def capabilities(self) -> tuple[Capability, ...]:
        """All capabilities in pack order, the column order of every matrix of codes."""
        return tuple(
            capability for dimension in self.dimensions for capability in dimension.capabilities
        )

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The capability keys in pack order."""
        return tuple(capability.key for capability in self.capabilities)

    @cached_property
    def dimension_by_capability(self) -> dict[str, Dimension]:
        """The dimension of every capability key."""
        return {
            capability.key: dimension
            for dimension in self.dimensions
            for capability in dimension.capabilities
        }

    @cached_property
    def mean_dimension_weight(self) -> Fraction:
        """The mean of the dimension weights."""
        weights = [dimension.exact_weight for dimension in self.dimensions]
        return sum(weights, Fraction(0)) / len(weights)
