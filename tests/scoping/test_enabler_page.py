"""What to fix first."""

from decimal import Decimal

import churn_case
import factories
import pytest
import scoping_data

from accounts.models import Organization
from scoping.models import Project, ProjectFigures

pytestmark = pytest.mark.django_db
PAGE = "/portfolio/enablers/"
NEEDS = {"infrastructure_data": 1.0, "technical_expertise": 1.0, "organizational_support": 1.0}


@pytest.fixture
def measured(organization: Organization, manager, monkeypatch):
    """A project that names a published assessment whose levels are those of the specification."""
    from scoping.overview import enablers
    from scoping.overview.levels import Levels

    assessment = factories.golden_assessment(organization, manager)
    found = scoping_data.make_project(organization, manager)
    Project.objects.filter(pk=found.pk).update(assessment=assessment)
    monkeypatch.setattr(enablers, "levels_of", lambda *_: Levels(churn_case.LEVELS, "", assessment))
    ProjectFigures.objects.filter(project=found).update(
        value=Decimal(559_000), required={**NEEDS, "monitoring_maintenance": 2.0}
    )
    return found


def test_without_an_assessment_it_says_that_readiness_is_unknown(as_manager, project):
    assert b"Readiness is unknown, not zero" in as_manager.get(PAGE).content


def test_the_dimension_that_makes_a_project_ready_stands_first(as_manager, measured):
    result = as_manager.get(PAGE).context["result"]
    assert result.headline == (
        "One level more of Monitoring & Maintenance makes 1 project ready, worth USD 0.56m"
    )
    assert result.rows[0].step == "1.6 to 2.6"


def test_an_enabler_named_twice_costs_once(as_manager, measured):
    row = {"dimension": "monitoring_maintenance", "what": "Alerts", "cost": "100000"}
    twin = {**row, "what": "ALERTS", "cost": "50000"}
    ProjectFigures.objects.filter(project=measured).update(enablers=[row, twin])
    result = as_manager.get(PAGE).context["result"]
    assert (result.rows[0].cost, result.rows[0].ratio) == ("USD 0.10m", "5.6")
    assert [(each.what, len(each.projects)) for each in result.enablers] == [("Alerts", 1)]


def test_a_project_that_is_ready_is_not_unlocked(as_manager, measured):
    ProjectFigures.objects.filter(project=measured).update(
        required={**NEEDS, "monitoring_maintenance": 1.5}
    )
    result = as_manager.get(PAGE).context["result"]
    assert result.headline == "No single level makes a further project ready"
