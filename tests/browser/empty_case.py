"""What the people of the journey from an empty project type, section by section.

It is the whole worksheet of the checks' tests, with days counted from today, real people, and
enough money that finance signs too.
"""

import copy
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import charter_flow
import factories
import whole_worksheet
from django.utils import timezone

from accounts.models import Organization, User

TITLE = "Customers leave before renewal"
OBJECTIVE = "Keep more customers"
LATER = (
    "objective",
    "metric",
    "target_words",
    "target_kind",
    "target_amount",
    "direction",
    "deadline",
)
COSTS = {"rate": "30000"}
BUDGETS = ("135000", "200000")  # with contingency and preparation, what the costs add up to
RULE = {
    **whole_worksheet.RULE, "benefit_low": "300000", "benefit_likely": "800000",
    "benefit_high": "1100000", "build_cost": "50000", "run_cost": "40000",
}  # fmt: skip
AI = "Churn model"


@dataclass
class Case:
    """The people, and the ids behind the names that the worksheet uses."""

    manager: User
    sponsor: User
    executive: User
    business: User
    technical: User
    told: dict[str, str] = field(default_factory=dict)

    def content(self, key: str) -> Any:
        """What is typed into a section."""
        found = copy.deepcopy(whole_worksheet.SECTIONS[key])
        if key == "problem":
            found = {name: each for name, each in found.items() if name not in LATER}
        elif key == "people":
            found["finance"] = "eve"
        elif key == "money":
            found["costs"][0].update(COSTS)
        elif key == "plan":
            for row, budget in zip(found["milestones"], BUDGETS, strict=True):
                row["budget"] = budget
        return charter_flow.told_content(found, self.told)

    def candidate(self, name: str) -> Any:
        """What is typed into a candidate; inputs come once the data is listed."""
        content = RULE if name == "Simple rule" else whole_worksheet.CHURN
        found = {key: each for key, each in content.items() if key != "inputs"}
        return charter_flow.told_content(found, self.told)


def begin(organization: Organization, manager: User, executive: User) -> Case:
    """Everything that other journeys bring: people, metrics with a formula, an assessment."""
    found = Case(
        manager,
        _person(organization, "Ada", perspective="business"),
        executive,
        _person(organization, "Ben", perspective="business"),
        _person(organization, "Tess", perspective="technical"),
    )
    people = {"mia": manager, "ada": found.sponsor, "eve": executive, "ben": found.business,
              "tess": found.technical, "dora": found.technical}  # fmt: skip
    rows: dict[str, Any] = people | charter_flow.metrics(
        organization, manager, found.business, found.technical, TITLE
    )
    found.told = {name: row.public_id for name, row in rows.items()}
    charter_flow.published(organization, manager)
    return found


def _person(organization: Organization, name: str, **membership: Any) -> User:
    made = factories.make_user(email=f"{name.lower()}@example.org", name=name)
    factories.make_membership(made, organization, role="member", **membership)
    return made


def in_days(days: int) -> str:
    """A day from today, as a date field takes it."""
    return (timezone.now().date() + timedelta(days=days)).isoformat()
