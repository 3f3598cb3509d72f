"""Reports of the embedded default: from the click to all formats, the page, the PDF alone."""

import statistics
from collections.abc import Iterator
from time import perf_counter

from django.conf import settings

from aiproj.shared.documents import compile_pdf
from benchmarks import data, processes, visits
from benchmarks.figures import Figure, at_most, median_ms
from reports import dossier
from reports.models import Report
from reports.services import publishing, rendering

REPORTS = 20


def figures() -> Iterator[Figure]:
    if not settings.EMBEDDED:
        return
    report = _published()
    with processes.web() as (port, _), processes.worker(settings.DATA_DIR) as worker:
        _wait(report.public_id)
        browser = visits.Browser(port, data.stage().manager)
        clicks = []
        for _ in range(REPORTS):
            start = perf_counter()
            made = browser.submit(f"/reports/{report.public_id}/render/")
            _wait(made.rstrip("/").rsplit("/", 1)[-1])
            clicks.append(perf_counter() - start)
        note = f" (median {statistics.median(clicks):.2f} s)"
        yield at_most(
            f"Report: click to all formats, slowest of {REPORTS}", max(clicks), 4, "s", note
        )
        page = visits.timings(lambda: browser.get(f"/reports/{report.public_id}/"), 100)
        yield at_most("Report: web page, median", median_ms(page), 150, "ms")
        memory = processes.memory_mib(worker) * 1.048576
        yield at_most(f"Worker memory after {REPORTS} reports", memory, 300, "MB")
    yield at_most("Report: PDF alone, warm", _pdf_seconds(report), 1, "s")


def _published() -> Report:
    assessment = data.eleven()
    return publishing.publish(
        assessment=assessment,
        actor=data.stage().manager,
        version=assessment.version,
        decisions=[{"text": "Name one owner for the three actions.", "due": "by 7 December"}],
        shared_with_members=True,
    )


def _wait(public_id: str) -> None:
    made = Report.objects.filter(public_id=public_id, rendered_at__isnull=False)
    processes.wait_until(made.exists, 60, "the report is rendered")


def _pdf_seconds(report: Report) -> float:
    found = dossier.collect(report)
    content = found.report.as_dict()
    seconds = []
    for _ in range(6):
        start = perf_counter()
        compile_pdf(rendering.TEMPLATE, content, created=found.created)
        seconds.append(perf_counter() - start)
    return statistics.median(seconds[1:])
