"""What the pages of a worksheet show around its form: the outline and who saved last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse

from scoping.calc.smart_target import amount
from scoping.models import Candidate, Project, Revision, Section
from scoping.rules.checks import CheckRules
from scoping.worksheet.differences import Change, section_changes
from scoping.worksheet.loading import sections
from scoping.worksheet.model import Content, RowsSpec, SectionSpec
from scoping.worksheet.showing import MISSING, Names, row_shown, shown

CANDIDATES = "candidates"
LIMITS = ("coverage_ratio", "high_risk_from", "automated_share")  # that hints name


@dataclass(frozen=True)
class OutlineRow:
    """One entry of the worksheet's outline."""

    key: str
    label: str
    address: str
    state: str  # empty, partial or ready
    is_current: bool


def outline(project: Project, current: str, states: Mapping[str, str]) -> list[OutlineRow]:
    """Every section in its order, candidates after the problem, with the states of the checks."""
    rows = []
    for key, spec in sections().items():
        address = reverse("scoping:section", args=[project.public_id, key])
        state = states.get(key, "empty")
        rows.append(OutlineRow(key, spec.label, address, state, key == current))
        if key == "problem":
            there = reverse("scoping:candidates", args=[project.public_id])
            rows.append(
                OutlineRow(
                    CANDIDATES, "Candidates", there, states[CANDIDATES], current == CANDIDATES
                )
            )
    return rows


def hints(spec: SectionSpec, limits: CheckRules) -> dict[str, str]:
    """The hint of each group of rows, with the organization's limits where it names them."""
    found = {group.rows: group.hint for group in spec.groups}
    for name in LIMITS:
        said = amount(Decimal(getattr(limits, name)), "")
        found = {key: hint.replace(f"{{{name}}}", said) for key, hint in found.items()}
    return found


def following(rows: list[OutlineRow]) -> OutlineRow | None:
    """The entry after the current one, for people who go step by step."""
    current = next((number for number, row in enumerate(rows) if row.is_current), len(rows))
    return rows[current + 1] if current + 1 < len(rows) else None


@dataclass(frozen=True)
class Saved:
    """When a section was saved last, and by whom; version 0 if never."""

    version: int
    at: datetime | None
    by: str


def saved(section: Section | None) -> Saved:
    """The state of a section that may not exist yet."""
    if section is None:
        return Saved(0, None, "")
    return Saved(section.version, section.saved_at, str(section.saved_by or ""))


def saved_candidate(candidate: Candidate) -> Saved:
    """The state of a candidate, from what was kept of its last save."""
    kept = Revision.objects.filter(project=candidate.project, subject=candidate.public_id)
    last = kept.select_related("saved_by").order_by("-version").first()
    if last is None:
        return Saved(candidate.version, None, "")
    return Saved(candidate.version, last.saved_at, str(last.saved_by or ""))


@dataclass(frozen=True)
class Difference:
    """A field or a row in two states, in words; `path` is its anchor."""

    label: str
    before: str
    after: str
    path: str = ""


def differences(
    spec: SectionSpec, before: Content, after: Content, names: Names, currency: str
) -> list[Difference]:
    """Two states of a section side by side, in words. A row that came or went is told whole."""

    def words(change: Change, value: Any, beside: Content) -> str:
        if change.field is not None:
            return shown(change.field, value, names, currency, beside)
        group = spec.part(change.path.split(".")[-2])
        if value is None or not isinstance(group, RowsSpec):
            return MISSING
        return row_shown(group, value, names, currency)

    return [
        Difference(
            change.label,
            words(change, change.before, change.beside[0]),
            words(change, change.after, change.beside[1]),
            change.path,
        )
        for change in section_changes(spec, before, after)
    ]
