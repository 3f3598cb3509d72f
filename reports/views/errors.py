"""Pages for what went wrong: what happened, what was kept, what to do."""

import sys

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from redis.exceptions import RedisError

from accounts import bearer

AWAY = (OperationalError, InterfaceError, RedisError)
FAILED = "What was saved is safe. Try again; if it stays so, tell your administrator when."
UNREACHABLE = (
    "The database or a service that signing in needs does not answer. What was saved is safe. "
    "Go back in a minute and send it again."
)


def _answer(request: HttpRequest, status: int, heading: str, text: str) -> HttpResponse:
    if bearer.is_program(request):
        return bearer.error(status, f"http_{status}", f"{heading}.", text)
    context = {"heading": heading, "text": text}
    return render(request, "errors/error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        text = "Nothing was changed. Send less text or a smaller file."
        return _answer(request, 413, "This is too large", text)
    return _answer(
        request, 400, "This could not be read", "Nothing was changed. Go back and try again."
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    text = (
        "You signed in or out in another tab, or cookies are blocked. Nothing was changed. "
        "Go back, reload the page and send it again."
    )
    return _answer(request, 403, "This form is too old", text)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    minutes = int(settings.RETRY_AFTER.total_seconds() // 60)
    text = f"This protects accounts from guessing. Wait {minutes} minutes, then try again."
    response = _answer(request, 429, "Too many tries", text)
    response.headers["Retry-After"] = str(int(settings.RETRY_AFTER.total_seconds()))
    return response


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    text = "Your role in this organization does not include it. An administrator can change that."
    return _answer(request, 403, "You may not do this", text)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    text = "The address is wrong, the page is gone, or it is not for you."
    return _answer(request, 404, "There is nothing here", text)


def server_error(request: HttpRequest) -> HttpResponse:
    """Something failed: 503 where the database or Redis is away, 500 for everything else."""
    is_away = isinstance(sys.exception(), AWAY)
    context = {"heading": "Something went wrong here", "text": FAILED}
    if is_away:
        context = {"heading": "This is not possible for a moment", "text": UNREACHABLE}
    status = 503 if is_away else 500
    if bearer.is_program(request):
        return bearer.error(status, f"http_{status}", f"{context['heading']}.", context["text"])
    # Without the request: whatever failed, drawing this page asks neither session nor database.
    page = render_to_string("errors/error.html", context)
    return HttpResponse(page, status=status)
