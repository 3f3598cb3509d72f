"""Whether a stored content could have been typed: for templates and files brought in."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from aiproj.shared.text import one_direction
from metrics.calc.units import UnitError, parse_unit
from scoping.worksheet.model import (
    MOST_LINE,
    MOST_LINES,
    MOST_ROWS,
    MOST_TEXT,
    NUMBERS,
    ROW_ID,
    Content,
    FieldSpec,
    Kind,
    RowsSpec,
    SectionSpec,
)

NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,6})?", re.ASCII)
MOST_DIGITS = 15
FIRST_YEAR, LAST_YEAR = 2000, 2099
MOST_ANSWERS = 200
LONG_TEXTS = frozenset({Kind.TEXT, Kind.STORY})
ANSWERS = frozenset({Kind.LEGAL, Kind.IMPACT})
FIGURES = frozenset({"low", "likely", "high", "margin"})
RECORD = frozenset({"kind", "id", "name", "on", "formula", "hash"}) | FIGURES - {"margin"}


def content_faults(spec: SectionSpec, content: Any) -> list[str]:
    """Return what is wrong with a section's content, a line each; empty if it can be stored.

    Unknown keys, wrong kinds of values, numbers outside their limits, options that do not exist,
    lines that are more than one, rows without an id or with one that stands twice. What references
    point at is not looked up.

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
    ids = [str(row.get("id")) for row in rows]
    if not all(isinstance(row.get("id"), str) for row in rows) or len(set(ids)) < len(ids):
        yield f"{path}: each row needs an id of its own"
    elif wrong := [each for each in ids if not ROW_ID.fullmatch(each)]:
        yield f"{path}: the id “{wrong[0][:20]}” must be 1 to 16 small letters and digits"
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
    if field.kind in (Kind.LINES, Kind.DATASETS):
        return _lines_fault(value, MOST_LINES if field.kind is Kind.LINES else MOST_ROWS)
    if field.kind in ANSWERS:
        return _answers_fault(value)
    if field.kind is Kind.TAKEN:
        return _record_fault(value)
    if field.kind is Kind.YES_NO:
        return "" if isinstance(value, bool) else "must be true or false"
    if not isinstance(value, str):
        return "must be a text"
    if field.kind is Kind.DATE:
        return _date_fault(value)
    if field.kind is Kind.CHOICE:
        options = ", ".join(field.options)
        return "" if value in field.options else f"must be one of {options}"
    return _text_fault(field, value)


def line_fault(value: Any, longest: int = MOST_LINE) -> str:
    """Return what is wrong with a text on one line; empty if it can be stored.

    >>> line_fault("one\\ntwo"), line_fault("x" * 301)
    ('must be one line without doubled blanks', 'must have at most 300 characters')
    """
    if not isinstance(value, str):
        return "must be a text"
    if value != " ".join(value.split()):
        return "must be one line without doubled blanks"
    if value != one_direction(value):
        return "must hold no mark that turns the direction of text"
    return f"must have at most {longest:,} characters" if len(value) > longest else ""


def _text_fault(field: FieldSpec, value: str) -> str:
    if field.kind not in LONG_TEXTS:
        return line_fault(value, field.max_length or MOST_LINE) or _unit_fault(field, value)
    longest = field.max_length or MOST_TEXT
    return f"must have at most {longest:,} characters" if len(value) > longest else ""


def _unit_fault(field: FieldSpec, value: str) -> str:
    if field.kind is Kind.UNIT and value:
        try:
            parse_unit(value)
        except UnitError:
            return "must be a unit such as EUR/year or %"
    return ""


def _lines_fault(value: Any, most: int) -> str:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        return "must be a list of texts"
    if len(value) > most or sum(map(len, value)) > MOST_TEXT:
        return f"must have at most {most} lines and {MOST_TEXT:,} characters"
    return next(filter(None, (line_fault(each, MOST_TEXT) for each in value)), "")


def _answers_fault(value: Any) -> str:
    if not isinstance(value, dict) or len(value) > MOST_ANSWERS:
        return f"must be a group of at most {MOST_ANSWERS} answers"
    return next(filter(None, (line_fault(each) for pair in value.items() for each in pair)), "")


def _number_fault(field: FieldSpec, value: Any) -> str:
    if not isinstance(value, str) or not NUMBER.fullmatch(value):
        return "must be a number, written as text, with at most 15 digits, 6 after the point"
    if len(value.strip("-0").replace(".", "")) > MOST_DIGITS:
        return f"must have at most {MOST_DIGITS} digits"
    number = Decimal(value)
    if field.kind is Kind.INTEGER and "." in value:
        return "must be a whole number"
    if field.minimum is not None and number < field.minimum:
        return f"must be at least {field.minimum:,}"
    if field.above is not None and number <= field.above:
        return f"must be more than {field.above:,}"
    if field.maximum is not None and number > field.maximum:
        return f"must be at most {field.maximum:,}"
    return ""


def _record_fault(value: Any) -> str:
    """Of figures that were taken from a source: every part of the record is a text."""
    if not isinstance(value, dict) or not RECORD <= value.keys() <= RECORD | {"margin"}:
        return "must be a record of what was taken"
    if fault := next(filter(None, (line_fault(each, MOST_TEXT) for each in value.values())), ""):
        return fault
    if any(not NUMBER.fullmatch(value[key]) for key in value.keys() & FIGURES):
        return "must have figures that are numbers, written as text"
    return _date_fault(value["on"])


def _date_fault(value: str) -> str:
    try:
        day = datetime.date.fromisoformat(value)
    except ValueError:
        return "must be a date such as 2027-07-31"
    if day.isoformat() != value:
        return "must be a date such as 2027-07-31"
    in_time = FIRST_YEAR <= day.year <= LAST_YEAR
    return "" if in_time else f"must be a date from {FIRST_YEAR} to {LAST_YEAR}"
