"""What every request gets: an id for the logs, a time zone of its own, safe caching."""

import secrets
from collections.abc import Callable

from csp.utils import build_policy
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from aiproj.shared.logs import request_id

GetResponse = Callable[[HttpRequest], HttpResponse]


class RequestContext:
    """Gives the request an id, forgets the last one's time zone, forbids shared caching.

    An address with a NUL byte is refused: PostgreSQL cannot even look for it.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id.set(secrets.token_hex(8))
        timezone.deactivate()
        response = self.get_response(request)
        response.headers.setdefault("X-Request-Id", request_id.get())
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def process_view(self, request: HttpRequest, *view: object) -> None:
        """Called for every known route, before its view."""
        if "\x00" in request.path_info:
            raise BadRequest("NUL byte in the address")


class ContentSecurityPolicy:
    """Sends the policy of the settings. It is the same for every answer, so it is built once."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.policy = build_policy()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers["Content-Security-Policy"] = self.policy
        return response
