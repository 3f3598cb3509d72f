"""The assessments of an organization in the table of the start page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts.models import Organization, User
from aiproj.shared import format as show
from assessments.models import Assessment
from assessments.overview import AssessmentRow, assessment_row
from reports.models import Report

SHOWN = 8
State = Assessment.State
ORDER = [State.DRAFT, State.OPEN, State.CLOSED, State.PUBLISHED]


@dataclass(frozen=True)
class Line:
    """One assessment in the table."""

    row: AssessmentRow
    url: str
    state: str
    note: str  # stands where there is no result yet


def for_managers(organization: Organization) -> list[Line]:
    """The newest assessments, those in work first."""
    rows = Assessment.objects.of(organization).exclude(state=State.ARCHIVED)
    newest = list(_annotated(rows).order_by("-pk")[:SHOWN])
    in_order = sorted(newest, key=lambda row: ORDER.index(row.state))
    return [
        _line(found, reverse("assessments:assessment", args=[found.public_id]))
        for found in in_order
    ]


def for_readers(user: User, organization: Organization) -> list[Line]:
    """Published assessments with a report to read, newest first."""
    visible = Report.objects.visible_to(user).of(organization)
    reports = dict(visible.newest().values_list("assessment", "public_id")[:SHOWN])
    rows = _annotated(Assessment.objects.filter(pk__in=reports)).order_by("-published_at")
    return [_line(found, reverse("reports:report", args=[reports[found.pk]])) for found in rows]


def _annotated(rows: Any) -> Any:
    return rows.with_names().with_participation().with_headline()


def _line(found: Any, url: str) -> Line:
    return Line(assessment_row(found), url, _state(found), _note(found))


def _state(found: Assessment) -> str:
    """The state with its day: "open until 11 Dec"."""
    if found.is_open and found.opens_at and found.opens_at > timezone.now():
        return f"opens {_day(found.opens_at)}"
    if found.is_open:
        return f"open until {_day(found.closes_at)}"
    if found.state == State.CLOSED:
        return f"closed {_day(found.closed_at)}"
    return f"published {_day(found.published_at)}" if found.published_at else "draft"


def _day(moment: datetime | None) -> str:
    return show.day_month(timezone.localtime(moment).date())


def _note(found: Any) -> str:
    if found.is_draft:
        return "Not open yet"
    if found.is_open:
        return "Results appear when it closes"
    return "" if found.frozen else "The result is being computed"
