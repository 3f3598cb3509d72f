"""Objectives, projects, the sections of their worksheets, and who takes part."""

from typing import Self

from django.db import models
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone

from accounts.access import Permission, roles_with
from accounts.models import Membership, Organization, User
from aiproj.shared.ids import new_public_id
from assessments.models import Assessment
from scoping.worksheet.model import Content
from scoping.worksheet.state import WorksheetState

READERS = roles_with(Permission.READ_PROJECTS)


class ObjectiveQuerySet(models.QuerySet["Objective"]):
    def visible_to(self, user: User) -> Self:
        """Objectives of the organizations in which this person reads projects."""
        memberships = Membership.objects.active().filter(user=user, role__in=READERS)
        return self.filter(organization__in=memberships.values("organization"))

    def of(self, organization: Organization) -> Self:
        return self.filter(organization=organization)

    def current(self) -> Self:
        """What was not archived."""
        return self.filter(archived_at=None)


class Objective(models.Model):
    """What the organization wants to reach, whoever works on it."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="objectives"
    )
    name = models.CharField(max_length=120)
    says = models.CharField(max_length=600, blank=True)
    owner = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    archived_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = ObjectiveQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                models.F("organization"),
                Lower("name"),
                condition=models.Q(archived_at=None),
                name="objective_name_once",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="objective_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ProjectQuerySet(models.QuerySet["Project"]):
    def visible_to(self, user: User) -> Self:
        """Projects of organizations in which the person reads all, and those they take part in."""
        memberships = Membership.objects.active().filter(user=user)
        reading = memberships.filter(role__in=READERS).values("organization")
        taking_part = Involvement.objects.filter(person=user).values("project")
        return self.filter(
            models.Q(organization__in=reading)
            | models.Q(
                models.Q(pk__in=taking_part) | models.Q(pk__in=_deputized(user)),
                organization__in=memberships.values("organization"),
            )
        )

    def of(self, organization: Organization) -> Self:
        return self.filter(organization=organization)

    def current(self) -> Self:
        """What was not archived."""
        return self.filter(archived_at=None)


def _deputized(user: User) -> "models.QuerySet[Involvement, int]":
    """Projects in which somebody takes part whose deputy this person is today."""
    today = timezone.localdate()
    return Involvement.objects.filter(
        person__deputies__deputy=user,
        person__deputies__organization=models.F("project__organization"),
        person__deputies__starts_on__lte=today,
        person__deputies__ends_on__gte=today,
        person__deputies__revoked_at=None,
    ).values_list("project", flat=True)


class Project(models.Model):
    """One problem and its candidates, through the whole life of the work."""

    class Stage(models.TextChoices):
        IDEA = "idea", "Idea"
        SCOPED = "scoped", "Scoped"
        CHARTERED = "chartered", "Chartered"
        PILOT = "pilot", "Pilot"
        LIVE = "live", "Live"
        BENEFITS = "benefits", "Benefits review"
        CLOSED = "closed", "Closed"
        PAUSED = "paused", "Paused"
        STOPPED = "stopped", "Stopped"

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="projects"
    )
    title = models.CharField(max_length=120)  # as the problem section has it, for lists
    currency = models.CharField(max_length=3)
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.IDEA)
    paused_from = models.CharField(max_length=10, choices=Stage, blank=True)
    objective = models.ForeignKey(
        Objective, on_delete=models.SET_NULL, null=True, related_name="projects"
    )  # as the problem section has it, for lists
    assessment = models.ForeignKey(
        Assessment, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    readiness_check = models.ForeignKey(
        Assessment, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    template = models.CharField(max_length=64, blank=True)
    example_levels = models.JSONField(default=dict)  # of the template, while no assessment is named
    brought_in = models.JSONField(default=dict)  # from which file, and what of it was left out
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    last_editor = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+"
    )  # of something material: such a person cannot sign
    created_at = models.DateTimeField(default=timezone.now)
    archived_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["organization", "stage"], name="project_stage")]

    def __str__(self) -> str:
        return self.title

    def content_of(self, key: str) -> Content:
        """What a section holds; empty if nothing was saved yet."""
        found = self.sections.filter(key=key).first()
        return found.content if found else {}

    def state(self) -> WorksheetState:
        """The whole worksheet as plain data, for checks and documents: four statements."""
        standing = self.confirmations.filter(withdrawn_at=None).select_related("person")
        return WorksheetState(
            sections={section.key: section.content for section in self.sections.all()},
            candidates=tuple(
                candidate.state()
                for candidate in self.candidates.current().prefetch_related("ratings__rater")
            ),
            currency=self.currency,
            confirmed_by={each.side: each.person.public_id for each in standing if each.person},
        )


class Section(models.Model):
    """One section of a worksheet: saved by itself, so that two people can work side by side."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="sections")
    key = models.CharField(max_length=20)
    content = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    saved_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "key"], name="section_once"),
        ]

    def __str__(self) -> str:
        return f"{self.key} of {self.project}"


class RevisionQuerySet(models.QuerySet["Revision"]):
    def of(self, project: Project, subject: str) -> Self:
        """Those of one section or candidate."""
        return self.filter(project=project, subject=subject)

    def at(self, version: int) -> "Revision | None":
        """What was kept of one version."""
        return self.filter(version=version).select_related("saved_by").first()


class Revision(models.Model):
    """What a section or a candidate held at each save, so that nothing is lost."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="revisions")
    subject = models.CharField(max_length=20)  # the key of a section or a candidate's public id
    version = models.PositiveIntegerField()
    content = models.JSONField()
    saved_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    saved_at = models.DateTimeField(default=timezone.now)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "subject", "version"], name="revision_once"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.version} of {self.project}"


class Involvement(models.Model):
    """A person takes part in a project, and may therefore see it whatever their role."""

    class Part(models.TextChoices):
        SPONSOR = "sponsor", "Sponsor"
        MANAGER = "manager", "Project manager"
        OWNER = "owner", "Business owner"
        TECHNICAL_LEAD = "technical_lead", "Technical lead"
        DATA_OWNER = "data_owner", "Data owner"
        FINANCE = "finance", "Finance"
        LEGAL = "legal", "Legal"
        ETHICS = "ethics", "Ethics"
        WORKERS = "workers", "Worker representative"
        BUSINESS_RATER = "rater_business", "Business rater"
        TECHNICAL_RATER = "rater_technical", "Technical rater"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="involvements")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="involvements")
    part = models.CharField(max_length=20, choices=Part)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "person", "part"], name="involvement_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person} as {self.part} of {self.project}"


RATERS = {
    Involvement.Part.BUSINESS_RATER.value: "business",
    Involvement.Part.TECHNICAL_RATER.value: "technical",
}


class Confirmation(models.Model):
    """One person's word, for one side, that the problem holds as it stood on that day."""

    class Side(models.TextChoices):
        BUSINESS = "business", "Business"
        TECHNICAL = "technical", "Technical"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="confirmations")
    side = models.CharField(max_length=10, choices=Side)
    person = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    content_hash = models.CharField(max_length=64)
    confirmed_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_because = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "side"],
                condition=models.Q(withdrawn_at=None),
                name="confirmation_once_for_each_side",
            ),
            models.UniqueConstraint(
                fields=["project", "person"],
                condition=models.Q(withdrawn_at=None),
                name="confirmation_once_for_each_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.side} confirmation of {self.project}"


class CommentQuerySet(models.QuerySet["Comment"]):
    def waiting_for(self, user: User) -> Self:
        """Comments in open threads that name the person, who has not answered since."""
        thread = Coalesce(models.OuterRef("parent"), models.OuterRef("pk"))
        answered = Comment.objects.filter(
            author=user, parent=thread, created_at__gte=models.OuterRef("created_at")
        )
        is_open = models.Q(parent=None, resolved_at=None) | models.Q(
            parent__isnull=False, parent__resolved_at=None
        )
        named = self.filter(is_open, mentions=user).exclude(author=user)
        return named.exclude(models.Exists(answered))


class Comment(models.Model):
    """A remark on a field, a row or a section; `path` is that of the worksheet's differences."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="comments")
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="answers")
    path = models.CharField(max_length=200)
    author = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    text = models.CharField(max_length=2000)
    mentions = models.ManyToManyField(User, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    resolved_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    resolved_at = models.DateTimeField(null=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["project", "path"], name="comment_path")]

    def __str__(self) -> str:
        return f"comment on {self.path}"
