"""Confirming the problem, and taking that back."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts import access
from accounts.access import Permission, SignedInRequest
from aiproj.shared.errors import Refused
from scoping.models import Confirmation
from scoping.services import confirming as service
from scoping.views.worksheets import found_project


@access.signed_in
@require_POST
def confirm(request: SignedInRequest, project_id: str, side: str) -> HttpResponse:
    """Confirm for one side."""
    project = found_project(request, project_id, Permission.BELONG)
    if side not in Confirmation.Side.values:
        raise Http404
    try:
        seen = request.POST.get("seen", "")
        service.confirm(project=project, actor=request.user, side=side, seen=seen)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("scoping:section", project_id, "problem")


@access.signed_in
@require_POST
def withdraw(request: SignedInRequest, project_id: str, side: str) -> HttpResponse:
    """Take one's own confirmation back."""
    project = found_project(request, project_id, Permission.BELONG)
    try:
        service.withdraw(project=project, actor=request.user, side=side)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("scoping:section", project_id, "problem")
