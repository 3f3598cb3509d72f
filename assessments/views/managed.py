"""What every page of a manager begins with: the assessment, and the version that was seen."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from accounts import access
from accounts.access import Permission, SignedInRequest
from aiproj.shared.errors import Refused
from assessments.models import Assessment

PRECONDITION_REQUIRED = 428
CONFLICT = 409
UNPROCESSABLE = 422
MOST_DIGITS = 10


def managed(request: SignedInRequest, assessment_id: str) -> Assessment:
    """The assessment, for people who may manage it; 404 or 403 for others."""
    visible = Assessment.objects.visible_to(request.user).with_names()
    return access.get(request, visible, Permission.MANAGE_ASSESSMENTS, public_id=assessment_id)


def needs_version(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer 428 to a change that does not say which version the person saw."""

    @wraps(view)
    def inner(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        version = request.POST.get("version", "")
        if request.method != "POST" or (version.isdecimal() and len(version) < MOST_DIGITS):
            return view(request, *args, **kwargs)
        context = {
            "heading": "The form was incomplete",
            "text": "It did not say which version of the settings you saw. Nothing was changed. "
            "Go back, load the page again and repeat the change.",
        }
        return render(request, "errors/error.html", context, status=PRECONDITION_REQUIRED)

    return inner


def act(
    request: SignedInRequest, act: Callable[[], object], done: str, *, then: str, ids: list[str]
) -> HttpResponse:
    """Do it or say why not, then show the page `then`."""
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(then, *ids)
