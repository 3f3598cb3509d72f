"""Deputies, reminders and escalation."""

from datetime import timedelta

import charter_flow
import pytest
import scoping_data
from django.urls import reverse
from django.utils import timezone

from accounts.models import OutboxMessage
from aiproj.shared.errors import Refused
from scoping.models import Deputy, Project, Slot
from scoping.overview.slots import usual_days
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
        row.signed_at = row.created_at + timedelta(days=days)
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
    """Whoever was asked a minute ago is not said to be late."""
    scoping_data.change_settings(organization, flow.manager, signing="sequential")
    flow.submit()
    flow.sign(flow.lead)
    before = timezone.now() - timedelta(days=30)
    Slot.objects.update(created_at=before)
    now = timezone.now()
    assert reminding.remind_all(now + timedelta(days=2)) == 0
    assert reminding.remind_all(now + timedelta(days=3, minutes=1)) == 1
    assert _told("A signature takes long") == []
    reminding.remind_all(now + timedelta(days=7, minutes=1))
    assert _told("A signature takes long") == [flow.manager.email]
