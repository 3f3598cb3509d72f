"""The form of a section or a candidate, made from its specification."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict

from aiproj.shared.ids import ALPHABET
from scoping.forms.choices import Choices
from scoping.forms.fields import ASKED_ELSEWHERE, field_of, from_stored, to_stored
from scoping.worksheet.model import (
    MOST_ROWS,
    Content,
    FieldSpec,
    Kind,
    RowsSpec,
    SectionSpec,
)

ROW_ID = re.compile(r"[a-z0-9]{4,16}")
ROW_ID_LENGTH = 8
REMOVE = "remove"
FULL, HALF, THIRD = "full", "half", "third"
_WIDE = {Kind.TEXT, Kind.STORY, Kind.LINES, Kind.DATASETS}


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
    ) -> None:
        initial = {spec.key: from_stored(spec, stored.get(spec.key)) for spec in specs}
        super().__init__(data, prefix=prefix, initial=initial)
        self.specs = {spec.key: spec for spec in specs}
        for spec in specs:
            self.fields[spec.key] = field_of(spec, choices)

    def stored(self) -> Content:
        """What was typed, without what is empty."""
        values = {key: to_stored(value) for key, value in self.cleaned_data.items()}
        answers = {"yes": True, "no": False}
        for key, spec in self.specs.items():
            if spec.kind is Kind.YES_NO:
                values[key] = answers.get(values.get(key, ""))
        return {key: value for key, value in values.items() if value not in (None, "", [])}

    def shown(self) -> list[Shown]:
        """The fields with the width that each takes."""
        return [Shown(self[key], width_of(spec), spec) for key, spec in self.specs.items()]


@dataclass(frozen=True)
class Shown:
    """A field on the page."""

    field: BoundField
    width: str
    spec: FieldSpec


def width_of(spec: FieldSpec) -> str:
    """Full for long texts, as the specification says for others, else a third."""
    return spec.width or (FULL if spec.kind in _WIDE else THIRD)


@dataclass
class RowForm:
    """One row: its id, its fields, and whether it shall go."""

    key: str
    form: FieldsForm
    is_removed: bool = False

    @property
    def fields(self) -> list[Shown]:
        return self.form.shown()

    @property
    def name(self) -> str:
        """What the row is called: the value of its first field."""
        first = next(iter(self.form.fields))
        value = self.form[first].value() or ""
        return str(dict(getattr(self.form.fields[first], "choices", [])).get(value, value))


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


class SectionForm:
    """A whole section: fields, rows, and the version that was seen."""

    def __init__(
        self,
        spec: SectionSpec,
        choices: Choices,
        stored: Content,
        data: QueryDict | None = None,
        *,
        add: str = "",
    ) -> None:
        self.spec, self.stored_before, self.data = spec, stored, data
        self.is_bound = data is not None
        self._choices, self._add = choices, add
        asked = [field for field in spec.fields if field.kind not in ASKED_ELSEWHERE]
        self.fields = FieldsForm(asked, choices, stored, data)
        self.groups = {group.rows: self._group(group) for group in spec.groups}
        self.faults: list[str] = []
        self.is_stored = data is None

    def _group(self, spec: RowsSpec) -> RowsForm:
        stored = {row["id"]: row for row in self.stored_before.get(spec.rows, [])}
        if self.data is None:
            keys: Iterable[str] = [*stored, *([new_row_key()] if self._add == spec.rows else [])]
        else:
            keys = _row_keys(self.data, spec)
        rows = [self._row(spec, key, stored.get(key, {}), self.data) for key in keys]
        return RowsForm(spec, rows, self._row(spec, "ROW", {}, None))

    def _row(
        self, spec: RowsSpec, key: str, stored: Content, data: Mapping[str, Any] | None
    ) -> RowForm:
        prefix = f"{spec.rows}-{key}"
        form = FieldsForm(spec.fields, self._choices, stored, data, prefix=prefix)
        return RowForm(key, form, bool(data and data.get(f"{prefix}-{REMOVE}")))

    def is_valid(self) -> bool:
        """Whether every typed value can be stored. Rows that shall go are not looked at."""
        forms_to_check = [self.fields]
        for group in self.groups.values():
            if len(group.rows) > MOST_ROWS:
                self.faults.append(f"{group.spec.label}: at most {MOST_ROWS} rows can be kept.")
            forms_to_check += [row.form for row in group.rows if not row.is_removed]
        faultless = [form.is_valid() for form in forms_to_check]  # each tells its faults
        return not self.faults and all(faultless)

    def content(self) -> Content:
        """What the section holds after this save; what is asked elsewhere stays."""
        kept = {
            field.key: self.stored_before[field.key]
            for field in self.spec.fields
            if field.kind in ASKED_ELSEWHERE and field.key in self.stored_before
        }
        rows = {key: group.stored() for key, group in self.groups.items()}
        return {**kept, **self.fields.stored(), **{key: each for key, each in rows.items() if each}}

    def field_faults(self) -> list[FieldFault]:
        """Every field that cannot be stored, with the way to it."""
        rows = [row.form for group in self.groups.values() for row in group.rows]
        return [
            FieldFault(form[name].id_for_label, str(form[name].label), " ".join(map(str, errors)))
            for form in [self.fields, *rows]
            if form.is_bound
            for name, errors in form.errors.items()
        ]

    @cached_property
    def blocks(self) -> list[Block]:
        """Fields and groups in the order of the specification, neighbors together."""
        found: list[Block] = []
        shown = {each.spec.key: each for each in self.fields.shown()}
        for part in self.spec.parts:
            if isinstance(part, RowsSpec):
                found.append(Block([], self.groups[part.rows]))
            elif part.key in shown:
                if not found or found[-1].rows:
                    found.append(Block([], None))
                found[-1].fields.append(shown[part.key])
        return found


@dataclass(frozen=True)
class FieldFault:
    """What is wrong with one field, and the id of its control."""

    id: str
    label: str
    text: str


@dataclass
class Block:
    """Some fields side by side, or one group of rows."""

    fields: list[Shown]
    rows: RowsForm | None


def _row_keys(data: QueryDict, spec: RowsSpec) -> list[str]:
    """The ids of the rows that were sent, in their order on the page."""
    start = f"{spec.rows}-"
    sent = (name[len(start) :].split("-", 1)[0] for name in data if name.startswith(start))
    return [key for key in dict.fromkeys(sent) if ROW_ID.fullmatch(key)]
