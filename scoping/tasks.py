"""Background work of scoping: charters that expire and are watched, signatures, new rules."""

from celery import shared_task
from django.utils import timezone

from aiproj.shared import jobs
from aiproj.shared.models import Job
from scoping.services import contract, reminding, rules, versions


@shared_task(expires=3000)
def expire_charters() -> int:
    """End charters that nobody began to carry out in time."""
    return versions.expire_all(timezone.now())


@shared_task(expires=3000)
def remind_of_signatures() -> int:
    """Remind people whose signature is missing."""
    return reminding.remind_all(timezone.now())


@shared_task(expires=3000)
def watch_charters() -> int:
    """Watch what charters in force promise, also of metrics that came later."""
    return contract.watch_all(timezone.now())


@jobs.handles(contract.WATCH)
def watch_charter(job: Job) -> None:
    """Watch what a charter promises of measured values."""
    contract.work(job)


@jobs.handles(rules.REPLAY)
def replay_rules(job: Job) -> None:
    """Evaluate open projects under new rules."""
    rules.replay(job)
