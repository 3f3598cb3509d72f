"""Background work of assessments: closing on time, freezing results."""

from celery import shared_task
from django.utils import timezone

from aiproj.shared import jobs
from aiproj.shared.models import Job
from assessments.services import freezing, lifecycle


@jobs.handles(lifecycle.FREEZE)
def freeze(job: Job) -> None:
    """Compute the result of a closed assessment."""
    freezing.freeze(job)


@shared_task(expires=25)
def close_due() -> int:
    """Close every assessment whose end has come."""
    return lifecycle.close_due(timezone.now())
