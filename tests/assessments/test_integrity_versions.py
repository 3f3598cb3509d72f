"""S4 and S8: saves name the version they saw; answers stay with the questionnaire they answer."""

from pathlib import Path

import factories
import pytest
import yaml
from django.db.models import ProtectedError
from respondents import Respondent

from accounts.models import Membership, Organization, User
from assessments import pack_schema
from assessments.models import Answer, Assessment, PackVersion
from assessments.services import lifecycle, packs

PACKS = Path(pack_schema.__file__).parent / "packs"
NEW_QUESTION = "An entirely different question about the same thing?"
EDITABLE = {Organization, Membership, User, Assessment, Answer}


def _paths(organization, admin) -> dict[str, str]:
    """Every form that saves over a record that another person may save too."""
    draft = factories.make_assessment(organization, admin)
    ready = factories.make_assessment(organization, admin)
    factories.add_people(ready)
    opened = factories.make_open(organization, admin)
    closed = factories.golden_assessment(organization, admin)
    membership = factories.make_membership(factories.make_user("bo@example.org"), organization)
    return {
        "organization": "/organization/",
        "person": f"/people/{membership.public_id}/",
        "profile": "/profile/",
        "settings": f"/assessments/{draft.public_id}/settings/",
        "opening": f"/assessments/{ready.public_id}/open/",
        "extension": f"/assessments/{opened.public_id}/extend/",
        "publishing": f"/assessments/{closed.public_id}/publish/",
    }


def _rows() -> list:
    """Everything stored in the editable tables."""
    return [list(model.objects.order_by("pk").values()) for model in sorted(EDITABLE, key=str)]


def test_every_editable_record_has_a_version():
    """S4: organizations, people, profiles, assessments and answers."""
    for model in EDITABLE:
        assert model._meta.get_field("version").null is False


@pytest.mark.parametrize(
    "name",
    ["organization", "person", "profile", "settings", "opening", "extension", "publishing"],
)
def test_a_save_without_a_version_is_428(sign_in, organization, admin, name):
    """S4: and changes no row."""
    path = _paths(organization, admin)[name]
    client = sign_in(admin)
    client.get("/")
    before = _rows()
    fields = {"name": "Changed", "scope": "Changed", "time_zone": "UTC", "role": "admin"}
    assert client.post(path, fields).status_code == 428
    assert _rows() == before


@pytest.mark.parametrize("name", ["organization", "person", "profile", "settings"])
def test_the_form_carries_the_version_that_it_shows(sign_in, organization, admin, name):
    """S4: a person who just saves never meets 428."""
    page = sign_in(admin).get(_paths(organization, admin)[name]).text
    assert '<input type="hidden" name="version" value="' in page


def test_an_answer_without_a_version_is_428(organization, manager):
    """S4: by the page's script and by the form."""
    person = Respondent(factories.make_open(organization, manager)).begin()
    assert person.save(level="2", version=...).status_code == 428
    assert person.send(1, level="2", version=None).status_code == 428
    assert not Answer.objects.exists()


def _next_version(organization, manager) -> PackVersion:
    """The same questionnaire in a new version, with another first question."""
    content = yaml.safe_load((PACKS / "ai-maturity-core.yaml").read_text())
    content["pack"]["version"] = "99.0.0"
    content["dimensions"][0]["capabilities"][0]["question"] = NEW_QUESTION
    text = yaml.safe_dump(content, allow_unicode=True).encode()
    return packs.bring_in(
        organization=organization, actor=manager, text=text, file_name="pack.yaml"
    )


def _orphans() -> int:
    """Answers to questions that their assessment's questionnaire does not ask."""
    asked = {
        assessment.pk: {item.key for item in assessment.pack.capabilities}
        for assessment in Assessment.objects.all()
    }
    rows = Answer.objects.values_list("response__assessment_id", "capability")
    return sum(capability not in asked[assessment] for assessment, capability in rows)


def test_a_new_questionnaire_version_reaches_nobody_who_answers(organization, manager):
    """S8: fifty people begin, a new version is loaded, they go on: every answer stays pinned."""
    assessment = factories.make_assessment(organization, manager)
    factories.add_people(assessment, technical=25, business=25)
    factories.open_assessment(assessment)
    pinned = assessment.pack_version
    people = list(assessment.participants.select_related("assessment__organization"))
    for person in people:
        factories.answer(person, {"ai_skills": 3})
    changed = _next_version(organization, manager)
    page = Respondent(assessment, "t1").get("question", number=1).text
    assert NEW_QUESTION not in page
    for person in people:
        factories.answer(person, {"team_collaboration": 2})
        factories.submit(person)
    closed = lifecycle.close(assessment=assessment, actor=manager)
    factories.run_jobs()
    assert closed.pack_version == pinned != changed
    assert (Answer.objects.count(), _orphans()) == (100, 0)
    result = Assessment.objects.get(pk=closed.pk).result.evaluation
    assert result["capabilities"]["ai_skills"]["n_valid"] == 50


def test_a_pinned_questionnaire_cannot_be_deleted(organization, manager):
    """S8: the database holds on to the version that an assessment uses."""
    used = factories.make_open(organization, manager).pack_version
    with pytest.raises(ProtectedError):
        used.delete()
