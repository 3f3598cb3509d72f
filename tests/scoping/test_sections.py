"""Saving sections of a worksheet."""

import pytest
import scoping_data
from django.urls import reverse

from accounts.models import AuditEvent
from aiproj.shared.errors import Refused, Stale
from scoping.models import Charter, Project, Revision
from scoping.services import worksheets
from scoping.worksheet.canonical import digest
from scoping.worksheet.loading import all_specs
from scoping.worksheet.model import MOST_ROWS

pytestmark = pytest.mark.django_db
AUTOSAVE = {"HTTP_X_AUTOSAVE": "1"}


def _post(client, project: Project, key: str, fields: dict, **headers):
    address = reverse("scoping:section_save", args=[project.public_id, key])
    return client.post(address, fields, **headers)


@pytest.mark.parametrize(
    "key", ["problem", "data", "metrics", "evaluation", "risks", "people", "plan", "money",
            "operations", "communication"],
)  # fmt: skip
def test_every_section_opens(as_manager, project, key):
    page = as_manager.get(reverse("scoping:section", args=[project.public_id, key]))
    assert page.status_code == 200


def test_an_unknown_section_is_not_found(as_manager, project):
    page = as_manager.get(reverse("scoping:section", args=[project.public_id, "weather"]))
    assert page.status_code == 404


def test_a_draft_saves_incomplete(as_manager, project):
    answer = _post(
        as_manager, project, "problem",
        {"version": 1, "title": scoping_data.TITLE, "baseline": "10.50"},
    )  # fmt: skip
    assert answer.status_code == 302
    assert project.content_of("problem") == {"title": scoping_data.TITLE, "baseline": "10.5"}


def test_saving_by_itself_answers_with_parts_of_the_page(as_manager, project):
    fields = {"version": 1, "title": "Late deliveries"}
    answer = _post(as_manager, project, "problem", fields, **AUTOSAVE)
    assert answer.status_code == 200
    assert b'data-version="2"' in answer.content
    assert b"<html" not in answer.content


def test_rows_keep_their_ids(as_manager, project):
    fields = {"version": 0, "milestones-abcd1234-name": "Pilot", "milestones-abcd1234-budget": "5"}
    _post(as_manager, project, "plan", fields)
    assert project.content_of("plan") == {
        "milestones": [{"id": "abcd1234", "name": "Pilot", "budget": "5"}]
    }


def test_a_removed_row_goes(as_manager, project, manager):
    scoping_data.save(project, "plan", manager, {"milestones": [{"id": "abcd1234", "name": "A"}]})
    fields = {"version": 1, "milestones-abcd1234-name": "A", "milestones-abcd1234-remove": "on"}
    _post(as_manager, project, "plan", fields)
    assert project.content_of("plan") == {}


def test_without_javascript_a_further_row_is_a_button(as_manager, project):
    answer = _post(as_manager, project, "plan", {"version": 0, "add": "milestones"})
    page = as_manager.get(answer.headers["Location"])
    assert page.content.count(b"data-row=") == 1 + page.content.count(b'data-row="ROW"')


def test_a_wrong_number_is_named_and_kept(as_manager, project):
    answer = _post(as_manager, project, "money", {"version": 0, "contingency": "some"})
    assert answer.status_code == 422
    assert b"Enter a number" in answer.content
    assert b'value="some"' in answer.content


@pytest.mark.parametrize(("rate", "is_refused"), [("0", True), ("0.000001", False)])
def test_a_rate_of_0_is_refused_as_such(as_manager, project, rate, is_refused):
    row = {"rates-abcd1234-currency": "EUR", "rates-abcd1234-rate": rate}
    answer = _post(as_manager, project, "money", {"version": 0, **row})
    assert ("More than 0." in answer.content.decode()) == is_refused
    assert (answer.status_code == 422) == is_refused


def test_a_chosen_meaning_leads_back_to_the_target(as_manager, project):
    fields = {"unit": "%", "baseline": "24", "target_words": "down 10%", "meaning": "relative"}
    version = project.sections.get(key="problem").version
    answer = _post(as_manager, project, "problem", {"version": version, **fields})
    assert answer.url.endswith("/worksheet/problem/#id_target_words")


def test_a_stale_save_shows_both_texts(as_manager, project, manager):
    scoping_data.save(project, "money", manager, {"funding": "Service budget"})
    answer = _post(as_manager, project, "money", {"version": 0, "funding": "Sales budget"})
    assert answer.status_code == 409
    assert b"Service budget" in answer.content
    assert b"Sales budget" in answer.content
    assert project.content_of("money") == {"funding": "Service budget"}


def test_two_sections_are_saved_side_by_side(as_manager, project):
    _post(as_manager, project, "money", {"version": 0, "funding": "Sales budget"})
    _post(as_manager, project, "plan", {"version": 0, "early_win": "First list"})
    assert project.content_of("plan") == {"early_win": "First list"}


def test_every_state_is_kept(project, manager):
    for funding in ("A", "B"):
        scoping_data.save(project, "money", manager, {"funding": funding})
    kept = Revision.objects.filter(project=project, subject="money").order_by("version")
    assert [each.content["funding"] for each in kept] == ["A", "B"]


def test_saving_the_same_again_changes_nothing(project, manager):
    for _ in range(2):
        scoping_data.save(project, "money", manager, {"funding": "A"})
    assert project.sections.get(key="money").version == 1


def test_nothing_is_changed_while_people_review_it(project, manager):
    project.charters.update(state=Charter.State.IN_REVIEW)
    with pytest.raises(Refused, match="in review"):
        scoping_data.save(project, "money", manager, {"funding": "A"})


def test_two_first_saves_cannot_both_win(project, manager):
    scoping_data.save(project, "money", manager, {"funding": "A"})
    with pytest.raises(Stale):
        worksheets.save_section(
            project=project, key="money", actor=manager, version=0, content={"funding": "B"}
        )


def test_more_rows_than_a_worksheet_holds_are_refused(as_manager, project):
    rows = {f"risks-row{number:04}-what": "x" for number in range(61)}
    answer = _post(as_manager, project, "risks", {"version": 0, **rows})
    assert answer.status_code == 422
    assert b"at most 60" in answer.content


def test_the_fullest_section_can_be_sent(settings):
    """L2: every field of every row fits into one request; ten times as many do not."""
    sizes = [
        len(spec.fields) + sum(MOST_ROWS * (len(group.fields) + 1) for group in spec.groups)
        for spec in all_specs().values()
    ]
    around = 8  # version, token, and what a button sends
    assert max(sizes) + around < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS < 10_000


def test_many_datasets_are_saved_at_once(as_manager, project):
    fields = {f"datasets-row{number:04}-{key.key}": "" for number in range(40)
              for key in all_specs()["data"].groups[0].fields}  # fmt: skip
    names = {f"datasets-row{number:04}-name": f"Dataset {number}" for number in range(40)}
    answer = _post(as_manager, project, "data", {"version": 0, **fields, **names})
    assert answer.status_code == 302
    assert len(project.content_of("data")["datasets"]) == 40


def test_every_save_stands_in_the_audit_log(as_manager, project, manager):
    """D7: who, when, and the hash of what was saved, for sections and candidates."""
    _post(as_manager, project, "money", {"version": 0, "funding": "Sales budget"})
    event = AuditEvent.objects.filter(action="worksheet.saved").get()
    assert (event.actor, event.target) == (manager, f"project {project.public_id}")
    told = {"saved": "section money", "version": 1, "sha256": digest({"funding": "Sales budget"})}
    assert event.after == told
    found = project.candidates.current().last()
    path = [project.public_id, found.public_id]
    as_manager.post(reverse("scoping:candidate_save", args=path), {"version": 1, "name": "A"})
    last = AuditEvent.objects.filter(action="worksheet.saved").latest("pk")
    assert last.after["saved"] == f"candidate {found.public_id}"


def test_executives_read_without_a_way_to_save(sign_in, project, executive):
    page = sign_in(executive).get(reverse("scoping:section", args=[project.public_id, "problem"]))
    assert b"data-worksheet" not in page.content
    assert b"disabled" in page.content


def test_the_number_of_statements_does_not_grow_with_rows(
    as_manager, project, manager, django_assert_max_num_queries
):
    rows = [{"id": f"row{number:04}", "what": f"Risk {number}"} for number in range(40)]
    scoping_data.save(project, "risks", manager, {"risks": rows})
    with django_assert_max_num_queries(24):
        as_manager.get(reverse("scoping:section", args=[project.public_id, "risks"]))


def test_a_dataset_can_be_referred_to_in_the_save_that_lists_it(as_manager, project):
    address = reverse("scoping:section_save", args=[project.public_id, "data"])
    as_manager.post(address, {
        "version": 0, "datasets-abcd1234-name": "Contracts",
        "coverage-efgh5678-dataset": "abcd1234", "coverage-efgh5678-group": "Over 70",
    })  # fmt: skip
    assert project.content_of("data")["coverage"][0]["dataset"] == "abcd1234"


@pytest.mark.parametrize("name", ["section", "raters"])
def test_where_one_chooses_people_the_way_to_invite_them_is_said(
    sign_in, as_manager, admin, project, name
):
    keys = [project.public_id, "people"] if name == "section" else [project.public_id]
    address = reverse(f"scoping:{name}", args=keys)
    assert reverse("accounts:invite") in sign_in(admin).get(address).content.decode()
    assert b"Ask an administrator to invite" in as_manager.get(address).content


def test_a_full_list_takes_no_copy_of_a_row(as_manager, project, manager):
    full = [{"id": f"row{number:05}", "name": "Recall"} for number in range(MOST_ROWS)]
    scoping_data.save(project, "evaluation", manager, {"criteria": full})
    address = reverse("scoping:section_save", args=[project.public_id, "evaluation"])
    names = {f"criteria-{row['id']}-name": row["name"] for row in full}
    answer = as_manager.post(address, {"version": 1, "move": "copy:criteria:row00000", **names})
    assert answer.status_code == 422
    assert "at most 60 rows can be kept" in answer.content.decode()
    assert project.content_of("evaluation") == {"criteria": full}
