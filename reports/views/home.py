"""The start page: what needs the person now."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import access
from accounts.access import SignedInRequest


@access.allow(access.Permission.BELONG)
@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """What needs the person now, and the organization's assessments."""
    return render(request, "reports/home.html", {"section": "home"})
