"""Where measuring begins: what is defined, what was uploaded."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import access
from accounts.access import Permission, SignedInRequest
from metrics.overview.definitions import definitions_of
from metrics.overview.predictions import predictions_of
from metrics.overview.predictive_models import models_of
from metrics.overview.watching import due_lines


@access.allow(Permission.BELONG)
@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """Business metrics and predictions of the organization."""
    today = request.organization.local_date(timezone.now())
    context: dict[str, Any] = {
        "predictions": predictions_of(request.organization),
        "models": models_of(request.organization),
        "due_checks": due_lines(request.organization, today),
        "section": "measure",
    }
    if access.may(request.membership, Permission.READ_METRICS):
        context["definitions"] = definitions_of(request.organization, request.user, today)
    return render(request, "metrics/home.html", context)
