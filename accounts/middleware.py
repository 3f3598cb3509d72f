"""The first run: until somebody has set the app up, every page leads to the set-up."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.models import User


class FirstRun:
    """Redirects to the set-up page while there is no account, asking the database only then."""

    is_set_up = False  # once true, it stays so for the whole process

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not FirstRun.is_set_up and not self._is_open(request.path):
            FirstRun.is_set_up = User.objects.exists()
            if not FirstRun.is_set_up:
                return redirect("accounts:set_up")
        return self.get_response(request)

    @staticmethod
    def _is_open(path: str) -> bool:
        always = ("/s/", "/r/", "/api/", "/healthz", "/readyz", "/version", settings.STATIC_URL)
        return path.startswith(always) or path == reverse("accounts:set_up")
