"""The door for programs: a token in the Authorization header, answers and errors in JSON.

No session opens these routes, and no token opens a page.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from accounts import access
from accounts.access import Permission, SignedInRequest
from accounts.models import ApiToken
from aiproj.shared import tokens

View = Callable[..., HttpResponse]
SCHEME = "bearer"
PREFIX = "/api/"


def error(status: int, code: str, message: str, remedy: str = "", **more: Any) -> JsonResponse:
    """Every error of the API: what is wrong, and what to do."""
    said = {"code": code, "message": message, "remedy": remedy, **more}
    return JsonResponse({"error": said}, status=status)


def is_program(request: HttpRequest) -> bool:
    """Whether the address is one for programs, known or not."""
    return request.path.startswith(PREFIX)


def program(scope: str, permission: Permission, *methods: str) -> Callable[[View], View]:
    """Let programs in whose token has the scope and whose person has the permission now."""

    def decorate(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            token = _token_of(request)
            if token is None:
                return _unknown()
            if request.method not in methods:
                answer = error(405, "method", f"{request.method} is not offered here.")
                answer["Allow"] = ", ".join(methods)
                return answer
            person = cast(SignedInRequest, request)
            person.user, person.memberships = token.membership.user, [token.membership]
            access.enter(person, token.membership)
            if scope not in token.scopes or not access.may(token.membership, permission):
                return _not_allowed(scope)
            try:
                return view(person, *args, **kwargs)
            except Http404:
                return error(404, "not_found", "There is nothing with this id.")
            except PermissionDenied:
                return _not_allowed(scope)

        return csrf_exempt(inner)

    return decorate


def _token_of(request: HttpRequest) -> ApiToken | None:
    """The working token that the request carries; notes the day of its use."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != SCHEME or not secret.strip():
        return None
    now = timezone.now()
    rows = ApiToken.objects.working(now).select_related(
        "membership__organization", "membership__user"
    )
    token = rows.filter(digest=tokens.digest("api", secret.strip())).first()
    if token is None:
        return None
    today = token.membership.organization.local_date(now)
    if token.last_used_on != today:
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=today)
    return token


def _unknown() -> HttpResponse:
    answer = error(
        401,
        "token",
        "The token is missing, wrong, over or taken back.",
        "Send one from the page “API tokens” as the header Authorization: Bearer ...",
    )
    answer["WWW-Authenticate"] = "Bearer"
    return answer


def _not_allowed(scope: str) -> HttpResponse:
    return error(
        403,
        "not_allowed",
        "The token or its person may not do this.",
        f"It takes a token for “{ApiToken.Scope(scope).label}”, of a person whose role allows it.",
    )
