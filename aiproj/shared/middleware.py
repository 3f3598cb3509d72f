"""What every request gets: an id for the logs, a time zone of its own, safe caching."""

import secrets
from collections.abc import Callable

from csp.utils import build_policy
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from aiproj.shared import body_limit
from aiproj.shared.chart_pages import STYLES
from aiproj.shared.logs import request_id

GetResponse = Callable[[HttpRequest], HttpResponse]


class RequestContext:
    """Gives the request an id, forgets the last one's time zone, forbids shared caching.

    An address with a NUL byte is refused: PostgreSQL cannot even look for it. So is a body that
    is larger than its view takes.
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

    def process_view(self, request: HttpRequest, view: body_limit.View, *given: object) -> None:
        """Called for every known route, before its view and before any form is read."""
        if "\x00" in request.path_info:
            raise BadRequest("NUL byte in the address")
        body_limit.check(request, view)


class ContentSecurityPolicy:
    """Sends the policy of the settings, built once, or that of chart pages (chart_pages.py)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.policy = build_policy()
        self.chart_policy = build_policy(update=STYLES)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        has_charts = getattr(response, "_csp_update", None) is STYLES
        policy = self.chart_policy if has_charts else self.policy
        response.headers["Content-Security-Policy"] = policy
        return response
