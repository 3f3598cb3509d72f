"""The form of a section or a candidate, made from its specification."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import QueryDict

from scoping.forms.choices import DATASET_WITHOUT_NAME, DATASETS, Choices
from scoping.forms.fields import ASKED_ELSEWHERE
from scoping.forms.rows import (
    BLANK_ROW,
    REMOVE,
    FieldsForm,
    Part,
    RowAct,
    RowForm,
    RowsForm,
    Shown,
    new_row_key,
    parts_of,
    row_keys,
)
from scoping.worksheet.model import MOST_ROWS, Content, Kind, RowsSpec, SectionSpec


class SectionForm:
    """A whole section: fields, rows, and the version that was seen.

    `anchor` is where its comments hang: the section's key, or a candidate's id before it.
    """

    def __init__(
        self,
        spec: SectionSpec,
        choices: Choices,
        stored: Content,
        data: QueryDict | None = None,
        *,
        add: str = "",
        anchor: str = "",
    ) -> None:
        self.spec, self.stored_before, self.data = spec, stored, data
        self.is_bound, self.anchor = data is not None, anchor or spec.key
        self._choices, self._add = choices, add
        if data is not None and DATASETS in {group.rows for group in spec.groups}:
            self._offer_datasets(spec, data)
        asked = [field for field in spec.fields if field.kind not in ASKED_ELSEWHERE]
        self.fields = FieldsForm(asked, choices, stored, data, path=self.anchor)
        self.groups = {group.rows: self._group(group) for group in spec.groups}
        self.faults: list[str] = []
        self.is_stored = data is None

    def _offer_datasets(self, spec: SectionSpec, data: QueryDict) -> None:
        """What is listed in this very save may be referred to in it."""
        group = next(each for each in spec.groups if each.rows == DATASETS)
        stored = self._choices.of(Kind.DATASET)
        known = {key for key, _ in stored}
        fresh = [(key, data.get(f"{DATASETS}-{key}-name") or DATASET_WITHOUT_NAME)
                 for key in row_keys(data, group) if key not in known]  # fmt: skip
        self._choices.known[Kind.DATASET] = [*stored, *fresh]

    def _group(self, spec: RowsSpec) -> RowsForm:
        stored = {row["id"]: row for row in self.stored_before.get(spec.rows, [])}
        if self.data is None:
            keys: Iterable[str] = [*stored, *([new_row_key()] if self._add == spec.rows else [])]
        else:
            keys = row_keys(self.data, spec)
        rows = [self._row(spec, key, stored.get(key, {}), self.data) for key in keys]
        return RowsForm(spec, rows, self._row(spec, BLANK_ROW, {}, None))

    def _row(
        self, spec: RowsSpec, key: str, stored: Content, data: Mapping[str, Any] | None
    ) -> RowForm:
        prefix, path = f"{spec.rows}-{key}", f"{self.anchor}.{spec.rows}.{key}"
        form = FieldsForm(spec.fields, self._choices, stored, data, prefix, path=path)
        return RowForm(key, spec, form, bool(data and data.get(f"{prefix}-{REMOVE}")))

    def is_valid(self) -> bool:
        """Whether every typed value can be stored. Rows that shall go are not looked at."""
        forms_to_check, act = [self.fields], RowAct.asked(self.data)
        for key, group in self.groups.items():
            is_copied = act is not None and (act.act, act.group) == ("copy", key)
            if len(group.rows) + is_copied > MOST_ROWS:
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
        act = RowAct.asked(self.data)
        if act and act.group in rows:
            rows[act.group] = act.on(rows[act.group])
        return {**kept, **self.fields.stored(), **{key: each for key, each in rows.items() if each}}

    @property
    def field_faults(self) -> list[FieldFault]:
        """Every field that cannot be stored, with the way to it."""
        rows = [
            row.form
            for group in self.groups.values()
            for row in group.rows
            if self.is_bound and not row.is_removed
        ]
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
        waiting: list[Shown] = []
        for part in self.spec.parts:
            if isinstance(part, RowsSpec):
                found += [Block(each, None) for each in parts_of(waiting)]
                found.append(Block(None, self.groups[part.rows]))
                waiting = []
            elif part.key in shown:
                waiting.append(shown[part.key])
        return [*found, *(Block(each, None) for each in parts_of(waiting))]


@dataclass(frozen=True)
class FieldFault:
    """What is wrong with one field, and the id of its control."""

    id: str
    label: str
    text: str


@dataclass
class Block:
    """Some fields under a heading, or one group of rows."""

    part: Part | None
    rows: RowsForm | None
