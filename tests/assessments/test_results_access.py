"""Who may see results, and who may see names."""

import factories
import pytest
from django.test import Client
from results_data import closed_with, evaluation, everybody, golden_answers, page

from assessments.models import Answer
from assessments.services import lifecycle

PAGES = ("", "why/overall/index/", "comments/ai_skills/")
WRITTEN = {"ai_skills": ["A remark."]}


@pytest.fixture
def actors(admin, manager, member, executive, outsider):
    return {
        "admin": admin,
        "manager": manager,
        "member": member,
        "executive": executive,
        "outsider": outsider,
    }


def statuses(sign_in, actors, assessment, path):
    address = f"/assessments/{assessment.public_id}/results/{path}"
    return {name: sign_in(user).get(address).status_code for name, user in actors.items()}


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(
    ("state", "member_sees", "executive_sees", "shared"),
    [
        ("closed", 404, 404, False),
        ("published", 404, 200, False),
        ("published", 200, 200, True),
        ("archived", 200, 200, True),
    ],
)
def test_roles_see_results_when_their_time_has_come(
    sign_in, actors, organization, manager, path, state, member_sees, executive_sees, shared
):
    given = {"state": state, "shared_with_members": shared}
    if state != "closed":
        given["published_at"] = factories.timezone.now()
    found = evaluation(golden_answers())
    assessment = closed_with(organization, manager, found, WRITTEN, **given)
    assert statuses(sign_in, actors, assessment, path) == {
        "admin": 200,
        "manager": 200,
        "member": member_sees,
        "executive": executive_sees,
        "outsider": 404,
    }


def test_signed_out_people_are_sent_to_the_sign_in_page(organization, manager):
    assessment = closed_with(organization, manager, evaluation(golden_answers()))
    response = Client().get(f"/assessments/{assessment.public_id}/results/")
    assert response.status_code == 302
    assert "/sign-in/" in response.url


def test_open_assessment_sends_managers_to_participation(sign_in, actors, organization, manager):
    assessment = factories.make_open(organization, manager)
    assert statuses(sign_in, actors, assessment, "") == {
        "admin": 302,
        "manager": 302,
        "member": 404,
        "executive": 404,
        "outsider": 404,
    }
    answer = sign_in(manager).get(f"/assessments/{assessment.public_id}/results/why/overall/index/")
    assert answer.status_code == 404


def test_draft_has_no_results(sign_in, organization, manager):
    assessment = factories.make_assessment(organization, manager)
    answer = sign_in(manager).get(f"/assessments/{assessment.public_id}/results/")
    assert answer.status_code == 404


def test_managers_are_offered_to_publish_and_executives_are_not(
    sign_in, organization, manager, executive
):
    found = evaluation(golden_answers())
    closed = closed_with(organization, manager, found)
    assert "Publish report" in page(sign_in(manager), closed)
    published = closed_with(
        organization,
        manager,
        found,
        state="published",
        published_at=factories.timezone.now(),
    )
    assert "Publish report" not in page(sign_in(executive), published)


@pytest.fixture
def attributed(organization, manager):
    """Answered with names by one person, who wrote something, and one who did not submit."""
    assessment = factories.make_assessment(
        organization, manager, privacy_mode="attributed", minimum_group=1
    )
    factories.add_people(assessment, technical=1, business=1)
    assessment = factories.open_assessment(assessment)
    first, second = assessment.participants.order_by("email")
    for person in (first, second):
        person.assessment = assessment
    factories.answer(first, {"ai_skills": 4})
    Answer.objects.filter(capability="ai_skills").update(
        comment="<b>Bold</b> claim", evidence_url="https://example.org/plan"
    )
    factories.submit(first)
    factories.answer(second, {"ai_skills": 2})
    lifecycle.close(assessment=assessment, actor=manager)
    factories.run_jobs()
    assessment.refresh_from_db()
    return assessment


def test_names_are_for_the_managers_of_the_assessment_only(sign_in, actors, attributed):
    found = statuses(sign_in, actors, attributed, "answers/")
    assert found == {
        "admin": 404,  # not named as a manager of this assessment
        "manager": 200,
        "member": 404,
        "executive": 404,
        "outsider": 404,
    }


def test_names_stand_beside_submitted_answers_only(sign_in, manager, attributed):
    text = page(sign_in(manager), attributed, "answers/")
    assert "b1@example.org" in text
    assert "t1@example.org" not in text
    assert "&lt;b&gt;Bold&lt;/b&gt; claim" in text
    assert 'href="https://example.org/plan" rel="noopener noreferrer nofollow"' in text


def test_names_are_on_no_other_page(sign_in, manager, attributed):
    text = page(sign_in(manager), attributed)
    assert "Who answered what" in text
    assert "@example.org" not in text.split("<main")[1]


@pytest.mark.parametrize("mode", ["confidential", "anonymous"])
def test_other_modes_have_no_page_of_names(sign_in, organization, manager, mode):
    found = evaluation(everybody())
    assessment = closed_with(organization, manager, found, privacy_mode=mode)
    client = sign_in(manager)
    assert "Who answered what" not in page(client, assessment)
    assert client.get(f"/assessments/{assessment.public_id}/results/answers/").status_code == 404


def test_a_demoted_manager_loses_the_names(sign_in, manager, organization, attributed):
    manager.memberships.filter(organization=organization).update(role="member")
    answer = sign_in(manager).get(f"/assessments/{attributed.public_id}/results/answers/")
    assert answer.status_code in (403, 404)
