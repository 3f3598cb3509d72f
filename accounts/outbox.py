"""Outgoing mail: every message is a row first, sent by SMTP where that is set up.

Without a mail server the messages are held, and administrators read them on the outbox page.
"""

import base64
import hashlib
import logging
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F
from django.urls import Resolver404, resolve
from django.utils import timezone

from accounts.models import Organization, OutboxMessage
from aiproj.shared import jobs
from aiproj.shared.ids import new_public_id

logger = logging.getLogger("aiproj.outbox")
MAX_ATTEMPTS = 3


@dataclass(frozen=True)
class Draft:
    """A message about to be queued."""

    recipient: str
    subject: str
    body: str
    sealed: bool = False


@cache
def _cipher() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(f"outbox:{key}".encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def body_of(message: OutboxMessage) -> str:
    """The readable body; empty when it was sent, has expired or was sealed with a lost key."""
    if not message.body or message.expires_at <= timezone.now():
        return ""
    try:
        return _cipher().decrypt(bytes(message.body)).decode()
    except InvalidToken:
        return ""


def links_in(body: str) -> list[str]:
    """The links to this installation that a body holds, each once."""
    return list(dict.fromkeys(re.findall(re.escape(settings.PUBLIC_URL) + r"/\S*", body)))


def is_key(link: str) -> bool:
    """Whether a link opens something for whoever holds it, without a sign-in of their own."""
    try:
        view = resolve(link.removeprefix(settings.PUBLIC_URL).partition("?")[0]).func
    except Resolver404:
        return False
    return not hasattr(view, "login_url")  # login_required leaves it on every view that it guards


def queue(drafts: Sequence[Draft], *, organization: Organization | None) -> list[OutboxMessage]:
    """Store messages in the caller's transaction; they go out after its commit."""
    now = timezone.now()
    state = OutboxMessage.State.WAITING if settings.EMAIL_HOST else OutboxMessage.State.HELD
    messages = OutboxMessage.objects.bulk_create(
        [
            OutboxMessage(
                organization=organization,
                recipient=draft.recipient,
                subject=" ".join(draft.subject.split())[:200],
                body=_cipher().encrypt(draft.body.encode(errors="replace")),
                sealed=draft.sealed,
                state=state,
                not_before=now,
                expires_at=now + settings.OUTBOX_KEPT_FOR,
            )
            for draft in drafts
        ],
        batch_size=500,
    )
    if messages and settings.EMAIL_HOST:
        jobs.enqueue(
            kind="accounts.deliver_mail",
            key=f"deliver_mail:{new_public_id()}",
            organization_id=organization.pk if organization else None,
        )
    return messages


def deliver(message: OutboxMessage, connection: Any) -> bool:
    """Send one message if nobody else has begun to; False when the server did not take it.

    The row is marked before the server is spoken to. A process that dies in between leaves it
    marked, and a person decides whether to send again: nobody gets a message twice by machine.
    """
    claimed = OutboxMessage.objects.filter(pk=message.pk, state=OutboxMessage.State.WAITING)
    begun = {"state": OutboxMessage.State.SENDING, "not_before": timezone.now()}
    if not claimed.update(attempts=F("attempts") + 1, **begun):
        return True  # another worker sends it: no sign of a server that is gone
    try:
        body = body_of(message)
        if not body:
            raise ValueError("The text is too old or was sealed with a lost key.")
        connection.open()
        EmailMessage(message.subject, body, to=[message.recipient], connection=connection).send()
    except Exception as error:  # any failure of the mail server puts the message back
        connection.close()
        _put_back(message, error)
        return False
    OutboxMessage.objects.filter(pk=message.pk).update(
        state=OutboxMessage.State.SENT, sent_at=timezone.now(), body=b"", error=""
    )
    return True


def _put_back(message: OutboxMessage, error: Exception) -> None:
    message.refresh_from_db(fields=["attempts"])
    failed = message.attempts >= MAX_ATTEMPTS
    logger.warning("message not sent", extra={"mail": message.public_id, "error": str(error)})
    OutboxMessage.objects.filter(pk=message.pk).update(
        state=OutboxMessage.State.FAILED if failed else OutboxMessage.State.WAITING,
        not_before=timezone.now() + timedelta(minutes=2**message.attempts),
        error=str(error)[:300],
    )


def give_up_abandoned() -> None:
    """Say of messages whose sender was lost that nobody knows whether they arrived."""
    OutboxMessage.objects.abandoned(timezone.now()).update(
        state=OutboxMessage.State.FAILED,
        error="Sending was interrupted. It may have arrived; send it again if it did not.",
    )


class OutboxBackend(BaseEmailBackend):
    """Django's mail goes into the outbox like every other message."""

    def send_messages(self, email_messages: Iterable[Any]) -> int:
        drafts = [
            Draft(recipient, message.subject, message.body)
            for message in email_messages
            for recipient in message.recipients()
        ]
        return len(queue(drafts, organization=None))
