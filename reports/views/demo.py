"""Loading the demo organization, and removing it again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts import access
from accounts.access import Permission, SignedInRequest
from aiproj.shared.errors import Refused
from reports import demo


@access.allow(Permission.MANAGE_ORGANIZATION)
@require_POST
def load(request: SignedInRequest) -> HttpResponse:
    """Have the demo organization made in the background."""
    try:
        demo.request_load(actor=request.user, organization=request.organization)
    except Refused as refusal:
        messages.error(request, str(refusal))
    access.switch(request, request.organization.public_id)  # stay here when there is a second one
    return redirect("home")


@access.allow(Permission.MANAGE_ORGANIZATION)
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: SignedInRequest) -> HttpResponse:
    """Ask, then delete the demo organization with all that it holds."""
    if request.method != "POST":
        return render(request, "reports/demo_remove.html", {"section": "home"})
    try:
        demo.remove(organization=request.organization, actor=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("reports:demo_remove")
    messages.success(request, "The demo organization is gone, with all that it held.")
    return redirect("home")
