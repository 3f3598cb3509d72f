"""The first migration and the cold start."""

from collections.abc import Iterator
from contextlib import suppress
from time import perf_counter

from django.conf import settings

from benchmarks import processes
from benchmarks.figures import Figure, at_most


def prepare() -> Iterator[Figure]:
    """Migrate the empty database, load the questionnaires, collect static files."""
    yield at_most("First migration", processes.manage("migrate"), 15, "s")
    processes.manage("load_packs")
    processes.manage("collectstatic", "--noinput")


def figures() -> Iterator[Figure]:
    seconds = []
    for _ in range(3):
        start = perf_counter()
        with processes.web():
            seconds.append(perf_counter() - start)
    yield at_most("Cold start of the web server", sorted(seconds)[1], 3, "s")
    if settings.EMBEDDED:
        yield at_most("Cold start of everything (manage.py up)", _up(), 3, "s")


def _up() -> float:
    port = processes.free_port()
    start = perf_counter()
    with suppress(KeyboardInterrupt), processes.running("manage.py", "up", "--port", str(port)):
        processes.wait_until(lambda: processes.answers(port), 30, "make up answers")
        return perf_counter() - start
