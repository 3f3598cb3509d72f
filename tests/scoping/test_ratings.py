"""Rating candidates, comparing them, and the decision."""

import churn_case
import pytest
import scoping_data
from django.urls import reverse

from accounts.models import AuditEvent, Membership
from aiproj.shared.errors import Refused
from scoping.forms.ratings import RatingForm
from scoping.models import Rating
from scoping.rules.loading import shipped_rubric
from scoping.services import projects, ratings, worksheets

pytestmark = pytest.mark.django_db
SAID = {"V1_score": "3", "V1_evidence": "expert", "V1_note": "Two years of contracts"}


@pytest.fixture
def candidate(project):
    return project.candidates.current().last()


@pytest.fixture
def rater(project, manager, member):
    ratings.invite_rater(project=project, actor=manager, person=member, side="business")
    return member


def _rate(client, candidate, fields):
    address = reverse("scoping:rate", args=[candidate.project.public_id, candidate.public_id])
    return client.post(address, fields)


def test_whoever_is_asked_sees_the_project_and_can_rate(sign_in, candidate, rater):
    assert _rate(sign_in(rater), candidate, SAID).status_code == 302
    assert candidate.ratings.get().plain() == {
        "factor": "V1", "side": "business", "score": 3, "evidence": "expert",
        "note": "Two years of contracts",
    }  # fmt: skip


def test_whoever_is_not_asked_cannot_rate(as_manager, candidate):
    assert _rate(as_manager, candidate, SAID).status_code == 403
    assert not Rating.objects.exists()


def test_a_score_without_evidence_is_refused(sign_in, candidate, rater):
    answer = _rate(sign_in(rater), candidate, {"V1_score": "3"})
    assert answer.status_code == 422
    assert b"Say what the score rests on" in answer.content


def test_what_the_worksheet_suggests_is_filled_in_once(sign_in, candidate, rater):
    """Checklist row 94: the technique gives C1; whoever has rated sees the own scores only."""
    candidate.content = {**candidate.content, "technique": "computer_vision"}
    candidate.save()
    client = sign_in(rater)
    address = reverse("scoping:rate", args=[candidate.project.public_id, candidate.public_id])
    page = client.get(address)
    assert b"Suggested: 4 (technique: Computer vision)" in page.content
    assert page.context["form"]["C1_score"].value() == "4"
    _rate(client, candidate, SAID)
    assert client.get(address).context["form"]["C1_score"].value() is None


def test_a_score_can_be_taken_back(sign_in, candidate, rater):
    client = sign_in(rater)
    _rate(client, candidate, SAID)
    _rate(client, candidate, {})
    assert not Rating.objects.exists()


def test_raters_do_not_see_the_scores_of_others(sign_in, project, candidate, manager, rater):
    ratings.invite_rater(project=project, actor=manager, person=manager, side="technical")
    _rate(sign_in(rater), candidate, SAID)
    address = reverse("scoping:rate", args=[project.public_id, candidate.public_id])
    assert b"Two years of contracts" not in sign_in(manager).get(address).content


def test_a_person_rates_for_their_own_side_only(project, manager, member):
    Membership.objects.filter(user=member).update(perspective="technical")
    with pytest.raises(Refused, match="Technical side"):
        ratings.invite_rater(project=project, actor=manager, person=member, side="business")


def test_nobody_rates_for_both_sides(project, manager, rater):
    with pytest.raises(Refused, match="rates already"):
        ratings.invite_rater(project=project, actor=manager, person=rater, side="technical")


def test_strangers_cannot_be_asked(project, manager, outsider):
    with pytest.raises(Refused, match="does not belong"):
        ratings.invite_rater(project=project, actor=manager, person=outsider, side="business")


def test_being_asked_comes_by_mail(organization, rater):
    assert organization.messages.filter(recipient=rater.email).exists()


def test_withdrawing_a_rater_takes_the_scores_away(as_manager, sign_in, project, candidate, rater):
    _rate(sign_in(rater), candidate, SAID)
    as_manager.post(reverse("scoping:rater_withdraw", args=[project.public_id, rater.public_id]))
    assert not Rating.objects.exists()
    assert _rate(sign_in(rater), candidate, SAID).status_code == 404


def test_withdrawing_says_first_how_many_scores_go_with_it(
    as_manager, sign_in, project, candidate, rater
):
    address = reverse("scoping:raters", args=[project.public_id])
    assert "No score was given yet." in as_manager.get(address).content.decode()
    _rate(sign_in(rater), candidate, SAID)
    assert "1 score will be deleted" in as_manager.get(address).content.decode()


def test_only_one_candidate_is_chosen(project, manager):
    keys = [each.public_id for each in project.candidates.current()]
    decisions = dict.fromkeys(keys, ("chosen", "It is best"))
    with pytest.raises(Refused, match="Only one"):
        ratings.decide(project=project, actor=manager, version=1, decisions=decisions)


def test_another_candidate_can_be_chosen_later(project, manager):
    first, *_, last = [each.public_id for each in project.candidates.current()]
    for chosen in (first, last, first):
        decisions = {
            each.public_id: ("chosen" if each.public_id == chosen else "rejected", "Because")
            for each in project.candidates.current()
        }
        ratings.decide(project=project, actor=manager, version=project.version, decisions=decisions)
    assert project.state().chosen.id == first


def test_a_decision_needs_its_reason(as_manager, project):
    key = project.candidates.current().first().public_id
    address = reverse("scoping:decide", args=[project.public_id])
    answer = as_manager.post(address, {"version": 1, f"{key}_decision": "chosen"})
    assert answer.status_code == 422
    assert b"Say why" in answer.content


def test_two_managers_who_decide_at_once_see_each_other(as_manager, project):
    """S3, S4: the second decision is not kept before its author has seen the first."""
    key = project.candidates.current().last().public_id
    address = reverse("scoping:decide", args=[project.public_id])
    fields = {"version": 1, f"{key}_decision": "parked", f"{key}_reason": "Too early"}
    assert as_manager.post(address, fields).status_code == 302
    mine = {**fields, f"{key}_decision": "rejected", f"{key}_reason": "Too dear"}
    answer = as_manager.post(address, mine)
    assert answer.status_code == 409
    assert b"Parked: Too early" in answer.content
    assert b'value="Too dear"' in answer.content
    assert project.candidates.get(public_id=key).decision_reason == "Too early"
    assert as_manager.post(address, {**mine, "version": 2}).status_code == 302


def test_without_an_assessment_readiness_is_unknown(as_manager, project):
    page = as_manager.get(reverse("scoping:candidates", args=[project.public_id]))
    assert b"Readiness is unknown, not zero" in page.content


def test_the_page_of_candidates_asks_no_more_with_more_ratings(
    as_manager, project, manager, django_assert_max_num_queries
):
    scoping_data.rate_all(project, manager, churn_case.NAMES)
    with django_assert_max_num_queries(32):
        as_manager.get(reverse("scoping:candidates", args=[project.public_id]))


def test_evidence_is_asked_for_where_a_score_is_given_and_nowhere_else():
    said = {"V1_score": "3", "V2_note": "Not looked at yet"}
    form = RatingForm(shipped_rubric(), {}, {}, said)
    assert form.errors == {"V1_evidence": ["Say what the score rests on."]}
    assert RatingForm(shipped_rubric(), {}, {}, {**said, "V1_evidence": "guess"}).is_valid()


def test_assessments_that_were_named_meanwhile_are_shown(flow, as_manager):
    """S3: a choice is replaced only by whoever has seen it."""
    project, version = flow.project, flow.project.version
    chosen = str(project.assessment.scope)
    projects.choose_assessments(
        project=project, actor=flow.manager, version=version, assessment=project.assessment,
        readiness_check=None,
    )  # fmt: skip
    address = reverse("scoping:levels", args=[project.public_id])
    answer = as_manager.post(address, {"version": version, "assessment": ""})
    assert answer.status_code == 409
    stored = answer.context["form"].stored
    assert stored["Maturity of the organization"].startswith(chosen)
    assert stored["The project's own readiness check"] == "None"
    again = {"version": answer.context["form"]["version"].value(), "assessment": ""}
    assert as_manager.post(address, again).status_code == 302


def test_whoever_is_asked_finds_it_at_home_until_the_first_score(sign_in, candidate, rater):
    client = sign_in(rater)
    assert b"Rate the candidates" in client.get("/").content
    _rate(client, candidate, SAID)
    assert b"Rate the candidates" not in client.get("/").content


def test_it_is_said_how_many_factors_have_a_score(sign_in, candidate, rater):
    client = sign_in(rater)
    _rate(client, candidate, {})
    address = reverse("scoping:candidates", args=[candidate.project.public_id])
    assert "0 of 12 factors have one." in client.get(address).content.decode()


def test_nothing_decided_is_not_called_a_decision(as_manager, project):
    address = reverse("scoping:decide", args=[project.public_id])
    answer = as_manager.post(address, {"version": 1}, follow=True)
    assert b"No candidate is chosen yet." in answer.content


def test_a_rating_is_in_the_audit_log_without_its_scores(sign_in, candidate, rater):
    _rate(sign_in(rater), candidate, SAID)
    event = AuditEvent.objects.get(action="candidate.rated")
    assert (event.actor, event.target) == (rater, f"candidate {candidate.public_id}")
    assert event.after == {"side": "business", "factors": "V1"}


def test_a_candidate_that_was_put_aside_meanwhile_is_not_rated(sign_in, candidate, rater, manager):
    worksheets.set_candidate_archived(candidate=candidate, actor=manager, archived=True)
    answer = _rate(sign_in(rater), candidate, SAID)
    assert answer.status_code == 422
    assert b"The candidate was put aside. Nothing was kept." in answer.content
    assert b"Two years of contracts" in answer.content
