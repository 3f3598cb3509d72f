"""Optimistic locking at the edge: a save says which version it saw."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import wraps
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.forms import BooleanField, ChoiceField, Field, Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from aiproj.shared import format as show

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


def show_stored(form: Form, stored: Mapping[str, Any]) -> None:
    """Put beside what was typed every stored value that differs from it, by its field's label.

    `stored` holds the initial values of the form as they are now.
    """
    texts = {
        str(typed.label): _text(typed.field, stored.get(typed.name))
        for typed in form.visible_fields()
        if not _is_same(typed.field, stored.get(typed.name), typed.data)
    }
    cast(Any, form).stored = texts


def _is_same(field: Field, stored: Any, typed: Any) -> bool:
    try:
        return bool(_read(field, stored) == _read(field, typed))
    except ValidationError:
        return False


def _read(field: Field, value: Any) -> Any:
    """A value as the field reads it; nothing is nothing, however it is written."""
    if isinstance(value, Decimal):
        value = f"{value:f}"
    read = field.to_python(value) if value not in (None, "") else None
    return None if read in ("", [], False) else read


def _text(field: Field, value: Any) -> str:
    """A stored value in words."""
    if isinstance(field, BooleanField):
        return "Yes" if value else "No"
    if value in (None, "", []):
        return "Nothing"
    if isinstance(field, ChoiceField):
        return _choices(field).get(str(value), str(value))
    if isinstance(value, date):
        return show.date(value)
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def _choices(field: ChoiceField) -> dict[str, str]:
    """The choices of a field by value, those in groups too."""
    flat: dict[str, str] = {}
    for value, words in cast("list[Any]", field.choices):
        inside = words if isinstance(words, list | tuple) else [(value, words)]
        flat.update((str(key), str(text)) for key, text in inside)
    return flat
