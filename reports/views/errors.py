"""Pages for what went wrong: what happened, what was kept, what to do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def _answer(request: HttpRequest, status: int, heading: str, text: str) -> HttpResponse:
    context = {"heading": heading, "text": text}
    return render(request, "errors/error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(
        request, 400, "This could not be read", "Nothing was changed. Go back and try again."
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    text = "Your role in this organization does not include it. An administrator can change that."
    return _answer(request, 403, "You may not do this", text)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    text = "The address is wrong, the page is gone, or it is not for you."
    return _answer(request, 404, "There is nothing here", text)


def server_error(request: HttpRequest) -> HttpResponse:
    text = "What was saved is safe. Try again; if it stays so, tell your administrator when."
    return _answer(request, 500, "Something went wrong here", text)
