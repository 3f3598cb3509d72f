"""Background work of reports: drawing them, loading the demo organization."""

from aiproj.shared import jobs
from aiproj.shared.models import Job
from reports import demo
from reports.services import charters, publishing, rendering, value_reports


@jobs.handles(publishing.RENDER)
def render(job: Job) -> None:
    """Draw a report in every format."""
    rendering.render(job)


@jobs.handles(value_reports.RENDER)
def render_value(job: Job) -> None:
    """Draw a value report in every format."""
    value_reports.render(job)


@jobs.handles(charters.RENDER)
def render_charter(job: Job) -> None:
    """Draw the documents of a charter."""
    charters.render(job)


@jobs.handles(demo.LOAD)
def load_demo(job: Job) -> None:
    """Create the demo organization for whoever asked for it."""
    demo.load(job)
