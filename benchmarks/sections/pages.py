"""The respondent's pages: time, queries and weight."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urljoin

from benchmarks import data, processes, visits
from benchmarks.figures import Figure, at_most, median_ms
from benchmarks.sections import saving

TIMES = 100
STYLE_LINK = re.compile(rb"url\(\s*['\"]?([^'\")]+)['\"]?\s*\)")
SCRIPT_LINK = re.compile(rb"(?:import|from)\s*['\"](\.{0,2}/[^'\"\s]+)['\"]")


def question(token: str, number: int = 1) -> str:
    return f"/s/{token}/questions/{number}/"


def review(token: str) -> str:
    return f"/s/{token}/review/"


def figures() -> Iterator[Figure]:
    data.many()
    token = data.survey().tokens[0]
    with processes.web() as (port, _):
        saving.answer_everything(port)
        browser = visits.Browser(port)
        pages = (
            ("a question step", question(token), 40),
            ("the review of all 20", review(token), 60),
        )
        for name, path, limit in pages:
            yield at_most(f"Open {name}: queries", visits.warm_queries(path), 12, "")
            seconds = visits.timings(lambda path=path: browser.get(path), TIMES)
            yield at_most(f"Open {name}: median", median_ms(seconds), limit, "ms")
        first = first_view(visits.Browser(port), question(token))
        total = sum(first.values()) / 1000
        yield at_most("Question page, first view with all assets", total, 120, "KB")
        yield at_most("Question page, first view: requests", len(first), 8, "")
        following = browser.get(question(token, 2)).wire_bytes / 1000
        yield at_most("The next question", following, 10, "KB")


class _Links(HTMLParser):
    """Addresses that a browser fetches along with a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "link" and given.get("rel") in {"stylesheet", "icon", "modulepreload"}:
            self.found.append(given["href"] or "")
        elif tag in {"script", "img"} and given.get("src"):
            self.found.append(given["src"] or "")


def first_view(browser: visits.Browser, path: str) -> dict[str, int]:
    """Bytes on the wire of a page and of everything that it, its styles and scripts fetch."""
    weights: dict[str, int] = {}
    waiting = [path]
    while waiting:
        address = waiting.pop(0)
        if address in weights:
            continue
        weights[address] = browser.get(address).wire_bytes
        plain = browser.get(address, **{"Accept-Encoding": "identity"}).body
        waiting += [urljoin(address, link) for link in _fetched_by(address, path, plain)]
    return weights


def _fetched_by(address: str, page: str, content: bytes) -> list[str]:
    if address == page:
        links = _Links()
        links.feed(content.decode())
        return [link for link in links.found if not link.startswith("data:")]
    pattern = {"css": STYLE_LINK, "js": SCRIPT_LINK}.get(address.rsplit(".", 1)[-1])
    found = pattern.findall(content) if pattern else []
    return [link.decode() for link in found if not link.startswith((b"data:", b"#"))]
