"""The levels that readiness is held against: those of a published assessment that still counts."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiproj.shared import format as formats
from assessments.models import Assessment
from scoping.calc.readiness import VALID_DAYS
from scoping.models import Project
from scoping.rules.model import DIMENSIONS, Settings


@dataclass(frozen=True)
class Levels:
    """Levels by dimension from 1 to 5, None where one is not reported.

    `values` is None where no assessment counts; `reason` says why then. `people` is how many
    each level rests on.
    """

    values: Mapping[str, float | None] | None
    reason: str
    assessment: Assessment | None = None
    expires_on: datetime.date | None = None
    ranges: Mapping[str, tuple[float, float] | None] | None = None
    is_example: bool = False
    people: Mapping[str, int | None] | None = None


def levels_of(project: Project, settings: Settings, today: datetime.date) -> Levels:
    """Return the levels of the assessment that the project names.

    Without one, the levels of the project's template stand in, marked as an example. An assessment
    counts when it is published, of the organization-wide kind, and not expired.
    """
    found = project.assessment
    if found is None and project.example_levels:
        return Levels(project.example_levels, "", is_example=True)
    if found is None:
        return Levels(None, "No assessment is named. Readiness is unknown, not zero.")
    expires, reason = validity(found, project, settings, today)
    if reason:
        return Levels(None, reason, found, expires)
    dimensions: dict[str, Any] = found.result.evaluation["dimensions"]
    if not set(DIMENSIONS) <= dimensions.keys():
        return Levels(None, "The assessment has other dimensions.", found, expires)
    scores = {key: dimensions[key].get("score") for key in DIMENSIONS}
    intervals = {key: dimensions[key].get("interval") for key in DIMENSIONS}
    return Levels(
        {key: None if score is None else float(score) for key, score in scores.items()},
        "",
        found,
        expires,
        {
            key: (float(each["low"]), float(each["high"])) if each else None
            for key, each in intervals.items()
        },
        people={key: dimensions[key].get("n_respondents") for key in DIMENSIONS},
    )


def valid_days(settings: Settings) -> int:
    """For how many days an assessment counts: as the organization says, never above VALID_DAYS."""
    return min(settings.assessment_days, VALID_DAYS)


def validity(
    found: Assessment, project: Project, settings: Settings, today: datetime.date
) -> tuple[datetime.date | None, str]:
    """Return until when a named assessment counts, and why it does not: empty where it does."""
    if found.published_at is None or found.organization_id != project.organization_id:
        return None, "The assessment is not published."
    published = project.organization.local_date(found.published_at)
    expires = published + datetime.timedelta(days=valid_days(settings))
    return expires, f"The assessment expired on {formats.date(expires)}." if today > expires else ""


def choosable(project: Project) -> list[Assessment]:
    """Published assessments of the organization, newest first."""
    rows = Assessment.objects.of(project.organization).exclude(published_at=None)
    return list(rows.select_related("pack_version", "organization").order_by("-published_at"))
