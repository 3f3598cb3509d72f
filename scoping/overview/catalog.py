"""What the metric's definition in the catalog says of a problem, beside what stands there."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from metrics.models import BusinessMetric
from scoping.models import Project
from scoping.worksheet.canonical import decimal_text
from scoping.worksheet.model import Content, FieldSpec, SectionSpec
from scoping.worksheet.showing import shown

PROBLEM, METRIC, ALL = "problem", "metric", "all"
FIELDS = {
    "metric_name": "name",
    "unit": "unit",
    "baseline": "baseline",
    "baseline_on": "baseline_on",
    "baseline_source": "baseline_source",
    "measured_by": "measured_by",
    "frequency": "frequency",
    "direction": "direction",
    "target_kind": "target_kind",
    "target_amount": "target_amount",
    "deadline": "target_on",
    "minimum": "minimum",
    "maximum": "maximum",
}


@dataclass(frozen=True)
class Note:
    """A field that differs from the catalog: what stands here and there, in words."""

    key: str
    here: str
    there: str


@dataclass(frozen=True)
class Notes:
    """The chosen metric, and by anchor every field that differs from it."""

    metric: str = ""
    fields: dict[str, Note] = field(default_factory=dict)


def taken(project: Project, spec: SectionSpec, content: Content, take: str | None) -> Content:
    """The content with one field, or all, as the chosen metric's definition has them."""
    if not take or spec.key != PROBLEM:
        return content
    there = _defined(project, spec, content)
    keys = there.keys() if take == ALL else there.keys() & {take}
    return {**content, **{key: there[key] for key in keys}}


def notes(project: Project, spec: SectionSpec, content: Content, anchor: str) -> Notes:
    """Where a stored problem differs from the definition of its metric."""
    if spec.key != PROBLEM or not content.get(METRIC):
        return Notes()
    there = _defined(project, spec, content)
    specs = {each.key: each for each in spec.fields}
    return Notes(
        str(there.get("metric_name", "")),
        {
            f"{anchor}.{key}": Note(key, _words(specs[key], content), _words(specs[key], there))
            for key, value in there.items()
            if content.get(key) != value
        },
    )


def _words(spec: FieldSpec, content: Content) -> str:
    return shown(spec, content.get(spec.key), {})


def _defined(project: Project, spec: SectionSpec, content: Content) -> Content:
    """What the definition of the chosen metric says, as the worksheet stores it."""
    rows = BusinessMetric.objects.of(project.organization).current()
    metric = rows.filter(public_id=content.get(METRIC, "")).first()
    if metric is None:
        return {}
    limits = {each.key: each.max_length for each in spec.fields}
    values = {key: _stored(getattr(metric, name)) for key, name in FIELDS.items()}
    return {
        key: value[: limits[key]] if limits[key] else value
        for key, value in values.items()
        if value
    }


def _stored(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return decimal_text(value)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
