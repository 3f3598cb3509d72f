"""What the shipped catalog is made of: technical metrics, and templates of worked cases."""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

from metrics.calc.drivers import (
    Category,
    DriverTree,
    Formula,
    Input,
    Node,
    build_tree,
    category_fault,
)
from metrics.calc.syntax import exact_number
from metrics.calc.targets import Direction, DueIn, Readings, readings, target_value
from metrics.calc.unit_words import CURRENCIES
from metrics.calc.units import parse_unit

Task = Literal[
    "classification", "ranking", "regression", "forecasting", "generation", "grouping", "operation"
]


def _decimal(value: object) -> Decimal:
    """A number by its written digits; True is not 1, and a float would be rounded."""
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        raise PydanticCustomError("number", "must be a number")
    try:
        return exact_number(Decimal(value))
    except (ValueError, InvalidOperation):
        raise PydanticCustomError("number", "must be a number up to 1e18") from None


def _unit(text: str) -> str:
    parse_unit(text)
    return text


def _currency(code: str) -> str:
    if code not in CURRENCIES:
        raise PydanticCustomError("currency", "must be the ISO code of a currency")
    return code


Amount = Annotated[Decimal, BeforeValidator(_decimal)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
FileKey = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,63}$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=600)]
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
UnitText = Annotated[str, AfterValidator(_unit)]
Flag = Annotated[bool, Field(strict=True)]


class _Part(BaseModel):
    """Every part is frozen and refuses fields that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class TechnicalMetric(_Part):
    """One measure of a model: what it says, its unit, and which way is better.

    A direction of None means that the best value is 0, as with a bias.
    """

    key: Key
    name: Label
    says: Text
    unit: UnitText
    direction: Direction | None
    minimum: Amount | None = None
    maximum: Amount | None = None
    tasks: Annotated[tuple[Task, ...], Field(min_length=1)]


class TechnicalMetrics(_Part):
    """The whole catalog of technical metrics."""

    metrics: Annotated[tuple[TechnicalMetric, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _keys_are_unique(self) -> Self:
        _no_twins("metric", [metric.key for metric in self.metrics])
        return self


class TargetIdea(_Part):
    """A target to start from; the kind "ask" has two readings, between which people choose."""

    kind: Literal["absolute", "relative", "points", "ask"]
    amount: Amount
    due: DueIn


class BusinessMetric(_Part):
    """A business metric with an example baseline and a target to start from."""

    key: Key
    name: Label
    category: Category
    unit: UnitText
    direction: Direction
    minimum: Amount | None = None
    maximum: Amount | None = None
    baseline: Amount
    target: TargetIdea
    measured_by: Text
    frequency: Literal["daily", "weekly", "monthly", "quarterly", "yearly"]
    guardrail: Flag = False

    @property
    def targets(self) -> Readings:
        """Both readings of a target of the kind "ask"; for other kinds the two are the same."""
        if self.target.kind == "ask":
            return readings(self.baseline, self.target.amount, self.direction)
        value = target_value(self.baseline, self.target.amount, self.target.kind, self.direction)
        return Readings(value, value)

    @model_validator(mode="after")
    def _values_are_possible(self) -> Self:
        if fault := category_fault(self.category, parse_unit(self.unit)):
            raise PydanticCustomError("category", "{fault}", {"fault": fault})
        for value in (self.baseline, self.targets.relative, self.targets.points):
            is_low = self.minimum is not None and value < self.minimum
            if is_low or (self.maximum is not None and value > self.maximum):
                message = "{value} lies outside the metric's bounds"
                raise PydanticCustomError("bounds", message, {"value": str(value)})
        return self


class TreeNode(_Part):
    """A node of a driver tree as its file writes it: an input with numbers, or a formula."""

    key: Key
    name: Label
    unit: UnitText
    low: Amount | None = None
    likely: Amount | None = None
    high: Amount | None = None
    minimum: Amount | None = None
    maximum: Amount | None = None
    technical: Flag = False
    formula: Text | None = None
    category: Category | None = None

    @model_validator(mode="after")
    def _is_input_or_formula(self) -> Self:
        numbers = [self.low, self.likely, self.high]
        if (self.formula is None) == (self.likely is None) or (None in numbers) == (
            self.formula is None
        ):
            raise PydanticCustomError("node", "needs either low, likely and high, or a formula")
        return self

    def as_node(self) -> Node:
        """The node for the calculations."""
        if self.formula is not None:
            return Formula(self.key, self.formula, self.unit, self.name, self.category)
        if self.low is None or self.likely is None or self.high is None:
            raise ValueError(f"{self.key} has neither numbers nor a formula")
        return Input(
            self.key,
            self.unit,
            self.low,
            self.likely,
            self.high,
            self.name,
            self.minimum,
            self.maximum,
            self.technical,
        )


class BreakEvenCase(_Part):
    """The known value of an input at which a result is 0."""

    result: Key
    input: Key
    value: Amount


class Golden(_Part):
    """Numbers that the calculations must find, rounded half to even to the digits written."""

    likely: Annotated[Mapping[Key, Amount], Field(min_length=1)]
    break_even: tuple[BreakEvenCase, ...] = ()


class TemplateTree(_Part):
    """A driver tree with its golden numbers."""

    key: Key
    title: Label
    mechanism: Text
    nodes: Annotated[tuple[TreeNode, ...], Field(min_length=1)]
    golden: Golden

    def build(self) -> DriverTree:
        """The checked tree; TreeError as of build_tree."""
        return build_tree([node.as_node() for node in self.nodes], title=self.title)


class Template(_Part):
    """A worked case: business metrics, and driver trees that say how a model earns its keep.

    `alternatives` says that only one of the trees may be chosen: they claim the same saving.
    """

    key: FileKey
    title: Label
    summary: Text
    sector: Label
    currency: Annotated[str, AfterValidator(_currency)]
    metrics: Annotated[tuple[BusinessMetric, ...], Field(min_length=1)]
    technical_metrics: tuple[Key, ...] = ()
    trees: tuple[TemplateTree, ...] = ()
    alternatives: Flag = False
    golden_targets: Mapping[Key, Mapping[Literal["relative", "points"], Amount]] = {}

    @model_validator(mode="after")
    def _keys_are_unique(self) -> Self:
        _no_twins("metric", [metric.key for metric in self.metrics])
        _no_twins("tree", [tree.key for tree in self.trees])
        return self

    def tree(self, key: str) -> TemplateTree:
        """One tree; KeyError if the template has none of that key."""
        for tree in self.trees:
            if tree.key == key:
                return tree
        raise KeyError(key)

    def in_currency(self, code: str) -> Self:
        """The template in another currency: the numbers stay, they are examples to replace.

        ValueError if the code is no ISO code.
        """
        _currency(code)

        def swapped(part: BusinessMetric | TreeNode) -> dict[str, str]:
            return {"unit": re.sub(rf"\b{self.currency}\b", code, part.unit)}

        metrics = tuple(item.model_copy(update=swapped(item)) for item in self.metrics)
        trees = tuple(
            tree.model_copy(
                update={
                    "nodes": tuple(node.model_copy(update=swapped(node)) for node in tree.nodes)
                }
            )
            for tree in self.trees
        )
        return self.model_copy(update={"currency": code, "metrics": metrics, "trees": trees})


def _no_twins(what: str, keys: list[str]) -> None:
    twins = sorted({key for key in keys if keys.count(key) > 1})
    if twins:
        message = "the {what} key {twin} is used twice"
        raise PydanticCustomError("twins", message, {"what": what, "twin": twins[0]})
