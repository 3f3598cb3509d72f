"""The only door: gives the object, or answers 404 where it may not be known, 403 where it may.

Every view for signed-in people begins with `allow` or `signed_in` and fetches objects by `get`.
"""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from accounts.models import ApiToken, Membership, Organization, Role, User

P = ParamSpec("P")
M = TypeVar("M", bound=models.Model)
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
CURRENT = "organization"


class Permission(StrEnum):
    """What can be allowed; the table below says to whom."""

    MANAGE_ORGANIZATION = "manage organization"
    MANAGE_PACKS = "manage packs"
    MANAGE_ASSESSMENTS = "manage assessments"
    READ_RESULTS = "read published results"
    SHARE_REPORTS = "share reports"
    DEFINE_METRICS = "define business metrics"
    READ_METRICS = "read business metrics"
    ENTER_VALUES = "enter measured values"
    READ_VALUE_REPORTS = "read value reports"
    EVALUATE = "upload and evaluate predictions"
    SCOPE = "write projects and charters"
    READ_PROJECTS = "read projects and the portfolio"
    BELONG = "belong"


PERMISSIONS: dict[str, frozenset[Permission]] = {
    Role.ADMIN: frozenset(Permission),
    Role.MANAGER: frozenset(Permission) - {Permission.MANAGE_ORGANIZATION},
    Role.MEMBER: frozenset(
        {
            Permission.BELONG,
            Permission.READ_RESULTS,
            Permission.READ_METRICS,
            Permission.ENTER_VALUES,
            Permission.EVALUATE,
        }
    ),
    Role.EXECUTIVE: frozenset(
        {
            Permission.BELONG,
            Permission.READ_RESULTS,
            Permission.READ_METRICS,
            Permission.READ_VALUE_REPORTS,
            Permission.READ_PROJECTS,
        }
    ),
}


SCOPE_PERMISSIONS = {
    ApiToken.Scope.PREDICTIONS: Permission.EVALUATE,
    ApiToken.Scope.READ_VALUES: Permission.READ_METRICS,
    ApiToken.Scope.VALUES: Permission.ENTER_VALUES,
}


class SignedInRequest(HttpRequest):
    """A request of a person with an active membership."""

    user: User
    memberships: list[Membership]
    membership: Membership
    organization: Organization


def roles_with(permission: Permission) -> list[str]:
    """The roles that have the permission, for queries."""
    return [role for role, granted in PERMISSIONS.items() if permission in granted]


def may(membership: Membership, permission: Permission) -> bool:
    """Whether this membership allows that."""
    return membership.is_active and permission in PERMISSIONS[membership.role]


def user_may(user_id: int | None, organization_id: int | None, permission: Permission) -> bool:
    """The same question for background work, asked again when it runs."""
    if user_id is None or organization_id is None:
        return False
    membership = (
        Membership.objects.active()
        .filter(user_id=user_id, organization_id=organization_id)
        .select_related("user")
        .first()
    )
    return membership is not None and may(membership, permission)


def signed_in(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let people with an active membership in; others sign in or learn that they have none."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        memberships = list(
            Membership.objects.active()
            .filter(user=cast(User, request.user))
            .select_related("organization", "user")
            .order_by("organization__name", "pk")
        )
        if not memberships:
            return redirect("accounts:no_organization")
        current = request.session.get(CURRENT)
        chosen = next((m for m in memberships if m.organization.public_id == current), None)
        person = cast(SignedInRequest, request)
        person.memberships = memberships
        enter(person, chosen or memberships[0])
        return view(person, *args, **kwargs)

    return login_required(inner)


def allow(permission: Permission) -> Callable[[Callable[..., HttpResponse]], Any]:
    """Let people in whose role in the current organization has the permission."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def inner(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not may(request.membership, permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return signed_in(inner)

    return decorate


def get(
    request: SignedInRequest, visible: "models.QuerySet[M]", permission: Permission, **lookup: Any
) -> M:
    """Return the object, in whichever of the person's organizations it is.

    `visible` already starts at what the person may see, so another organization's id answers
    exactly like one that does not exist.
    """
    found = visible.filter(**lookup).first()
    if found is None:
        raise Http404
    organization_id = cast(Any, found).organization_id
    membership = next(
        (m for m in request.memberships if m.organization_id == organization_id), None
    )
    if membership is None:
        raise Http404
    if not may(membership, permission):
        raise PermissionDenied
    enter(request, membership)
    return found


def switch(request: SignedInRequest, public_id: str) -> None:
    """Make another of the person's organizations the current one."""
    for membership in request.memberships:
        if membership.organization.public_id == public_id:
            request.session[CURRENT] = public_id
            enter(request, membership)
            return
    raise Http404


def enter(request: SignedInRequest, membership: Membership) -> None:
    request.membership = membership
    request.organization = membership.organization
    timezone.activate(membership.organization.zone)
