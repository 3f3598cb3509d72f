"""The results page of 10,000 respondents, from the frozen result."""

from collections.abc import Iterator

from assessments.models import Assessment
from benchmarks import data, processes, visits
from benchmarks.figures import Figure, at_most, median_ms, p95_ms

TIMES = 150


def path(assessment: Assessment) -> str:
    return f"/assessments/{assessment.public_id}/results/"


def figures() -> Iterator[Figure]:
    data.many()
    manager = data.stage().manager
    crowd, eleven = path(data.crowd()), path(data.eleven())
    few = visits.warm_queries(eleven, manager)
    many = visits.warm_queries(crowd, manager)
    yield at_most("Results of 10,000: queries", many, 25, "")
    yield Figure("Results: queries for 11 -> 10,000", f"{few} -> {many}", "equal", few == many)
    with processes.web() as (port, _):
        browser = visits.Browser(port, manager)
        seconds = visits.timings(lambda: browser.get(crowd), TIMES)
    yield at_most("Results of 10,000: median", median_ms(seconds), 50, "ms")
    yield at_most("Results of 10,000: p95", p95_ms(seconds), 150, "ms")
