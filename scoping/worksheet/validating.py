"""Whether a stored content could have been typed: for templates and files brought in."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from scoping.worksheet.model import (
    MOST_ROWS,
    NUMBERS,
    Content,
    FieldSpec,
    Kind,
    RowsSpec,
    SectionSpec,
)

LONGEST_TEXT = 5000
LARGEST = Decimal(10) ** 15
LISTS = frozenset({Kind.LINES, Kind.DATASETS})
ANSWERS = frozenset({Kind.LEGAL, Kind.IMPACT})


def content_faults(spec: SectionSpec, content: Any) -> list[str]:
    """Return what is wrong with a section's content, a line each; empty if it can be stored.

    Unknown keys, wrong kinds of values, numbers outside their limits, options that do not exist,
    rows without an id or with one that stands twice. What references point at is not looked up.

    >>> spec = SectionSpec(key="plan", label="Plan", title="The plan", lead="", parts=[
    ...     {"key": "end", "label": "End", "kind": "date"}])
    >>> content_faults(spec, {"end": "31 Mar", "start": "2027-01-01"})
    ['plan.end: must be a date such as 2027-07-31', 'plan.start: is not known']
    """
    if not isinstance(content, dict):
        return [f"{spec.key}: must be a group of fields"]
    return list(_faults(spec, content))


def _faults(spec: SectionSpec, content: Content) -> Iterator[str]:
    parts = {part.key: part for part in spec.parts}
    for key in sorted(content, key=str):
        path, part = f"{spec.key}.{key}", parts.get(key)
        if part is None:
            yield f"{path}: is not known"
        elif isinstance(part, RowsSpec):
            yield from _rows_faults(part, content[key], path)
        elif fault := value_fault(part, content[key]):
            yield f"{path}: {fault}"


def _rows_faults(group: RowsSpec, rows: Any, path: str) -> Iterator[str]:
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        yield f"{path}: must be a list of rows"
        return
    if len(rows) > MOST_ROWS:
        yield f"{path}: at most {MOST_ROWS} rows can be kept"
    ids = [row.get("id") for row in rows]
    if any(not isinstance(each, str) or not each for each in ids) or len(set(ids)) < len(ids):
        yield f"{path}: each row needs an id of its own"
    fields = {field.key: field for field in group.fields}
    for place, row in enumerate(rows):
        for key in sorted(row.keys() - {"id"}, key=str):
            here = f"{path}[{place}].{key}"
            if key not in fields:
                yield f"{here}: is not known"
            elif fault := value_fault(fields[key], row[key]):
                yield f"{here}: {fault}"


def value_fault(field: FieldSpec, value: Any) -> str:
    """Return what is wrong with one value; empty if it can be stored.

    >>> value_fault(FieldSpec(key="margin", label="Margin", kind="percent", maximum=100), "101")
    'must be at most 100'
    """
    if field.kind in NUMBERS:
        return _number_fault(field, value)
    if field.kind in LISTS:
        is_list = isinstance(value, list) and all(isinstance(each, str) for each in value)
        return "" if is_list else "must be a list of texts"
    if field.kind in ANSWERS:
        return "" if isinstance(value, dict) else "must be a group of answers"
    if field.kind is Kind.YES_NO:
        return "" if isinstance(value, bool) else "must be true or false"
    if not isinstance(value, str):
        return "must be a text"
    if field.kind is Kind.DATE:
        return _date_fault(value)
    if field.kind is Kind.CHOICE and value not in field.options:
        return f"must be one of {', '.join(field.options)}"
    longest = field.max_length or LONGEST_TEXT
    return f"must have at most {longest:,} characters" if len(value) > longest else ""


def _number_fault(field: FieldSpec, value: Any) -> str:
    if not isinstance(value, str):
        return "must be a number, written as text"
    try:
        number = Decimal(value)
    except InvalidOperation:
        return "must be a number, written as text"
    if not number.is_finite() or abs(number) >= LARGEST:
        return "must be a number below 1e15"
    if field.kind is Kind.INTEGER and number != number.to_integral_value():
        return "must be a whole number"
    if field.minimum is not None and number < field.minimum:
        return f"must be at least {field.minimum:,}"
    if field.maximum is not None and number > field.maximum:
        return f"must be at most {field.maximum:,}"
    return ""


def _date_fault(value: str) -> str:
    try:
        datetime.date.fromisoformat(value)
    except ValueError:
        return "must be a date such as 2027-07-31"
    return ""
