"""Signing: what binds, who may, in which order, and what the last signature does."""

import charter_flow
import pytest

from accounts.models import AuditEvent, Membership, OutboxMessage
from aiproj.shared.errors import Refused, Stale
from scoping.models import Charter, Look, Slot
from scoping.services import charters, deputies, signing
from scoping.workflow import NotAllowed

pytestmark = pytest.mark.django_db


def _sign(flow, person, content_hash=None):
    found = flow.charter
    return signing.sign(
        charter=found, actor=person, content_hash=content_hash or found.content_hash
    )


@pytest.fixture
def in_sequence(monkeypatch):
    from scoping.services import charters as service

    monkeypatch.setattr(service, "in_sequence", lambda charter: True)
    monkeypatch.setattr(signing, "in_sequence", lambda charter: True)


def test_a_signature_is_bound_to_the_hash(flow):
    flow.submit()
    flow.sign(flow.lead, condition="Review after the pilot")
    slot = flow.charter.slots.get(part="technical_lead")
    assert (slot.state, slot.content_hash) == ("signed", flow.charter.content_hash)
    assert slot.condition == "Review after the pilot"


def test_another_text_than_the_one_shown_is_not_signed(flow):
    flow.submit()
    with pytest.raises(Stale, match="Nothing was signed"):
        _sign(flow, flow.lead, "0" * 64)
    assert not Slot.objects.signed().exists()


def test_a_text_that_was_withdrawn_and_submitted_anew_is_not_signed_by_the_old_page(flow):
    shown = flow.submit().content_hash
    charters.withdraw(charter=flow.charter, actor=flow.manager)
    flow.submit()
    with pytest.raises(Stale):
        _sign(flow, flow.lead, shown)


def test_nobody_signs_twice(flow):
    flow.submit()
    _sign(flow, flow.lead)
    with pytest.raises(Refused, match="signed this version already"):
        _sign(flow, flow.lead)


def test_people_who_are_not_asked_cannot_sign(flow, admin):
    flow.submit()
    with pytest.raises(NotAllowed):
        _sign(flow, admin)


def test_whoever_changed_something_material_after_all_cannot_sign(flow):
    flow.submit()
    Charter.objects.update(last_editor=flow.lead)
    with pytest.raises(Refused, match="cannot sign it"):
        _sign(flow, flow.lead)


def test_people_who_left_cannot_sign(flow):
    flow.submit()
    Membership.objects.filter(user=flow.lead).update(is_active=False)
    with pytest.raises(NotAllowed):
        _sign(flow, flow.lead)


def test_a_deputy_signs_for_somebody_else(flow, organization, admin):
    flow.submit()
    charter_flow.deputy(organization, flow.lead, admin)
    _sign(flow, admin)
    slot = flow.charter.slots.get(part="technical_lead")
    assert (slot.person, slot.signed_by, slot.signer_name) == (flow.lead, admin, "Admin")


@pytest.mark.parametrize("days", [(-9, -1), (1, 5)])
def test_a_deputy_signs_on_the_days_that_were_named_only(flow, organization, admin, days):
    flow.submit()
    charter_flow.deputy(organization, flow.lead, admin, days)
    with pytest.raises(NotAllowed):
        _sign(flow, admin)


def test_a_deputy_who_was_ended_cannot_sign(flow, organization, admin):
    flow.submit()
    row = charter_flow.deputy(organization, flow.lead, admin)
    deputies.revoke_deputy(deputy=row, actor=flow.lead)
    with pytest.raises(NotAllowed):
        _sign(flow, admin)


def test_a_deputy_who_is_no_member_any_more_cannot_sign(flow, organization, admin):
    flow.submit()
    charter_flow.deputy(organization, flow.lead, admin)
    Membership.objects.filter(user=admin).update(is_active=False)
    with pytest.raises(NotAllowed):
        _sign(flow, admin)


def test_nobody_signs_for_somebody_who_is_no_member_any_more(flow, organization, admin):
    flow.submit()
    charter_flow.deputy(organization, flow.lead, admin)
    Membership.objects.filter(user=flow.lead).update(is_active=False)
    with pytest.raises(NotAllowed):
        _sign(flow, admin)


def test_the_author_cannot_sign_as_a_deputy(flow, organization):
    flow.submit()
    charter_flow.deputy(organization, flow.lead, flow.manager)
    with pytest.raises(Refused, match="cannot sign it"):
        _sign(flow, flow.manager)


def test_a_deputy_cannot_reject(flow, organization, admin):
    flow.submit()
    charter_flow.deputy(organization, flow.lead, admin)
    with pytest.raises(NotAllowed):
        charters.reject(charter=flow.charter, actor=admin, reason="No")


def test_the_last_signature_approves(flow):
    found = flow.approve()
    assert found.state == "approved"
    assert found.signed_hash == found.content_hash
    assert (found.expires_at - found.approved_at).days == 180


def test_a_missing_signature_does_not_approve(flow):
    flow.submit()
    assert flow.sign(flow.lead).state == "in_review"


def test_approving_a_second_version_supersedes_the_first(flow):
    first = flow.approve()
    flow.amend()
    flow.save("problem", target_amount="25")
    second = flow.approve()
    first.refresh_from_db()
    assert (first.state, second.state, second.number) == ("superseded", "approved", "2.0")


def test_signing_is_a_look(flow):
    flow.submit()
    flow.sign(flow.lead)
    seen = Look.objects.get(person=flow.lead)
    assert seen.content_hash == flow.charter.content_hash


def test_each_signature_is_in_the_audit_log(flow):
    flow.approve()
    actions = AuditEvent.objects.filter(action="charter.signed").values_list("actor", flat=True)
    assert set(actions) == {flow.lead.pk, flow.sponsor.pk}


def test_in_sequence_nobody_signs_before_their_turn(flow, in_sequence):
    flow.submit()
    with pytest.raises(Refused, match="not your turn"):
        _sign(flow, flow.sponsor)


def test_in_sequence_the_next_one_is_asked(flow, in_sequence):
    flow.submit()
    asked = OutboxMessage.objects.filter(subject__startswith="Your signature is asked for")
    assert [each.recipient for each in asked] == [flow.lead.email]
    _sign(flow, flow.lead)
    assert asked.order_by("pk").last().recipient == flow.sponsor.email


def test_one_person_with_two_parts_signs_both_at_once(flow):
    flow.submit()
    flow.charter.slots.update(person=flow.sponsor)
    assert flow.sign(flow.sponsor).state == "approved"
