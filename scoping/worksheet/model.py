"""What the worksheet is made of: sections of fields and rows, as the shipped files write them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]
MOST_ROWS = 60
MOST_CANDIDATES = 12
MOST_LINE = 300  # characters of a line without a limit of its own
MOST_TEXT = 5000  # the same for longer texts, and for all lines of a list together
MOST_LINES = 40
ROW_ID = re.compile(r"[a-z0-9]{1,16}")
LAST_DAY = "9999-12-31"
Content = dict[str, Any]  # what a section holds: stored values by key, rows as lists


class Kind(StrEnum):
    """What a field holds, and with it how it is asked, stored and shown."""

    LINE = "line"
    TEXT = "text"
    LINES = "lines"
    STORY = "story"
    UNIT = "unit"
    QUANTITY = "quantity"
    INTEGER = "integer"
    DECIMAL = "decimal"
    PERCENT = "percent"
    MONEY = "money"
    DATE = "date"
    CHOICE = "choice"
    YES_NO = "yes_no"
    PERSON = "person"
    PERSON_OR_NAME = "person_or_name"
    BUSINESS_METRIC = "business_metric"
    TECHNICAL_METRIC = "technical_metric"
    METRIC_LINK = "metric_link"
    VALUATION = "valuation"
    OBJECTIVE = "objective"
    TECHNIQUE = "technique"
    DIMENSION = "dimension"
    DATASET = "dataset"
    DATASETS = "datasets"
    LEGAL = "legal"
    IMPACT = "impact"
    TAKEN = "taken"


class Need(StrEnum):
    """By when a field must be filled in; drafts save without any."""

    OPTIONAL = "optional"
    DRAFT = "draft"
    SUBMISSION = "submission"
    GATE_2 = "gate_2"
    GATE_3 = "gate_3"


AI_KINDS = frozenset({"ml", "generative", "bought"})  # kinds of candidates that are AI
NUMBERS = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.PERCENT, Kind.MONEY})


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FieldSpec(_Part):
    """One field. Limits are inclusive; `only_ai` fields are asked of AI candidates alone.

    A `heading` begins a part of a long section, up to the next heading or rows.
    A `material` field changes what was signed: a new value asks for new signatures.
    `unit` is the key of the field beside it that holds its unit.
    """

    key: Key
    label: Label
    heading: Label | None = None
    kind: Kind
    need: Need = Need.OPTIONAL
    hint: Words = ""
    options: dict[str, Label] = Field(default_factory=dict)
    minimum: int | None = None
    above: int | None = None
    maximum: int | None = None
    min_length: int | None = None
    max_length: int | None = None
    material: bool = False
    only_ai: bool = False
    width: str = ""
    unit: Key | None = None

    @model_validator(mode="after")
    def _options_belong_to_choices(self) -> Self:
        if bool(self.options) != (self.kind is Kind.CHOICE):
            raise PydanticCustomError("options", "a choice has options, and nothing else has")
        return self


class RowsSpec(_Part):
    """Rows of the same fields; `least` of them are needed once rows are needed at all.

    `facts` are the keys of at most two fields that stand beside a row's name while it is closed.
    `by_day` is the date that documents order the rows by, whatever order they were typed in.
    """

    rows: Key
    label: Label
    item: Label
    hint: Words = ""
    need: Need = Need.OPTIONAL
    least: int = 1
    facts: Annotated[tuple[Key, ...], Field(max_length=2)] = ()
    by_day: Key | None = None
    fields: Annotated[tuple[FieldSpec, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _facts_are_fields(self) -> Self:
        named = {*self.facts, *([self.by_day] if self.by_day else [])}
        unknown = named - {field.key for field in self.fields}
        if unknown:
            raise PydanticCustomError("facts", "{keys} no field", {"keys": sorted(unknown)})
        return self

    @property
    def key(self) -> str:
        return self.rows

    @property
    def one(self) -> str:
        """One row with its article: a milestone, an enabler."""
        return f"{'an' if self.item[0] in 'aeiou' else 'a'} {self.item}"

    def ordered(self, rows: Sequence[Content]) -> list[Content]:
        """The rows by their day, those without one last; as they come where no day orders them."""
        key = self.by_day
        return sorted(rows, key=lambda row: row.get(key) or LAST_DAY) if key else list(rows)

    def field(self, key: str) -> FieldSpec:
        return next(each for each in self.fields if each.key == key)


class SectionSpec(_Part):
    """One section of the worksheet, saved by itself."""

    key: Key
    label: Label
    title: Label
    lead: Words
    parts: Annotated[tuple[FieldSpec | RowsSpec, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _keys_stand_once(self) -> Self:
        for keys in ([part.key for part in self.parts], *map(_field_keys, self.groups)):
            twins = {key for key in keys if keys.count(key) > 1}
            if twins:
                raise PydanticCustomError("twins", "{keys} twice", {"keys": sorted(twins)})
        return self

    @property
    def fields(self) -> tuple[FieldSpec, ...]:
        """The fields outside rows."""
        return tuple(part for part in self.parts if isinstance(part, FieldSpec))

    @property
    def groups(self) -> tuple[RowsSpec, ...]:
        """The groups of rows."""
        return tuple(part for part in self.parts if isinstance(part, RowsSpec))

    def part(self, key: str) -> FieldSpec | RowsSpec:
        """The field or the rows of that key; KeyError for another."""
        for part in self.parts:
            if part.key == key:
                return part
        raise KeyError(key)

    def every_field(self) -> Iterator[FieldSpec]:
        """All fields, those of rows among them."""
        for part in self.parts:
            yield from [part] if isinstance(part, FieldSpec) else part.fields


def _field_keys(group: RowsSpec) -> list[str]:
    return [each.key for each in group.fields]
