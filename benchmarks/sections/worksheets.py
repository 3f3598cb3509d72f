"""A whole worksheet: saving a section with all checks, the checks alone, a charter's documents."""

import statistics
from collections.abc import Iterator
from time import perf_counter
from urllib.parse import urlencode

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from aiproj.shared.documents import compile_pdf
from benchmarks import data, processes, visits
from benchmarks.figures import Figure, at_most, p95_ms
from reports.services.charters import TEMPLATE
from scoping.exports.charter import charter_document
from scoping.exports.markdown import as_markdown
from scoping.exports.paper import paper_data
from scoping.exports.word import as_word
from scoping.models import Project
from scoping.overview.checks import reviewed
from scoping.overview.editions import edition_of
from scoping.rules.templates import project_templates
from scoping.services.freezing import frozen_content
from scoping.services.projects import start_from_template

SAVES, REVIEWS, DRAWINGS = 60, 30, 6
FORM = {"Content-Type": "application/x-www-form-urlencoded", "X-Autosave": "1"}


def figures() -> Iterator[Figure]:
    project = _project()
    with processes.web() as (port, _):
        browser = visits.Browser(port, data.stage().manager)
        seconds = [_save(browser, project, number) for number in range(SAVES)]
    yield at_most("Save a section with all checks: p95", p95_ms(seconds[10:]), 150, "ms")
    yield from _reviews(project)
    if connection.vendor == "sqlite":  # no database takes part: once is enough
        yield _documents(project)


def _project() -> Project:
    base = data.stage()
    today = base.organization.local_date(timezone.now())
    return start_from_template(
        organization=base.organization,
        actor=base.manager,
        template=project_templates()["customer-churn"],
        today=today,
    )


def _save(browser: visits.Browser, project: Project, number: int) -> float:
    """One autosave of the money section, each with another text."""
    section = project.sections.get(key="money")
    fields = {"version": section.version, "funding": f"Budget {number}", "contingency": "10"}
    path = f"/projects/{project.public_id}/worksheet/money/save/"
    return browser.post(path, urlencode(fields).encode(), **FORM).seconds


def _reviews(project: Project) -> Iterator[Figure]:
    today, seconds = timezone.now().date(), []
    fresh = Project.objects.select_related("organization").get(pk=project.pk)
    with CaptureQueriesContext(connection) as captured:
        reviewed(fresh, today)
    for _ in range(REVIEWS):
        start = perf_counter()
        reviewed(fresh, today)
        seconds.append(perf_counter() - start)
    median = statistics.median(seconds) * 1000
    yield at_most("All checks of a whole worksheet: median", median, 50, "ms")
    yield at_most("All checks of a whole worksheet: queries", len(captured), 30, "")


def _documents(project: Project) -> Figure:
    """PDF, DOCX and Markdown one after the other, as the worker draws them."""
    charter, now = project.charters.get(), timezone.now()
    edition = edition_of(charter, frozen_content(charter, now))
    seconds = []
    for _ in range(DRAWINGS):
        start = perf_counter()
        document = charter_document(edition)
        compile_pdf(TEMPLATE, paper_data(document), created=now.replace(microsecond=0))
        as_word(document, identifier="bench", created=now)
        as_markdown(document)
        seconds.append(perf_counter() - start)
    return at_most("Charter: PDF, DOCX and Markdown, slowest", max(seconds), 3, "s")
