"""The list of assessments, a new one, and its ends: close, archive, delete."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts import access
from accounts.access import Permission, SignedInRequest
from aiproj.shared.sorting import headings
from aiproj.shared.text import clean_text
from assessments.forms.setup import NewAssessmentForm
from assessments.models import Assessment, PackVersion
from assessments.overview import assessment_row, pack_card, sorted_rows
from assessments.services import lifecycle
from assessments.views.managed import UNPROCESSABLE, act, managed

State = Assessment.State
COLUMNS = (
    ("scope", "Scope", ""),
    ("state", "State", ""),
    ("answers", "Answers", ""),
    ("ends", "Closes", ""),
    ("stage", "Stage", ""),
    ("index", "Index, likely range", "r"),
)


@access.allow(Permission.MANAGE_ASSESSMENTS)
@require_safe
def assessment_list(request: SignedInRequest) -> HttpResponse:
    """Every assessment of the organization: participation, and results once it has closed."""
    state, sort = request.GET.get("state", ""), request.GET.get("sort", "")
    everything = Assessment.objects.visible_to(request.user).of(request.organization)
    chosen = everything.in_state(state) if state in State.values else everything
    found = chosen.with_names().with_participation().with_headline().newest_first()
    rows = sorted_rows(map(assessment_row, found), sort)
    context = {
        "section": "assess",
        "rows": rows,
        "columns": headings(COLUMNS, sort),
        "state": state if state in State.values else "",
        "filter": f"state={state}" if state in State.values else "",
        "states": State.choices,
        "sort": sort,
        "is_empty": not rows and not everything.exists(),
    }
    return render(request, "assessments/list.html", context)


@access.allow(Permission.MANAGE_ASSESSMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def assessment_new(request: SignedInRequest) -> HttpResponse:
    """Choose a questionnaire and say what is assessed: a draft begins."""
    rows = PackVersion.objects.available_in(request.organization).in_order()
    cards = [pack_card(row) for row in rows]
    asked = [card for card in cards if card.row.kind == request.GET.get("kind")]
    first = request.GET.get("pack") or next((card.row.public_id for card in asked or cards), "")
    scope = clean_text(request.GET.get("scope", ""))
    data = request.POST if request.method == "POST" else None
    initial = {"pack_version": first, "scope": scope}
    form = NewAssessmentForm(request.organization, data, initial=initial)
    if form.is_valid():
        made = lifecycle.create(
            organization=request.organization, actor=request.user, **form.cleaned_data
        )
        return redirect("assessments:settings", made.public_id)
    status = UNPROCESSABLE if form.errors else 200
    context = {"section": "assess", "form": form, "cards": cards}
    return render(request, "assessments/new.html", context, status=status)


@access.signed_in
@require_safe
def assessment(request: SignedInRequest, assessment_id: str) -> HttpResponse:
    """Where the assessment stands: its settings, participation or results."""
    visible = Assessment.objects.visible_to(request.user)
    found = access.get(request, visible, Permission.READ_RESULTS, public_id=assessment_id)
    pages = {State.DRAFT.value: "settings", State.OPEN.value: "participation"}
    return redirect(f"assessments:{pages.get(found.state, 'results')}", found.public_id)


def _confirm(
    request: SignedInRequest,
    found: Assessment,
    allowed: set[str],
    page: dict[str, Any],
    end: Callable[[], object],
    then: str,
) -> HttpResponse:
    """Ask before an act that cannot be undone; do it when the answer comes."""
    if request.method == "POST":
        ids = [] if then == "assessments:list" else [found.public_id]
        return act(request, end, page["done"], then=then, ids=ids)
    if found.state not in allowed:
        return redirect("assessments:assessment", found.public_id)
    context = {"section": "assess", "assessment": found, **page}
    return render(request, "assessments/confirm.html", context)


@access.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: SignedInRequest, assessment_id: str) -> HttpResponse:
    """End an open assessment for good, after asking."""
    found = managed(request, assessment_id)
    unfinished = found.participants.unfinished().count()
    page = {"kind": "close", "unfinished": unfinished, "done": "Closed. The result is computed."}
    return _confirm(
        request,
        found,
        {State.OPEN},
        page,
        lambda: lifecycle.close(assessment=found, actor=request.user),
        "assessments:assessment",
    )


@access.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def archive(request: SignedInRequest, assessment_id: str) -> HttpResponse:
    """Put an ended assessment aside, after asking."""
    found = managed(request, assessment_id)
    return _confirm(
        request,
        found,
        {State.CLOSED, State.PUBLISHED},
        {"kind": "archive", "done": "Archived. It stays readable."},
        lambda: lifecycle.archive(assessment=found, actor=request.user),
        "assessments:list",
    )


@access.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: SignedInRequest, assessment_id: str) -> HttpResponse:
    """Remove a draft, after asking."""
    found = managed(request, assessment_id)
    page = {
        "kind": "delete",
        "people": found.participants.count(),
        "done": f"The draft “{found.scope}” is deleted.",
    }
    return _confirm(
        request,
        found,
        {State.DRAFT},
        page,
        lambda: lifecycle.delete_draft(assessment=found, actor=request.user),
        "assessments:list",
    )
