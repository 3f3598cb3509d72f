"""What a worksheet refers to, with the facts that counted when it was frozen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from accounts.models import Organization, User
from metrics.models import BusinessMetric, MetricLink, TechnicalMetric, Valuation
from scoping.models import Objective, techniques_of
from scoping.rules.model import DIMENSION_NAMES
from scoping.worksheet.canonical import decimal_text, digest
from scoping.worksheet.loading import candidate_spec, sections
from scoping.worksheet.model import Content, FieldSpec, Kind, SectionSpec
from scoping.worksheet.state import WorksheetState

Reference = dict[str, Any]
BY_KIND = (Kind.PERSON, Kind.BUSINESS_METRIC, Kind.TECHNICAL_METRIC, Kind.METRIC_LINK,
           Kind.VALUATION, Kind.OBJECTIVE, Kind.TECHNIQUE, Kind.DIMENSION)  # fmt: skip


def references(organization: Organization, state: WorksheetState) -> dict[str, Reference]:
    """Everything that the worksheet refers to, by its id: one statement for each kind in use."""
    wanted: dict[Kind, set[str]] = {}
    for field, value in _values(state):
        if field.kind in BY_KIND and isinstance(value, str):
            wanted.setdefault(field.kind, set()).add(value)
    found: dict[str, Reference] = {}
    for kind in BY_KIND:
        if keys := wanted.get(kind):
            for key, name, facts in _FINDERS[kind](organization, keys):
                found[key] = {"kind": str(kind), "name": name, "facts": facts,
                              "hash": digest({"name": name, "facts": facts})}  # fmt: skip
    return found


def changed_sources(frozen: Content, now: dict[str, Reference]) -> list[str]:
    """Names of what changed, or went, since the content was frozen; people only when they left."""
    found = []
    for key, row in sorted(frozen.get("references", {}).items(), key=lambda item: item[1]["name"]):
        current = now.get(key)
        if current is None:
            found.append(f"{row['name']} is gone")
        elif current["hash"] != row["hash"] and row["kind"] != Kind.PERSON:
            found.append(f"{row['name']} was changed")
    return found


def _values(state: WorksheetState) -> Iterator[tuple[FieldSpec, Any]]:
    for key, spec in sections().items():
        yield from _of(spec, state.section(key))
    for candidate in state.candidates:
        yield from _of(candidate_spec(), candidate.content)


def _of(spec: SectionSpec, content: Content) -> Iterator[tuple[FieldSpec, Any]]:
    for field in spec.fields:
        yield field, content.get(field.key)
    for group in spec.groups:
        for row in content.get(group.rows, []):
            for field in group.fields:
                yield field, row.get(field.key)


Found = Iterable[tuple[str, str, dict[str, Any]]]


def _people(organization: Organization, keys: set[str]) -> Found:
    rows = User.objects.filter(public_id__in=keys, memberships__organization=organization)
    return [(row.public_id, str(row), {}) for row in rows.distinct()]


def _business(organization: Organization, keys: set[str]) -> Found:
    rows = BusinessMetric.objects.of(organization).filter(public_id__in=keys)
    return [
        (
            row.public_id,
            row.name,
            {
                "Unit": row.unit,
                "Baseline": f"{decimal_text(row.baseline)} on {row.baseline_on.isoformat()}",
                "Source": row.baseline_source,
                "Target": f"{decimal_text(row.target_amount)}, {row.target_kind}, by "
                f"{row.target_on.isoformat()}",
                "Measured by": row.measured_by,
            },
        )
        for row in rows
    ]


def _technical(organization: Organization, keys: set[str]) -> Found:
    rows = TechnicalMetric.objects.of(organization).filter(public_id__in=keys)
    return [
        (row.public_id, row.name, {"Unit": row.unit, "Better": row.direction, "Says": row.says})
        for row in rows
    ]


def _links(organization: Organization, keys: set[str]) -> Found:
    rows = MetricLink.objects.of(organization).filter(public_id__in=keys)
    return [
        (
            row.public_id,
            f"{row.metric.name}: {row.mechanism[:80]}",
            {"Mechanism": row.mechanism, "Formula": row.formula, "Inputs": row.inputs_hash},
        )
        for row in rows.select_related("metric")
    ]


def _valuations(organization: Organization, keys: set[str]) -> Found:
    rows = Valuation.objects.filter(predictions__organization=organization, public_id__in=keys)
    return [
        (row.public_id, str(row.predictions), {"Finding": row.finding, "Inputs": row.inputs_hash})
        for row in rows.select_related("predictions").defer("question", "result")
    ]


def _objectives(organization: Organization, keys: set[str]) -> Found:
    rows = Objective.objects.of(organization).filter(public_id__in=keys)
    return [
        (
            row.public_id,
            row.name,
            {"From": row.starts_on.isoformat(), "Until": row.ends_on.isoformat(),
             "Says": row.says},
        )
        for row in rows
    ]  # fmt: skip


def _techniques(organization: Organization, keys: set[str]) -> Found:
    known = techniques_of(organization).by_key
    return [
        (key, known[key].name, {"Levels": [str(level) for level in known[key].levels],
                                "Complexity": str(known[key].complexity)})
        for key in sorted(keys & known.keys())
    ]  # fmt: skip


def _dimensions(organization: Organization, keys: set[str]) -> Found:
    return [(key, DIMENSION_NAMES[key], {}) for key in sorted(keys & DIMENSION_NAMES.keys())]


_FINDERS: dict[Kind, Callable[[Organization, set[str]], Found]] = {
    Kind.PERSON: _people,
    Kind.BUSINESS_METRIC: _business,
    Kind.TECHNICAL_METRIC: _technical,
    Kind.METRIC_LINK: _links,
    Kind.VALUATION: _valuations,
    Kind.OBJECTIVE: _objectives,
    Kind.TECHNIQUE: _techniques,
    Kind.DIMENSION: _dimensions,
}
