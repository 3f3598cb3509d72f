"""The respondent's door: the token in the path authorizes, never a session."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page

from assessments.forms.survey import LARGEST_BODY
from assessments.models import Assessment, Participant, Response, SurveyLink
from assessments.services import answering, survey

Answer = Callable[[HttpRequest], HttpResponse]

HEADERS = {
    "Referrer-Policy": "no-referrer",  # the token stands in the address
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex, nofollow",
}


@dataclass(frozen=True)
class Visit:
    """One request of a respondent: the token and what it opens."""

    token: str
    link: SurveyLink

    @property
    def participant(self) -> Participant:
        return self.link.participant

    @property
    def assessment(self) -> Assessment:
        return self.participant.assessment

    @property
    def response(self) -> Response | None:
        return getattr(self.participant, "response", None)

    @property
    def audience(self) -> str:
        return self.response.audience if self.response else self.participant.audience

    @property
    def is_submitted(self) -> bool:
        return self.participant.submitted_on is not None

    @property
    def is_sealed(self) -> bool:
        """Submitted anonymously: nothing joins the person to the answers any more."""
        return self.is_submitted and self.assessment.is_anonymous

    @property
    def may_answer(self) -> bool:
        return not self.is_sealed and self.assessment.accepts_answers(timezone.now())

    @property
    def opens_later(self) -> bool:
        opens_at = self.assessment.opens_at
        later = opens_at is not None and opens_at > timezone.now()
        return self.assessment.is_draft or (self.assessment.is_open and later)

    def again(self) -> "Visit":
        """The same visit as the database has it now."""
        return Visit(self.token, answering.find_link(self.token) or self.link)

    def begin(self) -> Response:
        """The person's response, made now; links that others have seen end here."""
        return answering.begin(participant=self.participant, link=self.link)

    def sheet(self) -> survey.Sheet:
        return survey.read_sheet(self.assessment, self.audience, self.response)

    def url(self, name: str = "", **place: Any) -> str:
        """The address of one of this person's pages; without a name the first page."""
        route = f"assessments:survey_{name}" if name else "assessments:survey"
        return reverse(route, kwargs={"token": self.token, **place})

    def go(self, name: str = "", **place: Any) -> HttpResponseRedirect:
        return HttpResponseRedirect(self.url(name, **place))

    def page(
        self, request: HttpRequest, template: str, *, status: int = 200, **context: Any
    ) -> HttpResponse:
        """One of this person's pages."""
        shared = {"visit": self, "assessment": self.assessment, "pack": self.assessment.pack}
        return render(request, f"survey/{template}.html", {**shared, **context}, status=status)


def by_token(*, unknown: Answer, unavailable: Answer) -> Callable[..., Any]:
    """Give the view the visit that the token opens; answer for tokens that open nothing."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        # No CSRF check: whoever forges a request would have to know the token, and it is in no
        # cookie. Compressing is safe for the same reason: nobody else can have text reflected.
        @csrf_exempt
        @gzip_page
        @wraps(view)
        def inner(request: HttpRequest, token: str, **place: Any) -> HttpResponse:
            try:
                response = _open(request, token, view, unknown, **place)
            except (OperationalError, InterfaceError):  # the database is away or full
                response = unavailable(request)
            for name, value in HEADERS.items():
                response.headers[name] = value
            return response

        return inner

    return decorate


def _open(
    request: HttpRequest,
    token: str,
    view: Callable[..., HttpResponse],
    unknown: Answer,
    **place: Any,
) -> HttpResponse:
    link = answering.find_link(token)
    if link is None:
        return unknown(request)
    timezone.activate(link.participant.assessment.organization.zone)
    return view(request, Visit(token, link), **place)


def is_too_large(request: HttpRequest) -> bool:
    """Whether the body is larger than any answer can be, told without reading it."""
    return int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY
