"""Deputies: one's own, and for administrators those of everybody."""

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts import access
from accounts.access import Permission, SignedInRequest
from aiproj.shared.errors import Refused
from scoping.forms.charters import DeputyForm
from scoping.models import Deputy
from scoping.services import deputies as service
from scoping.views.charters import CONFLICT
from scoping.views.worksheets import UNPROCESSABLE


def _listed(request: SignedInRequest) -> QuerySet[Deputy]:
    rows = Deputy.objects.visible_to(request.user).of(request.organization)
    return rows.listed(request.organization.local_date(timezone.now()))


@access.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def deputies(request: SignedInRequest) -> HttpResponse:
    """Who signs for whom, and naming a deputy."""
    for_all = access.may(request.membership, Permission.MANAGE_ORGANIZATION)
    form = DeputyForm(request.organization, request.user, request.POST or None, for_all=for_all)
    status = 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                service.name_deputy(
                    organization=request.organization, actor=request.user, **form.values()
                )
            except Refused as refusal:
                form.add_error(None, str(refusal))
                status = CONFLICT
            else:
                return redirect("scoping:deputies")
    context = {"section": "scope", "form": form, "deputies": _listed(request), "for_all": for_all}
    return render(request, "scoping/deputies.html", context, status=status)


@access.signed_in
@require_POST
def deputy_revoke(request: SignedInRequest, deputy_id: str) -> HttpResponse:
    """End it now."""
    rows = Deputy.objects.visible_to(request.user).select_related("organization")
    found = access.get(request, rows, Permission.BELONG, public_id=deputy_id)
    service.revoke_deputy(deputy=found, actor=request.user)
    return redirect("scoping:deputies")
