"""The administrator's pages: organization, outbox, audit log, parked jobs."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import access, audit, outbox, services
from accounts.access import Permission, SignedInRequest
from accounts.forms import OrganizationForm
from accounts.models import AuditEvent, OutboxMessage
from aiproj.shared import jobs
from aiproj.shared.errors import Stale
from aiproj.shared.exports import write_csv
from aiproj.shared.models import Job

PAGE_SIZE = 50
admin_only = access.allow(Permission.MANAGE_ORGANIZATION)


@admin_only
@require_http_methods(["GET", "HEAD", "POST"])
def organization(request: SignedInRequest) -> HttpResponse:
    """Name and clock of the organization."""
    own = request.organization
    initial = {"name": own.name, "time_zone": own.time_zone, "version": own.version}
    form = OrganizationForm(request.POST or None, initial=initial)
    status = 200
    if form.is_valid():
        try:
            services.change_organization(organization=own, actor=request.user, **form.cleaned_data)
        except Stale as stale:
            form.add_error(None, str(stale))
            status = 409
        else:
            messages.success(request, "The organization is saved.")
            return redirect("accounts:organization")
    return render(request, "accounts/organization.html", {"form": form}, status=status)


def _page(request: SignedInRequest, rows: Any) -> Any:
    return Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))


@admin_only
@require_safe
def messages_list(request: SignedInRequest) -> HttpResponse:
    """The outbox: every message of the organization, newest first."""
    rows = OutboxMessage.objects.readable_by(request.user).filter(organization=request.organization)
    if request.user.is_superuser:
        rows = rows | OutboxMessage.objects.filter(organization=None)
    page = _page(request, rows.defer("body").order_by("-created_at", "-pk"))
    return render(request, "accounts/outbox.html", {"page": page})


@admin_only
@require_safe
def message(request: SignedInRequest, message_id: str) -> HttpResponse:
    """One message, readable until it expires."""
    visible = OutboxMessage.objects.readable_by(request.user)
    found = get_object_or_404(visible, public_id=message_id)
    context = {"message": found, "body": outbox.body_of(found)}
    return render(request, "accounts/message.html", context)


@admin_only
@require_safe
def audit_log(request: SignedInRequest) -> HttpResponse:
    """Who changed what, newest first, and whether the chain of hashes holds."""
    page = _page(request, request.organization.audit_events.order_by("-sequence"))
    context = {"page": page, "first_broken": audit.first_broken(request.organization)}
    return render(request, "accounts/audit.html", context)


@admin_only
@require_safe
def audit_csv(request: SignedInRequest) -> HttpResponse:
    """The whole audit log as CSV."""
    names = ["sequence", "at", "actor_label", "action", "target", "before", "after", "hash"]
    events = AuditEvent.objects.filter(organization=request.organization).order_by("sequence")
    rows = ([str(value) for value in row] for row in events.values_list(*names).iterator())
    return HttpResponse(
        write_csv([names, *rows]),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="audit-log.csv"'},
    )


@admin_only
@require_safe
def parked_jobs(request: SignedInRequest) -> HttpResponse:
    """Background work that was given up after three tries."""
    rows = Job.objects.filter(
        organization_id=request.organization.pk, state=Job.State.PARKED
    ).order_by("-finished_at")
    return render(request, "accounts/jobs.html", {"page": _page(request, rows)})


@admin_only
@require_POST
def job_retry(request: SignedInRequest, job_id: str) -> HttpResponse:
    """Give a parked job three new tries."""
    job = get_object_or_404(Job, organization_id=request.organization.pk, public_id=job_id)
    if jobs.retry_parked(job):
        messages.success(request, "The work is queued again.")
    else:
        messages.error(request, "This work is not parked any more.")
    return redirect("accounts:jobs")


@access.allow(Permission.BELONG)
@require_safe
def job_status(request: SignedInRequest, job_id: str) -> HttpResponse:
    """How far a piece of background work is, as a fragment that the page asks for again."""
    own_organizations = [membership.organization_id for membership in request.memberships]
    job = get_object_or_404(
        Job, organization_id__in=own_organizations, user_id=request.user.pk, public_id=job_id
    )
    return render(request, "includes/_job.html", {"job": job})
