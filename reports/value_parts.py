"""What a value report is made of: lines, findings, amounts, and the valuation that it tells."""

from dataclasses import dataclass
from typing import Any

from metrics.exports import unit_of
from metrics.wording.valuation import Words


@dataclass(frozen=True)
class Line:
    """A fact: what it is and what it says."""

    label: str
    value: str


@dataclass(frozen=True)
class Finding:
    """Something that the model shows, and what to do with it."""

    finding: str
    action: str


@dataclass(frozen=True)
class Amount:
    """A number with its unit, its likely range and the formula that gives it."""

    label: str
    value: float | None  # None where cases are too few for one number
    low: float | None
    high: float | None
    unit: str
    text: str
    span: str
    formula: str


@dataclass(frozen=True)
class Tree:
    """A driver tree that was agreed, or not yet: its result and its formulas."""

    metric: str
    category: str
    value: str
    span: str
    worked: tuple[str, ...]
    agreed: str
    differs: str = ""  # which inputs hold other numbers than the trees of what they stand for


@dataclass(frozen=True)
class Metric:
    """The business metric that the report is about."""

    name: str
    lines: tuple[Line, ...]
    trees: tuple[Tree, ...] = ()


@dataclass(frozen=True)
class Source:
    """What a value report is written from: stored rows as plain data, and words of the day."""

    organization: str
    predictions: str
    file: tuple[Line, ...]
    question: dict[str, Any]
    result: dict[str, Any]
    counted: str
    number: int
    made_on: str
    formula_version: str
    inputs_hash: str
    metric: Metric | None = None

    @property
    def words(self) -> Words:
        return Words.of(self.question)

    @property
    def unit(self) -> str:
        return unit_of(self.question)
