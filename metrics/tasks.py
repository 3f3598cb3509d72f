"""Background work of metrics: reading predictions, comparing and reviewing models, alerts and
checks that are due."""

from celery import shared_task
from django.utils import timezone

from aiproj.shared import jobs
from aiproj.shared.models import Job
from metrics.services import alerts, comparing, reading_files, receiving, reviewing, watching


@jobs.handles(reading_files.READ)
def read(job: Job) -> None:
    """Read uploaded predictions."""
    reading_files.read(job)


@jobs.handles(comparing.COMPARE)
def compare(job: Job) -> None:
    """Compare two models."""
    comparing.answer(job)


@jobs.handles(reviewing.REVIEW)
def review_periods(job: Job) -> None:
    """Review predictions by period."""
    reviewing.answer(job)


@shared_task(expires=600)
def check_metrics() -> int:
    """Open alerts for values that are due, or beyond a limit that moved."""
    return alerts.check_all(timezone.now())


@shared_task(expires=600)
def remind_of_checks() -> int:
    """Tell owners of regular checks that are due, once each time."""
    return watching.remind_all(timezone.now())


@shared_task(expires=3600)
def sweep_uploads() -> int:
    """Remove uploads that nobody went on with."""
    return receiving.sweep(timezone.now())
