"""Amending, publishing wording, copying, renewing, revoking, expiring."""

import charter_flow
import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import OutboxMessage
from aiproj.shared.errors import Refused
from scoping.models import Charter, Project
from scoping.services import charters, versions
from scoping.services.looking import look
from scoping.workflow import NotAllowed

pytestmark = pytest.mark.django_db


def _publish(flow):
    return versions.publish(charter=flow.charter, actor=flow.manager)


def _expire(flow):
    now = timezone.now()
    Charter.objects.update(expires_at=now - timezone.timedelta(minutes=1))
    return versions.expire_all(now)


def test_amending_keeps_the_approved_version_in_force(flow):
    first = flow.approve()
    assert flow.amend().state == "draft"
    first.refresh_from_db()
    assert first.state == "approved"


def test_a_second_draft_is_refused(flow):
    first = flow.approve()
    flow.amend()
    with pytest.raises(Refused, match="begun already"):
        versions.amend(charter=first, actor=flow.manager)


def test_a_charter_under_review_cannot_be_amended(flow):
    flow.submit()
    with pytest.raises(Refused, match="in review cannot be amended"):
        flow.amend()


def test_wording_becomes_a_minor_version_without_new_signatures(flow):
    first = flow.approve()
    flow.amend()
    flow.save("problem", earlier_attempts="A survey in 2024.")
    found = _publish(flow)
    assert (found.number, found.state) == ("1.1", "approved")
    assert found.signed_hash == first.content_hash
    assert [slot.state for slot in found.standing_slots()] == ["signed", "signed"]


def test_everybody_concerned_gets_a_notice_of_new_wording(flow):
    flow.approve()
    flow.amend()
    flow.save("problem", earlier_attempts="A survey in 2024.")
    _publish(flow)
    told = OutboxMessage.objects.filter(subject__startswith="Charter changed in wording")
    assert {each.recipient for each in told} >= {flow.sponsor.email, flow.lead.email}


def test_a_material_change_is_not_published(flow):
    flow.approve()
    flow.amend()
    flow.save("problem", target_amount="25")
    with pytest.raises(Refused, match="target is a material change"):
        _publish(flow)
    assert flow.charter.state == "draft"


def test_a_trifle_does_not_ask_for_signatures(flow):
    flow.approve()
    flow.amend()
    flow.save("problem", earlier_attempts="A survey in 2024.")
    with pytest.raises(Refused, match="Nothing material changed"):
        flow.submit()


def test_publishing_needs_a_change(flow):
    flow.approve()
    flow.amend()
    with pytest.raises(Refused, match=r"Nothing changed since charter 1\.0"):
        _publish(flow)


def test_a_first_draft_is_not_published_without_signatures(flow):
    with pytest.raises(Refused, match="No charter is in force"):
        _publish(flow)


def test_after_wording_the_next_material_version_is_2(flow):
    flow.approve()
    flow.amend()
    flow.save("problem", earlier_attempts="A survey in 2024.")
    _publish(flow)
    flow.amend()
    flow.save("problem", target_amount="25")
    assert flow.approve().number == "2.0"


def test_a_rejected_version_is_copied_with_its_worksheet(flow):
    flow.submit()
    charters.reject(charter=flow.charter, actor=flow.sponsor, reason="Too dear")
    made = versions.copy(charter=flow.charter, actor=flow.manager)
    assert (made.state, made.number) == ("draft", "2.0")
    assert made.project.content_of("problem")["baseline"] == "10"


def test_only_the_sponsor_revokes(flow):
    flow.approve()
    with pytest.raises(NotAllowed, match="Only the sponsor"):
        versions.revoke(charter=flow.charter, actor=flow.manager, reason="No")


def test_whoever_names_themselves_sponsor_afterwards_cannot_revoke(flow, admin):
    flow.approve()
    flow.save("people", sponsor=admin.public_id)
    with pytest.raises(NotAllowed):
        versions.revoke(charter=flow.charter, actor=admin, reason="No")


def test_revoking_pauses_the_project(flow):
    flow.approve()
    versions.revoke(charter=flow.charter, actor=flow.sponsor, reason="The market moved")
    project = Project.objects.get()
    assert (flow.charter.state, project.stage, project.paused_from) == (
        "revoked",
        "paused",
        "scoped",
    )


def test_a_charter_that_nobody_began_to_carry_out_expires(flow):
    flow.approve()
    assert _expire(flow) == 1
    assert flow.charter.state == "expired"
    assert _expire(flow) == 0


@pytest.mark.parametrize("stage", ["chartered", "pilot", "live"])
def test_work_that_has_begun_does_not_expire(flow, stage):
    flow.approve()
    Project.objects.update(stage=stage)
    assert _expire(flow) == 0


def test_renewing_begins_the_next_version(flow):
    flow.approve()
    _expire(flow)
    assert versions.renew(charter=flow.charter, actor=flow.manager).number == "2.0"


def test_renewing_needs_a_fresh_assessment(flow):
    flow.approve()
    _expire(flow)
    flow.project.assessment.published_at = timezone.now() - timezone.timedelta(days=400)
    flow.project.assessment.save()
    with pytest.raises(Refused, match="fresh assessment"):
        versions.renew(charter=flow.charter, actor=flow.manager)


def _page(client, name, *keys):
    return client.get(reverse(f"scoping:{name}", args=keys)).content.decode()


def test_a_version_leads_to_the_one_that_has_begun(flow, sign_in):
    first = flow.approve()
    flow.amend()
    page = _page(sign_in(flow.manager), "charter", first.public_id)
    assert "To charter 2.0, draft" in page
    assert "Begin the next version" not in page
    versions.revoke(charter=first, actor=flow.sponsor, reason="No money")
    assert "has no next version" not in _page(sign_in(flow.manager), "charter", first.public_id)


def test_the_worksheet_says_that_it_waits_before_anybody_types(flow, sign_in):
    client, key = sign_in(flow.manager), flow.project.public_id
    said = "Charter 1.0 is in review, and the worksheet waits with it."
    assert said not in _page(client, "section", key, "problem")
    flow.submit()
    assert said in _page(client, "section", key, "problem")
    assert said in _page(client, "candidates", key)
    assert said not in _page(sign_in(flow.sponsor), "section", key, "problem")


def test_whoever_signs_for_another_reads_the_name_as_it_is(flow, sign_in, organization, admin):
    flow.submit()
    charter_flow.deputy(organization, flow.sponsor, admin)
    page = _page(sign_in(admin), "charter_sign", flow.charter.public_id)
    assert f"As sponsor (for {flow.sponsor})" in page


def test_the_page_of_signing_shows_what_changed_since_ones_last_look(flow, sign_in):
    look(charter=flow.submit(), person=flow.sponsor)
    charters.withdraw(charter=flow.charter, actor=flow.manager)
    flow.save("problem", target_amount="15")
    flow.submit()
    page = _page(sign_in(flow.sponsor), "charter_sign", flow.charter.public_id)
    assert "Changed since you last looked" in page
    assert "Problem: target" in page
