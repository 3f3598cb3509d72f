"""Keeping what came of a project, with the forecast that it is held against."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts.models import User
from aiproj.shared.errors import Refused
from scoping.checking.forecast import Forecast, forecast_of
from scoping.models import BenefitOutcome, GateDecision, Project
from scoping.services.moving import hold_project
from scoping.services.recording import record, refuse_archived
from scoping.workflow import Stage, Step

REVIEWED = (Stage.BENEFITS, Stage.CLOSED)
NEEDED = "Say what the project has brought and cost: that is what this gate decides on."


def refuse_unmeasured(gate: str, outcome: Mapping[str, Any] | None) -> None:
    """Nobody passes the last gate without a measured outcome. Raises Refused."""
    if gate == Step.G4 and not outcome:
        raise Refused(NEEDED)


@transaction.atomic
def measure_again(*, project: Project, actor: User, fields: Mapping[str, Any]) -> BenefitOutcome:
    """Keep a later measurement of a project whose benefits were reviewed. Raises Refused."""
    project = hold_project(project)
    refuse_archived(project)
    if project.stage not in REVIEWED:
        raise Refused("The benefits are measured at gate G4.")
    return keep(project=project, actor=actor, fields=fields, decision=None)


def keep(
    *, project: Project, actor: User, fields: Mapping[str, Any], decision: GateDecision | None
) -> BenefitOutcome:
    """Keep an outcome in the caller's transaction, which holds the project.

    `fields` holds benefit, starts_on, ends_on, cost and source.
    """
    charter = project.charters.approved().first()
    forecast = forecast_of(charter.content) if charter else Forecast()
    made = BenefitOutcome.objects.create(
        project=project,
        decision=decision,
        charter=charter,
        **fields,
        forecast_benefit=_stored(forecast.benefit),
        forecast_cost=_stored(forecast.cost),
        estimator=charter.signed_version().author if charter else None,
        category=forecast.category,
        complexity=forecast.complexity,
        recorded_by=actor,
    )
    after = {name: str(value) for name, value in fields.items()}
    after["sha256"] = charter.content_hash if charter else ""
    record(project, actor, "project.benefit_measured", f"project {project.public_id}", after=after)
    return made


def _stored(value: Any) -> Any:
    return None if value is None else round(value, 6)
