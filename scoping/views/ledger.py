"""The calibration ledger: forecasts beside what came of them."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import access
from accounts.access import Permission, SignedInRequest
from aiproj.shared.exports import write_sheet_csv
from aiproj.shared.sorting import headings
from scoping.overview import ledger as overview
from scoping.views.portfolio import PAGE_SIZE, TYPES, attachment


@access.allow(Permission.READ_PROJECTS)
@require_safe
def ledger(request: SignedInRequest) -> HttpResponse:
    """Every measured project, and the ratios by class."""
    sort = request.GET.get("sort", "")
    sort = sort if sort.removeprefix("-") in overview.SORTS else ""
    rows = overview.ledger_rows(request.user, request.organization)
    page = Paginator(overview.ordered(rows, sort), PAGE_SIZE).get_page(request.GET.get("page"))
    waiting = overview.unmeasured(request.user, request.organization)
    context = {
        "section": "scope",
        "result": overview.ledger_page(rows),
        "page": page,
        "columns": headings(overview.COLUMNS, sort),
        "query": f"sort={sort}" if sort else "",
        "waiting": waiting[:PAGE_SIZE],
        "waiting_count": waiting.count(),
    }
    return render(request, "scoping/ledger.html", context)


@access.allow(Permission.READ_PROJECTS)
@require_safe
def ledger_csv(request: SignedInRequest) -> HttpResponse:
    """Every measured project with exact figures."""
    rows = overview.ledger_rows(request.user, request.organization)
    sheet = overview.ledger_sheet(overview.ordered(rows, request.GET.get("sort", "")))
    return attachment(write_sheet_csv(sheet), "forecast-and-actual.csv", TYPES["csv"])
