"""Saving one answer: alone, from 50 people once a second, and as fast as 50 clients can."""

import json
import statistics
from collections.abc import Iterator

from django.db import connection

from benchmarks import bare, data, load, processes, visits
from benchmarks.figures import Figure, at_least, at_most, median_ms, p95_ms

ROUNDS = 5
SECONDS = 2
MOST = 150  # requests of one client in one round


def path(token: str, capability: str) -> str:
    return f"/s/{token}/answers/{capability}/"


def body(version: int, level: int, key: str) -> dict[str, object]:
    return {
        "level": str(level), "comment": "We review this every quarter.", "evidence_url": "",
        "version": version, "key": key, "seconds": 12,
    }  # fmt: skip


class Saver:
    """One person who saves again and again, question after question."""

    def __init__(self, token: str, capabilities: tuple[str, ...]) -> None:
        self.token = token
        self.capabilities = capabilities
        self.count = 0

    def next(self) -> tuple[str, dict[str, object]]:
        round_, place = divmod(self.count, len(self.capabilities))
        self.count += 1
        return path(self.token, self.capabilities[place]), body(
            round_, round_ % 5 + 1, f"attempt-{self.count}"
        )

    def requests(self, number: int) -> list[load.Request]:
        chosen = (self.next() for _ in range(number))
        return [("POST", address, json.dumps(content)) for address, content in chosen]


def savers() -> list[Saver]:
    """A saver for everyone who has begun, each going on where the last stopped."""
    survey = data.survey()
    data.forget_answers(survey)
    return [Saver(token, survey.capabilities) for token in survey.tokens]


def answer_everything(port: int) -> None:
    """Have the first person answer every question."""
    saver = savers()[0]
    browser = visits.Browser(port)
    for _ in saver.capabilities:
        browser.post_json(*saver.next())


def one_save(port: int) -> tuple[int, list[float]]:
    """Queries of one save, and seconds of 200 that one browser sends one after the other."""
    saver = savers()[0]
    for _ in range(2):  # the first one on a connection also plans the statements
        address, content = saver.next()
        count = visits.queries("POST", address, body=content)
    browser = visits.Browser(port)
    return count, visits.timings(lambda: browser.post_json(*saver.next()), 200)


def figures() -> Iterator[Figure]:
    data.many()
    create_bare_table()
    with processes.web() as (port, _), processes.web(processes.BARE) as (bare_port, _):
        count, seconds = one_save(port)
        yield at_most("Save one answer: queries", count, 8, "")
        yield at_most("Save one answer: median", median_ms(seconds), 15, "ms")
        yield from _saturated(port, bare_port)
        paced = send(port, every=1, seconds=10)
        note = f" ({len(paced.seconds)} saves)"
        yield at_most("50 clients save once a second: p95", p95_ms(paced.seconds), 100, "ms", note)


def _saturated(port: int, bare_port: int) -> Iterator[Figure]:
    """Rounds of both in turn, so that whatever else runs here slows both."""
    send(bare_port, seconds=1), send(port, seconds=1)
    rates, ratios = [], []
    for _ in range(ROUNDS):
        reference, saving = send(bare_port).rate, send(port).rate
        rates.append((saving, reference))
        ratios.append(saving / reference)
    ratio = statistics.median(ratios)
    saving, reference = rates[ratios.index(ratio)]
    note = f" ({saving:.0f}/s : {reference:.0f}/s)"
    yield at_least("50 clients at saturation: saves : bare upserts", ratio, 0.5, "x", note)


def send(port: int, *, seconds: float = SECONDS, every: float = 0) -> load.Outcome:
    headers = {**visits.base_headers(), "Content-Type": visits.JSON}
    clients = [saver.requests(MOST) for saver in savers()]
    outcome = load.generate(port, clients, headers, seconds=seconds, every=every)
    return outcome.require(200)


def create_bare_table() -> None:
    if bare.BareRow._meta.db_table not in connection.introspection.table_names():
        with connection.schema_editor() as editor:
            editor.create_model(bare.BareRow)
