"""Charters in the states that have a page of their own, for the browser's tests."""

from decimal import Decimal
from types import SimpleNamespace

import charter_flow
import metric_data
import outcome_data
from charter_flow import Flow
from django.utils import timezone

from metrics.models import Alert
from scoping.models import Charter, Project
from scoping.services import charters, contract, gates
from scoping.services.looking import look


def add(world: SimpleNamespace) -> None:
    """One project for each state, with the same people in each."""
    world.signed_charter = _in_second_round(world)
    world.amended_charter = _amended(world)
    world.sent_back_charter = _sent_back(world)
    world.rejected_charter = _rejected(world)
    world.stopping = _before_the_pilot(world)
    world.breach = _broken(world)
    world.producing = _live(world)
    world.measured_project = _measured(world)


def _flow(world: SimpleNamespace, title: str) -> Flow:
    users = world.users
    return charter_flow.ready(
        world.organization, users["manager"], users["executive"], users["member"], title=title
    )


def _in_second_round(world: SimpleNamespace) -> Charter:
    """Looked at, taken back, changed, submitted again, and signed by one of two."""
    flow = _flow(world, "Calls that take too long")
    look(charter=flow.submit(), person=flow.sponsor)
    charters.withdraw(charter=flow.charter, actor=flow.manager)
    flow.save("problem", target_amount="15", earlier_attempts="A survey in 2024")
    flow.submit()
    return flow.sign(flow.lead, condition="Review after the pilot")


def _amended(world: SimpleNamespace) -> Charter:
    """The draft of a second version, changed in wording only."""
    flow = _flow(world, "Orders that come back")
    flow.approve()
    flow.amend()
    flow.save("problem", earlier_attempts="A survey in 2024")
    return flow.charter


def _sent_back(world: SimpleNamespace) -> Charter:
    flow = _flow(world, "Offers that nobody reads")
    flow.submit()
    asked = [("plan.end", "The end is too late for the season."), ("money", "Who pays for 2028?")]
    charters.request_changes(charter=flow.charter, actor=flow.sponsor, requests=asked)
    return flow.charter


def _rejected(world: SimpleNamespace) -> Charter:
    flow = _flow(world, "Invoices that are wrong")
    flow.submit()
    charters.reject(charter=flow.charter, actor=flow.sponsor, reason="Others do this already.")
    return flow.charter


def _before_the_pilot(world: SimpleNamespace) -> Project:
    """A project whose stop criterion is met at the second gate."""
    flow = _flow(world, "Machines that stand still")
    flow.approve()
    fields = {"decision": "go", "reason": "Everybody signed."}
    gates.decide(project=flow.project, actor=flow.manager, gate="G1", fields=fields)
    rows = [dict(row) for row in flow.project.content_of("plan")["gates"]]
    rows[0]["measured"] = "8"
    flow.save("plan", gates=rows)
    return flow.project


def _broken(world: SimpleNamespace) -> Alert:
    """A guardrail of the project before the pilot that a measured value breaks."""
    manager, now = world.users["manager"], timezone.now()
    today = world.organization.local_date(now)
    complaints = metric_data.metric(
        world.organization, manager, name="Complaints", unit="complaints/week",
        baseline=Decimal(60), baseline_on=today - timezone.timedelta(days=5),
    )  # fmt: skip
    contract.watch(project=world.stopping, now=now)
    metric_data.sample(complaints, manager, day=today, value=Decimal(55))
    return complaints.alerts.get(kind="breach")


def _live(world: SimpleNamespace) -> Project:
    """A project before its benefits review."""
    flow = _flow(world, "Forecasts that are too high")
    flow.approve()
    Project.objects.filter(pk=flow.project.pk).update(stage=Project.Stage.LIVE)
    return flow.project


def _measured(world: SimpleNamespace) -> Project:
    """The newest of six projects whose benefit was measured."""
    people = (world.organization, world.users["manager"])
    outcome_data.record(*people, 100_000, 120_000, 160_000, 180_000, 240_000)
    return outcome_data.outcome(*people, category="", complexity="").project
