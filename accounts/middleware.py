"""The first run leads to the set-up; an address that takes only forms says so to people."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts import bearer
from accounts.models import User

FORMS_ONLY = {
    "heading": "This address only takes forms",
    "text": "If you sent a form and had to sign in first, nothing of it was kept. "
    "Go back to its page and send it again.",
}


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


class FormsOnly:
    """A page where an address takes only forms: signing in again after a form leads there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if answer.status_code != 405 or request.method != "GET" or bearer.is_program(request):
            return answer
        page = render(request, "errors/error.html", FORMS_ONLY, status=405)
        page.headers["Allow"] = answer.headers["Allow"]
        return page
