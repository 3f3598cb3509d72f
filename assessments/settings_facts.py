"""An assessment's settings as label and text: to check, to compare, to read later."""

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from aiproj.shared import format as show
from assessments.models import Assessment

IMPORTANCE_NAMES = {0.5: "low", 1.5: "high", 2.0: "highest"}


@dataclass(frozen=True)
class Fact:
    """One setting in words."""

    label: str
    text: str


@dataclass(frozen=True)
class Difference:
    """A setting that two people changed: what is stored, and what the second one typed."""

    label: str
    stored: str
    typed: str


def settings_facts(assessment: Assessment) -> list[Fact]:
    """Every setting that opening fixes, in the order of the settings page."""
    return [*_header(assessment), *_targets(assessment), *_items(assessment)]


def differences(stored: Assessment, changes: dict[str, Any]) -> list[Difference]:
    """Where the typed settings differ from the stored ones."""
    typed = copy(stored)
    for name, value in changes.items():
        setattr(typed, name, value)
    old = {fact.label: fact.text for fact in settings_facts(stored)}
    new = {fact.label: fact.text for fact in settings_facts(typed)}
    return [
        Difference(label, old.get(label, show.DASH), new.get(label, show.DASH))
        for label in {**old, **new}
        if old.get(label) != new.get(label)
    ]


def moment(at: datetime | None, otherwise: str) -> str:
    """A day with its time where the organization is, and the time zone's name."""
    if at is None:
        return otherwise
    return f"{show.date(timezone.localtime(at))}, {timezone.localtime(at):%H:%M}"


def _header(assessment: Assessment) -> Iterator[Fact]:
    pack = assessment.pack_version
    yield Fact("Scope", assessment.scope)
    yield Fact("Questionnaire", f"{pack.title} {pack.version}")
    yield Fact("Who may see what", assessment.get_privacy_mode_display())
    if assessment.privacy_mode != Assessment.PrivacyMode.ATTRIBUTED:
        yield Fact("Smallest group", f"{assessment.minimum_group} people")
    yield Fact("Opens", moment(assessment.opens_at or assessment.opened_at, "at once"))
    yield Fact("Closes", moment(assessment.closes_at, "not set"))
    required = "required for levels above 3" if assessment.evidence_required else "optional"
    yield Fact("Evidence", required)


def _targets(assessment: Assessment) -> Iterator[Fact]:
    labels = assessment.pack.level_labels
    for dimension in assessment.pack.dimensions:
        target = assessment.target(dimension.key)
        yield Fact(f"Target for {dimension.name}", f"{target} {labels[target]}")


def _items(assessment: Assessment) -> Iterator[Fact]:
    for capability in assessment.pack.capabilities:
        settings = assessment.item_settings.get(capability.key, {})
        if importance := IMPORTANCE_NAMES.get(settings.get("importance")):
            yield Fact(f"Importance of {capability.name}", importance)
        if settings.get("not_applicable"):
            yield Fact(f"{capability.name} does not apply", settings.get("reason", ""))
