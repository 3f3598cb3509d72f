"""Background work of metrics: reading predictions, comparing models."""

from aiproj.shared import jobs
from aiproj.shared.models import Job
from metrics.services import comparing, reading_files


@jobs.handles(reading_files.READ)
def read(job: Job) -> None:
    """Read uploaded predictions."""
    reading_files.read(job)


@jobs.handles(comparing.COMPARE)
def compare(job: Job) -> None:
    """Compare two models."""
    comparing.answer(job)
