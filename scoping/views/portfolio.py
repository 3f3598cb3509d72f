"""The portfolio: all projects, what to choose under a budget, what to fix first, what is due."""

from datetime import date
from urllib.parse import parse_qsl

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts import access
from accounts.access import Permission, SignedInRequest
from aiproj.shared.errors import Refused
from aiproj.shared.exports import write_sheet_csv, write_workbook
from aiproj.shared.sorting import headings
from scoping.forms.portfolio import PortfolioFilter, SavedViewForm
from scoping.models import SavedView
from scoping.overview import portfolio as overview
from scoping.services import portfolio as service

PAGE_SIZE, UNPROCESSABLE = 50, 422
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def today_of(request: SignedInRequest) -> date:
    """The day where the organization is."""
    found: date = request.organization.local_date(timezone.now())
    return found


def sort_of(given: QueryDict) -> str:
    """The column by which the list is sorted; empty for the usual order."""
    sort = given.get("sort", "")
    return sort if sort.removeprefix("-") in overview.SORTS else ""


def attachment(content: bytes, name: str, content_type: str) -> HttpResponse:
    """A file to keep."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)


@access.allow(Permission.READ_PROJECTS)
@require_safe
def portfolio(request: SignedInRequest) -> HttpResponse:
    """All projects with their figures, filtered and sorted."""
    form = PortfolioFilter(request.organization, request.GET)
    lens = overview.lens_of(request.organization, today_of(request))
    sort = sort_of(request.GET)
    rows = overview.listed(request.user, request.organization, form.chosen, lens)
    page = Paginator(overview.ordered(rows, sort, lens.today), PAGE_SIZE)
    shown = page.get_page(request.GET.get("page"))
    views = SavedView.objects.visible_to(request.user).filter(organization=request.organization)
    context = {
        "section": "scope",
        "form": form,
        "page": shown,
        "rows": overview.rows_of(shown, lens),
        "columns": headings(overview.COLUMNS, sort),
        "summary": overview.summary(rows, lens),
        "matrix": overview.matrix(rows),
        "high_risk": lens.high_risk,
        "views": views.order_by("name"),
        "filter": form.query(),
        "query": form.query(sort=sort),
        "sort": sort,
        "view_form": SavedViewForm(),
    }
    return render(request, "scoping/portfolio.html", context)


@access.allow(Permission.READ_PROJECTS)
@require_safe
def portfolio_file(request: SignedInRequest, kind: str) -> HttpResponse:
    """What is listed, as CSV or XLSX with exact figures."""
    if kind not in TYPES:
        raise Http404
    form = PortfolioFilter(request.organization, request.GET)
    lens = overview.lens_of(request.organization, today_of(request))
    rows = overview.listed(request.user, request.organization, form.chosen, lens)
    ordered = overview.ordered(rows, request.GET.get("sort", ""), lens.today)
    sheet = overview.portfolio_sheet(ordered, lens.today)
    content = write_sheet_csv(sheet) if kind == "csv" else write_workbook([sheet])
    return attachment(content, f"portfolio.{kind}", TYPES[kind])


@access.allow(Permission.READ_PROJECTS)
@require_POST
def view_save(request: SignedInRequest) -> HttpResponse:
    """Keep what is listed under a name."""
    form = SavedViewForm(request.POST)
    query = PortfolioFilter(request.organization, request.POST).query(sort=sort_of(request.POST))
    there = f"{reverse('scoping:portfolio')}{f'?{query}' if query else ''}"
    if form.is_valid() and _kept(request, form, query):
        return redirect(there)
    context = {"section": "scope", "form": form, "filter": parse_qsl(query), "there": there}
    return render(request, "scoping/view_name.html", context, status=UNPROCESSABLE)


def _kept(request: SignedInRequest, form: SavedViewForm, query: str) -> bool:
    name = form.cleaned_data["name"]
    try:
        service.save_view(
            organization=request.organization, person=request.user, name=name, query=query
        )
    except Refused as refusal:
        form.add_error("name", str(refusal))
        return False
    return True


@access.signed_in
@require_POST
def view_remove(request: SignedInRequest, view_id: str) -> HttpResponse:
    """Forget one of one's own views."""
    visible = SavedView.objects.visible_to(request.user)
    service.remove_view(
        view=access.get(request, visible, Permission.READ_PROJECTS, public_id=view_id)
    )
    return redirect("scoping:portfolio")
