"""Beginning a project, putting it aside, and naming the assessment that it rests on."""

import datetime
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import Membership, Organization, User
from aiproj.shared.errors import Refused, Stale
from assessments.models import Assessment
from scoping.models import Candidate, Charter, Involvement, Objective, Project, Rating, Section
from scoping.rules.templates import ProjectTemplate
from scoping.services import figures
from scoping.services.examples import fill_catalogs
from scoping.services.recording import hold_current, keep_revision, record
from scoping.worksheet.model import Content

STARTING_CANDIDATES: tuple[Content, ...] = (
    {"name": "Do nothing", "kind": "none"},
    {"name": "Simple rule", "kind": "rule"},
    {"name": "AI candidate", "kind": "ml"},
)


@transaction.atomic
def create_project(
    *,
    organization: Organization,
    actor: User,
    title: str,
    currency: str,
    sections: dict[str, Content] | None = None,
    candidates: Iterable[Content] = STARTING_CANDIDATES,
    template: str = "",
    example_levels: dict[str, float] | None = None,
) -> Project:
    """Begin a project with a draft charter and candidates of which two are not AI."""
    contents = {"problem": {}, **(sections or {})}
    contents["problem"] = {**contents["problem"], "title": title}
    project = Project(
        organization=organization,
        title=title,
        currency=currency,
        objective=objective_of(organization, contents["problem"]),
        template=template,
        example_levels=example_levels or {},
    )
    contents["people"] = {"manager": actor.public_id, **contents.get("people", {})}
    establish(project=project, actor=actor, sections=contents, candidates=candidates)
    figures.refresh(project)
    target = f"project {project.public_id}"
    record(project, actor, "project.created", target, after={"title": title, "template": template})
    return project


def establish(
    *,
    project: Project,
    actor: User,
    sections: Mapping[str, Content],
    candidates: Iterable[Content],
) -> None:
    """Store a new project with its first texts, each with its revision, and a draft charter."""
    project.created_by = actor
    project.save()
    for key, content in sections.items():
        Section.objects.create(project=project, key=key, content=content, saved_by=actor)
        keep_revision(project, key, 1, content, actor)
    for position, content in enumerate(candidates):
        made = Candidate.objects.create(project=project, position=position, content=content)
        keep_revision(project, made.public_id, 1, content, actor)
    Charter.objects.create(project=project, author=actor)
    involve(project, sections.get("people", {}))


@transaction.atomic
def start_from_template(
    *,
    organization: Organization,
    actor: User,
    template: ProjectTemplate,
    today: datetime.date,
    fills_catalogs: bool = False,
) -> Project:
    """Begin a project from a shipped one: all of it is typed text from now on, and editable.

    Its objective and metrics come too if the catalogs may be filled; Refused as `fill_catalogs`.
    """
    dated, entries = template.on(today), dict[str, str]()
    if fills_catalogs:
        entries = fill_catalogs(organization=organization, actor=actor, template=dated, today=today)
    dated = dated.with_entries(entries)
    project = create_project(
        organization=organization,
        actor=actor,
        title=dated.title,
        currency=dated.currency,
        sections=dated.sections,
        candidates=[each.content for each in dated.candidates],
        template=dated.key,
        example_levels=dated.example_levels,
    )
    made = project.candidates.current()
    Rating.objects.bulk_create(
        Rating(
            candidate=candidate,
            side=side,
            factor=factor,
            score=score,
            evidence=rating.evidence,
            note=rating.note,
        )
        for candidate, each in zip(made, dated.candidates, strict=True)
        for factor, rating in each.ratings.items()
        for side, score in (("business", rating.business), ("technical", rating.technical))
    )
    figures.refresh(project)
    return project


def objective_of(organization: Organization, problem: Content) -> Objective | None:
    """The objective of the catalog that a problem names."""
    rows = Objective.objects.of(organization).filter(public_id=problem.get("objective", ""))
    return rows.first()


def involve(project: Project, people: Content) -> None:
    """Let those whom the worksheet names see the project, and only them and the raters."""
    named = {
        (part.value, people[part.value]) for part in Involvement.Part if people.get(part.value)
    }
    members = Membership.objects.active().filter(
        organization=project.organization, user__public_id__in=[who for _, who in named]
    )
    users = {member.user.public_id: member.user for member in members.select_related("user")}
    standing = project.involvements.exclude(
        part__in=[Involvement.Part.BUSINESS_RATER, Involvement.Part.TECHNICAL_RATER]
    )
    for row in standing.select_related("person"):
        if (row.part, row.person.public_id) not in named:
            row.delete()
    for part, who in sorted(named):
        if who in users:
            project.involvements.get_or_create(person=users[who], part=part)


@transaction.atomic
def choose_assessments(
    *,
    project: Project,
    actor: User,
    version: int,
    assessment: Assessment | None,
    readiness_check: Assessment | None,
) -> None:
    """Name the published assessments that readiness is read from. Raises Stale, Refused."""
    hold_current(project)
    own = Project.objects.filter(pk=project.pk, version=version)
    if not own.update(
        assessment=assessment, readiness_check=readiness_check, version=F("version") + 1
    ):
        raise Stale("Somebody else changed this project meanwhile. Nothing was overwritten.")
    record(
        project,
        actor,
        "project.assessments_chosen",
        f"project {project.public_id}",
        after={
            "assessment": assessment.public_id if assessment else "",
            "readiness_check": readiness_check.public_id if readiness_check else "",
        },
    )
    project.refresh_from_db()
    figures.refresh(project)


@transaction.atomic
def set_archived(*, project: Project, actor: User, archived: bool) -> None:
    """Put a project aside or bring it back; twice is once.

    Raises Refused while its charter is in review or in force.
    """
    stored = Project.objects.select_for_update().get(pk=project.pk)
    if archived and project.charters.filter(state=Charter.State.IN_REVIEW).exists():
        raise Refused("The charter is in review. Withdraw it before you archive the project.")
    if archived and stored.stage not in (Project.Stage.IDEA, *ENDED) and _in_force(project):
        raise Refused("The charter is in force. Close or stop the project before you archive it.")
    rows = Project.objects.filter(pk=project.pk, archived_at__isnull=archived)
    if rows.update(archived_at=timezone.now() if archived else None):
        action = "project.archived" if archived else "project.restored"
        record(project, actor, action, f"project {project.public_id}")


ENDED = (Project.Stage.CLOSED, Project.Stage.STOPPED)


def _in_force(project: Project) -> bool:
    return project.charters.filter(state=Charter.State.APPROVED).exists()
