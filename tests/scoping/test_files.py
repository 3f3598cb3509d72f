"""A worksheet leaves as JSON and begins a project again, with the same content."""

import json

import churn_case
import factories
import pytest
import scoping_data
from django.urls import reverse

from accounts.models import AuditEvent
from scoping.models import Project, Rating
from scoping.overview.comparison import comparison_of
from scoping.overview.editions import exported
from scoping.overview.portable import ONE_OF, arrival_of, exported_worksheet
from scoping.rules.templates import project_templates
from scoping.worksheet.canonical import canonical_json
from scoping.worksheet.showing import REFERENCES

pytestmark = pytest.mark.django_db


@pytest.fixture
def again(organization, manager):
    """Bring the export of a project in where it came from."""

    def _again(project):
        return scoping_data.bring_in(organization, manager, exported_worksheet(project))

    return _again


def _same(first, second):
    left, right = (canonical_json(exported_worksheet(each)) for each in (first, second))
    assert left == right


@pytest.mark.parametrize("key", project_templates())
def test_each_example_is_the_same_after_a_round_trip(organization, manager, again, key):
    project = scoping_data.start(organization, manager, key)
    made = again(project)
    _same(project, made)
    assert arrival_of(made).left == []


def test_a_whole_worksheet_with_references_is_the_same(flow, again):
    made = again(flow.project)
    _same(flow.project, made)
    assert arrival_of(made).left == []
    assert made.assessment == flow.project.assessment
    assert made.objective.name.startswith("Aim of")
    assert made.state().chosen.content["name"] == "Churn model"


def test_several_raters_of_one_side_stay_several(flow, again, organization):
    candidate = flow.project.candidates.get(decision="chosen")
    for score, name in ((0, "Una"), (4, "Ugo")):
        rater = factories.make_user(email=f"{name}@example.org", name=name)
        candidate.ratings.create(rater=rater, side="business", factor="V1", score=score,
                                 evidence="guess", note="")  # fmt: skip
    made = again(flow.project)
    _same(flow.project, made)
    assert made.candidates.get(decision="chosen").ratings.filter(factor="V1").count() == 4


def test_the_churn_case_compares_as_before(organization, manager, again):
    project = scoping_data.make_example(organization, manager)
    today = project.organization.local_date(project.created_at)
    pages = [comparison_of(each, today)[0] for each in (project, again(project))]
    figures = [
        [(each.name, each.priority, each.money.net_present_value) for each in page.candidates]
        for page in pages
    ]
    assert figures[0] == figures[1]
    assert {name for name, *_ in figures[0]} >= set(churn_case.NAMES)


def test_nothing_that_was_there_changes(flow, again):
    before = exported_worksheet(flow.project)
    made = again(flow.project)
    assert exported_worksheet(flow.project) == before
    assert made.public_id != flow.project.public_id
    ids = [each.public_id for each in made.candidates.all()]
    assert not flow.project.candidates.filter(public_id__in=ids).exists()


def test_a_signed_charter_becomes_a_draft_without_signatures(flow, organization, manager):
    signed = exported(flow.approve())
    made = scoping_data.bring_in(organization, manager, signed)
    charter = made.charters.get()
    assert (charter.state, charter.canonical, charter.slots.count()) == ("draft", "", 0)
    assert made.stage == Project.Stage.IDEA
    assert not made.confirmations.exists()
    assert not Rating.objects.filter(candidate__project=made).exclude(rater=None).exists()
    origin = arrival_of(made).origin
    assert (origin["version"], origin["state"], origin["signatures"]) == ("1.0", "approved", 2)
    assert (origin["content_hash"], origin["holds"]) == (flow.charter.content_hash, True)
    left, right = (exported_worksheet(each)["worksheet"] for each in (flow.project, made))
    assert left == right


def test_a_file_that_was_changed_is_said_so(flow, organization, manager, sign_in):
    content = exported(flow.approve())
    content["charter"]["sections"]["problem"]["target_amount"] = "5"
    made = scoping_data.bring_in(organization, manager, content)
    page = sign_in(manager).get(reverse("scoping:project_arrival", args=[made.public_id]))
    assert "The file was changed after it left." in page.content.decode()


def test_what_another_organization_has_is_left_empty_and_listed(flow, outsider, sign_in):
    home = outsider.memberships.get().organization
    made = scoping_data.bring_in(home, outsider, exported_worksheet(flow.project))
    people = made.content_of("people")
    assert not {"sponsor", "manager", "owner", "technical_lead"} & people.keys()
    assert made.content_of("problem")["metric_name"] == "Yearly churn rate"
    assert not made.involvements.exists()
    assert (made.assessment, made.objective) == (None, None)
    rows = {row.label: row for row in arrival_of(made).left}
    assert rows["People: Sponsor"].said == "Executive, a person"
    assert rows["People: Sponsor"].address.endswith("#id_sponsor")
    assert rows["Problem: Objective it serves"].said.endswith("an objective")
    assert "Readiness" in rows
    page = sign_in(outsider).get(reverse("scoping:project_arrival", args=[made.public_id]))
    assert "things of the file are not here" in page.content.decode()


def test_what_was_filled_in_since_is_no_longer_empty(flow, outsider):
    home = outsider.memberships.get().organization
    made = scoping_data.bring_in(home, outsider, exported_worksheet(flow.project))
    people = {**made.content_of("people"), "sponsor": outsider.public_id}
    scoping_data.save(made, "people", outsider, people)
    now = {row.label: row.now for row in arrival_of(made).left}
    assert (now["People: Sponsor"], now["People: Business owner"]) == ("Filled in", "Still empty")


def test_scores_and_answers_that_nobody_asks_for_are_left_out(flow, organization, manager):
    content = exported_worksheet(flow.project)
    rating = {"factor": "V9", "side": "business", "score": 3, "evidence": "guess", "note": ""}
    content["worksheet"]["candidates"][2]["ratings"].append(rating)
    content["worksheet"]["sections"]["risks"]["legal_answers"]["horoscope"] = "yes"
    made = scoping_data.bring_in(organization, manager, content)
    said = {row.said for row in arrival_of(made).left}
    assert said == {"V9, scores of a factor that the rubric has not", "horoscope: yes, an answer"}
    assert "horoscope" not in made.content_of("risks")["legal_answers"]


def test_beginning_from_a_file_is_in_the_audit_log(project, again):
    made = again(project)
    event = AuditEvent.objects.filter(action="project.created").latest("pk")
    assert event.target == f"project {made.public_id}"
    assert event.after["content_hash"] == exported_worksheet(project)["content_hash"]


def test_a_person_exports_and_brings_in(as_manager, project):
    address = reverse("scoping:worksheet_json", args=[project.public_id])
    page = as_manager.get(address)
    assert page.headers["Content-Disposition"] == 'attachment; filename="worksheet.json"'
    found = json.loads(page.content)
    assert (found["format"], found["worksheet_version"]) == ("aiproj.worksheet/1", "1.0.0")


def test_a_project_that_came_from_no_file_has_no_such_page(as_manager, project):
    address = reverse("scoping:project_arrival", args=[project.public_id])
    assert as_manager.get(address).status_code == 404


def test_every_kind_of_reference_has_words():
    assert set(ONE_OF) >= REFERENCES
