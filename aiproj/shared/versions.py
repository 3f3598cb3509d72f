"""Optimistic locking at the edge: a save says which version it saw."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

View = Callable[..., HttpResponse]
FIELD = "version"
MOST_DIGITS = 9


def required(view: View) -> View:
    """Answer 428 to a POST that does not say which version it saw; nothing is saved then.

    The view may rely on a whole number.
    """

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        seen = request.POST.get(FIELD, "")
        is_number = seen.isdecimal() and len(seen) <= MOST_DIGITS
        if request.method == "POST" and not is_number:
            context = {
                "heading": "This was not saved",
                "text": "The form did not say which version of the page it comes from. "
                "Go back, reload the page and save again.",
            }
            return render(request, "errors/error.html", context, status=428)
        return view(request, *args, **kwargs)

    return inner


def renewed(data: QueryDict, version: int) -> QueryDict:
    """The same input against the version that is stored now, for a form that was stale.

    The person sees what is stored beside what was typed, and saving again is a decision.
    """
    copy = data.copy()
    copy[FIELD] = str(version)
    return copy


def renew(form: Form, version: int) -> None:
    """Let a form that was stale be sent again, now that both states are in view."""
    form.data = renewed(cast(QueryDict, form.data), version)
