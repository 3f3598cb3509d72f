"""What stands under the rows of a section."""

import pytest
import scoping_data
from django.urls import reverse

from scoping.overview.summaries import of_section

pytestmark = pytest.mark.django_db


def summary(project, section, group, content):
    return of_section(project, section, content)[group][0]


def test_nothing_is_said_of_an_empty_section(project):
    assert of_section(project, "data", {}) == {}


def test_the_lowest_dataset_is_suggested_for_quality(project):
    rows = [
        {"id": "aaaa", "name": "Calls", "completeness": "99", "validity": "85"},
        {"id": "bbbb", "name": "Contracts", "completeness": "99", "validity": "99"},
    ]
    found = summary(project, "data", "datasets", {"datasets": rows})
    assert found.finding == "Suggested for V2, data quality: 2 of 4"


def test_a_group_below_its_share_is_named(project):
    """Checklist row 6."""
    row = {"id": "aaaa", "group": "Young", "population_share": "30", "data_share": "12"}
    found = summary(project, "data", "coverage", {"coverage": [row]})
    assert found.rows == [["Young", "30.0%", "12.0%", "40.0%"]]


def test_a_group_with_its_share_is_not_named(project):
    row = {"id": "aaaa", "group": "Young", "population_share": "30", "data_share": "24"}
    assert "coverage" not in of_section(project, "data", {"coverage": [row]})


def test_preparation_says_what_it_adds_to_the_budget(project):
    row = {"id": "aaaa", "task": "Clean", "days": "12", "day_rate": "800"}
    found = summary(project, "data", "preparation", {"preparation": [row]})
    assert found.finding == "Preparation takes 12 person-days and adds USD 9,600 to the budget"


def test_the_total_holds_preparation_and_contingency(project, manager):
    task = {"id": "aaaa", "days": "5", "day_rate": "800"}
    scoping_data.save(project, "data", manager, {"preparation": [task]})
    content = {"costs": [{"id": "bbbb", "quantity": "4", "rate": "10000"}], "contingency": "10"}
    found = summary(project, "money", "costs", content)
    assert found.finding == "Building it costs USD 48,000"


@pytest.mark.parametrize(
    ("growth", "last", "said"),
    [("5", "120000", "Year 3 has 10.3% more volume and the same run cost"),
     ("-10", "150000", "Year 3 has 19.0% less volume and 25.0% more run cost")],
)  # fmt: skip
def test_growth_stands_beside_the_run_costs(project, growth, last, said):
    """Checklist row 110: the growth that is assumed, and what the years are said to cost."""
    content = {"costs": [{"id": "bbbb", "quantity": "4", "rate": "10000"}], "growth": growth,
               "run_cost_1": "120000", "run_cost_2": "120000", "run_cost_3": last}  # fmt: skip
    found = of_section(project, "money", content)["costs"][-1].finding
    assert found == f"{said} compared with year 1"


def test_the_highest_risk_is_the_finding(project):
    rows = [{"id": "aaaa", "what": "Late data", "likelihood": "4", "impact": "4", "residual": "6"}]
    found = summary(project, "risks", "risks", {"risks": rows})
    assert found.finding == "The highest risk scores 16 of 25: Late data"


def test_who_does_what_is_a_table_of_people(project):
    row = {"id": "aaaa", "deliverable": "Model", "accountable": "Ana", "responsible": "Ben, Ana"}
    found = summary(project, "people", "raci", {"raci": [row]})
    assert (found.columns, found.rows) == (["Deliverable", "Ben", "Ana"], [["Model", "R", "RA"]])


def test_missing_skills_are_listed(project):
    row = {"id": "aaaa", "skill": "statistics", "required": "2", "available": "0.5"}
    found = summary(project, "people", "skills", {"skills": [row]})
    assert found.rows == [["Statistics", "1.5", "No"]]


def test_the_difference_to_the_plan_is_told(project):
    """Checklist row 58."""
    row = {"id": "aaaa", "name": "Pilot", "day": "2027-05-01", "done_on": "2027-05-04",
           "budget": "100", "actual_cost": "90"}  # fmt: skip
    found = of_section(project, "plan", {"milestones": [row]})["milestones"][1]
    assert found.rows == [["Pilot", "+3", "−USD 10"]]


def test_the_next_training_is_told(project):
    content = {"retraining": "quarterly", "last_trained_on": "2027-01-31", "retraining_hours": "6"}
    found = summary(project, "operations", "", content)
    assert found.finding == (
        "The next training is due on 30 Apr 2027; trainings take 24 hours a year"
    )


def test_trainings_are_told_beside_the_run_costs(project, manager):
    """Checklist row 103."""
    operations = {"retraining": "quarterly", "retraining_hours": "6", "hour_rate": "80"}
    scoping_data.save(project, "operations", manager, operations)
    content = {"costs": [{"id": "aaaa", "quantity": "1", "rate": "100"}]}
    found = of_section(project, "money", content)["costs"][1]
    assert found.finding == "Trainings take USD 1,920 a year, which each year's run cost includes"


def test_a_save_by_itself_brings_the_new_summary(as_manager, project):
    address = reverse("scoping:section_save", args=[project.public_id, "risks"])
    row = {"what": "Late data", "likelihood": "4", "impact": "4"}
    fields = {f"risks-abcd1234-{key}": value for key, value in row.items()}
    answer = as_manager.post(address, {"version": 0, **fields}, HTTP_X_AUTOSAVE="1")
    assert "The highest risk scores 16 of 25" in answer.content.decode()


def test_the_best_run_is_named(project):
    """Checklist row 105."""
    rows = [
        {"id": f"run{number}", "algorithm": name, "measure": "Error", "value": value,
         "better": "lower"}
        for number, (name, value) in enumerate((("Mean", "23.1"), ("Time series", "21.4")))
    ]  # fmt: skip
    found = summary(project, "evaluation", "experiments", {"experiments": rows})
    assert found.finding == "Best run: Time series, Error 21.4"
