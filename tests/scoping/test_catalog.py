"""What the catalog of metrics says of a problem."""

from decimal import Decimal

import factories
import metric_data
import pytest
import scoping_data
from django.urls import reverse

from scoping.overview.catalog import notes
from scoping.worksheet.loading import sections

pytestmark = pytest.mark.django_db


@pytest.fixture
def metric(organization, manager):
    return metric_data.revenue_metric(organization, manager)


def _take(client, project, what, version=1, **fields):
    address = reverse("scoping:section_save", args=[project.public_id, "problem"])
    return client.post(
        address, {"version": version, "title": scoping_data.TITLE, "take": what, **fields}
    )


def test_all_is_taken_from_the_definition(as_manager, project, metric):
    _take(as_manager, project, "all", metric=metric.public_id)
    stored = project.content_of("problem")
    assert Decimal(stored["baseline"]) == metric.baseline
    assert (stored["metric_name"], stored["unit"]) == (metric.name, metric.unit)
    assert stored["deadline"] == metric.target_on.isoformat()


def test_one_field_is_taken_alone(as_manager, project, metric):
    _take(as_manager, project, "unit", metric=metric.public_id, metric_name="Mine")
    stored = project.content_of("problem")
    assert (stored["unit"], stored["metric_name"]) == (metric.unit, "Mine")
    assert "baseline" not in stored


def test_without_a_metric_nothing_is_taken(as_manager, project):
    _take(as_manager, project, "all")
    assert project.content_of("problem") == {"title": scoping_data.TITLE}


def test_a_metric_of_another_organization_gives_nothing(as_manager, project, manager):
    other = factories.make_organization(name="Other")
    foreign = metric_data.revenue_metric(other, manager)
    assert _take(as_manager, project, "all", metric=foreign.public_id).status_code == 422


def _notes(project):
    return notes(project, sections()["problem"], project.content_of("problem"), "problem").fields


def test_what_agrees_is_not_told(as_manager, project, metric):
    _take(as_manager, project, "all", metric=metric.public_id)
    assert _notes(project) == {}


def test_what_changed_in_the_catalog_is_told(as_manager, project, metric):
    _take(as_manager, project, "all", metric=metric.public_id)
    metric.unit = "USD/year"
    metric.save()
    found = _notes(project)
    assert list(found) == ["problem.unit"]
    assert found["problem.unit"].there == "USD/year"


def test_the_page_offers_the_new_value(as_manager, project, metric):
    _take(as_manager, project, "all", metric=metric.public_id)
    metric.unit = "USD/year"
    metric.save()
    page = as_manager.get(reverse("scoping:section", args=[project.public_id, "problem"]))
    assert b'name="take" value="unit"' in page.content
