"""Charters: signatories and managers who act in the same moment, on both engines."""

import threading
from concurrent.futures import ThreadPoolExecutor

import charter_flow
import pytest
from django.db import connection

from accounts import audit
from aiproj.shared.errors import Refused
from scoping.models import Charter, CharterEvent, Slot
from scoping.services import charters, signing, versions

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 30


@pytest.fixture
def flow(organization, manager, executive, member):
    return charter_flow.ready(organization, manager, executive, member)


def _all_at_once(tasks):
    """Start the tasks in the same moment, each with a connection of its own: done, or refused."""
    ready = threading.Barrier(len(tasks))

    def alone(task):
        try:
            ready.wait(PATIENCE)
            task()
        except Refused:
            return "refused"
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(tasks)) as pool:
        return list(pool.map(alone, tasks))


def _sign(flow, person):
    found = flow.charter
    return lambda: signing.sign(charter=found, actor=person, content_hash=found.content_hash)


def test_of_many_submissions_at_once_one_counts(flow):
    found = flow.charter
    tasks = [lambda: charters.submit(charter=found, actor=flow.manager)] * 4
    assert sorted(_all_at_once(tasks)) == ["done", "refused", "refused", "refused"]
    assert (flow.charter.round, Slot.objects.count()) == (1, 2)


def test_one_person_who_signs_many_times_at_once_signs_once(flow):
    flow.submit()
    assert sorted(_all_at_once([_sign(flow, flow.lead)] * 4))[:2] == ["done", "refused"]
    assert Slot.objects.signed().count() == 1


def test_the_last_two_signatures_at_once_approve_once(flow):
    flow.submit()
    assert _all_at_once([_sign(flow, flow.lead), _sign(flow, flow.sponsor)]) == ["done", "done"]
    assert flow.charter.state == "approved"
    assert CharterEvent.objects.filter(event="approve").count() == 1


def test_of_a_signature_and_a_withdrawal_at_once_the_log_tells_one_story(flow):
    flow.submit()
    flow.sign(flow.lead)
    found = flow.charter
    withdraw = lambda: charters.withdraw(charter=found, actor=flow.manager)  # noqa: E731
    _all_at_once([_sign(flow, flow.sponsor), withdraw])
    state = flow.charter.state
    assert state in ("approved", "draft")
    signed = Slot.objects.signed().count()
    assert signed == (2 if state == "approved" else 0)


def test_of_two_managers_who_amend_at_once_one_begins_the_version(flow, organization, admin):
    flow.approve()
    found = flow.charter
    tasks = [lambda who=who: versions.amend(charter=found, actor=who)
             for who in (flow.manager, admin)]  # fmt: skip
    assert sorted(_all_at_once(tasks)) == ["done", "refused"]
    assert Charter.objects.open().count() == 1
    assert audit.first_broken(organization) is None
