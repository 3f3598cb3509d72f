"""Background work of accounts: outgoing mail."""

from celery import shared_task
from django.db.models import Q
from django.utils import timezone

from accounts import outbox
from accounts.models import OutboxMessage
from aiproj.shared import jobs
from aiproj.shared.ids import new_public_id
from aiproj.shared.models import Job


@jobs.handles("accounts.deliver_mail")
def deliver_mail(job: Job) -> None:
    """Send every message that is due."""
    due = list(OutboxMessage.objects.due(timezone.now()).order_by("pk")[:1000])
    for number, message in enumerate(due, start=1):
        outbox.deliver(message)
        jobs.progress(job, number, len(due), f"{number} of {len(due)} messages")


@shared_task
def forget_expired() -> None:
    """Empty the bodies of expired messages; send again what failed for a while."""
    now = timezone.now()
    OutboxMessage.objects.filter(~Q(body=b""), expires_at__lte=now).update(body=b"")
    if OutboxMessage.objects.due(now).exists():
        jobs.enqueue(kind="accounts.deliver_mail", key=f"deliver_mail:{new_public_id()}")
