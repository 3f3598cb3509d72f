"""What a section and a candidate have in common: a form that is shown, and saved as one types."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.access import SignedInRequest
from accounts.models import User
from aiproj.shared.errors import Refused, Stale
from scoping.forms.choices import Choices
from scoping.forms.sections import SectionForm
from scoping.models import Candidate, Project
from scoping.overview import (
    break_even,
    calibration,
    cases,
    catalog,
    checks,
    comments,
    risk_classes,
    sources,
    summaries,
)
from scoping.overview.risk_classes import RISKS
from scoping.overview.worksheets import (
    CANDIDATES,
    Saved,
    differences,
    following,
    hints,
    outline,
    saved,
    saved_candidate,
)
from scoping.services import worksheets as service
from scoping.worksheet.loading import candidate_spec, sections
from scoping.worksheet.model import Content, SectionSpec

CONFLICT, UNPROCESSABLE = 409, 422
AUTOSAVE = "X-Autosave"
ROW_ACTS = [("up", "Move up"), ("down", "Move down"), ("copy", "Duplicate")]


@dataclass(frozen=True)
class Sheet:
    """A section or a candidate: where it is, and how it is read and written."""

    project: Project
    spec: SectionSpec
    label: str
    anchor: str
    outlined: str
    path: list[str]
    routes: str
    template: str
    read: Callable[[], tuple[Content, Saved]]
    write: Callable[[User, int, Content], object]
    candidate: Candidate | None = None

    @property
    def subject(self) -> str:
        """By what its revisions are known."""
        return self.path[-1]

    @property
    def only(self) -> str:
        """The candidate's id; empty for a section."""
        return self.candidate.public_id if self.candidate else ""

    @property
    def address(self) -> str:
        return reverse(f"scoping:{self.routes}", args=self.path)

    @property
    def save_address(self) -> str:
        return reverse(f"scoping:{self.routes}_save", args=self.path)

    @property
    def history_address(self) -> str:
        return reverse(f"scoping:{self.routes}_history", args=self.path)

    @property
    def bring_back_route(self) -> str:
        return f"scoping:{self.routes}_bring_back"


def section_sheet(project: Project, key: str) -> Sheet:
    """A section of a project."""

    def read() -> tuple[Content, Saved]:
        stored = project.sections.filter(key=key).select_related("saved_by").first()
        return (stored.content if stored else {}), saved(stored)

    def write(actor: User, version: int, content: Content) -> object:
        return service.save_section(
            project=project, key=key, actor=actor, version=version, content=content
        )

    spec = sections()[key]
    path = [project.public_id, key]
    return Sheet(
        project, spec, spec.label, key, key, path, "section", "scoping/section.html", read, write
    )


def candidate_sheet(found: Candidate) -> Sheet:
    """A candidate of a project."""
    project: Project = found.project

    def read() -> tuple[Content, Saved]:
        found.refresh_from_db(fields=["content", "version"])
        return found.content, saved_candidate(found)

    def write(actor: User, version: int, content: Content) -> object:
        return service.save_candidate(
            candidate=found, actor=actor, version=version, content=content
        )

    anchor, path = comments.anchor_of(found), [project.public_id, found.public_id]
    return Sheet(
        project, candidate_spec(), found.name, anchor, CANDIDATES, path, "candidate",
        "scoping/candidate.html", read, write, found,
    )  # fmt: skip


def show(request: SignedInRequest, sheet: Sheet) -> HttpResponse:
    """The page of the sheet as it is stored."""
    content, state = sheet.read()
    add = request.GET.get("add", "")
    form = SectionForm(sheet.spec, Choices(sheet.project), content, add=add, anchor=sheet.anchor)
    return _page(request, sheet, form, state)


def save(request: SignedInRequest, sheet: Sheet) -> HttpResponse:
    """Save the sheet. As one types, what cannot be stored waits, and all else is saved."""
    choices, by_itself = Choices(sheet.project), AUTOSAVE in request.headers
    before, state = sheet.read()
    form = SectionForm(sheet.spec, choices, before, request.POST, anchor=sheet.anchor)
    if not form.is_valid() and (form.faults or not by_itself):
        return _page(request, sheet, form, state, UNPROCESSABLE)
    try:
        content = _clicked(request, sheet, form.content())
        sheet.write(request.user, int(request.POST["version"]), content)
    except Stale as stale:
        return _conflict(request, sheet, form, choices, stale)
    except Refused as refusal:
        form.faults.append(str(refusal))
        return _page(request, sheet, form, state, UNPROCESSABLE)
    form.is_stored = True
    if not by_itself:
        return _onward(request, sheet)
    status = UNPROCESSABLE if form.field_faults else 200
    return _page(request, sheet, form, sheet.read()[1], status)


def _clicked(request: SignedInRequest, sheet: Sheet, content: Content) -> Content:
    """What was typed, with what was clicked: a source, a criterion, a meaning, a day or a fix."""
    take, today = request.POST.get("take", ""), request.organization.local_date(timezone.now())
    if sheet.candidate:
        return sources.taken(sheet.project, content, take, today)
    if sheet.spec.key == break_even.SECTION:
        return break_even.taken(sheet.project, content, take)
    if sheet.spec.key != checks.PROBLEM:
        return content
    content = catalog.taken(sheet.project, sheet.spec, content, take)
    wanted = {name: request.POST.get(name, "") for name in ("meaning", "day", "fix")}
    case = cases.case_of(sheet.project, today) if wanted["fix"] else None
    return checks.mended(content, {**wanted, "today": today.isoformat()}, case)


def _conflict(
    request: SignedInRequest, sheet: Sheet, form: SectionForm, choices: Choices, stale: Stale
) -> HttpResponse:
    stored, state = sheet.read()
    between = differences(
        sheet.spec, stored, form.content(), choices.names(sheet.spec), sheet.project.currency
    )
    more = {"conflict": str(stale), "differences": between}
    return _page(request, sheet, form, state, CONFLICT, **more)


def _onward(request: SignedInRequest, sheet: Sheet) -> HttpResponse:
    """After an ordinary save: back to where the button was that was pressed."""
    here, post = sheet.address, request.POST
    rows = {group.rows for group in sheet.spec.groups}
    if (add := post.get("add", "")) in rows:
        return redirect(f"{here}?add={add}#rows-{add}")
    if (moved := post.get("move", "").split(":"))[1:2] and moved[1] in rows:
        return redirect(f"{here}#rows-{moved[1]}")
    if sheet.candidate and post.get("take"):
        text = f"The benefit of {sheet.label} is taken over. To undo that, see the history."
        messages.success(request, text)
        return redirect(f"{here}#sources")
    messages.success(request, f"{sheet.label} is saved.")
    if post.get("meaning") or post.get("day"):
        return redirect(f"{here}#id_target_words")
    if sheet.spec.key == break_even.SECTION and post.get("take"):
        return redirect(f"{here}#row-{break_even.ROW}")
    return redirect(here)


def _page(
    request: SignedInRequest,
    sheet: Sheet,
    form: SectionForm,
    state: Saved,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """The whole page, or what changes of it where the browser saved by itself."""
    by_itself, content = AUTOSAVE in request.headers, form.stored_before
    if form.is_bound and form.is_stored:
        content = sheet.read()[0]
    remarks = {} if by_itself else comments.counts(sheet.project, sheet.anchor)
    context = {
        "section": "scope",
        "project": sheet.project,
        "candidate": sheet.candidate,
        "sheet": sheet,
        "spec": sheet.spec,
        "form": form,
        "saved": state,
        "remarks": remarks,
        "open_comments": comments.everywhere(remarks),
        "row_acts": ROW_ACTS,
        "catalog": catalog.notes(sheet.project, sheet.spec, form.stored_before, sheet.anchor),
        **_beside(request, sheet, content),
        **_checked(request, sheet, content),
        **more,
    }
    template = "scoping/_section_parts.html" if by_itself else sheet.template
    return render(request, template, context, status=status)


def _beside(request: SignedInRequest, sheet: Sheet, content: Content) -> dict[str, Any]:
    """What stands beside the fields of this very sheet: sums, classes, sources, a break-even."""
    project, key = sheet.project, sheet.spec.key
    return {
        "summaries": _summaries(request, sheet, content),
        "classes": risk_classes.lines(project, content) if sheet.outlined == RISKS else [],
        "break_even": break_even.note_of(project, content) if key == break_even.SECTION else None,
        "sources": sources.sources_page(project, content) if sheet.candidate else None,
    }


def _summaries(
    request: SignedInRequest, sheet: Sheet, content: Content
) -> Mapping[str, list[summaries.Summary]]:
    """What the rows come to; of a candidate, what it needs and what our record says."""
    if sheet.candidate is None:
        return summaries.of_section(sheet.project, sheet.spec.key, content)
    found = calibration.candidate_summaries(sheet.candidate, request.user, content)
    if pays := break_even.summary_of(sheet.candidate):
        found.append(pays)
    return {summaries.WHOLE: found} if found else {}


def _checked(request: SignedInRequest, sheet: Sheet, content: Content) -> dict[str, Any]:
    """What the checks say, and with them how far each section is."""
    project, today = sheet.project, request.organization.local_date(timezone.now())
    case, review = checks.reviewed(project, today)
    rows = outline(project, sheet.outlined, review.states)
    found = {
        "outline": rows,
        "following": following(rows),
        "hints": hints(sheet.spec, case.pack.checks),
        "checks": checks.panel(project, review, sheet.outlined, sheet.only),
    }
    if sheet.spec.key != checks.PROBLEM:
        return found
    return {
        **found,
        "meanings": checks.meanings(content, today),
        "confirmations": checks.confirmations(project, request.membership),
        "seen": service.problem_hash(content),
    }
