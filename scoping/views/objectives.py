"""The catalog of strategic objectives."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import access
from accounts.access import Permission, SignedInRequest
from aiproj.shared import versions
from aiproj.shared.errors import Refused, Stale
from aiproj.shared.text import clean_text
from scoping.forms.projects import ObjectiveFields, ObjectiveForm
from scoping.models import Objective, Project
from scoping.services import objectives as service
from scoping.views.worksheets import CONFLICT, UNPROCESSABLE


def _found(request: SignedInRequest, objective_id: str) -> Objective:
    visible = Objective.objects.visible_to(request.user).select_related("organization", "owner")
    return access.get(request, visible, Permission.SCOPE, public_id=objective_id)


@access.allow(Permission.READ_PROJECTS)
@require_safe
def objectives(request: SignedInRequest) -> HttpResponse:
    """All objectives, and the projects that serve each."""
    rows = Objective.objects.visible_to(request.user).of(request.organization)
    rows = rows.select_related("owner").prefetch_related("projects")
    context = {
        "section": "scope",
        "objectives": rows.current().order_by("ends_on", "name"),
        "archived": rows.exclude(archived_at=None).order_by("-archived_at"),
    }
    return render(request, "scoping/objectives.html", context)


@access.allow(Permission.SCOPE)
@require_http_methods(["GET", "HEAD", "POST"])
def objective_new(request: SignedInRequest) -> HttpResponse:
    """Add an objective."""
    form = ObjectiveFields(request.organization, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            service.create_objective(
                organization=request.organization, actor=request.user, fields=form.values()
            )
        except Refused as refusal:
            form.add_error("name", str(refusal))
        else:
            return redirect(_back(request))
    status = UNPROCESSABLE if request.method == "POST" else 200
    return _form_page(request, form, None, status)


def _back(request: SignedInRequest) -> str:
    """The problem of the project from which the person came, or the catalog."""
    visible = Project.objects.visible_to(request.user).of(request.organization)
    found = visible.filter(public_id=clean_text(request.GET.get("project", ""))).first()
    if found is None:
        return reverse("scoping:objectives")
    return f"{reverse('scoping:section', args=[found.public_id, 'problem'])}#row_id_objective"


def _form_page(
    request: SignedInRequest, form: ObjectiveFields, found: Objective | None, status: int
) -> HttpResponse:
    context = {"section": "scope", "form": form, "objective": found, "back": _back(request)}
    return render(request, "scoping/objective_form.html", context, status=status)


@access.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@versions.required
def objective_edit(request: SignedInRequest, objective_id: str) -> HttpResponse:
    """Change an objective."""
    found = _found(request, objective_id)
    initial = {
        name: getattr(found, name) for name in ("name", "says", "starts_on", "ends_on", "version")
    }
    initial["owner"] = found.owner.public_id if found.owner else ""
    form = ObjectiveForm(request.organization, request.POST or None, initial=initial)
    if request.method != "POST":
        return _form_page(request, form, found, 200)
    if not form.is_valid():
        return _form_page(request, form, found, UNPROCESSABLE)
    return _save(request, found, form)


def _save(request: SignedInRequest, found: Objective, form: ObjectiveForm) -> HttpResponse:
    version = form.cleaned_data["version"]
    try:
        service.change_objective(
            objective=found, actor=request.user, version=version, fields=form.values()
        )
    except Stale as stale:
        found.refresh_from_db()
        versions.renew(form, found.version)
        form.add_error(None, str(stale))
        form.stored = {"Objective": found.name, "What it means": found.says}
        return _form_page(request, form, found, CONFLICT)
    except Refused as refusal:
        form.add_error("name", str(refusal))
        return _form_page(request, form, found, UNPROCESSABLE)
    return redirect("scoping:objectives")


@access.signed_in
@require_POST
def objective_archive(request: SignedInRequest, objective_id: str) -> HttpResponse:
    """Put an objective aside."""
    service.set_archived(objective=_found(request, objective_id), actor=request.user, archived=True)
    return redirect("scoping:objectives")


@access.signed_in
@require_POST
def objective_restore(request: SignedInRequest, objective_id: str) -> HttpResponse:
    """Bring an objective back."""
    try:
        service.set_archived(
            objective=_found(request, objective_id), actor=request.user, archived=False
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("scoping:objectives")
