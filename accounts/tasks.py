"""Background work of accounts: outgoing mail."""

from contextlib import closing

from celery import shared_task
from django.contrib.sessions.backends.db import SessionStore
from django.core.mail import get_connection
from django.db.models import Q
from django.utils import timezone

from accounts import outbox, services
from accounts.models import OutboxMessage
from aiproj.shared import jobs
from aiproj.shared.ids import new_public_id
from aiproj.shared.models import Job

SMTP = "django.core.mail.backends.smtp.EmailBackend"
FAILURES_IN_A_ROW = 3  # then the mail server is taken for gone, and the next run goes on


@jobs.handles("accounts.deliver_mail")
def deliver_mail(job: Job) -> None:
    """Send every message that is due."""
    due = list(OutboxMessage.objects.due(timezone.now()).order_by("pk")[:1000])
    failures = 0
    with closing(get_connection(SMTP)) as connection:
        for number, message in enumerate(due, start=1):
            failures = 0 if outbox.deliver(message, connection) else failures + 1
            if failures == FAILURES_IN_A_ROW:
                return
            jobs.progress(job, number, len(due), f"{number} of {len(due)} messages")


@jobs.handles("accounts.reset_password")
def reset_password(job: Job) -> None:
    """Send a link with which a person chooses a new password."""
    services.send_password_reset(job=job)


@shared_task(expires=50)
def send_due() -> None:
    """Send what waits for its hour or failed for a while."""
    if OutboxMessage.objects.due(timezone.now()).exists():
        jobs.enqueue(kind="accounts.deliver_mail", key=f"deliver_mail:{new_public_id()}")


@shared_task
def forget_expired() -> None:
    """Empty the bodies of expired messages, drop expired sessions, give up on lost messages."""
    expired = OutboxMessage.objects.filter(~Q(body=b""), expires_at__lte=timezone.now())
    expired.update(body=b"")
    SessionStore.clear_expired()
    outbox.give_up_abandoned()
