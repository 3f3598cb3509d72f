"""What two people do at the same moment."""

from functools import partial

import pytest

from aiproj.shared.errors import Stale
from metrics.models import BusinessMetric, MetricLink, TechnicalMetric, TemplateStart
from scoping.models import Candidate, Objective
from scoping.services import worksheets

pytestmark = pytest.mark.django_db(transaction=True)
PAYOFFS = {"action_cost": "150", "action_success": "40", "action_saved": "5400"}


def test_the_same_example_begun_twice_at_once_fills_the_catalogs_once(begin, at_once):
    first, second = at_once(*[partial(begin, "credit-default", fills_catalogs=True)] * 2)
    assert first.content_of("metrics") == second.content_of("metrics")
    assert first.objective == second.objective
    models = (TemplateStart, Objective, BusinessMetric, MetricLink, TechnicalMetric)
    assert [model.objects.count() for model in models] == [1, 1, 3, 1, 2]


def test_payoffs_and_the_evaluation_saved_at_once_overwrite_nothing(project, manager, at_once):
    candidate = project.candidates.current().last()
    content = {**candidate.content, **PAYOFFS}
    answers = at_once(
        partial(worksheets.save_candidate, candidate=candidate, actor=manager, version=1,
                content=content),
        partial(worksheets.save_section, project=project, key="evaluation", actor=manager,
                version=0, content={"measurement_days": "90"}),
    )  # fmt: skip
    refused = [each for each in answers if isinstance(each, Exception)]
    assert all(isinstance(each, Stale) for each in refused)
    assert Candidate.objects.get(pk=candidate.pk).content == content
    evaluation = project.content_of("evaluation")
    assert [row["threshold"] for row in evaluation["criteria"]] == ["6.9"]
    assert ("measurement_days" in evaluation) != bool(refused)
