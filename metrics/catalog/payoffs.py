"""Payoffs to begin with: what counts in a decision of a known kind, with example amounts."""

from functools import cache
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from metrics.catalog.loading import CONTENT, read_model
from metrics.catalog.model import Amount, Key, Label, Text

OUTCOMES = ("true_positive", "false_positive", "false_negative", "true_negative")
COSTS = ("cost_per_action", "fixed_cost")
BY_AMOUNT = tuple(f"{name}_per_amount" for name in OUTCOMES)
FieldName = Literal[
    "true_positive",
    "false_positive",
    "false_negative",
    "true_negative",
    "true_positive_per_amount",
    "false_positive_per_amount",
    "false_negative_per_amount",
    "true_negative_per_amount",
    "cost_per_action",
    "fixed_cost",
]


class _Part(BaseModel):
    """Every part is frozen and refuses fields that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class PayoffLine(_Part):
    """One field of the payoff editor: an example amount, its formula, and what it stands for."""

    field: FieldName
    amount: Amount
    formula: Label
    means: Text


class PayoffTemplate(_Part):
    """A decision of a known kind: how it is spoken of, and the fields that count in it."""

    key: Key
    title: Label
    summary: Label
    doing: Annotated[Label, Field(max_length=40)]
    people: Annotated[Label, Field(max_length=40)]
    lines: Annotated[tuple[PayoffLine, ...], Field(min_length=1)]

    @property
    def needs_amounts(self) -> bool:
        """Whether a payoff grows with the amount of a row."""
        return any(line.field in BY_AMOUNT for line in self.lines)

    @property
    def fields(self) -> dict[str, str]:
        """Every payoff field as the editor shows it; what the template does not name is 0."""
        given: dict[str, str] = {line.field: f"{line.amount:f}" for line in self.lines}
        names = (*OUTCOMES, *BY_AMOUNT, *COSTS)
        said = {"doing": self.doing, "people": self.people, "fixed_cost_always": ""}
        return {**said, **{name: given.get(name, "0") for name in names}}

    @model_validator(mode="after")
    def _fields_stand_once(self) -> Self:
        names = [line.field for line in self.lines]
        if len(set(names)) < len(names):
            raise PydanticCustomError("fields", "each field may stand once")
        return self


class PayoffTemplates(_Part):
    """All payoff templates."""

    templates: Annotated[tuple[PayoffTemplate, ...], Field(min_length=1)]


@cache
def payoff_templates() -> dict[str, PayoffTemplate]:
    """The shipped payoff templates by key, in the order of the file."""
    path = CONTENT / "payoffs.yaml"
    read = read_model(PayoffTemplates, path.read_text(encoding="utf-8"), file=path.name)
    return {template.key: template for template in read.templates}
