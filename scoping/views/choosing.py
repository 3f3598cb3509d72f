"""What to choose under a budget, what to fix first, and what is due."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import access
from accounts.access import Permission, SignedInRequest
from aiproj.shared.errors import Refused
from aiproj.shared.exports import write_sheet_csv
from scoping.exports.agenda import write_calendar
from scoping.forms.portfolio import BudgetForm, RelationForm
from scoping.models import Project, ProjectRelation
from scoping.overview import agenda as agendas
from scoping.overview import budget as overview
from scoping.overview.enablers import enablers_page
from scoping.overview.links import project_address
from scoping.services import portfolio as service
from scoping.views.portfolio import TYPES, attachment, today_of

UNPROCESSABLE, PAGE_SIZE = 422, 100


def _pins(request: SignedInRequest) -> overview.Pins:
    inside, outside = (frozenset(request.GET.getlist(name)) for name in ("in", "out"))
    return overview.Pins(inside, outside)


def _asked(request: SignedInRequest) -> tuple[BudgetForm, overview.Offered]:
    currencies = overview.currencies_of(request.user, request.organization)
    form = BudgetForm(currencies, request.GET if "budget" in request.GET else None)
    code = request.GET.get("currency", "")
    code = code if code in currencies else currencies[0]
    return form, overview.offered(request.user, request.organization, code)


@access.allow(Permission.READ_PROJECTS)
@require_safe
def budget(request: SignedInRequest) -> HttpResponse:
    """The best set of projects that a budget allows, proven."""
    form, found = _asked(request)
    page = None
    if form.is_bound and form.is_valid():
        fields = form.cleaned_data
        page = overview.budget_page(found, fields["budget"], fields["step"], _pins(request))
    status = UNPROCESSABLE if form.is_bound and form.errors else 200
    context = {
        "section": "scope",
        "form": form,
        "found": found,
        "result": page,
        "query": request.GET.urlencode(),
    }
    return render(request, "scoping/budget.html", context, status=status)


@access.allow(Permission.READ_PROJECTS)
@require_safe
def budget_csv(request: SignedInRequest) -> HttpResponse:
    """The same choice as a file."""
    form, found = _asked(request)
    if not form.is_bound or not form.is_valid():
        return redirect("scoping:budget")
    pins = _pins(request)
    amount = form.cleaned_data["budget"]
    choice = overview.solve(found, amount, pins)
    content = write_sheet_csv(overview.budget_sheet(found, choice, pins, amount))
    return attachment(content, "budget-choice.csv", TYPES["csv"])


@access.allow(Permission.SCOPE)
@require_http_methods(["GET", "HEAD", "POST"])
def relations(request: SignedInRequest) -> HttpResponse:
    """What binds projects to each other, and stating more of it."""
    offered = overview.pickable(request.user, request.organization)
    form = RelationForm(offered, request.POST or None)
    if request.method == "POST" and form.is_valid() and _relate(request, form):
        return redirect("scoping:relations")
    context: dict[str, Any] = {
        "section": "scope",
        "form": form,
        "relations": overview.relations_of(request.user, request.organization),
    }
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "scoping/relations.html", context, status=status)


def _relate(request: SignedInRequest, form: RelationForm) -> bool:
    fields = form.cleaned_data
    visible = Project.objects.visible_to(request.user).select_related("organization")
    first, second = (
        access.get(request, visible, Permission.SCOPE, public_id=fields[name])
        for name in ("first", "second")
    )
    try:
        service.relate(actor=request.user, kind=fields["kind"], first=first, second=second)
    except Refused as refusal:
        form.add_error("second", str(refusal))
        return False
    return True


@access.signed_in
@require_POST
def relation_remove(request: SignedInRequest, relation_id: str) -> HttpResponse:
    """Remove a relation."""
    visible = ProjectRelation.objects.visible_to(request.user)
    visible = visible.select_related("first__organization", "second")
    found = access.get(request, visible, Permission.SCOPE, public_id=relation_id)
    service.unrelate(relation=found, actor=request.user)
    messages.success(request, "The relation is removed.")
    return redirect("scoping:relations")


@access.allow(Permission.READ_PROJECTS)
@require_safe
def enablers(request: SignedInRequest) -> HttpResponse:
    """Which dimension to raise first."""
    currencies = overview.currencies_of(request.user, request.organization)
    code = request.GET.get("currency", "")
    code = code if code in currencies else currencies[0]
    page = enablers_page(request.user, request.organization, code, today_of(request))
    context = {"section": "scope", "result": page, "currencies": currencies, "currency": code}
    return render(request, "scoping/enablers.html", context)


@access.allow(Permission.READ_PROJECTS)
@require_safe
def agenda(request: SignedInRequest) -> HttpResponse:
    """Decisions and reviews of all projects by month."""
    kinds = dict(agendas.KINDS)
    kind = request.GET.get("kind", "")
    kind = kind if kind in kinds else ""
    found = agendas.agenda(request.user, request.organization, kind)
    today = today_of(request)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "section": "scope",
        "page": page,
        "months": agendas.months_of(page, today),
        "overdue": agendas.overdue_count(request.user, request.organization, kind, today),
        "kinds": agendas.KINDS,
        "kind": kind,
        "query": f"kind={kind}" if kind else "",
    }
    return render(request, "scoping/agenda.html", context)


@access.allow(Permission.READ_PROJECTS)
@require_safe
def agenda_file(request: SignedInRequest) -> HttpResponse:
    """The same days for a calendar program."""
    kind = request.GET.get("kind", "")
    kind = kind if kind in dict(agendas.KINDS) else ""
    found = agendas.agenda(request.user, request.organization, kind)
    events = agendas.events_of(found, project_address)
    content = write_calendar(f"{request.organization} projects", events, timezone.now())
    return attachment(content, "projects.ics", "text/calendar; charset=utf-8")
