"""Stored values as people read them."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from aiproj.shared import format as formats
from scoping.calc.smart_target import amount
from scoping.worksheet.model import Content, FieldSpec, Kind, RowsSpec

MISSING = "–"
NOTHING: Content = {}
TARGET, TARGET_UNITS = "target_amount", {"relative": "%", "points": "points"}
Names = Mapping[str, str]  # public id or row id -> name, for values that refer to something


def shown(
    field: FieldSpec,
    value: Any,
    names: Names,
    currency: str = "",
    beside: Content = NOTHING,
) -> str:
    """Return a stored value in words; a dash where there is none.

    A reference whose name is not known shows as “removed”. `beside` are the values of the section
    or row that the field stands in, which may hold its unit.

    >>> field = FieldSpec(key="cap", label="Cost cap", kind="money")
    >>> shown(field, "1250.5", {}, "USD"), shown(field, None, {})
    ('USD 1,250.5', '–')
    """
    if value in (None, "", []):
        return MISSING
    match field.kind:
        case Kind.CHOICE:
            return field.options.get(str(value), str(value))
        case Kind.YES_NO:
            return "Yes" if value else "No"
        case Kind.DATE:
            return formats.date(datetime.date.fromisoformat(value))
        case Kind.INTEGER:
            return formats.number(int(value))
        case Kind.DECIMAL | Kind.PERCENT | Kind.MONEY:
            return _amount(field, Decimal(value), currency, beside)
        case Kind.LINES | Kind.DATASETS:
            return _listed(field.kind, value, names)
        case Kind.TAKEN:
            return _taken(value)
        case _ if field.kind in REFERENCES:
            return names.get(value, "removed")
        case _:
            return str(value)


def unit_of(field: FieldSpec, beside: Content) -> str:
    """The unit of a number; that of a target depends on what kind of target it is.

    >>> field = FieldSpec(key="target_amount", label="Target", kind="decimal", unit="unit")
    >>> unit_of(field, {"unit": "days", "target_kind": "relative"})
    '%'
    """
    if field.key == TARGET and beside.get("target_kind") in TARGET_UNITS:
        return TARGET_UNITS[beside["target_kind"]]
    return str(beside.get(field.unit) or "") if field.unit else ""


def row_shown(group: RowsSpec, row: Content, names: Names, currency: str = "") -> str:
    """Return all that a row says, field by field; a dash for a row without any value.

    >>> group = RowsSpec(rows="risks", label="Risks", item="risk", fields=[
    ...     {"key": "what", "label": "Risk", "kind": "line"},
    ...     {"key": "impact", "label": "Impact", "kind": "integer"}])
    >>> row_shown(group, {"id": "abcd", "what": "Data comes late", "impact": "4"}, {})
    'Risk: Data comes late; Impact: 4'
    """
    said = [
        f"{field.label}: {shown(field, row[field.key], names, currency, row)}"
        for field in group.fields
        if row.get(field.key) not in (None, "", [])
    ]
    return "; ".join(said) or MISSING


REFERENCES = frozenset(
    {
        Kind.PERSON,
        Kind.BUSINESS_METRIC,
        Kind.TECHNICAL_METRIC,
        Kind.METRIC_LINK,
        Kind.VALUATION,
        Kind.OBJECTIVE,
        Kind.TECHNIQUE,
        Kind.DIMENSION,
        Kind.DATASET,
    }
)


def _listed(kind: Kind, values: list[str], names: Names) -> str:
    if kind is Kind.LINES:
        return "; ".join(values)
    return ", ".join(names.get(each, "removed") for each in values)


def _taken(record: Content) -> str:
    """Where figures were taken from, when, and their formula."""
    day = formats.date(datetime.date.fromisoformat(record["on"]))
    return f"{record['name']}, on {day}: {record['formula']}"


def _amount(field: FieldSpec, value: Decimal, currency: str, beside: Content) -> str:
    if field.unit:
        return amount(value, unit_of(field, beside))
    exponent = value.normalize().as_tuple().exponent
    places = max(0, -exponent) if isinstance(exponent, int) else 0
    text = formats.number(value, places)
    if field.kind is Kind.PERCENT:
        return f"{text}%"
    return f"{currency} {text}".strip() if field.kind is Kind.MONEY else text
