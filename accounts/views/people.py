"""People, roles and invitations of an organization."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import access, services
from accounts.access import Permission, SignedInRequest
from accounts.forms import InvitationForm, MembershipForm
from accounts.models import Invitation, Membership
from aiproj.shared import versions
from aiproj.shared.errors import Refused, Stale

admin_only = access.allow(Permission.MANAGE_ORGANIZATION)


@admin_only
@require_safe
def people(request: SignedInRequest) -> HttpResponse:
    """Everyone in the organization and every open invitation."""
    return _people_page(request, InvitationForm())


def _people_page(request: SignedInRequest, form: InvitationForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "memberships": request.organization.memberships.select_related("user").order_by(
            "-is_active", "user__name", "user__email"
        ),
        "invitations": request.organization.invitations.pending(timezone.now()).order_by("email"),
    }
    return render(request, "accounts/people.html", context, status=status)


@admin_only
@require_POST
def invite(request: SignedInRequest) -> HttpResponse:
    """Invite an address."""
    form = InvitationForm(request.POST)
    if form.is_valid():
        try:
            services.invite(
                organization=request.organization, actor=request.user, **form.cleaned_data
            )
        except Refused as refusal:
            form.add_error("email", str(refusal))
        else:
            messages.success(request, f"{form.cleaned_data['email']} is invited.")
            return redirect("accounts:people")
    return _people_page(request, form, status=422)


def _membership(request: SignedInRequest, membership_id: str) -> Membership:
    visible = Membership.objects.filter(organization=request.organization).select_related("user")
    return access.get(request, visible, Permission.MANAGE_ORGANIZATION, public_id=membership_id)


@admin_only
@require_http_methods(["GET", "HEAD", "POST"])
@versions.required
def person(request: SignedInRequest, membership_id: str) -> HttpResponse:
    """One person's role and perspective."""
    membership = _membership(request, membership_id)
    initial = {key: getattr(membership, key) for key in ("role", "perspective", "version")}
    form = MembershipForm(request.POST or None, initial=initial)
    context = {"form": form, "person": membership}
    if not form.is_valid():
        return render(request, "accounts/person.html", context)
    try:
        services.change_membership(membership=membership, actor=request.user, **form.cleaned_data)
    except Stale as stale:
        return _stale_person(request, membership, str(stale))
    except Refused as refusal:
        form.add_error("role", str(refusal))
        return render(request, "accounts/person.html", context, status=422)
    messages.success(request, f"{membership.user} is changed.")
    return redirect("accounts:people")


def _stale_person(request: SignedInRequest, membership: Membership, reason: str) -> HttpResponse:
    membership.refresh_from_db()
    form = MembershipForm(versions.renewed(request.POST, membership.version))
    form.add_error(None, reason)
    form.stored = {
        "Role": membership.get_role_display(),
        "Perspective": membership.get_perspective_display(),
    }
    context = {"form": form, "person": membership}
    return render(request, "accounts/person.html", context, status=409)


@admin_only
@require_POST
def deactivate(request: SignedInRequest, membership_id: str) -> HttpResponse:
    """Shut a person out from the next request on."""
    return _set_active(request, membership_id, active=False)


@admin_only
@require_POST
def activate(request: SignedInRequest, membership_id: str) -> HttpResponse:
    """Let a person in again."""
    return _set_active(request, membership_id, active=True)


def _set_active(request: SignedInRequest, membership_id: str, *, active: bool) -> HttpResponse:
    membership = _membership(request, membership_id)
    return _act(
        request,
        lambda: services.set_membership_active(
            membership=membership, actor=request.user, active=active
        ),
        f"{membership.user} {'has access again' if active else 'has no access any more'}.",
    )


@admin_only
@require_POST
def invitation_resend(request: SignedInRequest, invitation_id: str) -> HttpResponse:
    """Send an invitation once more."""
    invitation = _invitation(request, invitation_id)
    return _act(
        request,
        lambda: services.resend_invitation(invitation=invitation, actor=request.user),
        f"{invitation.email} gets the invitation again.",
    )


@admin_only
@require_POST
def invitation_revoke(request: SignedInRequest, invitation_id: str) -> HttpResponse:
    """Withdraw an invitation."""
    invitation = _invitation(request, invitation_id)
    return _act(
        request,
        lambda: services.revoke_invitation(invitation=invitation, actor=request.user),
        f"The invitation of {invitation.email} is withdrawn.",
    )


def _invitation(request: SignedInRequest, invitation_id: str) -> Invitation:
    visible = Invitation.objects.filter(organization=request.organization)
    return access.get(request, visible, Permission.MANAGE_ORGANIZATION, public_id=invitation_id)


def _act(request: SignedInRequest, act: Callable[[], object], done: str) -> HttpResponse:
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("accounts:people")
