"""The assessments of an organization in a table: state, answers, result, what stops the next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts.models import Organization, User
from aiproj.shared import format as show
from aiproj.shared import marks
from assessments.models import Assessment
from assessments.pack_schema import Pack
from reports.models import Report

SHOWN = 8
State = Assessment.State
ORDER = [State.DRAFT, State.OPEN, State.CLOSED, State.PUBLISHED]
PAGES = {
    State.DRAFT: "assessments:settings",
    State.OPEN: "assessments:participation",
    State.CLOSED: "assessments:results",
    State.PUBLISHED: "assessments:results",
}


@dataclass(frozen=True)
class Line:
    """One assessment in the table."""

    scope: str
    url: str
    state: str
    people: marks.Svg | None
    answers: str
    stage: int | None
    stage_name: str
    index: str
    likely: str
    stops: str
    note: str  # stands where there is no result yet


def for_managers(organization: Organization) -> list[Line]:
    """The newest assessments, those in work first."""
    rows = Assessment.objects.of(organization).exclude(state=State.ARCHIVED)
    newest = list(_annotated(rows).order_by("-pk")[:SHOWN])
    in_order = sorted(newest, key=lambda row: ORDER.index(row.state))
    return [_line(row, reverse(PAGES[row.state], args=[row.public_id])) for row in in_order]


def for_readers(user: User, organization: Organization) -> list[Line]:
    """Published assessments with a report to read, newest first."""
    visible = Report.objects.visible_to(user).of(organization)
    reports = dict(visible.newest().values_list("assessment", "public_id")[:SHOWN])
    rows = _annotated(Assessment.objects.filter(pk__in=reports)).order_by("-published_at")
    return [_line(row, reverse("reports:report", args=[reports[row.pk]])) for row in rows]


def _annotated(rows: Any) -> Any:
    return rows.with_names().with_participation().with_headline()


def _line(row: Any, url: str) -> Line:
    has_result = row.state not in (State.DRAFT, State.OPEN) and row.frozen
    overall = row.overall if has_result else None
    stage = overall["stage"] if overall else None
    asked = bool(row.invited)
    not_opened = row.invited - row.submitted - row.started
    return Line(
        scope=row.scope,
        url=url,
        state=_state(row),
        people=marks.person_units(row.submitted, row.started, not_opened) if asked else None,
        answers=f"{row.submitted} of {row.invited}" if asked else "",
        stage=stage,
        stage_name=_result_name(row, stage) if has_result else "",
        index=show.index(overall["index"]) if overall else "",
        likely=show.span(overall["index_low"], overall["index_high"]) if overall else "",
        stops=stops(row.dimensions, overall, row.pack) if overall and not row.verdict else "",
        note=_note(row),
    )


def _state(row: Any) -> str:
    if row.state == State.DRAFT:
        return "draft"
    if row.state == State.OPEN and row.opens_at and row.opens_at > timezone.now():
        return f"opens {_day(row.opens_at)}"
    if row.state == State.OPEN:
        return f"open until {_day(row.closes_at)}"
    if row.state == State.CLOSED:
        return f"closed {_day(row.closed_at)}"
    return f"published {_day(row.published_at)}"


def _day(moment: datetime) -> str:
    return show.day_month(timezone.localtime(moment).date())


def _result_name(row: Any, stage: int | None) -> str:
    pack: Pack = row.pack
    if row.verdict and pack.verdicts:
        return str(getattr(pack.verdicts, row.verdict).label)
    return str(pack.level_labels[stage]) if stage else "No stage: too few answers"


def _note(row: Any) -> str:
    if row.state == State.DRAFT:
        return "Not open yet"
    if row.state == State.OPEN:
        return "Results appear when it closes"
    return "" if row.frozen else "The result is being computed"


def stops(dimensions: Mapping[str, Any], overall: Mapping[str, Any], pack: Pack) -> str:
    """What stops the next stage, in a few words: topics far below, then must-haves, then many."""
    if overall["stage"] == len(pack.level_labels):
        return "Nothing: this is the highest stage"
    blockers = [dimensions[key]["blockers"] for key in overall["held_back_by"]]
    far_below = [key for found in blockers for key in found["two_below"]]
    must_haves = {key for found in blockers for key in found["gate"]} - set(far_below)
    words = [pack.capability(key).name for key in far_below[:1]]
    if further := far_below[1:]:
        words.append(f"{show.number_word(len(further))} more far below")
    if must_haves:
        count = len(must_haves)
        words.append(f"{show.number_word(count)} {show.plural(count, 'must-have')}")
    return ", ".join(words) or "Too few topics have reached it"
