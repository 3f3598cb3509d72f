"""Checks beside the problem, meanings of a target to choose from, and confirmations."""

import datetime
import re

import pytest
import scoping_data
from django.urls import reverse

from aiproj.shared.errors import Refused
from scoping.models import Confirmation
from scoping.overview import checks
from scoping.rules.templates import project_templates
from scoping.services import confirming, projects
from scoping.services.worksheets import problem_hash

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 28)
WORDS = {"title": scoping_data.TITLE, "unit": "%", "baseline": "24",
         "target_words": "error down by 10 % next quarter"}  # fmt: skip


def _page(client, project, key="problem"):
    return client.get(reverse("scoping:section", args=[project.public_id, key])).content.decode()


def test_an_unfinished_problem_says_what_is_missing(as_manager, project):
    page = _page(as_manager, project)
    assert "still to fill in before you can submit" in page
    assert "No people are named yet" in page  # whoever began it is the manager already


def test_both_meanings_and_the_day_are_shown(organization, manager, project):
    found = checks.meanings(WORDS, TODAY)
    assert [(each.key, each.value) for each in found.values] == [
        ("relative", "24 → 21.6%"), ("points", "24 → 14%"),
    ]  # fmt: skip
    assert [each.key for each in found.days] == ["2027-03-31"]


def test_words_without_a_direction_take_the_one_that_is_better():
    """9.1: "10 %" alone is asked back as well."""
    found = checks.meanings({**WORDS, "direction": "down", "target_words": "10 %"}, TODAY)
    assert [each.value for each in found.values] == ["24 → 21.6%", "24 → 14%", "24 → 10%"]
    mended = checks.mended(
        {**WORDS, "direction": "down", "target_words": "10 %"},
        {"meaning": "points", "today": "2026-11-28"}, None,
    )  # fmt: skip
    assert (mended["target_kind"], mended["direction"]) == ("points", "down")


def test_a_meaning_below_zero_is_written_with_a_minus_sign():
    found = checks.meanings({**WORDS, "baseline": "5", "target_words": "down 10 points"}, TODAY)
    assert [each.value for each in found.values if each.key == "points"] == ["5 → \u22125%"]


def test_a_meaning_that_cannot_be_is_not_taken():
    below = {**WORDS, "baseline": "5", "target_words": "down 10 points"}
    assert checks.mended(below, {"meaning": "points", "today": "2026-11-28"}, None) == below


def test_choosing_a_meaning_fills_in_the_target(as_manager, project, manager):
    scoping_data.save(project, "problem", manager, WORDS)
    address = reverse("scoping:section_save", args=[project.public_id, "problem"])
    as_manager.post(address, {**WORDS, "version": 2, "meaning": "relative"})
    content = project.content_of("problem")
    kept = {key: content[key] for key in ("target_kind", "target_amount", "direction")}
    assert kept == {"target_kind": "relative", "target_amount": "10", "direction": "down"}


def test_only_a_day_that_the_words_mean_is_taken():
    wanted = {"day": "2030-01-01", "today": "2026-11-28"}
    assert "deadline" not in checks.mended(WORDS, wanted, None)


@pytest.fixture
def late(organization, manager):
    """The churn project with a deadline before its outcome can be seen."""
    project = projects.start_from_template(
        organization=organization, actor=manager, today=TODAY,
        template=project_templates()["customer-churn"],
    )  # fmt: skip
    content = {**project.content_of("problem"), "deadline": "2027-06-01"}
    scoping_data.save(project, "problem", manager, content)
    return project


def test_a_deadline_before_the_outcome_offers_the_earliest_one(late):
    _, found = checks.reviewed(late, TODAY)
    panel = checks.panel(late, found, "problem")
    row = next(row for row in panel.rows if row.rule == "SC-T2")
    assert row.status == "fail"
    assert row.fix == "24 Oct 2027"


@pytest.mark.parametrize(
    ("key", "field"), [("plan", "go_live"), ("evaluation", "measurement_days")]
)
def test_a_check_stands_beside_each_field_that_it_looks_at(late, key, field):
    """Whoever moves go-live sees there that the outcome comes too late."""
    _, found = checks.reviewed(late, TODAY)
    row = next(row for row in checks.panel(late, found, key).rows if row.rule == "SC-T2")
    assert row.address.endswith(f"/worksheet/{key}/#row_id_{field}")
    assert row.fix == ""  # only the problem's page can fill in its deadline


def test_other_sections_show_no_check_whose_fields_are_missing(project):
    _, found = checks.reviewed(project, TODAY)
    assert [checks.panel(project, found, key).rows for key in ("plan", "people")] == [[], []]


def test_the_offer_is_taken_by_a_click(as_manager, late):
    content = late.content_of("problem")
    address = reverse("scoping:section_save", args=[late.public_id, "problem"])
    as_manager.post(address, {**content, "version": 2, "fix": "SC-T2"})
    assert late.content_of("problem")["deadline"] == "2027-10-24"


def _confirm(project, actor, side):
    seen = problem_hash(project.content_of("problem"))
    confirming.confirm(project=project, actor=actor, side=side, seen=seen)


def test_one_person_of_each_side_confirms(project, manager, member):
    _confirm(project, manager, "business")
    with pytest.raises(Refused, match="not twice"):
        _confirm(project, manager, "technical")


def test_a_material_change_takes_confirmations_back(project, manager):
    _confirm(project, manager, "business")
    content = {**project.content_of("problem"), "baseline": "12"}
    scoping_data.save(project, "problem", manager, content)
    assert not Confirmation.objects.filter(withdrawn_at=None).exists()


def test_a_change_of_wording_keeps_confirmations(project, manager):
    _confirm(project, manager, "business")
    content = {**project.content_of("problem"), "earlier_attempts": "None"}
    scoping_data.save(project, "problem", manager, content)
    assert Confirmation.objects.filter(withdrawn_at=None).exists()


def test_ones_word_can_be_taken_back(as_manager, project, manager):
    _confirm(project, manager, "business")
    as_manager.post(reverse("scoping:confirmation_withdraw", args=[project.public_id, "business"]))
    assert not Confirmation.objects.filter(withdrawn_at=None).exists()


def test_all_checks_take_a_fixed_number_of_statements(late, django_assert_max_num_queries):
    with django_assert_max_num_queries(22):
        checks.reviewed(late, TODAY)


def _shown_hash(page):
    return re.search(rb'name="seen" value="([0-9a-f]{64})"', page.content)[1].decode()


def test_nobody_confirms_a_problem_that_they_have_not_seen(as_manager, project, manager):
    """S3: somebody else changes the problem between reading it and confirming it."""
    page = as_manager.get(reverse("scoping:section", args=[project.public_id, "problem"]))
    content = {**project.content_of("problem"), "baseline": "12"}
    scoping_data.save(project, "problem", manager, content)
    address = reverse("scoping:confirm", args=[project.public_id, "business"])
    answer = as_manager.post(address, {"seen": _shown_hash(page)}, follow=True)
    assert b"not the one that you saw" in answer.content
    assert not Confirmation.objects.exists()
    as_manager.post(address, {"seen": _shown_hash(answer)})
    assert Confirmation.objects.get().person == manager


def test_what_saves_by_itself_renews_who_confirmed(as_manager, project, manager):
    _confirm(project, manager, "business")
    address = reverse("scoping:section_save", args=[project.public_id, "problem"])
    typed = {**project.content_of("problem"), "version": 1, "baseline": "12"}
    answer = as_manager.post(address, typed, headers={"X-Autosave": "1"})
    assert _shown_hash(answer) == problem_hash(project.content_of("problem"))
