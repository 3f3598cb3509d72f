"""The start page: what needs the person now."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import access
from accounts.access import Permission, SignedInRequest
from reports import attention, demo, overview
from scoping.models import Project

NEWEST = 5  # projects that the page of the first run names


@access.allow(Permission.BELONG)
@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """What needs the person now, and the organization's assessments."""
    if not access.may(request.membership, Permission.MANAGE_ASSESSMENTS):
        return _show(request, "reports/home_reader.html", *_for_reader(request))
    lines = overview.for_managers(request.organization)
    to_dos = attention.for_owners(request.membership)
    to_dos += attention.for_checkers(request.membership, timezone.now())
    to_dos += attention.for_mentioned(request.membership)
    to_dos += attention.for_signatories(request.membership, timezone.now())
    to_dos += attention.for_raters(request.membership)
    if not lines and not to_dos:
        return _first_run(request)
    to_dos += attention.for_managers(request.organization, timezone.now())
    if access.may(request.membership, Permission.MANAGE_ORGANIZATION):
        to_dos += attention.for_administrators(request.organization)
    return _show(request, "reports/home.html", to_dos, lines)


def _for_reader(
    request: SignedInRequest,
) -> tuple[list[attention.ToDo], list[overview.Line]]:
    user, organization = request.user, request.organization
    to_dos = attention.for_owners(request.membership)
    to_dos += attention.for_checkers(request.membership, timezone.now())
    to_dos += attention.for_mentioned(request.membership)
    to_dos += attention.for_signatories(request.membership, timezone.now())
    to_dos += attention.for_raters(request.membership)
    to_dos += attention.for_readers(user, organization, timezone.now())
    return to_dos, overview.for_readers(user, organization)


def _show(
    request: SignedInRequest,
    template: str,
    to_dos: list[attention.ToDo],
    lines: list[overview.Line],
) -> HttpResponse:
    heading = attention.heading(to_dos)
    context = {"section": "home", "heading": heading, "to_dos": to_dos, "lines": lines}
    return render(request, template, context)


def _first_run(request: SignedInRequest) -> HttpResponse:
    projects = Project.objects.visible_to(request.user).of(request.organization)
    context = {
        "section": "home",
        "projects": projects.current().order_by("-pk")[:NEWEST],
        "demo": demo.demo_of(request.user),
        "demo_job": demo.load_job_of(request.user),
    }
    return render(request, "reports/first_run.html", context)
