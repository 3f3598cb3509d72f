"""The Scope pages of the demo: one project whose charter is being signed, and one draft.

All by the services that people use, in the name of people made for the demo.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from accounts import services as accounts
from accounts.models import Organization, User
from assessments.models import Assessment
from scoping.models import Charter, Project
from scoping.rules.templates import ProjectTemplate, project_templates
from scoping.services import charters, confirming, projects, ratings, signing
from scoping.services.worksheets import problem_hash, save_candidate, save_section
from scoping.worksheet.model import Content

CHURN, BANK = "customer-churn", "credit-default"
HOST = "people.example.org"  # of addresses that nobody can have
CHOSEN = "Churn model"
REASONS = {
    "Do nothing": ("rejected", "10,000 customers would go on leaving each year."),
    "Simple rule": ("parked", "Ready today, and our fallback; alone it finds a third of them."),
    CHOSEN: ("chosen", "It is worth the most after risk, and we are ready for it."),
    "Chatbot": ("rejected", "It answers whoever asks; most who leave have asked nothing."),
    "Personal offers": ("parked", "To be looked at again when the list works."),
}
CONDITION = "Opt-outs are taken out of the list before it reaches the teams."


@dataclass(frozen=True)
class Person:
    """Somebody of the demo: name, role, perspective, and their parts in the project."""

    name: str
    role: str
    perspective: str
    parts: tuple[str, ...]

    @property
    def email(self) -> str:
        return f"{self.name.lower().replace(' ', '.')}@{HOST}"


PEOPLE = (
    Person("Helena Brandt", "executive", "business", ("sponsor",)),
    Person("Jonas Weber", "manager", "business", ("owner",)),
    Person("Priya Nair", "member", "technical", ("technical_lead",)),
    Person("Marta Silva", "member", "technical", ("data_owner",)),
    Person("Tomas Lind", "executive", "business", ("finance",)),
)


def add_projects(*, organization: Organization, actor: User, assessment: Assessment) -> Charter:
    """The churn project with its charter in review, and the bank's as a draft."""
    today = organization.local_date(timezone.now())
    people = _people(organization, actor)
    template = project_templates()[CHURN]
    churn = _started(organization, actor, template, today)
    _fill_in(churn, actor, people)
    projects.choose_assessments(
        project=churn,
        actor=actor,
        version=churn.version,
        assessment=assessment,
        readiness_check=None,
    )
    raters = {"business": people["owner"], "technical": people["technical_lead"]}
    for side, person in raters.items():
        ratings.invite_rater(project=churn, actor=actor, person=person, side=side)
        _rate(churn, template, person, side)
        seen = problem_hash(churn.content_of("problem"))
        confirming.confirm(project=churn, actor=person, side=side, seen=seen)
    _decide(churn, actor)
    _started(organization, actor, project_templates()[BANK], today)
    return _in_review(churn, actor, people)


def forget_people() -> None:
    """Delete the people of the demo who belong to no organization any more."""
    addresses = [person.email for person in PEOPLE]
    User.objects.filter(email__in=addresses, memberships=None).delete()


def _people(organization: Organization, actor: User) -> dict[str, User]:
    """Everybody by their part; whoever has an account from another demo keeps it."""
    found: dict[str, User] = {}
    for person in PEOPLE:
        invitation = accounts.invite(
            organization=organization,
            actor=actor,
            email=person.email,
            role=person.role,
            perspective=person.perspective,
        )
        user = accounts.accept_invitation(
            invitation=invitation,
            user=User.objects.filter(email=person.email).first(),
            name=person.name,
            password=secrets.token_urlsafe(32),
        ).user
        found |= dict.fromkeys(person.parts, user)
    return found


def _started(
    organization: Organization, actor: User, template: ProjectTemplate, today: date
) -> Project:
    return projects.start_from_template(
        organization=organization,
        actor=actor,
        template=template,
        today=today,
        fills_catalogs=True,
    )


def _fill_in(project: Project, actor: User, people: Mapping[str, User]) -> None:
    """What no template can know: people, and who closes the gaps."""
    named = {part: person.public_id for part, person in people.items()}
    _save(project, "people", actor, {**named, "manager": actor.public_id})
    for candidate in project.candidates.current():
        enablers = candidate.content.get("enablers", [])
        owned = [{**row, "owner": people["technical_lead"].public_id} for row in enablers]
        if owned:
            content = {**candidate.content, "enablers": owned}
            save_candidate(
                candidate=candidate, actor=actor, version=candidate.version, content=content
            )


def _save(project: Project, key: str, actor: User, fields: Content) -> None:
    stored = project.sections.filter(key=key).first()
    content = {**(stored.content if stored else {}), **fields}
    version = stored.version if stored else 0
    save_section(project=project, key=key, actor=actor, version=version, content=content)


def _rate(project: Project, template: ProjectTemplate, person: User, side: str) -> None:
    """The scores of the example, said by a person."""
    rated = {each.content["name"]: each.ratings for each in template.candidates}
    for candidate in project.candidates.current():
        said: dict[str, ratings.Said | None] = {
            factor: ratings.Said(getattr(rating, side), rating.evidence, rating.note)
            for factor, rating in rated[candidate.name].items()
        }
        ratings.rate(candidate=candidate, actor=person, said=said)


def _decide(project: Project, actor: User) -> None:
    rows = project.candidates.current()
    ratings.decide(
        project=project,
        actor=actor,
        version=project.version,
        decisions={row.public_id: REASONS[row.name] for row in rows},
    )


def _in_review(project: Project, actor: User, people: Mapping[str, User]) -> Charter:
    """Submitted, and signed by two of four: finance and sponsor are still asked."""
    charter = charters.submit(charter=project.charters.open().get(), actor=actor)
    for part, condition in (("data_owner", CONDITION), ("technical_lead", "")):
        charter = signing.sign(
            charter=charter,
            actor=people[part],
            content_hash=charter.content_hash,
            condition=condition,
        )
    return charter
