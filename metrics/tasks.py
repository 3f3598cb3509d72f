"""Background work of metrics: reading predictions."""

from aiproj.shared import jobs
from aiproj.shared.models import Job
from metrics.services import reading_files


@jobs.handles(reading_files.READ)
def read(job: Job) -> None:
    """Read uploaded predictions."""
    reading_files.read(job)
