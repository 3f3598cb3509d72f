"""The benefits review: what a project has brought, held against what was signed."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from aiproj.shared.errors import Refused
from scoping.models import BenefitOutcome, GateDecision, Project
from scoping.services import gates, outcomes

pytestmark = pytest.mark.django_db
DECISION = {"decision": "go", "reason": "All is there"}


@pytest.fixture
def live(flow):
    """A project that is live under its signed charter."""
    flow.approve()
    Project.objects.filter(pk=flow.project.pk).update(stage="live")
    return flow


def _posted(**changed):
    today = timezone.now().date()
    fields = {
        "benefit": "380,000", "starts_on": today - timedelta(days=364), "ends_on": today,
        "cost": "120000", "source": "Controlling, closing of the year", **DECISION, **changed,
    }  # fmt: skip
    return {name: value for name, value in fields.items() if value is not None}


def _decide(client, flow, **changed):
    fields = {"gate": "G4", **_posted(**changed)}
    return client.post(f"/projects/{flow.project.public_id}/gates/decide/", fields)


def test_the_last_gate_asks_for_what_came_of_it(as_manager, live):
    page = as_manager.get(f"/projects/{live.project.public_id}/gates/").content.decode()
    assert "Margin measured in these days, in EUR" in page
    assert "Spent to build it, in EUR" in page


def test_other_gates_do_not_ask(as_manager, flow):
    flow.approve()
    page = as_manager.get(f"/projects/{flow.project.public_id}/gates/").content.decode()
    assert "Margin measured" not in page


def test_going_on_keeps_outcome_and_signed_forecast(as_manager, live, manager):
    assert _decide(as_manager, live).status_code == 302
    found = BenefitOutcome.objects.get()
    assert (found.benefit, found.cost) == (380_000, 120_000)
    assert (found.forecast_benefit, found.forecast_cost) == (760_000, 115_000)
    assert (found.category, found.estimator, found.recorded_by) == ("revenue", manager, manager)
    assert found.decision == GateDecision.objects.get()
    assert found.charter == live.charter
    assert Project.objects.get(pk=live.project.pk).stage == "benefits"


def test_the_page_of_gates_tells_it_afterwards(as_manager, live):
    _decide(as_manager, live)
    page = as_manager.get(f"/projects/{live.project.public_id}/gates/").content.decode()
    assert "EUR 0.38m, forecast was EUR 0.76m" in page
    assert "Controlling, closing of the year" in page
    assert "Measure again" in page


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"benefit": None}, "Enter the margin that was measured."),
        ({"cost": None}, "Enter what was spent."),
        ({"cost": "-1"}, "Enter 0 or more."),
        ({"source": " "}, "Say where the figures come from."),
        ({"benefit": "much"}, "Enter a number such as 1234.5."),
        ({"ends_on": "2099-01-01"}, "lies in the future."),
        ({"starts_on": "2026-11-20", "ends_on": "2026-11-01"}, "Measure at least 28 days"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(as_manager, live, changed, said):
    answer = _decide(as_manager, live, **changed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "All is there" in page
    assert not GateDecision.objects.exists()


def test_holding_needs_no_figures(as_manager, live):
    nothing = dict.fromkeys(("benefit", "starts_on", "ends_on", "cost", "source"))
    assert _decide(as_manager, live, decision="hold", **nothing).status_code == 302
    assert not BenefitOutcome.objects.exists()


def test_some_figures_need_the_others(as_manager, live):
    answer = _decide(as_manager, live, decision="hold", cost=None)
    assert answer.status_code == 422


def test_a_stopped_project_may_tell_its_figures(as_manager, live):
    assert _decide(as_manager, live, decision="stop", benefit="-500").status_code == 302
    assert BenefitOutcome.objects.get().benefit == -500


def test_without_figures_the_service_refuses_to_go_on(live):
    with pytest.raises(Refused, match="brought and cost"):
        gates.decide(project=live.project, actor=live.manager, gate="G4", fields=DECISION)


def test_measuring_again_adds_and_the_newest_counts(as_manager, live, organization):
    _decide(as_manager, live)
    address = f"/projects/{live.project.public_id}/outcome/"
    answer = as_manager.post(address, _posted(benefit="700000"))
    assert answer.status_code == 302
    assert BenefitOutcome.objects.count() == 2
    assert BenefitOutcome.objects.counting().get().benefit == Decimal(700_000)
    assert organization.audit_events.filter(action="project.benefit_measured").count() == 2


def test_before_the_review_nothing_is_measured_again(as_manager, live):
    address = f"/projects/{live.project.public_id}/outcome/"
    answer = as_manager.post(address, _posted())
    assert answer.status_code == 409
    assert "measured at gate G4" in answer.content.decode()
    with pytest.raises(Refused):
        outcomes.measure_again(project=live.project, actor=live.manager, fields={})


def test_an_amended_charter_changes_no_kept_forecast(as_manager, live):
    _decide(as_manager, live)
    live.amend()
    live.save("money", contingency="50")
    assert BenefitOutcome.objects.get().forecast_cost == 115_000


def test_readers_and_members_cannot_enter_figures(sign_in, live, organization, member):
    client = sign_in(live.lead)
    assert _decide(client, live).status_code == 403
    assert client.get(f"/projects/{live.project.public_id}/outcome/").status_code == 403
