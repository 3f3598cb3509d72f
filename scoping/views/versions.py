"""Beginning the next version of a charter, publishing wording, revoking."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from accounts import access
from accounts.access import Permission, SignedInRequest
from aiproj.shared.errors import Refused
from scoping.forms.charters import ReasonForm
from scoping.models import Charter
from scoping.services import versions as service
from scoping.services.moving import capacities
from scoping.views.charters import CONFLICT, found_charter, show_dry_run
from scoping.views.signing import reason_page
from scoping.views.worksheets import UNPROCESSABLE
from scoping.workflow import Who


@access.signed_in
@require_POST
def charter_amend(request: SignedInRequest, charter_id: str) -> HttpResponse:
    """Begin the next version of the charter in force."""
    return _begin(request, charter_id, service.amend)


@access.signed_in
@require_POST
def charter_copy(request: SignedInRequest, charter_id: str) -> HttpResponse:
    """Begin a new version of one that was rejected."""
    return _begin(request, charter_id, service.copy)


@access.signed_in
@require_POST
def charter_renew(request: SignedInRequest, charter_id: str) -> HttpResponse:
    """Begin the next version of one that expired."""
    return _begin(request, charter_id, service.renew)


def _begin(
    request: SignedInRequest, charter_id: str, begin: Callable[..., Charter]
) -> HttpResponse:
    found = found_charter(request, charter_id, Permission.SCOPE)
    try:
        made = begin(charter=found, actor=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("scoping:charter", charter_id)
    return redirect("scoping:charter", made.public_id)


@access.signed_in
@require_POST
def charter_publish(request: SignedInRequest, charter_id: str) -> HttpResponse:
    """Publish wording as a minor version."""
    found = found_charter(request, charter_id, Permission.SCOPE)
    try:
        service.publish(charter=found, actor=request.user)
    except Refused as refusal:
        found.refresh_from_db()
        return show_dry_run(request, found, CONFLICT, str(refusal))
    messages.success(request, "The new wording is published. Everybody concerned has a notice.")
    return redirect("scoping:charter", charter_id)


@access.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def charter_revoke(request: SignedInRequest, charter_id: str) -> HttpResponse:
    """End the charter in force; the project is paused."""
    found = found_charter(request, charter_id)
    if Who.SPONSOR not in capacities(found, request.user):
        raise PermissionDenied
    form, status = ReasonForm(request.POST or None), 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                service.revoke(charter=found, actor=request.user, **form.cleaned_data)
            except Refused as refusal:
                form.add_error(None, str(refusal))
                status = CONFLICT
            else:
                return redirect("scoping:charter", charter_id)
    return reason_page(request, found, form, "revoke", status)
