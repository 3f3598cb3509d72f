"""The sponsor's word that a candidate starts unready: where it stands, and how long it counts."""

import charter_flow
import pytest
from django.urls import reverse

from assessments.models import Result
from scoping.exports.readiness import readiness_sentence
from scoping.services import charters, gates

pytestmark = pytest.mark.django_db
WHY = "The data platform arrives in March."


@pytest.fixture
def unready(flow):
    """The same project, where every level of the organization is the lowest."""
    low = {key: {"score": 1.0, "interval": None} for key in charter_flow.LEVELS}
    rows = Result.objects.filter(assessment=flow.project.assessment)
    rows.update(evaluation={"dimensions": low})
    return flow


def _accept(flow):
    chosen = flow.project.candidates.get(decision="chosen").public_id
    gates.accept_risk(project=flow.project, actor=flow.sponsor, candidate_id=chosen, reason=WHY)


def _page(client, flow, name):
    return client.get(reverse(f"scoping:{name}", args=[flow.project.public_id])).content.decode()


def test_nobody_submits_unready_without_the_sponsors_word(unready):
    with pytest.raises(charters.Lacking):
        unready.submit()


def test_the_word_of_the_sponsor_is_signed_and_printed(unready, sign_in):
    _accept(unready)
    content = unready.submit().content
    asked = content["checks"]["smart"]["checks"]
    [title] = [check["title"] for check in asked if check["id"] == "SC-A3"]
    assert title.endswith(f"; the sponsor accepts the risk: {WHY}")
    address = reverse("scoping:charter", args=[unready.charter.public_id])
    assert b"The sponsor accepts the risk." in sign_in(unready.lead).get(address).content


def test_once_we_are_ready_no_risk_is_spoken_of(flow):
    _accept(flow)
    content = flow.submit().content
    chosen = next(each for each in content["candidates"] if each["decision"] == "chosen")
    assert content["accepted_risk"] == WHY
    assert "sponsor" not in readiness_sentence(content, chosen)


def test_the_word_of_a_former_sponsor_counts_no_more(unready, organization, sign_in, admin):
    _accept(unready)
    unready.save("people", sponsor=admin.public_id)
    with pytest.raises(charters.Lacking):
        unready.submit()
    assert "counts no longer" in _page(sign_in(admin), unready, "gates")
    unready.save("people", sponsor=unready.sponsor.public_id)
    assert unready.submit().canonical


def test_the_page_names_the_candidate(unready, sign_in):
    _accept(unready)
    page = _page(sign_in(unready.sponsor), unready, "gates")
    assert "Churn model: Executive" in page
    assert "counts no longer" not in page


def test_the_sponsor_finds_the_way_beside_the_candidates(unready, sign_in):
    way = reverse("scoping:risk_accept", args=[unready.project.public_id])
    assert way in _page(sign_in(unready.sponsor), unready, "candidates")
    assert way not in _page(sign_in(unready.manager), unready, "candidates")


def test_the_chosen_candidate_is_offered_first(unready, sign_in):
    chosen = unready.project.candidates.get(decision="chosen").public_id
    assert f'<option value="{chosen}" selected>' in _page(
        sign_in(unready.sponsor), unready, "risk_accept"
    )
