"""API tokens: a person's own, and for administrators those of the organization."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts import access
from accounts import api_tokens as service
from accounts.access import Permission, SignedInRequest
from accounts.bearer import PREFIX
from accounts.forms import ApiTokenForm
from accounts.models import ApiToken
from aiproj.shared.errors import Refused

UNPROCESSABLE = 422


@access.allow(Permission.BELONG)
@require_http_methods(["GET", "HEAD", "POST"])
def api_tokens(request: SignedInRequest) -> HttpResponse:
    """The tokens; POST makes one and shows its secret this once."""
    own = request.membership
    form, secret = ApiTokenForm(request.POST or None, membership=own), ""
    if form.is_valid():
        try:
            secret = service.create(membership=own, **form.cleaned_data)
            form = ApiTokenForm(membership=own)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    visible = ApiToken.objects.visible_to(request.user).filter(
        membership__organization=request.organization
    )
    context = {
        "form": form,
        "secret": secret,
        "tokens": visible.select_related("membership__user").newest(),
        "address": settings.PUBLIC_URL + PREFIX,
    }
    failed = request.method == "POST" and not secret
    return render(
        request, "accounts/api_tokens.html", context, status=UNPROCESSABLE if failed else 200
    )


@access.allow(Permission.BELONG)
@require_POST
def revoke(request: SignedInRequest, token_id: str) -> HttpResponse:
    """End a token at once."""
    visible = ApiToken.objects.visible_to(request.user).select_related(
        "membership__organization", "membership__user"
    )
    token = access.get(request, visible, Permission.BELONG, public_id=token_id)
    try:
        service.revoke(token=token, actor=request.user)
        messages.success(request, f"The token {token} works no more.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("accounts:api_tokens")
