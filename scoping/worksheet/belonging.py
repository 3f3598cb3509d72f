"""What of a worksheet points at something that is not there: left empty, and told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from scoping.worksheet.loading import CANDIDATE, candidate_spec, sections
from scoping.worksheet.model import Content, FieldSpec, Kind, RowsSpec, SectionSpec
from scoping.worksheet.showing import REFERENCES
from scoping.worksheet.state import CandidateState, WorksheetState

Knows = Callable[[Kind, str], bool]
SOURCES = {"link": Kind.METRIC_LINK, "valuation": Kind.VALUATION}


@dataclass(frozen=True)
class Left:
    """One value that was left out: its path in the worksheet, and what stood there."""

    path: str
    kind: Kind
    value: str


def belonging(state: WorksheetState, knows: Knows) -> tuple[WorksheetState, list[Left]]:
    """Return the worksheet without values that point at nothing, and what was left out.

    `knows` says whether there is something of a kind under an id. Datasets are the worksheet's own.
    In paths a candidate stands by its id, as in `anchor` of its comments.

    >>> state = WorksheetState({"people": {"sponsor": "ada", "manager": "mia"}})
    >>> kept, left = belonging(state, lambda kind, value: value == "mia")
    >>> kept.sections, [(each.path, each.value) for each in left]
    ({'people': {'manager': 'mia'}}, [('people.sponsor', 'ada')])
    """
    own = {row["id"] for row in state.rows("data", "datasets")}
    left: list[Left] = []

    def found(kind: Kind, value: str) -> bool:
        return value in own if kind is Kind.DATASET else knows(kind, value)

    kept = {
        key: _kept(spec, state.sections[key], found, key, left)
        for key, spec in sections().items()
        if key in state.sections
    }
    candidates = tuple(
        CandidateState(
            each.id,
            _kept(candidate_spec(), each.content, found, f"{each.id}:{CANDIDATE}", left),
            each.decision,
            each.decision_reason,
            each.ratings,
        )
        for each in state.candidates
    )
    return WorksheetState(kept, candidates, state.currency), left


def _kept(
    spec: SectionSpec, content: Content, knows: Knows, path: str, left: list[Left]
) -> Content:
    found: Content = {}
    for part in spec.parts:
        if part.key not in content:
            continue
        value, here = content[part.key], f"{path}.{part.key}"
        if isinstance(part, RowsSpec):
            rows = [_row(part, row, knows, f"{here}.{row['id']}", left) for row in value]
            found[part.key] = rows
        else:
            found |= _value(part, value, knows, here, left)
    return found


def _row(group: RowsSpec, row: Content, knows: Knows, path: str, left: list[Left]) -> Content:
    fields: Mapping[str, FieldSpec] = {field.key: field for field in group.fields}
    found: Content = {"id": row["id"]}
    for key, value in row.items():
        if key != "id":
            found |= _value(fields[key], value, knows, f"{path}.{key}", left)
    return found


def _value(field: FieldSpec, value: Any, knows: Knows, path: str, left: list[Left]) -> Content:
    """The value under its key; nothing where it points at nothing."""
    if field.kind is Kind.DATASETS:
        gone = [each for each in value if not knows(Kind.DATASET, each)]
        left += [Left(path, Kind.DATASET, each) for each in gone]
        stays = [each for each in value if each not in gone]
        return {field.key: stays} if stays or not gone else {}
    if field.kind in REFERENCES and value and not knows(field.kind, value):
        left.append(Left(path, field.kind, value))
        return {}
    if field.kind is Kind.TAKEN and not _stands(value, knows):
        return {}  # its source is told where it is named
    return {field.key: value}


def _stands(record: Mapping[str, str], knows: Knows) -> bool:
    """Whether there is what figures were taken from."""
    kind = SOURCES.get(record["kind"])
    return kind is not None and knows(kind, record["id"])
