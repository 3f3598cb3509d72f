"""The administrator's pages: organization, outbox, audit log, parked jobs."""

import json
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import access, audit, outbox, services
from accounts.access import Permission, SignedInRequest
from accounts.forms import OrganizationForm
from accounts.models import AuditEvent, OutboxMessage
from aiproj.shared import jobs, versions
from aiproj.shared.errors import Refused, Stale
from aiproj.shared.exports import write_csv
from aiproj.shared.models import Job

PAGE_SIZE = 50
admin_only = access.allow(Permission.MANAGE_ORGANIZATION)


@admin_only
@require_http_methods(["GET", "HEAD", "POST"])
@versions.required
def organization(request: SignedInRequest) -> HttpResponse:
    """Name and clock of the organization."""
    own = request.organization
    initial = {"name": own.name, "time_zone": own.time_zone, "version": own.version}
    form = OrganizationForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            services.change_organization(organization=own, actor=request.user, **form.cleaned_data)
        except Stale as stale:
            return _stale_organization(request, str(stale))
        messages.success(request, "The organization is saved.")
        return redirect("accounts:organization")
    return render(request, "accounts/organization.html", {"form": form})


def _stale_organization(request: SignedInRequest, reason: str) -> HttpResponse:
    own = request.organization
    own.refresh_from_db()
    form = OrganizationForm(versions.renewed(request.POST, own.version))
    form.add_error(None, reason)
    form.stored = {"Name of the organization": own.name, "Time zone": own.time_zone}
    return render(request, "accounts/organization.html", {"form": form}, status=409)


def _page(request: SignedInRequest, rows: Any) -> Any:
    return Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))


@admin_only
@require_safe
def messages_list(request: SignedInRequest) -> HttpResponse:
    """The outbox: every message of the organization, newest first."""
    page = _page(request, OutboxMessage.objects.listed_for(request.user, request.organization))
    return render(request, "accounts/outbox.html", {"page": page})


@admin_only
@require_safe
def message(request: SignedInRequest, message_id: str) -> HttpResponse:
    """One message, readable until it expires; that it was read stands in the audit log."""
    visible = OutboxMessage.objects.readable_by(request.user)
    found = get_object_or_404(visible, public_id=message_id)
    body = services.read_message(
        message=found, actor=request.user, organization=request.organization
    )
    links = outbox.links_in(body)
    is_key = any(outbox.is_key(link) for link in links)
    context = {"message": found, "body": body, "links": links, "is_key": is_key}
    return render(request, "accounts/message.html", context)


@admin_only
@require_safe
def audit_log(request: SignedInRequest) -> HttpResponse:
    """Who changed what, newest first, all or one kind; on demand whether the chain holds."""
    own, what = request.organization, request.GET.get("what", "")
    actions = own.audit_events.order_by("action").values_list("action", flat=True).distinct()
    offered = [(action, AuditEvent(action=action).words) for action in actions]
    what = what if what in dict(offered) else ""
    found = own.audit_events.filter(action=what) if what else own.audit_events.all()
    context: dict[str, Any] = {
        "page": _page(request, found.order_by("-sequence")),
        "offered": offered,
        "what": what,
        "query": urlencode({"what": what}) if what else "",
    }
    if "check" in request.GET:
        context |= {"checked": True, "first_broken": audit.first_broken(own)}
    return render(request, "accounts/audit.html", context)


@admin_only
@require_safe
def audit_csv(request: SignedInRequest) -> HttpResponse:
    """The whole audit log as CSV."""
    names = ["sequence", "at", "actor_label", "action", "target", "before", "after", "hash"]
    events = request.organization.audit_events.order_by("sequence").values_list(*names)
    rows = ([_cell(value) for value in row] for row in events.iterator())
    return HttpResponse(
        write_csv([names, *rows]),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="audit-log.csv"'},
    )


def _cell(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)


@admin_only
@require_safe
def parked_jobs(request: SignedInRequest) -> HttpResponse:
    """Background work that was given up after three tries."""
    page = _page(request, _jobs(request).parked())
    rows = [(job, jobs.describe(job.kind)) for job in page]
    return render(request, "accounts/jobs.html", {"page": page, "rows": rows})


def _jobs(request: SignedInRequest) -> Any:
    return Job.objects.of(request.organization.pk, also_of_none=request.user.is_superuser)


@admin_only
@require_POST
def job_retry(request: SignedInRequest, job_id: str) -> HttpResponse:
    """Give a parked job three new tries."""
    job = get_object_or_404(_jobs(request), public_id=job_id)
    try:
        services.retry_job(job=job, actor=request.user, organization=request.organization)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "The work is queued again.")
    return redirect("accounts:jobs")


@access.allow(Permission.BELONG)
@require_safe
def job_status(request: SignedInRequest, job_id: str) -> HttpResponse:
    """How far a piece of background work is, as a fragment that the page asks for again."""
    own = [membership.organization_id for membership in request.memberships]
    job = get_object_or_404(Job.objects.asked_for_by(request.user.pk, own), public_id=job_id)
    return render(request, "includes/_job.html", {"job": job})
