"""How two states of a worksheet differ, field by field, and which differences are material."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from scoping.worksheet.model import Content, FieldSpec, Kind, RowsSpec, SectionSpec
from scoping.worksheet.showing import REFERENCES, Names

EMPTY: tuple[Any, ...] = (None, "", [], {})
NO_NAMES: Names = {}


@dataclass(frozen=True)
class Change:
    """One field that differs. `path` anchors comments: section, rows and row id, field.

    A row that was added or removed is one change whose field is None; before or after holds it.
    `beside` is the section or row that the field stands in, before and after.
    """

    section: str
    path: str
    label: str
    field: FieldSpec | None
    before: Any
    after: Any
    material: bool
    beside: tuple[Content, Content] = ({}, {})


def section_changes(
    spec: SectionSpec, before: Content, after: Content, *, prefix: str = ""
) -> list[Change]:
    """Return the changes of one section in the order of its fields.

    Rows are matched by their ids; one that only moved has not changed. A row that came or went is
    material where any of its fields is. `prefix` stands before each path, such as a candidate's id.

    >>> spec = SectionSpec(key="plan", label="Plan", title="The plan", lead="", parts=[
    ...     {"key": "end", "label": "End", "kind": "date", "material": True}])
    >>> [(change.path, change.before, change.material) for change in section_changes(
    ...     spec, {"end": "2027-03-31"}, {"end": "2027-07-31"})]
    [('plan.end', '2027-03-31', True)]
    """
    found: list[Change] = []
    base = f"{prefix}{spec.key}"
    for part in spec.parts:
        old, new = before.get(part.key), after.get(part.key)
        if isinstance(part, RowsSpec):
            found += _row_changes(spec, part, base, old or [], new or [])
        elif not _same(old, new):
            path = f"{base}.{part.key}"
            beside = (before, after)
            found.append(Change(spec.key, path, part.label, part, old, new, part.material, beside))
    return found


def _row_changes(
    spec: SectionSpec, group: RowsSpec, base: str, old: list[Content], new: list[Content]
) -> Iterator[Change]:
    earlier, later = ({row["id"]: row for row in rows} for rows in (old, new))
    for row_id in [*earlier, *(each for each in later if each not in earlier)]:
        was, now = earlier.get(row_id), later.get(row_id)
        path = f"{base}.{group.rows}.{row_id}"
        label = f"{group.label}: {row_name(group, now or was or {})}"
        if was is None or now is None:
            material = any(field.material for field in group.fields)
            yield Change(spec.key, path, label, None, was, now, material)
            continue
        for field in group.fields:
            if not _same(was.get(field.key), now.get(field.key)):
                yield Change(
                    spec.key,
                    f"{path}.{field.key}",
                    f"{label}, {field.label}",
                    field,
                    was.get(field.key),
                    now.get(field.key),
                    field.material,
                    (was, now),
                )


def row_name(group: RowsSpec, row: Content, names: Names = NO_NAMES) -> str:
    """What a row is called: its first field, in words where it is a choice or a reference.

    >>> group = RowsSpec(rows="risks", label="Risks", item="risk", fields=[
    ...     {"key": "what", "label": "Risk", "kind": "line"}])
    >>> row_name(group, {"what": "Data comes late"}), row_name(group, {})
    ('Data comes late', 'a risk without a name')
    """
    first = group.fields[0]
    value = row.get(first.key)
    if value in EMPTY:
        return f"{group.one} without a name"
    if first.kind in REFERENCES:  # an id says nothing to anybody
        is_word = first.kind is Kind.DIMENSION
        spoken = str(value).replace("_", " ").capitalize() if is_word else group.one
        return names.get(str(value), spoken)
    return first.options.get(str(value), str(value))


def _same(old: Any, new: Any) -> bool:
    return old == new or (old in EMPTY and new in EMPTY)
