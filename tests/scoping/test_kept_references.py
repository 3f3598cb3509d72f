"""What a worksheet refers to stays chosen when it can be chosen no longer."""

import metric_data
import page_forms
import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership
from metrics.models import BusinessMetric, MetricLink, TechnicalMetric
from scoping.forms.choices import Choices
from scoping.worksheet.model import Kind

pytestmark = pytest.mark.django_db


def _save_as_shown(client, project, key):
    """Open a section and press save, as somebody who changes nothing."""
    page = client.get(reverse("scoping:section", args=[project.public_id, key])).content
    fields = {
        name: [each.value for each in found]
        for name, found in page_forms.controls(page).items()
        if name not in ("add", "move", "take", "meaning", "day", "fix", "row", "remove")
        and not name.endswith("-remove")
    }
    client.post(reverse("scoping:section_save", args=[project.public_id, key]), fields)
    return page.decode()


def test_metrics_that_were_archived_stay_chosen(flow, as_manager):
    """A save that changes nothing loses nothing."""
    before = flow.project.content_of("metrics")
    for model in (BusinessMetric, TechnicalMetric):
        model.objects.update(archived_at=timezone.now())
    page = _save_as_shown(as_manager, flow.project, "metrics")
    assert flow.project.content_of("metrics") == before
    assert page.count("(no longer offered)") >= 2


def test_people_who_left_stay_named(flow, as_manager):
    before = flow.project.content_of("people")
    Membership.objects.exclude(user=flow.manager).update(is_active=False)
    page = _save_as_shown(as_manager, flow.project, "people")
    assert flow.project.content_of("people") == before
    assert f"{flow.sponsor} (no longer offered)" in page


def test_the_problem_keeps_metric_and_objective_and_its_confirmations(flow, as_manager):
    before = flow.project.content_of("problem")
    BusinessMetric.objects.update(archived_at=timezone.now())
    _save_as_shown(as_manager, flow.project, "problem")
    assert flow.project.content_of("problem") == before
    assert flow.project.confirmations.filter(withdrawn_at=None).count() == 2


def test_what_was_never_chosen_is_not_offered(flow, as_manager, project):
    Membership.objects.exclude(user=flow.manager).update(is_active=False)
    page = as_manager.get(reverse("scoping:section", args=[project.public_id, "people"]))
    assert "no longer offered" not in page.content.decode()


def test_the_words_of_a_formula_show_where_they_are_cut(organization, manager, project):
    made = metric_data.link(organization, manager)
    MetricLink.objects.filter(pk=made.pk).update(mechanism="Calls reach people. " * 9)
    [(_, name)] = Choices(project).of(Kind.METRIC_LINK)
    assert name.endswith("…")
