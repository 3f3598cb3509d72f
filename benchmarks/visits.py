"""Requests as a browser sends them, one at a time, and the queries that they cause."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPMessage
from http.cookies import SimpleCookie
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
WARM_UP = 10


@dataclass(frozen=True)
class Answer:
    """An answer, the seconds until its last byte and its bytes on the wire."""

    status: int
    headers: HTTPMessage
    body: bytes
    seconds: float

    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def wire_bytes(self) -> int:
        """Status line, header lines and body, as they were sent."""
        lines = sum(len(name) + len(value) + 4 for name, value in self.headers.items())
        return len("HTTP/1.1 200 OK\r\n") + lines + 2 + len(self.body)


def base_headers() -> dict[str, str]:
    """What a browser, and behind https the proxy, would send."""
    headers = {"Host": "127.0.0.1", "Accept-Encoding": "br, gzip"}
    if settings.HTTPS:
        headers["X-Forwarded-Proto"] = "https"
        headers["Referer"] = f"{settings.PUBLIC_URL}/"
    return headers


class Browser:
    """One keep-alive connection that holds cookies."""

    def __init__(self, port: int, user: User | None = None) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=30)
        self.cookies = SimpleCookie()
        if user is not None:
            self.cookies = signed_in(user).cookies

    @property
    def cookie_header(self) -> dict[str, str]:
        pairs = "; ".join(f"{name}={value.coded_value}" for name, value in self.cookies.items())
        return {"Cookie": pairs} if pairs else {}

    def send(self, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        sent = {**base_headers(), **self.cookie_header, **headers}
        start = time.perf_counter()
        self.connection.request(method, path, body=body or None, headers=sent)
        answer = self.connection.getresponse()
        content = answer.read()
        took = time.perf_counter() - start
        for line in answer.headers.get_all("Set-Cookie") or []:
            self.cookies.load(line)
        return Answer(answer.status, answer.headers, content, took)

    def get(self, path: str, **headers: str) -> Answer:
        return _expected(self.send("GET", path, **headers), path)

    def submit(self, path: str) -> str:
        """Press a button whose form holds nothing else; where it leads."""
        answer = self.send("POST", path, **self._token())
        if answer.status != 302:
            raise RuntimeError(f"{answer.status} for {path}: {answer.body[:300]!r}")
        return answer.headers["Location"]

    def _token(self) -> dict[str, str]:
        secret = "0" * 32
        self.cookies[settings.CSRF_COOKIE_NAME] = secret
        return {"X-CSRFToken": secret}

    def post(self, path: str, body: bytes = b"", **headers: str) -> Answer:
        """Send a form or a piece of a file, which is answered by success or by a redirect."""
        answer = self.send("POST", path, body, **self._token(), **headers)
        if answer.status not in (200, 201, 302):
            raise RuntimeError(f"{answer.status} for {path}: {answer.body[:300]!r}")
        return answer

    def post_json(self, path: str, body: Mapping) -> Answer:
        content = json.dumps(body).encode()
        return _expected(self.send("POST", path, content, **{"Content-Type": JSON}), path)


JSON = "application/json"


def _expected(answer: Answer, path: str) -> Answer:
    if answer.status != 200:
        raise RuntimeError(f"{answer.status} for {path}: {answer.body[:300]!r}")
    return answer


def signed_in(user: User) -> Client:
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(user, backend=BACKEND)
    return client


def timings(send: Callable[[], Answer], times: int) -> list[float]:
    """Seconds of each repetition, after a few that warm the workers up."""
    for _ in range(WARM_UP):
        send()
    return [send().seconds for _ in range(times)]


def queries(method: str, path: str, user: User | None = None, body: Mapping | None = None) -> int:
    """Statements that one request sends to the database, with those that begin and commit."""
    client = signed_in(user) if user else Client(HTTP_HOST="127.0.0.1")
    content = json.dumps(body) if body else ""
    with CaptureQueriesContext(connection) as captured:
        answer = client.generic(method, path, content, JSON, secure=settings.HTTPS)
    if answer.status_code != 200:
        raise RuntimeError(f"{answer.status_code} for {path}")
    return len(captured)


def warm_queries(path: str, user: User | None = None) -> int:
    """The same for a page that was opened before: the questionnaire is in memory."""
    queries("GET", path, user)
    return queries("GET", path, user)
