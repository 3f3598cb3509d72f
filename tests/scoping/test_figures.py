"""The stored figures that lists read."""

from decimal import Decimal

import pytest
import scoping_data
from django.core.management import call_command

from scoping.models import Project, ProjectFigures
from scoping.services import figures, projects, ratings, worksheets

pytestmark = pytest.mark.django_db


@pytest.fixture
def example(organization, manager):
    return scoping_data.make_example(organization, manager)


def test_a_project_has_figures_as_soon_as_it_begins(project):
    assert project.figures.readiness == "unknown"


def test_the_example_has_the_figures_of_the_specification(example):
    found = ProjectFigures.objects.get(project=example)
    assert found.candidate_name == "Churn model"
    assert round(found.value / Decimal(1_000_000), 3) == Decimal("0.559")
    assert round(found.priority, 2) == 75.85


def test_saving_a_section_brings_its_dates_up(project, manager):
    rows = [{"id": "a1", "name": "Pilot", "day": "2027-01-02"}]
    scoping_data.save(project, "plan", manager, {"milestones": rows})
    assert [str(each.day) for each in project.dates.all()] == ["2027-01-02"]
    scoping_data.save(project, "plan", manager, {"milestones": []})
    assert not project.dates.exists()


def test_choosing_another_candidate_brings_its_figures_up(example, manager):
    rows = {each.name: each.public_id for each in example.candidates.current()}
    decisions = dict.fromkeys(rows.values(), ("rejected", "No"))
    decisions[rows["Simple rule"]] = ("chosen", "Simple")
    ratings.decide(project=example, actor=manager, version=1, decisions=decisions)
    found = ProjectFigures.objects.get(project=example)
    assert (found.candidate_name, found.is_chosen) == ("Simple rule", True)


def test_a_candidate_put_aside_leads_no_longer(example, manager):
    leader = next(each for each in example.candidates.current() if each.name == "Churn model")
    worksheets.set_candidate_archived(candidate=leader, actor=manager, archived=True)
    assert ProjectFigures.objects.get(project=example).candidate_name != "Churn model"


def test_the_same_inputs_are_not_computed_twice(example):
    assert not figures.refresh(example)


def test_figures_of_older_formulas_are_computed_anew(example, capsys):
    ProjectFigures.objects.update(formulas="rubric 0", value=None)
    call_command("refresh_figures")
    assert ProjectFigures.objects.get(project=example).value is not None
    assert "Computed anew: 1 of 1" in capsys.readouterr().out


def test_levels_of_a_template_are_marked_as_an_example(example):
    assert ProjectFigures.objects.get(project=example).levels_are_example


def test_amounts_with_many_digits_are_kept(project, manager):
    content = {"name": "Large", "kind": "rule", "benefit_likely": "999999999999999",
               "margin": "100", "build_cost": "1", "run_cost": "0", "success_chance": "100",
               "success_reason": "Sure", "ramp_months": "0"}  # fmt: skip
    made = worksheets.add_candidate(project=project, actor=manager, content=content)
    decisions = {each.public_id: ("", "") for each in project.candidates.current()}
    decisions[made.public_id] = ("chosen", "Large")
    ratings.decide(project=project, actor=manager, version=1, decisions=decisions)
    assert ProjectFigures.objects.get(project=project).value > Decimal(10) ** 15


def test_figures_follow_an_assessment_that_was_chosen_meanwhile(flow):
    """S3: a save whose page had read another assessment does not bring its levels back."""
    seen = Project.objects.select_related("assessment").get(pk=flow.project.pk)
    projects.choose_assessments(
        project=flow.project, actor=flow.manager, version=seen.version, assessment=None,
        readiness_check=None,
    )  # fmt: skip
    assert ProjectFigures.objects.get(project=seen).readiness == "unknown"
    worksheets.add_candidate(project=seen, actor=flow.manager, content={"name": "Calls"})
    assert ProjectFigures.objects.get(project=seen).readiness == "unknown"
