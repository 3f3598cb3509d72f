"""A respondent's browser for tests: a personal link and short names for its pages."""

import itertools
import json
from typing import Any

import factories
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from assessments.models import Assessment, Participant

KEYS = itertools.count(1)


class Respondent:
    """One person's link, opened in a client without cookies or an account."""

    def __init__(self, assessment: Assessment, name: str = "t1") -> None:
        self.participant = Participant.objects.get(
            assessment=assessment, email=f"{name}@example.org"
        )
        self.participant.assessment = assessment
        self.token = factories.make_link(self.participant)
        self.client = Client()

    def url(self, name: str = "", **place: Any) -> str:
        route = f"assessments:survey_{name}" if name else "assessments:survey"
        return reverse(route, kwargs={"token": self.token, **place})

    def get(self, name: str = "", **place: Any) -> HttpResponse:
        return self.client.get(self.url(name, **place))

    def begin(self) -> "Respondent":
        self.client.post(self.url("begin"))
        return self

    def send(self, number: int, **fields: Any) -> HttpResponse:
        """Post the question's form as a browser without scripts does."""
        sent = {"version": 0, "key": f"form-{next(KEYS)}", "level": "", "comment": "", **fields}
        given = {name: value for name, value in sent.items() if value is not None}
        return self.client.post(self.url("question", number=number), given)

    def save(self, capability: str = "data_quality", **fields: Any) -> HttpResponse:
        """Save one answer as the page's script does."""
        sent = {"version": 0, "key": f"json-{next(KEYS)}", "level": "", "comment": "", **fields}
        given = {name: value for name, value in sent.items() if value is not ...}
        return self.raw(json.dumps(given), capability)

    def raw(self, body: str | bytes, capability: str = "data_quality") -> HttpResponse:
        url = self.url("save", capability=capability)
        return self.client.post(url, body, content_type="application/json")

    def submit(self) -> HttpResponse:
        return self.client.post(self.url("submit"))

    def stored(self, capability: str = "data_quality") -> Any:
        answers = self.participant.response.answers
        return answers.get(capability=capability)
