"""Rating candidates, who is asked to, which assessment counts, and the decision."""

from collections.abc import Mapping

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts import access
from accounts.access import Permission, SignedInRequest
from aiproj.shared import versions
from aiproj.shared.errors import Refused, Stale
from scoping.forms.ratings import DecisionForm, LevelsForm, RaterForm, RatingForm
from scoping.models import RATERS, Project, rubric_of
from scoping.overview.checks import reviewed_outline
from scoping.overview.levels import choosable
from scoping.overview.project_check import readiness_page
from scoping.overview.raters import raters_of
from scoping.overview.suggestions import suggestions
from scoping.overview.worksheets import CANDIDATES, OutlineRow
from scoping.services import projects as projects_service
from scoping.services import ratings as service
from scoping.services.ratings import Said
from scoping.views.candidates import found_candidate
from scoping.views.worksheets import CONFLICT, UNPROCESSABLE, found_project

SAVED = 302


def _kept(name: str, said: Mapping[str, Said | None]) -> str:
    """What was kept of the scores; what is still open is not passed over."""
    scored = sum(each is not None for each in said.values())
    text = f"Your scores of {name} are kept."
    return text if scored == len(said) else f"{text} {scored} of {len(said)} factors have one."


def _decided(form: DecisionForm) -> str:
    chosen = any(decision == "chosen" for decision, _ in form.decisions().values())
    return "The decision is kept." if chosen else "Kept. No candidate is chosen yet."


def _outline(request: SignedInRequest, project: Project) -> list[OutlineRow]:
    today = request.organization.local_date(timezone.now())
    return reviewed_outline(project, CANDIDATES, today)


@access.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: SignedInRequest, project_id: str, candidate_id: str) -> HttpResponse:
    """Rate one candidate; nobody sees the scores of others here."""
    found = found_candidate(request, project_id, candidate_id, Permission.BELONG)
    if service.side_of(found.project, request.user) is None:
        raise PermissionDenied
    rated = {rating.factor: rating for rating in found.ratings.filter(rater=request.user)}
    data = request.POST if request.method == "POST" else None  # empty takes every score back
    form = RatingForm(rubric_of(request.organization), rated, suggestions(found), data)
    if request.method == "POST" and form.is_valid():
        try:
            service.rate(candidate=found, actor=request.user, said=form.said())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _kept(found.name, form.said()))
            return redirect("scoping:candidates", project_id)
    context = {
        "section": "scope",
        "project": found.project,
        "candidate": found,
        "form": form,
        "outline": _outline(request, found.project),
    }
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "scoping/rate.html", context, status=status)


@access.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def raters(request: SignedInRequest, project_id: str) -> HttpResponse:
    """Who rates, and asking somebody."""
    project = found_project(request, project_id)
    form = RaterForm(project, request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = form.people[form.cleaned_data["person"]]
        side = form.cleaned_data["side"]
        try:
            service.invite_rater(project=project, actor=request.user, person=person, side=side)
        except Refused as refusal:
            form.add_error("person", str(refusal))
        else:
            messages.success(request, f"{person} is asked to rate.")
            return redirect("scoping:raters", project_id)
    context = {
        "section": "scope",
        "project": project,
        "form": form,
        "asked": raters_of(project),
        "outline": _outline(request, project),
    }
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "scoping/raters.html", context, status=status)


@access.signed_in
@require_POST
def rater_withdraw(request: SignedInRequest, project_id: str, person_id: str) -> HttpResponse:
    """Ask somebody no more."""
    project = found_project(request, project_id)
    rows = project.involvements.filter(part__in=RATERS).select_related("person", "project")
    involvement = get_object_or_404(rows, person__public_id=person_id)
    try:
        service.withdraw_rater(involvement=involvement, actor=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("scoping:raters", project_id)


@access.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@versions.required
def levels(request: SignedInRequest, project_id: str) -> HttpResponse:
    """Name the assessments that readiness is read from."""
    project = found_project(request, project_id)
    form = LevelsForm(
        choosable(project), request.POST or None, initial=LevelsForm.named_by(project)
    )
    status = 200
    if request.method == "POST":
        status = UNPROCESSABLE if not form.is_valid() else _named(request, project, form)
    if status == SAVED:
        return redirect("scoping:candidates", project_id)
    today = request.organization.local_date(timezone.now())
    context = {
        "section": "scope",
        "project": project,
        "form": form,
        "outline": _outline(request, project),
        "page": readiness_page(project, today),
    }
    return render(request, "scoping/levels.html", context, status=status)


def _named(request: SignedInRequest, project: Project, form: LevelsForm) -> int:
    """Store the choice: SAVED, or CONFLICT with what is stored now beside the form."""
    version = form.cleaned_data["version"]
    try:
        projects_service.choose_assessments(
            project=project, actor=request.user, version=version, **form.values()
        )
    except Refused as refusal:
        project.refresh_from_db()
        form.renew(project)
        form.add_error(None, str(refusal))
        return CONFLICT
    return SAVED


@access.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@versions.required
def decide(request: SignedInRequest, project_id: str) -> HttpResponse:
    """Choose one candidate, with reasons for all."""
    project = found_project(request, project_id)
    form = DecisionForm(project, request.POST or None)
    status = UNPROCESSABLE if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        version, decisions = form.cleaned_data["version"], form.decisions()
        try:
            service.decide(
                project=project, actor=request.user, version=version, decisions=decisions
            )
        except Stale as stale:
            form.renew()
            form.add_error(None, str(stale))
            status = CONFLICT
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _decided(form))
            return redirect("scoping:candidates", project_id)
    context = {"section": "scope", "project": project, "form": form,
               "outline": _outline(request, project)}  # fmt: skip
    return render(request, "scoping/decide.html", context, status=status)
