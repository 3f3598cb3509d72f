"""Charters: the page, the full text, versions side by side, events, the dry run, submitting."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts import access
from accounts.access import Permission, SignedInRequest
from aiproj.shared.errors import Refused
from scoping.models import Charter
from scoping.overview.charter_page import (
    charter_page,
    full_parts,
    since_last_look,
    stale_words,
    versions_of,
)
from scoping.overview.comments import Thread, changes_asked
from scoping.overview.editions import exported
from scoping.overview.lacking import lacks
from scoping.overview.references import changed_sources
from scoping.overview.submission import dry_run
from scoping.services import charters as service
from scoping.services import freezing
from scoping.services.charters import in_sequence
from scoping.services.looking import look
from scoping.services.moving import capacities
from scoping.views.files import json_file
from scoping.views.worksheets import found_project
from scoping.workflow import MOVES, Event
from scoping.worksheet.editions import edits
from scoping.worksheet.model import Content

CONFLICT = 409


def found_charter(
    request: SignedInRequest, charter_id: str, permission: Permission = Permission.BELONG
) -> Charter:
    """The version, for people who may; 404 or 403 for others."""
    rows = Charter.objects.visible_to(request.user)
    rows = rows.select_related("project__organization", "project__assessment", "author")
    return access.get(request, rows, permission, public_id=charter_id)


def content_of(charter: Charter) -> Content:
    """What was frozen; of a draft, what would be frozen now."""
    is_draft = charter.state in (Charter.State.DRAFT, Charter.State.CHANGES_REQUESTED)
    if charter.canonical and not is_draft:
        return charter.content
    return freezing.frozen_content(charter, timezone.now())


def possible(charter: Charter, request: SignedInRequest) -> dict[str, bool]:
    """Whether this person may bring about each event now, by its name.

    Every event is named: a template that asks a dictionary for `copy` gets its method otherwise.
    """
    who = capacities(charter, request.user)
    found = {move.event for move in MOVES if move.source == charter.state and move.who & who}
    return {str(event): event in found for event in Event}


@access.signed_in
@require_safe
def project_charter(request: SignedInRequest, project_id: str) -> HttpResponse:
    """The newest version of a project's charter."""
    newest = versions_of(found_project(request, project_id, Permission.BELONG))
    if not newest:
        raise Http404
    return redirect("scoping:charter", newest[0].public_id)


@access.signed_in
@require_safe
def charter(request: SignedInRequest, charter_id: str) -> HttpResponse:
    """One version: its finding, what changed, the charter in short, who signs."""
    return show(request, found_charter(request, charter_id))


def show(request: SignedInRequest, found: Charter, status: int = 200, **more: Any) -> HttpResponse:
    """The page of a version, with a form that was filled in wrongly if there is one."""
    now, sequence = timezone.now(), in_sequence(found)
    page = charter_page(found, content_of(found), request.user, now, in_sequence=sequence)
    stale, sources = _moved_away(found)
    context = {
        "section": "scope",
        "page": page,
        "charter": found,
        "project": found.project,
        "moves": possible(found, request),
        "is_yours": any(row.look == "y" for row in page.slots),
        "in_sequence": sequence,
        "stale": stale,
        "sources": sources,
        "asked": _asked(found),
        "newer": found.project.charters.open().exclude(pk=found.pk).first(),
        **more,
    }
    return render(request, "scoping/charter.html", context, status=status)


def _asked(found: Charter) -> list[Thread]:
    """What signatories asked to change in the rounds before, with what was answered."""
    is_new_round = found.state == Charter.State.IN_REVIEW and found.round > 1
    return changes_asked(found, in_all_rounds=True) if is_new_round else []


def _moved_away(found: Charter) -> tuple[str, list[str]]:
    """What the worksheet and its sources say now that was not frozen: never taken over silently."""
    if found.state not in (Charter.State.APPROVED, Charter.State.IN_REVIEW):
        return "", []
    live = freezing.frozen_content(found, timezone.now())
    return stale_words(found, live), changed_sources(found.content, live["references"])


@access.signed_in
@require_safe
def charter_full(request: SignedInRequest, charter_id: str) -> HttpResponse:
    """All sections, with what changed marked."""
    found = found_charter(request, charter_id)
    content = content_of(found)
    changes = since_last_look(found, content, request.user)
    context = {
        "section": "scope",
        "charter": found,
        "project": found.project,
        "changes": changes,
        "parts": full_parts(found, content, changes.edits if changes else []),
    }
    return render(request, "scoping/charter_full.html", context)


@access.signed_in
@require_POST
def charter_seen(request: SignedInRequest, charter_id: str) -> HttpResponse:
    """Note that the person has read this version, if it still is the text that was shown."""
    found = found_charter(request, charter_id)
    if not note_look(request, found):
        messages.error(request, "The charter is not the one that you saw. Read it again.")
    return redirect("scoping:charter", charter_id)


def note_look(request: SignedInRequest, found: Charter) -> bool:
    """Note the text that the page was about as read by this person, if it still is that text."""
    is_same = bool(found.canonical) and request.POST.get("content_hash") == found.content_hash
    if is_same:
        look(charter=found, person=request.user)
    return is_same


@access.signed_in
@require_safe
def charter_events(request: SignedInRequest, charter_id: str) -> HttpResponse:
    """Everything that happened to this version."""
    found = found_charter(request, charter_id)
    context = {
        "section": "scope",
        "charter": found,
        "project": found.project,
        "events": found.events.select_related("actor").order_by("-pk"),
        "requests": changes_asked(found, in_all_rounds=True),
    }
    return render(request, "scoping/charter_events.html", context)


@access.signed_in
@require_safe
def charter_json(request: SignedInRequest, charter_id: str) -> HttpResponse:
    """The version with its signatures, to be verified without the app."""
    found = found_charter(request, charter_id)
    if not found.canonical:
        raise Http404
    return json_file(exported(found), f"charter-{found.number}")


@access.signed_in
@require_safe
def charter_versions(request: SignedInRequest, project_id: str) -> HttpResponse:
    """Every version, and any two of them side by side."""
    project = found_project(request, project_id, Permission.BELONG)
    rows = versions_of(project)
    by_id = {row.public_id: row for row in rows}
    older, newer = (by_id.get(request.GET.get(name, "")) for name in ("from", "to"))
    pair = (older, newer) if older and newer else None
    context = {
        "section": "scope",
        "project": project,
        "versions": rows,
        "older": older or (rows[1] if len(rows) > 1 else None),
        "newer": newer or (rows[0] if rows else None),
        "pair": pair,
        "edits": edits(content_of(pair[0]), content_of(pair[1])) if pair else [],
    }
    return render(request, "scoping/charter_versions.html", context)


@access.signed_in
@require_safe
def charter_submission(request: SignedInRequest, charter_id: str) -> HttpResponse:
    """The dry run: who would sign, how long it takes, what is missing."""
    found = found_charter(request, charter_id, Permission.SCOPE)
    return show_dry_run(request, found)


def show_dry_run(
    request: SignedInRequest, found: Charter, status: int = 200, refused: str = ""
) -> HttpResponse:
    """What would happen if the charter were submitted now."""
    frozen = freezing.freeze(found, timezone.now())
    missing = lacks(found, frozen.content, frozen.review, frozen.unknown)
    context = {
        "section": "scope",
        "charter": found,
        "project": found.project,
        "run": dry_run(found, frozen.content, missing),
        "refused": refused,
        "moves": possible(found, request),
    }
    return render(request, "scoping/charter_submission.html", context, status=status)


@access.signed_in
@require_POST
def charter_submit(request: SignedInRequest, charter_id: str) -> HttpResponse:
    """Submit a charter, or submit it again."""
    found = found_charter(request, charter_id, Permission.SCOPE)
    try:
        service.submit(charter=found, actor=request.user)
    except Refused as refusal:
        return show_dry_run(request, found, CONFLICT, str(refusal))
    messages.success(request, "The charter is submitted. Everybody who signs has a message.")
    return redirect("scoping:charter", charter_id)
