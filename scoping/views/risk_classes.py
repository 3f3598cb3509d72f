"""Legal class and internal impact: one question after another, and what they lead to."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts import access
from accounts.access import Permission, SignedInRequest
from aiproj.shared import versions
from aiproj.shared.errors import Refused, Stale
from scoping.forms.risk_classes import AnswerForm, EvidenceForm
from scoping.models import Project, pack_of
from scoping.overview import checks
from scoping.overview import risk_classes as overview
from scoping.services import risk_classes as service
from scoping.views.sheets import CONFLICT, UNPROCESSABLE, section_sheet
from scoping.views.worksheets import found_project

TITLES = {overview.LEGAL: "Legal class", overview.IMPACT: "Internal impact"}
ROUTES = {overview.LEGAL: "scoping:legal", overview.IMPACT: "scoping:impact"}


@access.signed_in
@require_safe
def legal(request: SignedInRequest, project_id: str) -> HttpResponse:
    """The legal class."""
    project = found_project(request, project_id, Permission.BELONG)
    return _show(request, project, overview.LEGAL)


@access.signed_in
@require_safe
def impact(request: SignedInRequest, project_id: str) -> HttpResponse:
    """The internal impact."""
    project = found_project(request, project_id, Permission.BELONG)
    return _show(request, project, overview.IMPACT)


@access.signed_in
@require_POST
@versions.required
def legal_answer(request: SignedInRequest, project_id: str) -> HttpResponse:
    """Answer a question of the legal class."""
    return _answer(request, found_project(request, project_id), overview.LEGAL)


@access.signed_in
@require_POST
@versions.required
def impact_answer(request: SignedInRequest, project_id: str) -> HttpResponse:
    """Answer a question of internal impact, or name evidence of its controls."""
    return _answer(request, found_project(request, project_id), overview.IMPACT)


def _shown(request: SignedInRequest, project: Project, key: str, at: str) -> overview.Page:
    pack, content = pack_of(project.organization), project.content_of(overview.RISKS)
    if key == overview.LEGAL:
        today = request.organization.local_date(timezone.now())
        return overview.legal_page(pack.legal, content, today, at)
    return overview.impact_page(pack.impact, content, at)


def _show(
    request: SignedInRequest,
    project: Project,
    key: str,
    form: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    shown = _shown(request, project, key, request.GET.get("at", request.POST.get("question", "")))
    sent = {type(form): form} if form else {}
    today = request.organization.local_date(timezone.now())
    context = {
        "section": "scope",
        "project": project,
        "title": TITLES[key],
        "route": ROUTES[key],
        "shown": shown,
        "form": sent.get(AnswerForm) or (AnswerForm(shown.current) if shown.current else None),
        "evidence": sent.get(EvidenceForm) or EvidenceForm(shown.evidence),
        "saved": section_sheet(project, overview.RISKS).read()[1],
        "outline": checks.reviewed_outline(project, overview.RISKS, today),
    }
    return render(request, "scoping/risk_class.html", context, status=status)


def _answer(request: SignedInRequest, project: Project, key: str) -> HttpResponse:
    shown = _shown(request, project, key, request.POST.get("question", ""))
    is_answer = shown.current is not None and "question" in request.POST
    form = (
        AnswerForm(shown.current, request.POST)
        if is_answer and shown.current
        else EvidenceForm(shown.evidence, request.POST)
    )
    if not form.is_valid():
        return _show(request, project, key, form, UNPROCESSABLE)
    version = int(request.POST["version"])
    try:
        service.answer(
            project=project, actor=request.user, version=version, key=key, said=form.said()
        )
    except Stale as stale:
        form.add_error(None, str(stale))
        return _show(request, project, key, form, CONFLICT)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(ROUTES[key], project.public_id)
