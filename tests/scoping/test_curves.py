"""Profit curves that a charter keeps."""

import factories
import predictions
import pytest
import scoping_data

from scoping.overview.curves import curves

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(organization, manager):
    return scoping_data.make_project(organization, manager, currency="EUR")


def _named(project, valuation, source="valuation"):
    candidate = project.candidates.current().last()
    candidate.content |= {"benefit_source": source, "benefit_valuation": valuation.public_id}
    candidate.save()
    return curves(project.organization, project.state())


def _valuation(organization, manager):
    made = predictions.make_predictions(organization, manager)
    return predictions.make_valuation(made, manager, currency="EUR")


def test_the_curve_that_a_benefit_comes_from_is_kept(project, manager):
    valuation = _valuation(project.organization, manager)
    found = _named(project, valuation)[valuation.public_id]
    drawing = valuation.result["drawing"]
    assert found["points"][0]["treated_share"] == "0"
    assert float(found["points"][-1]["profit"]) == pytest.approx(drawing["profit"][-1], abs=1e-5)
    assert len(found["points"]) <= 41
    assert (found["currency"], found["inputs"]) == ("EUR", valuation.inputs_hash)


def test_a_typed_benefit_has_no_curve(project, manager):
    assert _named(project, _valuation(project.organization, manager), source="typed") == {}


def test_a_curve_of_another_organization_is_not_kept(project, manager):
    elsewhere = factories.make_organization(name="Elsewhere")
    assert _named(project, _valuation(elsewhere, manager)) == {}
