"""Shipped templates: choosing one, seeing its numbers, starting from it, taking that back."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import access
from accounts.access import Permission, SignedInRequest
from aiproj.shared import format as show
from aiproj.shared.errors import Refused
from metrics.catalog.loading import templates as shipped
from metrics.forms.templates import StartForm
from metrics.models import TemplateStart
from metrics.overview.templates import metric_examples, tree_examples
from metrics.services import templates as service
from metrics.views.definitions import UNPROCESSABLE, act, defining


@defining
@require_safe
def templates(request: SignedInRequest) -> HttpResponse:
    """Every template, and what was started from them."""
    starts = TemplateStart.objects.of(request.organization).filter(undone_at=None)
    titles = {key: template.title for key, template in shipped().items()}
    context = {
        "section": "measure",
        "templates": list(shipped().values()),
        "starts": [
            (start, titles.get(start.template, start.template))
            for start in starts.select_related("created_by").order_by("-created_at", "-pk")
        ],
    }
    return render(request, "metrics/templates.html", context)


@defining
@require_http_methods(["GET", "HEAD", "POST"])
def template(request: SignedInRequest, key: str) -> HttpResponse:
    """One template with its numbers; by POST, start from it."""
    if key not in shipped():
        raise Http404
    form = StartForm(shipped()[key], request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _start(request, form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    marks = {key: key for key in form.template.technical_metrics}
    contents = [
        (tree.key, service.content_of(tree, node.key, marks))
        for tree in form.template.trees
        for node in tree.nodes
        if node.category
    ]
    context = {"section": "measure", "template": form.template, "form": form}
    context["metrics"] = metric_examples(form.template)
    context["trees"] = tree_examples(form.template, contents)
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "metrics/template.html", context, status=status)


def _start(request: SignedInRequest, form: StartForm) -> HttpResponse:
    start = service.start_from(
        organization=request.organization,
        actor=request.user,
        template=form.template.key,
        choices=form.choices(),
        today=request.organization.local_date(timezone.now()),
    )
    made = show.counted(start.metrics.count(), "metric"), show.counted(start.links.count(), "link")
    messages.success(
        request,
        f"{made[0]} and {made[1]} are there, with example numbers: replace them with your own. "
        "Undo this under “Start from a template”.",
    )
    return redirect("metrics:home")


@access.signed_in
@require_POST
def template_undo(request: SignedInRequest, start_id: str) -> HttpResponse:
    """Archive everything that one start made."""
    visible = TemplateStart.objects.visible_to(request.user).select_related("organization")
    start = access.get(request, visible, Permission.DEFINE_METRICS, public_id=start_id)
    return act(
        request,
        lambda: service.undo(start=start, actor=request.user),
        "Everything that this start made is archived. Each can be restored below.",
    )
