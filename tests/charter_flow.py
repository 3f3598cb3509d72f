"""Projects whose charter can be submitted, and charters on their way, for tests."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import factories
import metric_data
import scoping_data
import whole_worksheet
from django.utils import timezone

from accounts.models import Organization, User
from assessments.models import Assessment, Result
from scoping.models import Charter, Deputy, Project
from scoping.services import charters, deputies, projects, signing, versions
from scoping.services.worksheets import problem_hash

DAY = re.compile(r"\d{4}-\d\d-\d\d")


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
        if key == "problem":  # a changed problem is confirmed anew
            self.project.confirmations.all().delete()
            _confirm(self.project, self.sponsor, self.lead)

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


def deputy(
    organization: Organization, person: User, stands_in: User, days: tuple[int, int] = (0, 5)
) -> Deputy:
    """Somebody who signs for another person, on days counted from today."""
    today = organization.local_date(timezone.now())
    first, last = (today + timedelta(days=each) for each in days)
    return deputies.name_deputy(
        organization=organization, actor=person, person=person, deputy=stands_in,
        starts_on=first, ends_on=last,
    )  # fmt: skip


def ready(
    organization: Organization,
    manager: User,
    sponsor: User,
    lead: User,
    title: str = scoping_data.TITLE,
) -> Flow:
    """A project that lacks nothing for submission: the whole worksheet, counted from today."""
    told = _references(organization, manager, sponsor, lead, title)
    worksheet = whole_worksheet.whole({"data.datasets.contracts.personal_class": "none"})
    sections = {key: told_content(content, told) for key, content in worksheet.sections.items()}
    made = worksheet.candidates
    project = projects.create_project(
        organization=organization,
        actor=manager,
        title=title,
        currency="EUR",
        sections=sections,
        candidates=[told_content(each.content, told) for each in made],
    )
    project.assessment = published(organization, manager)
    project.save()
    for row, each in zip(project.candidates.current(), made, strict=True):
        row.decision, row.decision_reason = each.decision, each.decision_reason
        row.save()
        for rating in each.ratings:
            row.ratings.create(rater=sponsor if rating["side"] == "business" else lead, **rating)
    _confirm(project, sponsor, lead)
    return Flow(project, manager, sponsor, lead)


def _references(
    organization: Organization, manager: User, sponsor: User, lead: User, title: str
) -> dict[str, str]:
    """What the worksheet refers to, as real rows: the id for each name that stands for it."""
    aim = scoping_data.make_objective(organization, manager, name=f"Aim of {title}")
    rows = {**metrics(organization, manager, sponsor, lead, title), "keep": aim,
            "ada": sponsor, "ben": sponsor, "mia": manager, "tess": lead, "dora": lead}  # fmt: skip
    return {name: row.public_id for name, row in rows.items()}


def metrics(
    organization: Organization, manager: User, business: User, technical: User, title: str
) -> dict[str, Any]:
    """A metric of each kind and the formula between them, agreed by both sides."""
    kept = metric_data.revenue_metric(organization, manager, name=f"Kept by {title}")
    precision = metric_data.technical(organization, manager, name=f"Precision of {title}")
    link = metric_data.loose_link(kept, manager)
    link.technical.add(precision)
    for side, person in (("business", business), ("technical", technical)):
        link.agreements.create(side=side, person=person, inputs_hash=link.inputs_hash)
    return {"churn": kept, "precision": precision, "formula": link}


def told_content(value: Any, told: dict[str, str]) -> Any:
    """The same with real ids, and every day counted from today."""
    if isinstance(value, dict):
        return {
            key: each if key == "id" else told_content(each, told) for key, each in value.items()
        }
    if isinstance(value, list):
        return [told_content(each, told) for each in value]
    if isinstance(value, str) and DAY.fullmatch(value):
        moved = timezone.now().date() - whole_worksheet.TODAY
        return (date.fromisoformat(value) + moved).isoformat()
    return told.get(value, value) if isinstance(value, str) else value


def _confirm(project: Project, business: User, technical: User) -> None:
    fingerprint = problem_hash(project.content_of("problem"))
    for side, person in (("business", business), ("technical", technical)):
        project.confirmations.create(side=side, person=person, content_hash=fingerprint)
