"""Sending by SMTP: once, again after a failure, given up after three."""

from datetime import timedelta
from smtplib import SMTPException

import pytest
from django.core.mail.backends.smtp import EmailBackend
from django.db import transaction
from django.utils import timezone

from accounts import outbox, tasks
from accounts.models import Organization, OutboxMessage
from aiproj.shared import jobs
from aiproj.shared.models import Job

State = OutboxMessage.State


class Server:
    """Stands for the mail server."""

    def __init__(self) -> None:
        self.received: list = []
        self.is_away = False
        self.refuses: set[str] = set()

    def take(self, message) -> bool:
        if self.is_away or set(message.to) & self.refuses:
            raise SMTPException("try later")
        self.received.append(message)
        return True


@pytest.fixture
def server(monkeypatch, settings) -> Server:
    server = Server()
    settings.EMAIL_HOST = "mail.example.org"

    def opened(backend) -> bool:
        backend.connection = server
        return True

    monkeypatch.setattr(EmailBackend, "open", opened)
    monkeypatch.setattr(EmailBackend, "close", lambda self: None)
    monkeypatch.setattr(EmailBackend, "_send", lambda _, message: server.take(message))
    return server


def queue(organization, *addresses):
    drafts = [outbox.Draft(address, "Hello", "Text") for address in addresses or ["bo@example.org"]]
    return outbox.queue(drafts, organization=organization)


def deliver() -> None:
    """Every due message, as the beat does it."""
    tasks.send_due()
    for job in Job.objects.filter(state=Job.State.WAITING):
        jobs.run(job.pk)


def later() -> None:
    OutboxMessage.objects.update(not_before=timezone.now() - timedelta(seconds=1))


def test_a_message_is_sent_and_its_text_forgotten(server, organization):
    queue(organization)
    deliver()
    message = OutboxMessage.objects.get()
    assert [mail.body for mail in server.received] == ["Text"]
    assert (message.state, bytes(message.body)) == (State.SENT, b"")


def test_the_sender_is_the_setting(server, organization, settings):
    settings.DEFAULT_FROM_EMAIL = "AIProj <a@example.org>"
    queue(organization)
    deliver()
    assert server.received[0].from_email == "AIProj <a@example.org>"


def test_the_job_done_twice_sends_once(server, organization):
    queue(organization)
    deliver()
    Job.objects.update(state=Job.State.WAITING, attempts=0)
    deliver()
    assert len(server.received) == 1


@pytest.mark.django_db(transaction=True)
def test_two_jobs_at_once_send_once(server, organization, at_once):
    queue(organization, *[f"p{number}@example.org" for number in range(8)])
    first = Job.objects.get()
    second = jobs.enqueue(kind="accounts.deliver_mail", key="second")
    at_once(lambda: jobs.run(first.pk), lambda: jobs.run(second.pk))
    deliver()
    assert sorted(mail.to[0] for mail in server.received) == [f"p{n}@example.org" for n in range(8)]


def test_a_failure_puts_the_message_back_and_says_why(server, organization):
    queue(organization)
    server.is_away = True
    deliver()
    message = OutboxMessage.objects.get()
    assert (message.state, message.attempts, message.error) == (State.WAITING, 1, "try later")
    assert message.not_before > timezone.now()


def test_a_returning_server_gets_the_message(server, organization):
    queue(organization)
    server.is_away = True
    deliver()
    server.is_away = False
    later()
    deliver()
    assert len(server.received) == 1
    assert OutboxMessage.objects.get().error == ""


def test_the_third_failure_is_the_last(server, organization):
    queue(organization)
    server.is_away = True
    for _ in range(4):
        later()
        deliver()
    message = OutboxMessage.objects.get()
    assert (message.state, message.attempts) == (State.FAILED, 3)


def test_three_failures_in_a_row_end_the_run(server, organization):
    queue(organization, *[f"p{number}@example.org" for number in range(9)])
    server.is_away = True
    jobs.run(Job.objects.get().pk)
    assert OutboxMessage.objects.filter(attempts=1).count() == 3
    assert Job.objects.get().state == Job.State.DONE


def test_one_refused_address_stops_nobody_else(server, organization):
    queue(organization, "bad@example.org", "bo@example.org")
    server.refuses = {"bad@example.org"}
    deliver()
    assert [mail.to for mail in server.received] == [["bo@example.org"]]


def test_a_message_waits_for_its_hour(server, organization):
    queue(organization)
    OutboxMessage.objects.update(not_before=timezone.now() + timedelta(hours=1))
    deliver()
    assert server.received == []


def test_a_lost_sender_sends_nothing_twice_and_is_shown(server, organization):
    queue(organization)
    two_hours_ago = timezone.now() - timedelta(hours=2)
    OutboxMessage.objects.update(state=State.SENDING, not_before=two_hours_ago)
    deliver()
    tasks.forget_expired()
    message = OutboxMessage.objects.get()
    assert server.received == []
    assert message.state == State.FAILED
    assert "It may have arrived" in message.error


def test_a_message_without_a_text_is_never_sent(server, organization):
    queue(organization)
    OutboxMessage.objects.update(body=b"sealed with a lost key")
    deliver()
    assert server.received == []
    assert "lost key" in OutboxMessage.objects.get().error


def test_a_rolled_back_request_sends_nothing(server, organization: Organization):
    with transaction.atomic():
        queue(organization)
        transaction.set_rollback(True)
    deliver()
    assert server.received == []
