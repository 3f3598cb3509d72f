"""Projects: the list, beginning one, its first page, putting it aside."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import access
from accounts.access import Permission, SignedInRequest
from aiproj.shared.errors import Refused
from scoping.forms.projects import ProjectFileForm, ProjectForm
from scoping.models import Project
from scoping.rules.templates import project_templates
from scoping.services import projects as service
from scoping.views.portfolio import PAGE_SIZE
from scoping.views.worksheets import UNPROCESSABLE, found_project

OTHERWISE = "without adding to the catalogs"
FILLED = (
    "The catalogs have the objective “{}” and the example's metrics, with example numbers: replace "
    "them with your own. Undo the metrics under Measure, “Start from a template”."
)


@access.signed_in
@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """The projects that this person may see."""
    visible = Project.objects.visible_to(request.user).of(request.organization)
    rows = visible.current().order_by("-created_at", "-pk").select_related("objective")
    archived = visible.exclude(archived_at=None).order_by("-archived_at", "-pk")
    context = {
        "section": "scope",
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "archived": archived[:PAGE_SIZE],
        "archived_count": archived.count(),
    }
    return render(request, "scoping/home.html", context)


@access.allow(Permission.SCOPE)
@require_http_methods(["GET", "HEAD", "POST"])
def project_new(request: SignedInRequest) -> HttpResponse:
    """Begin a project."""
    form = ProjectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = service.create_project(
            organization=request.organization, actor=request.user, **form.cleaned_data
        )
        return redirect("scoping:section", made.public_id, "problem")
    status = UNPROCESSABLE if request.method == "POST" else 200
    context = {
        "section": "scope",
        "form": form,
        "file_form": ProjectFileForm(),
        "templates": project_templates().values(),
    }
    return render(request, "scoping/project_new.html", context, status=status)


@access.allow(Permission.SCOPE)
@require_POST
def project_start(request: SignedInRequest, template_key: str) -> HttpResponse:
    """Begin a project from a shipped template."""
    template = project_templates().get(template_key)
    if template is None:
        raise Http404
    fills = bool(request.POST.get("catalogs"))
    try:
        made = service.start_from_template(
            organization=request.organization,
            actor=request.user,
            template=template,
            today=request.organization.local_date(timezone.now()),
            fills_catalogs=fills,
        )
    except Refused as refusal:
        messages.error(request, f"{refusal} Or begin {OTHERWISE}.")
        return redirect("scoping:project_new")
    if fills:
        messages.success(request, FILLED.format(made.objective))
    return redirect("scoping:section", made.public_id, "problem")


@access.signed_in
@require_POST
def project_archive(request: SignedInRequest, project_id: str) -> HttpResponse:
    """Put a project aside."""
    project = found_project(request, project_id)
    try:
        service.set_archived(project=project, actor=request.user, archived=True)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("scoping:home")


@access.signed_in
@require_POST
def project_restore(request: SignedInRequest, project_id: str) -> HttpResponse:
    """Bring a project back."""
    project = found_project(request, project_id)
    service.set_archived(project=project, actor=request.user, archived=False)
    return redirect("scoping:section", project.public_id, "problem")
