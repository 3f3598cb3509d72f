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
from accounts.access import SCOPE_PERMISSIONS, SignedInRequest
from accounts.models import ApiToken
from aiproj.shared import tokens


class ProgramRequest(SignedInRequest):
    """A request of a program; it acts for the person of its token."""

    token: ApiToken


class Ended(Exception):
    """The token was taken back, or its person shut out, while the request was under way."""


View = Callable[..., HttpResponse]
SCHEME = "bearer"
PREFIX = "/api/"
INCLUDED_IN = {ApiToken.Scope.READ_VALUES: ApiToken.Scope.VALUES}  # whoever adds also reads
UNPACKED = "Leave Content-Encoding out. A gzipped CSV is sent as the file that it is."


def error(status: int, code: str, message: str, remedy: str = "", **more: Any) -> JsonResponse:
    """Every error of the API: what is wrong, and what to do."""
    said = {"code": code, "message": message, "remedy": remedy, **more}
    return JsonResponse({"error": said}, status=status)


def is_program(request: HttpRequest) -> bool:
    """Whether the address is one for programs, known or not."""
    return request.path.startswith(PREFIX)


def program(
    scope: ApiToken.Scope, *methods: str, reading: ApiToken.Scope | None = None
) -> Callable[[View], View]:
    """Let programs in whose token has the scope and whose person may use it now.

    `reading` is the scope that is enough to read there, if another one.
    """
    offered = (*methods, "HEAD") if "GET" in methods else methods

    def decorate(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            token = _token_of(request)
            if token is None:
                return _unknown()
            reads = request.method in ("GET", "HEAD")
            needed = reading if reading and reads else scope
            refusal = _refusal(request, token, needed, offered)
            if refusal is not None:
                return refusal
            try:
                return view(_entered(request, token), *args, **kwargs)
            except Ended:
                return _unknown()
            except Http404:
                return error(404, "not_found", "There is nothing with this id.")
            except PermissionDenied:
                return _not_allowed(needed)

        return csrf_exempt(inner)

    return decorate


def _refusal(
    request: HttpRequest, token: ApiToken, scope: ApiToken.Scope, offered: tuple[str, ...]
) -> HttpResponse | None:
    """Why the request goes no further, though its token works."""
    if request.method not in offered:
        answer = error(405, "method", f"{request.method} is not offered here.")
        answer["Allow"] = ", ".join(offered)
        return answer
    if "Content-Encoding" in request.headers:
        return error(415, "encoding", "The body is packed.", UNPACKED)
    return None if _may(token, scope) else _not_allowed(scope)


def confirm(request: ProgramRequest, scope: ApiToken.Scope) -> None:
    """Ask again after what took long, in the transaction of the change.

    Whoever takes the token back waits for the change or comes before it. Raises Ended, and
    PermissionDenied when the person's role does not include it any more.
    """
    rows = ApiToken.objects.working(timezone.now()).select_related("membership")
    token = rows.select_for_update(of=("self",)).filter(pk=request.token.pk).first()
    if token is None:
        raise Ended
    if not _may(token, scope):
        raise PermissionDenied


def _may(token: ApiToken, scope: ApiToken.Scope) -> bool:
    given = scope in token.scopes or INCLUDED_IN.get(scope) in token.scopes
    return given and access.may(token.membership, SCOPE_PERMISSIONS[scope])


def _entered(request: HttpRequest, token: ApiToken) -> ProgramRequest:
    program = cast(ProgramRequest, request)
    program.token = token
    program.user, program.memberships = token.membership.user, [token.membership]
    access.enter(program, token.membership)
    return program


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


def _not_allowed(scope: ApiToken.Scope) -> HttpResponse:
    return error(
        403,
        "not_allowed",
        "The token or its person may not do this.",
        f"It takes a token for “{scope.label}”, of a person whose role allows it.",
    )
