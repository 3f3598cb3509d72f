"""The frozen result of the golden run."""

from contextlib import contextmanager

import factories
import pytest

from aiproj.shared import jobs
from assessments.models import Result
from assessments.services import freezing

pytestmark = pytest.mark.django_db


def test_golden_run_gives_index_37_and_stage_2(organization):
    result = factories.golden_assessment(organization).result
    assert result.evaluation["overall"]["index"] == 37
    assert result.evaluation["overall"]["stage"] == 2
    assert result.evaluation["overall"]["score"] == pytest.approx(2.486883, abs=2e-6)


def test_freezing_twice_keeps_the_first_result(organization):
    assessment = factories.golden_assessment(organization)
    before = assessment.result.created_at
    factories.run_jobs()
    assert Result.objects.get(assessment=assessment).created_at == before


def test_the_lease_is_kept_while_the_result_is_computed(organization, monkeypatch):
    kept = []
    compute = freezing.compute

    @contextmanager
    def keeping(job):
        kept.append(job.kind)
        yield
        kept.append("over")

    monkeypatch.setattr(jobs, "keeping", keeping)
    monkeypatch.setattr(freezing, "compute", lambda found: kept.append("compute") or compute(found))
    factories.golden_assessment(organization)
    assert kept == ["assessments.freeze", "compute", "over"]
