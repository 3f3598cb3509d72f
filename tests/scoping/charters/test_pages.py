"""What the pages of charters show and take."""

import factories
import pytest
from django.urls import reverse

from accounts.models import Membership
from scoping.models import Charter, Look, Objective
from scoping.services import charters, versions

pytestmark = pytest.mark.django_db


def _at(name, flow):
    return reverse(f"scoping:{name}", args=[flow.charter.public_id])


@pytest.fixture
def as_sponsor(flow, sign_in):
    return sign_in(flow.sponsor)


def test_the_headline_says_whose_turn_it_is(flow, as_sponsor, as_manager):
    flow.submit()
    assert b"Charter 1.0 waits for your signature" in as_sponsor.get(_at("charter", flow)).content
    assert b"Charter 1.0 waits for 2 signatures" in as_manager.get(_at("charter", flow)).content


def _see(client, flow):
    client.post(_at("charter_seen", flow), {"content_hash": flow.charter.content_hash})


def test_a_text_that_was_submitted_again_meanwhile_is_not_noted_as_seen(flow, as_sponsor):
    """S3: what changed since would never be shown to this person."""
    shown = flow.submit().content_hash
    charters.withdraw(charter=flow.charter, actor=flow.manager)
    flow.save("problem", target_amount="15")
    flow.submit()
    as_sponsor.post(_at("charter_seen", flow), {"content_hash": shown})
    assert not Look.objects.exists()


def test_a_look_is_never_noted_by_looking(flow, as_sponsor):
    flow.submit()
    as_sponsor.get(_at("charter", flow))
    assert not Look.objects.exists()
    _see(as_sponsor, flow)
    assert Look.objects.get().person == flow.sponsor


def test_what_changed_since_the_last_look_is_each_persons_own(flow, as_sponsor, sign_in):
    flow.submit()
    _see(as_sponsor, flow)
    charters.withdraw(charter=flow.charter, actor=flow.manager)
    flow.save("problem", target_amount="15")
    flow.submit()
    page = as_sponsor.get(_at("charter", flow)).content
    assert b"Changed since you last looked" in page
    assert f'name="content_hash" value="{flow.charter.content_hash}"'.encode() in page
    assert b"<del>20%</del> <ins>15%</ins>" in page
    assert b"since you last looked" not in sign_in(flow.lead).get(_at("charter", flow)).content


def test_a_first_text_is_offered_to_be_noted_as_seen(flow, as_sponsor, as_manager):
    flow.submit()
    assert b"I have seen this" in as_sponsor.get(_at("charter", flow)).content
    assert b"I have seen this" not in as_manager.get(_at("charter", flow)).content
    _see(as_sponsor, flow)
    assert b"I have seen this" not in as_sponsor.get(_at("charter", flow)).content


@pytest.mark.parametrize(
    ("route", "fields"),
    [("charter_changes", {"path_1": "plan.end", "text_1": "Too late"}),
     ("charter_reject", {"reason": "Others do it"})],
)  # fmt: skip
def test_whoever_sends_it_back_sees_what_changed_since(flow, as_sponsor, route, fields):
    """Row 8 of scoping.md 9: asking for changes and rejecting are looks, as signing is."""
    flow.submit()
    address, shown = _at(route, flow), flow.charter.content_hash
    page = as_sponsor.get(address).content
    assert f'name="content_hash" value="{shown}"'.encode() in page
    as_sponsor.post(address, fields | {"content_hash": shown})
    assert Look.objects.get().content_hash == shown
    if flow.charter.state == "rejected":
        versions.copy(charter=flow.charter, actor=flow.manager)
    flow.save("problem", target_amount="15")
    page = as_sponsor.get(_at("charter", flow)).content
    assert b"Changed since you last looked" in page


def test_whoever_cannot_sign_any_more_is_named(flow, as_manager):
    flow.submit()
    address = _at("charter", flow)
    assert b"no member any more" not in as_manager.get(address).content
    Membership.objects.filter(user=flow.sponsor).update(is_active=False)
    assert b"no member any more. Take the charter back" in as_manager.get(address).content


def _sign(client, flow, **fields):
    return client.post(
        _at("charter_sign", flow), {"content_hash": flow.charter.content_hash, **fields}
    )


def test_signing_asks_for_the_password_where_the_sign_in_is_not_recent(flow, as_sponsor):
    flow.submit()
    answer = _sign(as_sponsor, flow)
    assert answer.status_code == 422
    assert b"Enter your password" in answer.content


def test_a_wrong_password_signs_nothing(flow, as_sponsor):
    flow.submit()
    assert _sign(as_sponsor, flow, password="wrong").status_code == 422
    assert not flow.charter.slots.signed().exists()


def test_the_right_password_signs_and_is_not_asked_again_at_once(flow, as_sponsor):
    flow.submit()
    assert _sign(as_sponsor, flow, password=factories.PASSWORD).status_code == 302
    assert flow.charter.slots.signed().get().signed_by == flow.sponsor
    assert b"Your password" not in as_sponsor.get(_at("charter_sign", flow)).content


def test_many_wrong_passwords_are_not_looked_at(flow, as_sponsor):
    flow.submit()
    codes = [_sign(as_sponsor, flow, password="wrong").status_code for _ in range(7)]
    assert codes[-1] == 429


def test_a_stale_page_signs_nothing_and_shows_the_new_text(flow, as_sponsor):
    flow.submit()
    answer = as_sponsor.post(
        _at("charter_sign", flow), {"content_hash": "0" * 64, "password": factories.PASSWORD}
    )
    assert answer.status_code == 409
    assert flow.charter.content_hash.encode() in answer.content


def test_a_dry_run_names_what_is_missing_with_the_way_there(flow, as_manager):
    flow.save("money", funding="")
    page = as_manager.get(_at("charter_submission", flow)).content
    assert b"One thing is missing" in page
    assert reverse("scoping:section", args=[flow.project.public_id, "money"]).encode() in page


def test_a_dry_run_changes_nothing(flow, as_manager):
    as_manager.get(_at("charter_submission", flow))
    assert (flow.charter.state, flow.charter.canonical) == ("draft", "")


def test_submitting_what_lacks_something_answers_with_the_list(flow, as_manager):
    flow.save("money", funding="")
    answer = as_manager.post(_at("charter_submit", flow))
    assert answer.status_code == 409
    assert b"Money: Funding source" in answer.content


def test_changes_are_asked_for_at_a_field_of_the_charter(flow, as_sponsor):
    flow.submit()
    fields = {"path_1": "plan.end", "text_1": "Too late"}
    assert as_sponsor.post(_at("charter_changes", flow), fields).status_code == 302
    assert flow.charter.change_requests.get().comment.path == "plan.end"


def test_a_field_that_no_charter_has_is_refused(flow, as_sponsor):
    flow.submit()
    fields = {"path_1": "weather.rain", "text_1": "Too late"}
    assert as_sponsor.post(_at("charter_changes", flow), fields).status_code == 422


def test_markup_in_a_charter_stays_text(flow, as_sponsor):
    flow.save("problem", earlier_attempts="<script>alert(1)</script>")
    flow.submit()
    page = as_sponsor.get(_at("charter_full", flow)).content
    assert b"<script>alert(1)" not in page
    assert b"&lt;script&gt;alert(1)" in page


def test_a_charter_that_the_worksheet_left_behind_says_so(flow, as_manager):
    flow.approve()
    flow.save("problem", target_amount="15")
    assert b"1 material change that nobody signed" in as_manager.get(_at("charter", flow)).content


def test_a_source_that_changed_shows_and_changes_nothing(flow, as_manager):
    frozen = flow.submit().content_hash
    Objective.objects.update(says="Other words")
    assert b"was changed" in as_manager.get(_at("charter", flow)).content
    assert Charter.objects.get().content_hash == frozen


def test_a_review_asks_for_its_own_version(flow, as_sponsor):
    """Checklist row 79: a review of a charter in force is told where it is amended."""
    flow.approve()
    review = {"id": "revi0001", "day": "2027-01-10", "decision": "Go on", "change": "A week more"}
    flow.save("plan", reviews=[review])
    page = as_sponsor.get(_at("charter", flow)).content.decode()
    assert "A review was noted since this version was signed" in page


def test_the_start_page_asks_for_the_signature(flow, as_sponsor):
    flow.submit()
    assert b"Sign charter 1.0" in as_sponsor.get(reverse("home")).content


def test_the_number_of_statements_is_bounded(flow, as_sponsor, django_assert_max_num_queries):
    flow.submit()
    with django_assert_max_num_queries(60):
        as_sponsor.get(_at("charter", flow))


def test_only_what_can_be_done_is_offered(flow, as_manager):
    """A dictionary has a method that is called as the event of copying a charter."""
    flow.submit()
    page = as_manager.get(_at("charter", flow)).content
    assert b"Copy to a new draft" not in page
    assert b"Take it back to draft" in page


def test_a_draft_leads_back_to_its_worksheet(flow, as_manager):
    flow.approve()
    flow.amend()
    page = as_manager.get(_at("charter", flow)).content
    assert b"Change the worksheet" in page


def test_what_is_missing_leads_to_its_field_and_says_what_to_do(flow, as_manager):
    flow.save("money", funding="", contingency="90")
    page = as_manager.get(_at("charter_submission", flow)).content.decode()
    section = f"/projects/{flow.project.public_id}/worksheet"
    assert f'<a href="{section}/money/#row_id_funding">Money: Funding source</a>' in page
    assert f'<a href="{section}/plan/#' in page


def test_the_record_names_the_field_of_a_change_and_its_answer(flow, as_sponsor, as_manager):
    flow.submit()
    asked = {"path_1": "problem.deadline", "text_1": "Too late"}
    assert as_sponsor.post(_at("charter_changes", flow), asked).status_code == 302
    page = as_manager.get(_at("charter_events", flow)).content.decode()
    assert "Problem: Deadline" in page
    assert "problem.deadline" not in page
    assert "Not answered yet." in page
    comment = flow.charter.change_requests.get().comment.public_id
    as_manager.post(_at("charter_answers", flow), {"comment": comment, "text": "A month earlier"})
    assert "A month earlier" in as_sponsor.get(_at("charter_events", flow)).content.decode()


def test_a_signature_that_counts_no_more_is_void_and_one_never_given_is_not(flow, as_sponsor):
    flow.submit()
    flow.sign(flow.lead)
    asked = [("problem.statement", "Say which customers.")]
    charters.request_changes(charter=flow.charter, actor=flow.sponsor, requests=asked)
    page = as_sponsor.get(_at("charter", flow)).content.decode()
    column = page[page.index("Sign-off") :]
    assert (column.count(">void<"), column.count(">not signed<")) == (1, 1)


def test_a_revoked_charter_says_how_the_work_is_taken_up_again(flow, as_sponsor, as_manager):
    flow.approve()
    versions.revoke(charter=flow.charter, actor=flow.sponsor, reason="The budget is gone.")
    page = as_manager.get(_at("charter", flow)).content.decode()
    assert "begin a project from that file" in page
    assert reverse("scoping:worksheet_json", args=[flow.project.public_id]) in page
    assert "has no next version" not in as_sponsor.get(_at("charter", flow)).content.decode()
