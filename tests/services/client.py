"""A person at the stack: a cookie jar, the page's own forms, each request to the next web port."""

import http.client
import itertools
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit

from harness import HOST

Fields = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True)
class Answer:
    """What a web process answered, and how long that took."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes
    seconds: float

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def location(self) -> str:
        return urlsplit(self.headers.get("Location", "")).path

    def json(self) -> Any:
        return json.loads(self.body)


class Forms(HTMLParser):
    """The fields of a page's forms that post, as a browser would send them untouched."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self.values: list[str] = []  # of read-only boxes: links to copy
        self._area = self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "input" and "name" in found:
            self._input(found)
        elif tag == "input" and "readonly" in found:
            self.values.append(found.get("value", ""))
        elif tag == "textarea":
            self._area = found.get("name", "")
            self.fields[self._area] = [""]
        elif tag == "select":
            self._select = found.get("name", "")
        elif tag == "option" and "selected" in found:
            self.fields[self._select] = [found.get("value", "")]

    def _input(self, found: dict[str, str]) -> None:
        kind = found.get("type", "text")
        if kind in {"radio", "checkbox"}:
            if "checked" in found:
                self.fields.setdefault(found["name"], []).append(found.get("value", "on"))
        elif kind not in {"file", "submit"}:
            self.fields[found["name"]] = [found.get("value", "")]

    def handle_data(self, data: str) -> None:
        if self._area:
            self.fields[self._area] = [self.fields[self._area][0] + data]

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""


class Person:
    """Somebody with a browser of their own. Requests go to the web processes in turn."""

    def __init__(self, ports: Sequence[int]) -> None:
        self.ports = itertools.cycle(ports)
        self.cookies: dict[str, str] = {}

    def get(self, path: str, port: int | None = None) -> Answer:
        return self._request("GET", path, port=port)

    def form(self, path: str, **changes: str | Sequence[str]) -> dict[str, Any]:
        """The fields of the page's form as they stand, with these changes."""
        page = self.get(path)
        assert page.status == 200, (path, page.status)
        return {**Forms(page.text).fields, **changes}

    def post(self, path: str, fields: Fields, port: int | None = None) -> Answer:
        """Post fields as a browser's form does."""
        body = urlencode(fields, doseq=True)
        return self._request("POST", path, body, "application/x-www-form-urlencoded", port)

    def fill(self, path: str, /, to: str = "", **changes: str | Sequence[str]) -> Answer:
        """Open a page, change some fields of its form and send it."""
        return self.post(to or path, self.form(path, **changes))

    def send(self, path: str, data: Mapping[str, Any], port: int | None = None) -> Answer:
        """Post JSON as the survey's script does."""
        return self._request("POST", path, json.dumps(data), "application/json", port)

    def _request(
        self, method: str, path: str, body: str = "", kind: str = "", port: int | None = None
    ) -> Answer:
        headers = {"Host": HOST, "X-Forwarded-Proto": "https", "Connection": "close"}
        if body:
            headers |= {"Content-Type": kind, "Origin": f"https://{HOST}"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{key}={value}" for key, value in self.cookies.items())
        connection = http.client.HTTPConnection("127.0.0.1", port or next(self.ports), timeout=60)
        began = time.monotonic()
        try:
            connection.request(method, path, body or None, headers)
            got = connection.getresponse()
            answer = Answer(got.status, got.headers, got.read(), time.monotonic() - began)
        finally:
            connection.close()
        self._keep_cookies(answer)
        return answer

    def _keep_cookies(self, answer: Answer) -> None:
        for line in answer.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
