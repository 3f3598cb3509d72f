"""Projects whose benefit was measured, for tests."""

from datetime import date
from decimal import Decimal
from typing import Any

import scoping_data

from accounts.models import Organization, User
from scoping.models import BenefitOutcome, Project

FIELDS = {
    "benefit": Decimal(100_000), "starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31),
    "cost": Decimal(60_000), "source": "Controlling",
}  # fmt: skip


def outcome(
    organization: Organization, actor: User, title: str = "Fewer returns", **overrides: Any
) -> BenefitOutcome:
    """A live project that brought 100,000 of 200,000 a year, and cost 60,000 of 50,000."""
    project = scoping_data.make_project(organization, actor, title=title)
    Project.objects.filter(pk=project.pk).update(stage="benefits")
    fields = {
        **FIELDS, "forecast_benefit": Decimal(200_000), "forecast_cost": Decimal(50_000),
        "estimator": actor, "category": "cost", "complexity": "M", "recorded_by": actor,
        **overrides,
    }  # fmt: skip
    return project.outcomes.create(**fields)


def record(organization: Organization, actor: User, *actuals: int) -> None:
    """One measured project for each margin."""
    for number, actual in enumerate(actuals):
        outcome(organization, actor, f"Measured {number}", benefit=Decimal(actual))
