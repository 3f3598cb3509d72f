"""The two Celery tasks behind all background work."""

from celery import shared_task
from django.utils import timezone

from aiproj.shared import jobs


@shared_task
def run_job(job_id: int) -> None:
    """Do one job."""
    jobs.run(job_id)


@shared_task(expires=20)
def sweep() -> int:
    """Re-queue what the broker lost."""
    return jobs.sweep(timezone.now())
