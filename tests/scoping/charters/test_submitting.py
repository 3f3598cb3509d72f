"""Submitting, withdrawing, asking for changes, answering, rejecting."""

import pytest
import scoping_data
from django.utils import timezone

from accounts.models import AuditEvent, OutboxMessage
from aiproj.shared.errors import Refused
from scoping.models import Charter, CharterEvent, Project
from scoping.overview.lacking import lacks
from scoping.services import charters
from scoping.workflow import NotAllowed
from scoping.worksheet.canonical import digest

pytestmark = pytest.mark.django_db
REQUEST = [("plan.end", "The end is too late for the season.")]


def _lacks(flow):
    found = charters.freezing.freeze(flow.charter, timezone.now())
    return [each.text for each in lacks(flow.charter, found.content, found.review, found.unknown)]


def test_a_whole_worksheet_lacks_nothing(flow):
    assert _lacks(flow) == []


def test_what_the_checks_find_is_listed_with_its_rule_and_place(flow):
    flow.save("money", contingency="90")
    found = charters.freezing.freeze(flow.charter, timezone.now())
    rows = lacks(flow.charter, found.content, found.review, found.unknown)
    assert [(row.rule, row.address.split("/")[-2]) for row in rows] == [("SC-X7", "plan")]


def test_a_missing_field_is_listed(flow):
    flow.save("money", funding="")
    assert _lacks(flow) == ["Money: Funding source"]


def test_an_incomplete_path_of_law_is_not_submitted(flow):
    flow.save("risks", legal_answers={"is_ai": "yes"})
    assert any("law" in lack.lower() or "legal" in lack.lower() for lack in _lacks(flow))


def test_submitting_freezes_the_content_and_its_hash(flow):
    found = flow.submit()
    assert found.state == "in_review"
    assert found.content_hash == digest(found.content)
    assert found.content["sections"]["problem"]["baseline"] == "10"


def test_what_documents_say_of_the_rules_is_frozen_with_them(flow, organization):
    scoping_data.change_settings(organization, flow.manager, discount_percent="7.5")
    rules = flow.submit().content["rules"]
    assert rules["settings"]["discount_percent"] == "7.5"
    assert rules["rubric"]["names"]["V1"] == "data available"


def test_what_was_frozen_does_not_follow_the_worksheet(flow):
    found = flow.submit()
    Project.objects.update(currency="USD")
    assert Charter.objects.get(pk=found.pk).content["project"]["currency"] == "EUR"


def test_equal_worksheets_have_equal_hashes(flow):
    first = flow.submit().content
    second = charters.freezing.frozen_content(flow.charter, timezone.now())
    assert digest(first) == digest(second)


def test_submitting_asks_for_signatures_in_their_order(flow):
    flow.submit()
    asked = flow.charter.slots.order_by("position")
    assert [(slot.part, slot.person) for slot in asked] == [
        ("technical_lead", flow.lead),
        ("sponsor", flow.sponsor),
    ]


def test_nobody_to_sign_is_named(flow):
    flow.save("people", technical_lead="")
    with pytest.raises(charters.Lacking):
        flow.submit()
    assert "Technical lead: nobody is named, and a signature is needed" in _lacks(flow)


def test_an_expired_assessment_is_named(flow):
    flow.project.assessment.published_at = timezone.now() - timezone.timedelta(days=367)
    flow.project.assessment.save()
    [lack] = _lacks(flow)  # told once
    assert lack.startswith("The assessment expired on")


def test_without_an_assessment_nothing_is_submitted(flow):
    Project.objects.update(assessment=None)
    with pytest.raises(charters.Lacking):
        flow.submit()


def test_the_author_cannot_be_asked_to_sign(flow):
    flow.save("people", technical_lead=flow.manager.public_id)
    with pytest.raises(charters.Lacking):
        flow.submit()
    assert any("changed it last cannot sign" in lack for lack in _lacks(flow))


def test_executives_cannot_submit(flow):
    with pytest.raises(NotAllowed):
        charters.submit(charter=flow.charter, actor=flow.sponsor)


def test_saving_never_submits(flow):
    flow.save("plan", early_win="Another list")
    assert flow.charter.state == "draft"


def test_the_first_submission_takes_the_project_from_idea_to_scoped(flow):
    flow.submit()
    assert Project.objects.get().stage == "scoped"


def test_signatories_get_a_message_with_the_way_there(flow):
    flow.submit()
    found = OutboxMessage.objects.filter(subject__startswith="Your signature is asked for")
    assert {each.recipient for each in found} == {flow.sponsor.email, flow.lead.email}


def test_every_move_is_an_event_and_in_the_audit_log(flow):
    flow.submit()
    charters.withdraw(charter=flow.charter, actor=flow.manager)
    assert [event.event for event in flow.charter.events.order_by("pk")] == ["submit", "withdraw"]
    moves = AuditEvent.objects.filter(target=f"charter {flow.charter.public_id}")
    assert [each.action for each in moves.order_by("sequence")] == [
        "charter.submitted",
        "charter.withdrawn",
    ]


def test_events_are_only_ever_added(flow):
    flow.submit()
    event = flow.charter.events.get()
    for change in (event.save, event.delete, CharterEvent.objects.all().delete,
                   lambda: CharterEvent.objects.update(reason="other")):  # fmt: skip
        with pytest.raises(ValueError, match="only ever added"):
            change()


def test_withdrawing_voids_the_signatures_and_keeps_them(flow):
    flow.submit()
    flow.sign(flow.lead)
    charters.withdraw(charter=flow.charter, actor=flow.manager)
    assert [slot.state for slot in flow.charter.slots.all()] == ["void", "void"]
    assert flow.charter.slots.get(part="technical_lead").signed_by == flow.lead


def test_only_the_author_withdraws(flow, admin):
    flow.submit()
    with pytest.raises(NotAllowed, match="Only the author"):
        charters.withdraw(charter=flow.charter, actor=admin)


def test_asking_for_changes_voids_the_other_signatures(flow):
    flow.submit()
    flow.sign(flow.lead)
    charters.request_changes(charter=flow.charter, actor=flow.sponsor, requests=REQUEST)
    assert flow.charter.state == "changes_requested"
    assert set(flow.charter.slots.values_list("state", flat=True)) == {"void"}


@pytest.mark.parametrize("requests", [[], [("plan.end", "  ")], [("", "Too late")]])
def test_changes_need_words_and_a_field(flow, requests):
    flow.submit()
    with pytest.raises(Refused, match="Say"):
        charters.request_changes(charter=flow.charter, actor=flow.sponsor, requests=requests)
    assert flow.charter.state == "in_review"


def test_every_requested_change_is_answered_before_submitting_again(flow):
    flow.submit()
    charters.request_changes(charter=flow.charter, actor=flow.sponsor, requests=REQUEST)
    with pytest.raises(charters.Lacking, match=r"waits for an answer: [^.]*\.$"):
        flow.submit()
    comment = flow.charter.change_requests.get().comment
    charters.answer(charter=flow.charter, comment=comment, actor=flow.manager, text="Now May.")
    assert flow.submit().round == 2


def test_whoever_signs_again_reads_what_was_asked_and_done(flow, sign_in):
    address = f"/charters/{flow.submit().public_id}/"
    client, heading = sign_in(flow.sponsor), b"What was asked for, and what was done"
    assert heading not in client.get(address).content
    charters.request_changes(charter=flow.charter, actor=flow.sponsor, requests=REQUEST)
    comment = flow.charter.change_requests.get().comment
    charters.answer(charter=flow.charter, comment=comment, actor=flow.manager, text="Now May.")
    flow.submit()
    page = client.get(address).content
    assert heading in page
    assert b"Now May." in page


def test_submitting_again_has_a_new_hash_and_new_signatures(flow):
    first = flow.submit().content_hash
    charters.withdraw(charter=flow.charter, actor=flow.manager)
    flow.save("plan", early_win="Another list")
    assert flow.submit().content_hash != first
    assert flow.charter.slots.open().count() == 2


def test_rejecting_needs_a_reason_and_ends_the_version(flow):
    flow.submit()
    with pytest.raises(Refused, match="Say why"):
        charters.reject(charter=flow.charter, actor=flow.sponsor, reason=" ")
    charters.reject(charter=flow.charter, actor=flow.sponsor, reason="Too dear")
    with pytest.raises(Refused, match="rejected cannot be submitted"):
        flow.submit()


def test_people_who_are_not_asked_cannot_reject(flow, admin):
    flow.submit()
    with pytest.raises(NotAllowed):
        charters.reject(charter=flow.charter, actor=admin, reason="No")
