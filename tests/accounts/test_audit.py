"""The audit log: who, when, where, what, in one transaction with the change; one chain."""

import factories
import pytest
from django.db import transaction

from accounts import audit, services
from accounts.audit import first_broken
from accounts.models import AuditEvent, Invitation, Membership, Organization, User
from aiproj.shared import jobs
from aiproj.shared.models import Job


@pytest.fixture
def chain(organization: Organization, admin: User) -> list[AuditEvent]:
    """Five events."""
    with transaction.atomic():
        return [audit.record(organization, admin, "made.up", f"thing {n}") for n in range(5)]


def person(member: User) -> Membership:
    return member.memberships.get()


ACTS = {
    "organization.changed": lambda a, m: services.change_organization(
        organization=person(a).organization, actor=a, version=1, name="New", time_zone="UTC"
    ),
    "invitation.sent": lambda a, m: invited(a),
    "invitation.resent": lambda a, m: services.resend_invitation(invitation=invited(a), actor=a),
    "invitation.revoked": lambda a, m: services.revoke_invitation(invitation=invited(a), actor=a),
    "invitation.accepted": lambda a, m: services.accept_invitation(
        invitation=invited(a), user=factories.make_user("new@example.org")
    ),
    "membership.changed": lambda a, m: services.change_membership(
        membership=person(m), actor=a, version=1, role="manager", perspective="both"
    ),
    "membership.deactivated": lambda a, m: services.set_membership_active(
        membership=person(m), actor=a, active=False
    ),
    "profile.changed": lambda a, m: services.change_profile(user=m, version=1, name="New"),
    "password.changed": lambda a, m: services.change_password(user=m, password="x"),
}


def invited(admin: User) -> Invitation:
    return services.invite(
        organization=person(admin).organization,
        actor=admin,
        email="new@example.org",
        role="member",
        perspective="both",
    )


@pytest.mark.parametrize("action", ACTS)
def test_every_change_writes_who_when_where_and_what(admin, member, organization, action):
    ACTS[action](admin, member)
    event = AuditEvent.objects.filter(organization=organization).latest("sequence")
    assert event.action == action
    assert event.actor in {admin, member, User.objects.filter(email="new@example.org").first()}
    assert event.target
    assert event.at is not None
    assert first_broken(organization) is None


@pytest.mark.parametrize("action", ACTS)
def test_a_rollback_leaves_no_event(admin, member, action):
    with transaction.atomic():
        ACTS[action](admin, member)
        transaction.set_rollback(True)
    assert not AuditEvent.objects.exists()


def test_a_change_that_changes_nothing_writes_nothing(admin, member):
    services.set_membership_active(membership=person(member), actor=admin, active=True)
    assert not AuditEvent.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused(admin, organization):
    with pytest.raises(transaction.TransactionManagementError):
        audit.record(organization, admin, "made.up", "thing")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("actor_label", "Eve"),
        ("action", "other"),
        ("target", "other"),
        ("before", {"a": 1}),
        ("after", {"a": 1}),
        ("previous_hash", "0" * 64),
        ("hash", "0" * 64),
        ("at", "2020-01-01T00:00:00Z"),
    ],
)
@pytest.mark.parametrize("sequence", [2, 5])
def test_an_edited_event_is_found(chain, organization, field, value, sequence):
    AuditEvent.objects.filter(sequence=sequence).update(**{field: value})
    assert first_broken(organization) == sequence


@pytest.mark.parametrize(("gone", "found"), [(1, 1), (3, 3), (5, 5)])
def test_a_deleted_event_is_found(chain, organization, gone, found):
    AuditEvent.objects.filter(sequence=gone).delete()
    assert first_broken(organization) == found


def test_a_chain_deleted_whole_is_found(chain, organization):
    AuditEvent.objects.all().delete()
    assert first_broken(organization) == 1


def test_each_organization_has_a_chain_of_its_own(chain, outsider):
    other = person(outsider).organization
    with transaction.atomic():
        event = audit.record(other, outsider, "made.up", "thing")
    assert event.sequence == 1
    assert first_broken(other) is None


@pytest.mark.django_db(transaction=True)
def test_parallel_events_form_one_chain(admin, organization, at_once):
    def record() -> None:
        with transaction.atomic():
            audit.record(organization, admin, "made.up", "thing")

    at_once(*[record] * 6)
    assert list(AuditEvent.objects.values_list("sequence", flat=True)) == [1, 2, 3, 4, 5, 6]
    assert first_broken(organization) is None


def test_a_day_only_event_hides_the_hour(organization):
    with transaction.atomic():
        event = audit.record(organization, None, "made.up", "thing", day_only=True)
    assert (event.at.hour, event.at.minute, event.at.second, event.at.microsecond) == (0, 0, 0, 0)
    assert event.actor_label == "system"


# The page


def test_the_page_tells_in_words_and_checks_on_demand(sign_in, admin, chain):
    client = sign_in(admin)
    assert "made up" in client.get("/audit/").content.decode()
    assert "The chain of hashes holds" in client.get("/audit/?check=1").content.decode()
    AuditEvent.objects.filter(sequence=2).update(target="other")
    assert "breaks at entry 2" in client.get("/audit/?check=1").content.decode()


def test_one_kind_of_entry_can_be_asked_for(sign_in, admin, organization, chain):
    with transaction.atomic():
        audit.record(organization, admin, "rare.thing", "the needle")
    client = sign_in(admin)
    page = client.get("/audit/?what=rare.thing").content.decode()
    assert "the needle" in page
    assert "thing 1" not in page
    assert "thing 1" in client.get("/audit/?what=unknown").content.decode()


def test_the_csv_holds_every_event_and_no_formula(sign_in, admin, organization):
    with transaction.atomic():
        audit.record(organization, admin, "made.up", "=1+1", after={"name": "Zoë"})
    text = sign_in(admin).get("/audit/log.csv").content.decode("utf-8-sig")
    assert "'=1+1" in text
    assert '{""name"": ""Zoë""}' in text


def test_other_organizations_and_roles_see_nothing(sign_in, outsider, manager, chain):
    assert "made up" not in sign_in(outsider).get("/audit/").content.decode()
    assert "made.up" not in sign_in(outsider).get("/audit/log.csv").content.decode()
    assert sign_in(manager).get("/audit/").status_code == 403


def test_the_page_costs_the_same_with_many_events(
    sign_in, admin, organization, django_assert_max_num_queries
):
    with transaction.atomic():
        for number in range(70):
            audit.record(organization, admin, "made.up", f"thing {number}")
    client = sign_in(admin)
    client.get("/audit/")
    with django_assert_max_num_queries(6):
        assert "Page 1 of 2" in client.get("/audit/").content.decode()


def test_a_retried_job_is_logged(admin, organization):
    job = jobs.enqueue(kind="accounts.deliver_mail", key="a", organization_id=organization.pk)
    Job.objects.update(state=Job.State.PARKED)
    services.retry_job(job=job, actor=admin, organization=organization)
    assert AuditEvent.objects.get().action == "job.retried"
