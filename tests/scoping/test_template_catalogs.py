"""Projects begun from a template together with the objective and the metrics that it names."""

import pytest
from django.urls import reverse
from template_projects import FAVORITES, TODAY

from aiproj.shared.errors import Refused
from metrics.models import BusinessMetric, MetricLink, TechnicalMetric, TemplateStart
from metrics.services import links
from metrics.services import templates as starts
from scoping.models import Objective, Project
from scoping.overview.catalog import notes
from scoping.overview.checks import reviewed
from scoping.worksheet.loading import sections

# Confirmation, assessment, owners of enablers, and the agreement of both sides: all are people's.
THEIRS = {"SC-L40", "SC-L33", "SC-L51", "SC-L60"}
PEOPLE = {"owner", "sponsor", "technical_lead", "data_owner"}


@pytest.mark.parametrize("key", FAVORITES)
def test_nothing_is_missing_but_people(favored, key):
    _, found = reviewed(favored(key, fills_catalogs=True), TODAY)
    assert {each.path.rsplit(".", 1)[-1] for each in found.missing} <= PEOPLE
    assert {each.rule for each in found.findings} <= THEIRS
    assert {check.id for check in found.smart.checks if check.status != "pass"} == {"SC-R3"}


@pytest.mark.parametrize("key", FAVORITES)
def test_the_metric_of_the_problem_is_defined_as_the_problem_says(begin, key):
    project = begin(key, fills_catalogs=True)
    found = notes(project, sections()["problem"], project.content_of("problem"), "problem")
    assert (found.metric, found.fields) == (project.content_of("problem")["metric_name"], {})


def test_entries_belong_to_whoever_began_and_are_taken_back_together(begin, manager):
    project = begin("customer-churn", fills_catalogs=True)
    assert {each.owner for each in BusinessMetric.objects.all()} == {manager}
    assert project.objective.owner == manager
    starts.undo(start=TemplateStart.objects.get(), actor=manager)
    for model in (BusinessMetric, MetricLink, TechnicalMetric):
        assert not model.objects.current().exists()


def test_what_is_there_already_is_named_and_not_made_twice(begin):
    first, second = (begin("credit-default", fills_catalogs=True) for _ in range(2))
    assert first.content_of("metrics") == second.content_of("metrics")
    assert first.objective == second.objective
    counts = [model.objects.count() for model in (BusinessMetric, MetricLink, TechnicalMetric)]
    assert counts == [3, 1, 2]


def test_a_name_that_another_metric_has_leaves_everything_as_it_was(begin):
    begin("service-replies", fills_catalogs=True)
    BusinessMetric.objects.get(name="Hours of routine work saved").delete()
    with pytest.raises(Refused, match="called Time to the first useful reply already"):
        begin("service-replies", fills_catalogs=True)
    assert (Project.objects.count(), TemplateStart.objects.count()) == (1, 1)


def test_without_being_asked_an_example_leaves_the_catalogs_alone(begin):
    project = begin("customer-churn")
    assert not BusinessMetric.objects.exists()
    assert not Objective.objects.exists()
    assert not project.content_of("metrics")


def test_the_page_says_what_was_added_and_how_to_take_it_back(as_manager):
    address = reverse("scoping:project_start", args=["customer-churn"])
    page = as_manager.post(address, {"catalogs": "yes"}, follow=True).content.decode()
    assert "Keep the customers that we have" in page
    assert "Start from a template" in page
    as_manager.post(address, {})
    assert TemplateStart.objects.count() == 1


def test_a_taken_name_is_told_where_one_begins(as_manager, begin):
    begin("customer-churn", fills_catalogs=True)
    BusinessMetric.objects.get(name="Revenue kept").delete()
    address = reverse("scoping:project_start", args=["customer-churn"])
    page = as_manager.post(address, {"catalogs": "yes"}, follow=True).content.decode()
    assert "called Yearly churn already" in page
    assert "without" in page
    assert Project.objects.count() == 1


def test_an_archived_link_is_told_where_one_begins(as_manager, begin, manager):
    begin("customer-churn", fills_catalogs=True)
    links.archive_link(link=MetricLink.objects.get(), actor=manager)
    address = reverse("scoping:project_start", args=["customer-churn"])
    page = as_manager.post(address, {"catalogs": "yes"}, follow=True).content.decode()
    assert "Revenue kept is defined, but not linked to what moves it." in page
    assert Project.objects.count() == 1
