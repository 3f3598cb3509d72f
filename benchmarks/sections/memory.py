"""Memory of the web server after 50 clients have read, saved and looked at results."""

from collections.abc import Iterator

from benchmarks import data, load, processes, visits
from benchmarks.figures import Figure, at_most
from benchmarks.sections import pages, results, saving

SECONDS = 3


def figures() -> Iterator[Figure]:
    data.many()
    manager = data.stage().manager
    with processes.web() as (port, process_id):
        saving.send(port, seconds=SECONDS)
        respondents = [
            [("GET", pages.question(token), ""), ("GET", pages.review(token), "")] * 200
            for token in data.survey().tokens
        ]
        headers = visits.base_headers()
        load.generate(port, respondents, headers, seconds=SECONDS).require(200)
        headers |= visits.Browser(port, manager).cookie_header
        managers = [[("GET", results.path(data.eleven()), "")] * 200] * 10
        load.generate(port, managers, headers, seconds=SECONDS).require(200)
        yield at_most(
            "Web memory, 2 workers and their parent", processes.memory_mib(process_id), 250, "MiB"
        )
