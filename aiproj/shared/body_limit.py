"""How large a request may be, decided by its view before a byte of the body is read."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]
MOST = 4 * 1024**2  # every list, questionnaire and piece of an upload is smaller
NAME = "body_most"


def takes(most: Callable[[], int]) -> Callable[[View], View]:
    """Let a view take bodies of up to so many bytes, looked up at each request."""

    def decorate(view: View) -> View:
        setattr(view, NAME, most)
        return view

    return decorate


def check(request: HttpRequest, view: View) -> None:
    """Raise RequestDataTooBig, answered 413, for a body that its view does not take.

    Files of forms would otherwise fill the disk before anybody asks who sends them.
    """
    declared = request.META.get("CONTENT_LENGTH") or "0"
    most: Any = getattr(view, NAME, None)
    if declared.isdecimal() and int(declared) > (most() if most else MOST):
        raise RequestDataTooBig(f"{declared} bytes")
