"""Projects whose charter can be submitted, and charters on their way, for tests."""

from dataclasses import dataclass

import factories
import scoping_data
from django.utils import timezone

from accounts.models import Organization, User
from assessments.models import Assessment, Result
from scoping.models import Charter, Project
from scoping.services import charters, signing, versions

PROBLEM = {
    "title": scoping_data.TITLE,
    "statement": scoping_data.STATEMENT,
    "metric_name": "Yearly churn",
    "unit": "%",
    "baseline": "10",
    "direction": "down",
    "target_kind": "relative",
    "target_amount": "20",
    "deadline": "2027-07-31",
}
CHOSEN = {
    "name": "Churn model",
    "kind": "ml",
    "benefit_low": "800000",
    "benefit_likely": "2000000",
    "benefit_high": "2600000",
    "margin": "40",
    "build_cost": "300000",
    "run_cost": "120000",
}
GATES = [{"id": "gate0002", "gate": "G2", "stop_metric": "precision", "stop_comparison": "below",
          "stop_value": "10", "stop_unit": "%", "stop_on": "2027-04-30"}]  # fmt: skip


@dataclass
class Flow:
    """A project with everybody who takes part in its charter."""

    project: Project
    manager: User
    sponsor: User
    lead: User

    @property
    def charter(self) -> Charter:
        """The newest version, as it is stored now."""
        found = self.project.charters.newest().first()
        assert found is not None
        return found

    def save(self, key: str, **fields: object) -> None:
        """Change some fields of a section."""
        content = {**self.project.content_of(key), **fields}
        scoping_data.save(self.project, key, self.manager, content)

    def submit(self) -> Charter:
        return charters.submit(charter=self.charter, actor=self.manager)

    def sign(self, *people: User, condition: str = "") -> Charter:
        for person in people or (self.lead, self.sponsor):
            found = self.charter
            signing.sign(charter=found, actor=person, content_hash=found.content_hash,
                         condition=condition)  # fmt: skip
        return self.charter

    def approve(self) -> Charter:
        self.submit()
        return self.sign()

    def amend(self) -> Charter:
        return versions.amend(charter=self.charter, actor=self.manager)


LEVELS = {
    "infrastructure_data": 2.8,
    "technical_expertise": 2.4,
    "organizational_support": 3.2,
    "monitoring_maintenance": 1.6,
}


def published(organization: Organization, manager: User) -> Assessment:
    """A result that readiness can rest on, without a survey behind it."""
    found = factories.make_assessment(organization, manager)
    now = timezone.now()
    found.state, found.opened_at, found.published_at = Assessment.State.PUBLISHED, now, now
    found.save()
    dimensions = {key: {"score": level, "interval": None} for key, level in LEVELS.items()}
    Result.objects.create(
        assessment=found,
        evaluation={"dimensions": dimensions},
        formula_version="1",
        code_version="1",
        inputs_hash="0" * 64,
    )
    return found


def ready(
    organization: Organization,
    manager: User,
    sponsor: User,
    lead: User,
    assessment: Assessment | None = None,
    title: str = scoping_data.TITLE,
) -> Flow:
    """A project that lacks nothing for submission."""
    project = scoping_data.make_project(organization, manager, title=title)
    project.assessment = assessment or published(organization, manager)
    project.save()
    flow = Flow(project, manager, sponsor, lead)
    flow.save("problem", **{**PROBLEM, "title": title})
    flow.save("people", sponsor=sponsor.public_id, technical_lead=lead.public_id)
    flow.save("plan", end="2027-12-31", gates=GATES)
    flow.save("money", costs=[{"id": "cost0001", "what": "Data scientist", "kind": "people",
                               "quantity": "4", "rate": "50000"}], contingency="5")  # fmt: skip
    chosen = project.candidates.current().last()
    chosen.content, chosen.decision = CHOSEN, "chosen"
    chosen.decision_reason = "It reaches most leavers early enough."
    chosen.save()
    return flow
