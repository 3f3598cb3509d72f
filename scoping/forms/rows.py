"""Fields and rows of a section's form: how each stands on the page, and what it stores."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict

from aiproj.shared import format as formats
from aiproj.shared.ids import ALPHABET
from scoping.forms.choices import Choices
from scoping.forms.fields import field_of, from_stored, to_stored
from scoping.worksheet.model import ROW_ID, Content, FieldSpec, Kind, RowsSpec
from scoping.worksheet.showing import shown

ROW_ID_LENGTH = 8
BLANK_ROW = "ROW"  # stands for the id of the row that the browser copies
REMOVE = "remove"
FULL, HALF, THIRD = "full", "half", "third"
_WIDE = {Kind.TEXT, Kind.STORY, Kind.LINES, Kind.DATASETS}
_BARE = {Kind.INTEGER, Kind.DECIMAL, Kind.PERCENT, Kind.YES_NO}
_COUNTED = {Kind.TEXT, Kind.STORY}
MADE_ELSEWHERE = frozenset({
    Kind.OBJECTIVE, Kind.BUSINESS_METRIC, Kind.TECHNICAL_METRIC, Kind.METRIC_LINK,
    Kind.VALUATION, Kind.DATASET, Kind.DATASETS,
})  # fmt: skip


def new_row_key() -> str:
    """An id for a row, unique within its worksheet for all practical purposes."""
    return "".join(secrets.choice(ALPHABET) for _ in range(ROW_ID_LENGTH))


class FieldsForm(forms.Form):
    """Some fields of the worksheet, none of them required."""

    def __init__(
        self,
        specs: Sequence[FieldSpec],
        choices: Choices,
        stored: Content,
        data: Mapping[str, Any] | None = None,
        prefix: str | None = None,
        *,
        path: str = "",
    ) -> None:
        initial = {spec.key: from_stored(spec, stored.get(spec.key)) for spec in specs}
        super().__init__(data, prefix=prefix, initial=initial)
        self.specs = {spec.key: spec for spec in specs}
        self.before, self.path, self.currency = stored, path, choices.project.currency
        for spec in specs:
            self.fields[spec.key] = field_of(spec, choices, stored.get(spec.key))

    def stored(self) -> Content:
        """What was typed, without what is empty; what cannot be stored stays as it was."""
        values = {key: to_stored(value) for key, value in self.cleaned_data.items()}
        answers = {"yes": True, "no": False}
        for key, spec in self.specs.items():
            if key in self.errors:
                values[key] = self.before.get(key)
            elif spec.kind is Kind.YES_NO:
                values[key] = answers.get(values.get(key, ""))
        return {key: value for key, value in values.items() if value not in (None, "", [])}

    def shown(self) -> list[Shown]:
        """The fields with how each stands on the page."""
        return [self._shown(spec) for spec in self.specs.values()]

    def _shown(self, spec: FieldSpec) -> Shown:
        field = self[spec.key]
        before = self.currency if spec.kind is Kind.MONEY else ""
        after = "%" if spec.kind is Kind.PERCENT else ""
        count = _count(spec, str(field.value() or "")) if spec.kind in _COUNTED else ""
        path = f"{self.path}.{spec.key}"
        return Shown(field, width_of(spec), spec, path, before, after, count)

    def said(self, key: str) -> str:
        """The value of a field in a few words; empty where there is none."""
        value, spec = self[key].value(), self.specs[key]
        if value in (None, "", []) or key in self.errors:
            return str(value or "")
        options = dict(getattr(self.fields[key], "choices", []))
        if spec.kind in (Kind.YES_NO, *_PLAIN) or options:
            return str(options.get(value, value))
        try:
            beside = {spec.unit: self[spec.unit].value()} if spec.unit else {}
            return shown(spec, str(value), {}, self.currency, beside)
        except (ValueError, ArithmeticError):
            return str(value)


_PLAIN = {Kind.LINE, Kind.PERSON_OR_NAME, Kind.UNIT, Kind.QUANTITY, Kind.TEXT, Kind.STORY}


@dataclass(frozen=True)
class Shown:
    """A field on the page: its width, its anchor for comments, and what stands around it."""

    field: BoundField
    width: str
    spec: FieldSpec
    path: str
    before: str = ""
    after: str = ""
    count: str = ""

    @property
    def is_nothing_offered(self) -> bool:
        """Whether the field refers to something of which there is none yet."""
        offered = getattr(self.field.field, "choices", [("", "")])
        return self.spec.kind in MADE_ELSEWHERE and not any(value for value, _ in offered)


@dataclass
class Part:
    """Fields under one heading, which may be empty."""

    heading: str
    fields: list[Shown]

    @property
    def is_only_ai(self) -> bool:
        """Whether all of it is asked of AI candidates alone."""
        return all(each.spec.only_ai for each in self.fields)


def parts_of(fields: Sequence[Shown]) -> list[Part]:
    """The fields in their order, parted where one brings a heading."""
    found: list[Part] = []
    for each in fields:
        if each.spec.heading or not found:
            found.append(Part(each.spec.heading or "", []))
        found[-1].fields.append(each)
    return found


def width_of(spec: FieldSpec) -> str:
    """Full for long texts, as the specification says for others, else a third."""
    return spec.width or (FULL if spec.kind in _WIDE else THIRD)


def _count(spec: FieldSpec, text: str) -> str:
    """How long a text is and may be: 137 of 40 to 600 characters."""
    if not spec.max_length:
        return ""
    most = formats.number(spec.max_length)
    span = f"{spec.min_length} to {most}" if spec.min_length else f"at most {most}"
    return f"{len(text):,} of {span} characters"


@dataclass
class RowForm:
    """One row: its id, its fields, and whether it shall go."""

    key: str
    spec: RowsSpec
    form: FieldsForm
    is_removed: bool = False

    @property
    def parts(self) -> list[Part]:
        return parts_of(self.form.shown())

    @property
    def path(self) -> str:
        """The anchor of comments on the whole row."""
        return self.form.path

    @property
    def name(self) -> str:
        """What the row is called: the value of its first field."""
        return self.form.said(self.spec.fields[0].key)

    @property
    def facts(self) -> list[Fact]:
        """What stands beside the name while the row is closed."""
        return [
            Fact(
                self.form[key].html_name,
                str(self.form[key].label),
                self.form.said(key),
                self.spec.field(key).kind in _BARE,
            )
            for key in self.spec.facts
        ]


@dataclass(frozen=True)
class Fact:
    """A value of a row in a few words, and the name of the control that it comes from."""

    name: str
    label: str
    text: str
    is_bare: bool  # a number or a yes that says nothing without its label


@dataclass
class RowsForm:
    """All rows of one group, and an empty one for the browser to copy."""

    spec: RowsSpec
    rows: list[RowForm]
    blank: RowForm

    def stored(self) -> list[Content]:
        """The rows that stay; one without any value counts as absent."""
        kept = [(row.key, row.form.stored()) for row in self.rows if not row.is_removed]
        return [{"id": key, **values} for key, values in kept if values]


@dataclass(frozen=True)
class RowAct:
    """What a button of a row asks for: to move it up or down, or to copy it."""

    act: str
    group: str
    row: str

    @classmethod
    def asked(cls, data: Mapping[str, Any] | None) -> RowAct | None:
        """The act in what was sent, if any: `move=up:milestones:abcd1234`."""
        words = str((data or {}).get("move", "")).split(":")
        return cls(*words) if len(words) == 3 else None

    def on(self, rows: list[Content]) -> list[Content]:
        """The rows after it; as they were if the row is not there or is at the end already."""
        place = next((n for n, row in enumerate(rows) if row["id"] == self.row), None)
        if place is None:
            return rows
        others = [row for row in rows if row["id"] != self.row]
        match self.act:
            case "up":
                others.insert(max(0, place - 1), rows[place])
            case "down":
                others.insert(place + 1, rows[place])
            case "copy":
                twin = {**rows[place], "id": new_row_key()}
                return [*rows[: place + 1], twin, *rows[place + 1 :]]
            case _:
                return rows
        return others


def row_keys(data: QueryDict, spec: RowsSpec) -> list[str]:
    """The ids of the rows that were sent, in their order on the page."""
    start = f"{spec.rows}-"
    sent = (name[len(start) :].split("-", 1)[0] for name in data if name.startswith(start))
    return [key for key in dict.fromkeys(sent) if ROW_ID.fullmatch(key)]
