"""Background work of scoping: charters that expire, signatures that are missing."""

from celery import shared_task
from django.utils import timezone

from scoping.services import reminding, versions


@shared_task(expires=3000)
def expire_charters() -> int:
    """End charters that nobody began to carry out in time."""
    return versions.expire_all(timezone.now())


@shared_task(expires=3000)
def remind_of_signatures() -> int:
    """Remind people whose signature is missing."""
    return reminding.remind_all(timezone.now())
