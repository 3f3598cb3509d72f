"""Deputies, reminders and escalation."""

from datetime import timedelta

import charter_flow
import pytest
import scoping_data
from django.urls import reverse
from django.utils import timezone

from accounts.models import OutboxMessage
from accounts.outbox import body_of
from aiproj.shared import format as formats
from aiproj.shared.errors import Refused
from scoping.models import Deputy, Project, Slot
from scoping.overview.slots import usual_days
from scoping.overview.waiting import waiting_for
from scoping.services import reminding
from scoping.tasks import expire_charters, remind_of_signatures

pytestmark = pytest.mark.django_db


def _told(subject):
    rows = OutboxMessage.objects.filter(subject__startswith=subject).order_by("pk")
    return sorted(row.recipient for row in rows)


def test_nobody_is_reminded_before_three_days(flow):
    flow.submit()
    assert reminding.remind_all(timezone.now() + timedelta(days=2)) == 0


def test_whoever_has_not_signed_is_reminded_once_in_three_days(flow):
    flow.submit()
    flow.sign(flow.lead)
    later = timezone.now() + timedelta(days=3, minutes=1)
    assert (reminding.remind_all(later), reminding.remind_all(later)) == (1, 0)
    assert _told("Your signature is still missing") == [flow.sponsor.email]
    assert reminding.remind_all(later + timedelta(days=3)) == 1


def test_after_a_week_the_author_learns_of_it_once(flow):
    flow.submit()
    later = timezone.now() + timedelta(days=7, minutes=1)
    for days in (0, 3):
        reminding.remind_all(later + timedelta(days=days))
    assert _told("A signature takes long") == [flow.manager.email]


def test_the_background_tasks_run_on_nothing():
    assert (expire_charters(), remind_of_signatures()) == (0, 0)


def test_what_is_usual_is_the_median_of_the_past(flow, organization):
    flow.approve()
    slots = list(Slot.objects.all())
    assert usual_days(organization) == {}
    for days in (1, 2, 9):
        row = Slot.objects.get(pk=slots[0].pk)
        row.pk, row.public_id, row.round = None, f"slot{days:012}", 10 + days
        row.signed_at = row.asked_at + timedelta(days=days)
        row.save()
    Slot.objects.filter(pk=slots[0].pk).delete()
    assert usual_days(organization) == {slots[0].part: 2.0}


def test_people_name_their_own_deputies_only(flow, organization, admin):
    with pytest.raises(Refused, match="for yourself only"):
        charter_flow.deputies.name_deputy(
            organization=organization, actor=flow.lead, person=flow.sponsor, deputy=admin,
            starts_on=timezone.now().date(), ends_on=timezone.now().date(),
        )  # fmt: skip


def test_people_of_elsewhere_are_no_deputies(flow, organization, outsider):
    with pytest.raises(Refused, match="members of the organization"):
        charter_flow.deputy(organization, flow.lead, outsider)


def test_a_deputy_sees_the_project_while_it_lasts(flow, organization, member, admin):
    other = charter_flow.factories.make_user("dee@example.org", "Dee")
    charter_flow.factories.make_membership(other, organization, role="member")
    row = charter_flow.deputy(organization, flow.sponsor, other)
    assert Project.objects.visible_to(other).exists()
    charter_flow.deputies.revoke_deputy(deputy=row, actor=flow.sponsor)
    assert not Project.objects.visible_to(other).exists()


def test_a_deputy_is_named_on_the_page(flow, sign_in, admin):
    today = timezone.now().date()
    fields = {"person": flow.sponsor.public_id, "deputy": admin.public_id, "starts_on": today,
              "ends_on": today + timedelta(days=3)}  # fmt: skip
    sign_in(flow.sponsor).post(reverse("scoping:deputies"), fields)
    assert Deputy.objects.get().deputy == admin


def test_in_sequence_the_days_count_from_when_it_is_ones_turn(flow, organization):
    """Whoever was asked a minute ago is not said to be late, nor to be slow."""
    scoping_data.change_settings(organization, flow.manager, signing="sequential")
    flow.submit()
    assert Slot.objects.get(person=flow.sponsor).asked_at is None
    long_ago = timezone.now() - timedelta(days=30)
    Slot.objects.update(created_at=long_ago)
    Slot.objects.filter(person=flow.lead).update(asked_at=long_ago)
    flow.sign(flow.lead)
    now = timezone.now()
    [(_, _, since)] = waiting_for(flow.sponsor, organization, organization.local_date(now))
    assert now - since < timedelta(days=1)
    assert reminding.remind_all(now + timedelta(days=2)) == 0
    assert reminding.remind_all(now + timedelta(days=3, minutes=1)) == 1
    assert _told("A signature takes long") == []
    reminding.remind_all(now + timedelta(days=7, minutes=1))
    assert _told("A signature takes long") == [flow.manager.email]


def test_a_change_from_sequence_to_any_order_asks_the_others(flow, organization):
    flow.submit()  # in any order, but one was not asked: it was in sequence then
    Slot.objects.filter(person=flow.sponsor).update(asked_at=None)
    OutboxMessage.objects.all().delete()
    assert reminding.remind_all(timezone.now()) == 0
    assert _told("Your signature is asked for") == [flow.sponsor.email]
    assert not Slot.objects.filter(asked_at=None).exists()


def test_one_charter_that_fails_keeps_no_other_from_its_reminder(flow, organization, monkeypatch):
    flow.submit()
    other = charter_flow.ready(organization, flow.manager, flow.sponsor, flow.lead, "Other")
    other.submit()
    kept = reminding.tell_signatories

    def fails_for_the_first(charter, *args):
        if charter.project == flow.project:
            raise ValueError("a mail that cannot be written")
        kept(charter, *args)

    monkeypatch.setattr(reminding, "tell_signatories", fails_for_the_first)
    with pytest.raises(ExceptionGroup) as failed:
        reminding.remind_all(timezone.now() + timedelta(days=3, minutes=1))
    assert [str(error) for error in failed.value.exceptions] == ["a mail that cannot be written"]
    reminded = Slot.objects.exclude(reminded_at=None).values_list("charter__project", flat=True)
    assert set(reminded) == {other.project.pk}


def _leave(person):
    person.memberships.update(is_active=False)


def _read(subject):
    rows = OutboxMessage.objects.filter(subject__startswith=subject).order_by("pk")
    return {row.recipient: body_of(row).split("\n\n")[0] for row in rows}


def test_a_reminder_says_since_when_and_reaches_the_deputy(flow, organization, admin):
    flow.submit()
    flow.sign(flow.lead)
    charter_flow.deputy(organization, flow.sponsor, admin, (0, 9))
    reminding.remind_all(timezone.now() + timedelta(days=3, minutes=1))
    today = organization.local_date(timezone.now())
    text = f"A charter has waited for your signature since {formats.date(today)}."
    until = formats.date(today + timedelta(days=9))
    assert _read("Your signature is still missing") == {
        flow.sponsor.email: text,
        admin.email: f"{text} You stand in for {flow.sponsor} until {until}.",
    }


def test_a_deputy_is_asked_as_well_but_not_before_or_after(flow, organization, admin, outsider):
    later = charter_flow.factories.make_user("later@example.org", "Later")
    charter_flow.factories.make_membership(later, organization, role="member")
    charter_flow.deputy(organization, flow.sponsor, admin)
    charter_flow.deputy(organization, flow.sponsor, later, (2, 3))
    flow.submit()
    asked = [flow.lead.email, flow.sponsor.email, admin.email]
    assert _told("Your signature is asked for") == sorted(asked)


def test_a_deputy_learns_of_it(flow, organization, admin):
    charter_flow.deputy(organization, flow.sponsor, admin)
    assert _told(f"You stand in for {flow.sponsor}") == [admin.email]


def test_nobody_is_reminded_for_somebody_who_left_but_it_is_said(flow):
    flow.submit()
    _leave(flow.lead)
    later = timezone.now() + timedelta(days=3, minutes=1)
    assert reminding.remind_all(later) == 1
    assert _told("Your signature is still missing") == [flow.sponsor.email]
    [text] = _read("A signature takes long").values()
    assert text.startswith(f"Whoever was asked to sign is no longer a member: {flow.lead} (")


def test_who_leads_projects_learns_of_it_once_the_author_left(flow, admin):
    flow.submit()
    _leave(flow.manager)
    reminding.remind_all(timezone.now() + timedelta(days=7, minutes=1))
    assert _told("A signature takes long") == [admin.email]


def test_a_week_is_a_week_whenever_the_last_reminder_was(flow):
    flow.submit()
    for days in (3, 6):
        reminding.remind_all(timezone.now() + timedelta(days=days, minutes=1))
    assert _told("A signature takes long") == []
    assert reminding.remind_all(timezone.now() + timedelta(days=7, minutes=1)) == 0
    assert _told("A signature takes long") == [flow.manager.email]
