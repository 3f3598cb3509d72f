"""Rendered reports, their files and the links that share them."""

from datetime import datetime

from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q
from django.utils import timezone

from accounts.access import Permission, roles_with
from accounts.models import Membership, Organization, User
from aiproj.shared.ids import new_public_id
from aiproj.shared.models import Job
from assessments.models import Assessment
from metrics.models import BusinessMetric, Valuation
from scoping.models import Charter

VALUE_READERS = roles_with(Permission.READ_VALUE_REPORTS)


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, user: User) -> "ReportQuerySet":
        """Reports of the assessments that this person may read."""
        return self.filter(assessment__in=Assessment.objects.visible_to(user))

    def of(self, organization: Organization) -> "ReportQuerySet":
        return self.filter(organization=organization)

    def ready(self) -> "ReportQuerySet":
        return self.filter(rendered_at__isnull=False)

    def newest(self) -> "ReportQuerySet":
        """The last finished version of each assessment, latest published first."""
        later = Report.objects.ready().filter(
            assessment=OuterRef("assessment"), number__gt=OuterRef("number")
        )
        return self.ready().exclude(Exists(later)).order_by("-assessment__published_at", "-pk")

    def with_headline(self) -> "ReportQuerySet":
        """The parts of the content that a list shows, without the rest."""
        parts = ("headline", "stage", "index", "verdict")
        shown = {part: F(f"content__{part}") for part in parts}
        return self.defer("content").annotate(**shown)


class Report(models.Model):
    """One version of a readiness report, drawn from the frozen result and never changed."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="reports")
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="reports")
    number = models.PositiveIntegerField()
    content = models.JSONField(default=dict)  # the ReadinessReport, plain
    inputs_hash = models.CharField(max_length=64, blank=True)
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    rendered_at = models.DateTimeField(null=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "number"], name="report_number_once"),
        ]

    def __str__(self) -> str:
        return f"report {self.number} of {self.assessment}"

    def versions(self) -> "models.QuerySet[Report]":
        """Every version of this assessment's report, newest first, without content."""
        rows = Report.objects.filter(assessment=self.assessment_id)
        return rows.defer("content").order_by("-number")

    @property
    def job_key(self) -> str:
        return f"report:{self.public_id}"

    @property
    def job(self) -> Job | None:
        return Job.objects.filter(key=self.job_key).first()


class ReportFile(models.Model):
    """One rendered format of a report."""

    class Format(models.TextChoices):
        PDF = "pdf", "PDF"
        XLSX = "xlsx", "Excel"
        CSV = "csv", "CSV"

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="files")
    format = models.CharField(max_length=4, choices=Format)
    path = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "format"], name="report_file_once"),
        ]

    def __str__(self) -> str:
        return f"{self.report}.{self.format}"


class ShareLinkQuerySet(models.QuerySet["ShareLink"]):
    def working(self, at: datetime) -> "ShareLinkQuerySet":
        return self.filter(revoked_at=None, expires_at__gt=at)

    def in_order(self, at: datetime) -> "ShareLinkQuerySet":
        """Working links first, newest first; `is_working` says which."""
        works = Q(revoked_at=None, expires_at__gt=at)
        expression = ExpressionWrapper(works, output_field=models.BooleanField())
        return self.annotate(is_working=expression).order_by("-is_working", "-pk")

    def visible_to(self, user: User) -> "ShareLinkQuerySet":
        return self.filter(report__in=Report.objects.visible_to(user))


class ShareLink(models.Model):
    """A link that opens one report without an account, until it ends or is revoked."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="share_links"
    )
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="share_links")
    digest = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=120)
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    views = models.PositiveIntegerField(default=0)
    last_viewed_at = models.DateTimeField(null=True)

    objects = ShareLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("created_at")), name="share_link_ends_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.report})"

    def works(self, at: datetime) -> bool:
        return self.revoked_at is None and self.expires_at > at


class ValueReportQuerySet(models.QuerySet["ValueReport"]):
    def visible_to(self, user: User) -> "ValueReportQuerySet":
        """Value reports of the organizations in which this person may read them."""
        memberships = Membership.objects.active().filter(user=user, role__in=VALUE_READERS)
        return self.filter(organization__in=memberships.values("organization"))

    def of(self, organization: Organization) -> "ValueReportQuerySet":
        return self.filter(organization=organization)

    def latest_first(self) -> "ValueReportQuerySet":
        """Newest first, with title and headline in place of the content."""
        shown = {part: F(f"content__{part}") for part in ("title", "headline")}
        return self.defer("content", "curve").annotate(**shown).order_by("-created_at", "-pk")


class ValueReport(models.Model):
    """What a model is worth, told to those who decide; written once and never changed.

    `content` is the ValueStory and `curve` the stored drawing, so that the report stays as it is
    when predictions or metrics change or go. `files` maps a format to path, sha256 and size.
    """

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="value_reports"
    )
    valuation = models.ForeignKey(
        Valuation, on_delete=models.SET_NULL, null=True, related_name="value_reports"
    )
    metric = models.ForeignKey(
        BusinessMetric, on_delete=models.SET_NULL, null=True, related_name="value_reports"
    )
    content = models.JSONField()
    curve = models.JSONField()
    files = models.JSONField(default=dict)
    inputs_hash = models.CharField(max_length=64)
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    rendered_at = models.DateTimeField(null=True)

    objects = ValueReportQuerySet.as_manager()

    def __str__(self) -> str:
        return f"value report {self.public_id}"

    @property
    def job_key(self) -> str:
        return f"value-report:{self.public_id}"

    @property
    def job(self) -> Job | None:
        return Job.objects.filter(key=self.job_key).first()


class CharterFilesQuerySet(models.QuerySet["CharterFiles"]):
    def visible_to(self, user: User) -> "CharterFilesQuerySet":
        """Files of the charters that this person may see."""
        return self.filter(charter__in=Charter.objects.visible_to(user).values("pk"))


class CharterFiles(models.Model):
    """The documents of a charter as it stood when they were asked for; never changed.

    `edition` holds signatures, changes and state of that moment; the content is the charter's own.
    A later signature gives other documents, known by their hash.
    """

    charter = models.ForeignKey(Charter, on_delete=models.CASCADE, related_name="document_sets")
    edition = models.JSONField()
    inputs_hash = models.CharField(max_length=64)
    files = models.JSONField(default=dict)
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    rendered_at = models.DateTimeField(null=True)

    objects = CharterFilesQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["charter", "inputs_hash"], name="charter_files_once"),
        ]

    def __str__(self) -> str:
        return f"documents of charter {self.charter.public_id}"

    @property
    def organization(self) -> Organization:
        return self.charter.project.organization

    @property
    def job_key(self) -> str:
        return f"charter-files:{self.charter.public_id}:{self.inputs_hash[:16]}"

    @property
    def job(self) -> Job | None:
        return Job.objects.filter(key=self.job_key).first()
