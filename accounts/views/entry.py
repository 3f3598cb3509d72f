"""Getting in: first run, invitations, the person's own page, switching organizations."""

from datetime import timedelta
from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import access, services
from accounts.access import SignedInRequest
from accounts.context import THEMES
from accounts.forms import NewAccountForm, NewOrganizationForm, ProfileForm, SetUpForm
from accounts.models import Invitation, Role, User
from aiproj.shared import tokens, versions
from aiproj.shared.errors import Refused, Stale

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """First run: create the administrator and the organization."""
    if User.objects.exists():
        return redirect("home")
    form = SetUpForm(request.POST or None)
    if form.is_valid():
        fields = {key: form.cleaned_data[key] for key in form.cleaned_data if key != "setup_code"}
        try:
            membership = services.set_up(**fields)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            login(request, membership.user, backend=BACKEND)
            return redirect("home")
    return render(request, "accounts/set_up.html", {"form": form})


def _find_invitation(token: str) -> Invitation:
    digest = tokens.digest("invitation", token)
    found = Invitation.objects.filter(links__digest=digest).select_related("organization").first()
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    """Show the offer; accept it by POST, with the account that it is for or a new one."""
    invitation = _find_invitation(token)
    context = {"invitation": invitation, "role": Role(invitation.role).label}
    if not invitation.is_pending(timezone.now()):
        return render(request, "accounts/invitation_over.html", context, status=410)
    signed_in = request.user.is_authenticated
    if signed_in and cast(User, request.user).email != invitation.email:
        return render(request, "accounts/invitation_other.html", context, status=403)
    if not signed_in and User.objects.filter(email=invitation.email).exists():
        return redirect(f"{reverse('account_login')}?next={request.path}")
    form = None if signed_in else NewAccountForm(request.POST or None, email=invitation.email)
    if request.method == "POST" and (form is None or form.is_valid()):
        return _accept(request, invitation, form)
    return render(request, "accounts/invitation_accept.html", {**context, "form": form})


def _accept(
    request: HttpRequest, invitation: Invitation, form: NewAccountForm | None
) -> HttpResponse:
    person = cast(User, request.user) if form is None else None
    fields = form.cleaned_data if form else {}
    try:
        membership = services.accept_invitation(invitation=invitation, user=person, **fields)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("home")
    if form:
        login(request, membership.user, backend=BACKEND)
    request.session[access.CURRENT] = membership.organization.public_id
    return redirect("home")


@login_required
@require_safe
def no_organization(request: HttpRequest) -> HttpResponse:
    """The person is signed in but belongs to no organization (any more)."""
    return render(request, "accounts/no_organization.html")


@access.allow(access.Permission.BELONG)
@require_POST
def switch(request: SignedInRequest) -> HttpResponse:
    """Make another organization of the person the current one."""
    access.switch(request, request.POST.get("organization", ""))
    return redirect("home")


@access.allow(access.Permission.BELONG)
@require_http_methods(["GET", "HEAD", "POST"])
@versions.required
def profile(request: SignedInRequest) -> HttpResponse:
    """The person's own page."""
    person = request.user
    initial = {"name": person.name, "version": person.version}
    form = ProfileForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            services.change_profile(user=person, **form.cleaned_data)
        except Stale as stale:
            person.refresh_from_db()
            form = ProfileForm(versions.renewed(request.POST, person.version))
            form.add_error(None, str(stale))
            form.stored = {"Your name": person.name}
            return render(request, "accounts/profile.html", {"form": form}, status=409)
        messages.success(request, "Your name is saved.")
        return redirect("accounts:profile")
    return render(request, "accounts/profile.html", {"form": form})


@access.allow(access.Permission.BELONG)
@require_POST
def theme(request: SignedInRequest) -> HttpResponse:
    """Choose light or dark pages on this device, or follow the system again."""
    response = redirect("accounts:profile")
    chosen = request.POST.get("theme")
    if chosen in THEMES:
        response.set_cookie(
            settings.THEME_COOKIE_NAME,
            chosen,
            max_age=timedelta(days=365),
            secure=settings.HTTPS,
            httponly=True,
            samesite="Lax",
        )
    else:
        response.delete_cookie(settings.THEME_COOKIE_NAME, samesite="Lax")
    return response


@access.allow(access.Permission.MANAGE_ORGANIZATION)
@require_http_methods(["GET", "HEAD", "POST"])
def organization_new(request: SignedInRequest) -> HttpResponse:
    """Another organization on this installation, for its administrator only."""
    if not request.user.is_superuser:
        raise Http404
    form = NewOrganizationForm(request.POST or None)
    if form.is_valid():
        membership = services.create_organization(actor=request.user, **form.cleaned_data)
        request.session[access.CURRENT] = membership.organization.public_id
        return redirect("home")
    return render(request, "accounts/organization_new.html", {"form": form})
