"""The case that checks look at, as it is read from the database."""

import datetime

import pytest

from scoping.overview.cases import case_of
from scoping.rules.templates import project_templates
from scoping.services import projects

TODAY = datetime.date(2026, 11, 28)


@pytest.mark.django_db
def test_gaps_of_the_example_levels_reach_the_rules(organization, manager):
    project = projects.start_from_template(
        organization=organization, actor=manager,
        template=project_templates()["customer-churn"], today=TODAY,
    )  # fmt: skip
    gaps = case_of(project, TODAY).around.gaps
    churn = next(each for each in project.candidates.all() if each.name == "Churn model")
    assert set(gaps[churn.public_id]) == {"technical_expertise", "monitoring_maintenance"}
