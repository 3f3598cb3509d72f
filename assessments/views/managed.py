"""What the pages of a manager have in common: the assessment behind the door, acting on it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from accounts import access
from accounts.access import Permission, SignedInRequest
from aiproj.shared.errors import Refused
from assessments.models import Assessment

CONFLICT = 409
UNPROCESSABLE = 422


def managed(request: SignedInRequest, assessment_id: str) -> Assessment:
    """The assessment, for people who may manage it; 404 or 403 for others."""
    visible = Assessment.objects.visible_to(request.user).with_names()
    return access.get(request, visible, Permission.MANAGE_ASSESSMENTS, public_id=assessment_id)


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
