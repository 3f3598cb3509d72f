"""What the pages of a worksheet show around its form: the outline and who saved last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from scoping.models import Project, Section
from scoping.worksheet.differences import Change, section_changes
from scoping.worksheet.loading import sections
from scoping.worksheet.model import Content, SectionSpec
from scoping.worksheet.showing import Names, shown

CANDIDATES = "candidates"


@dataclass(frozen=True)
class OutlineRow:
    """One entry of the worksheet's outline."""

    key: str
    label: str
    address: str
    state: str  # empty, partial or ready
    is_current: bool


def outline(project: Project, current: str) -> list[OutlineRow]:
    """Every section in its order, candidates after the problem."""
    saved = set(project.sections.exclude(content={}).values_list("key", flat=True))
    rows = []
    for key, spec in sections().items():
        address = reverse("scoping:section", args=[project.public_id, key])
        state = "partial" if key in saved else "empty"
        rows.append(OutlineRow(key, spec.label, address, state, key == current))
        if key == "problem":
            there = reverse("scoping:candidates", args=[project.public_id])
            rows.append(
                OutlineRow(CANDIDATES, "Candidates", there, "partial", current == CANDIDATES)
            )
    return rows


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


@dataclass(frozen=True)
class Difference:
    """A field that two people left in two states."""

    label: str
    before: str
    after: str


def differences(
    spec: SectionSpec, stored: Content, typed: Content, names: Names, currency: str
) -> list[Difference]:
    """What is stored beside what was typed, in words. A row that came or went is said so."""

    def words(change: Change, value: Any) -> str:
        if change.field is None:
            return "there" if value else "not there"
        return shown(change.field, value, names, currency)

    return [
        Difference(change.label, words(change, change.before), words(change, change.after))
        for change in section_changes(spec, stored, typed)
    ]
