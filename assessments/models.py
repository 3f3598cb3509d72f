"""Questionnaire versions, assessments, the people asked, their answers, the frozen result."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Organization, OutboxMessage, User
from aiproj.shared.format import round_half_up
from aiproj.shared.ids import new_public_id, new_row_id
from aiproj.shared.models import Job
from assessments.group_size import GroupWarning, group_size_warnings
from assessments.pack_schema import Pack
from assessments.querysets import (
    AssessmentQuerySet,
    PackVersionQuerySet,
    ParticipantQuerySet,
    ResponseQuerySet,
)

DONT_KNOW = -2
NOT_APPLICABLE = -3
BLANK = 0
DEFAULT_MINIMUM_GROUP = 5
COMMENTS_ON_PAGE = 20  # of one capability on the results page; all stand on a page of their own


class PackVersion(models.Model):
    """One version of a questionnaire. Its content never changes; answers stay pinned to it."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, null=True, related_name="pack_versions"
    )
    key = models.CharField(max_length=64)
    version = models.CharField(max_length=20)
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)
    archived_at = models.DateTimeField(null=True)

    objects = PackVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "key", "version"], name="pack_version_once"
            ),
            models.UniqueConstraint(
                fields=["key", "version"],
                condition=Q(organization=None),
                name="pack_version_built_in_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.version}"

    @property
    def pack(self) -> Pack:
        return pack_of(self.pk)


@lru_cache(maxsize=64)
def pack_of(pack_version_id: int) -> Pack:
    """The validated content; cached, because it never changes."""
    content = PackVersion.objects.values_list("content", flat=True).get(pk=pack_version_id)
    return Pack.from_json(content)


class Assessment(models.Model):
    """One survey of one scope with one questionnaire version."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"
        PUBLISHED = "published", "Published"
        ARCHIVED = "archived", "Archived"

    class PrivacyMode(models.TextChoices):
        CONFIDENTIAL = "confidential", "Confidential"
        ANONYMOUS = "anonymous", "Anonymous"
        ATTRIBUTED = "attributed", "Attributed"

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="assessments"
    )
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    scope = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    privacy_mode = models.CharField(
        max_length=12, choices=PrivacyMode, default=PrivacyMode.CONFIDENTIAL
    )
    minimum_group = models.PositiveSmallIntegerField(default=DEFAULT_MINIMUM_GROUP)
    evidence_required = models.BooleanField(default=False)
    targets = models.JSONField(default=dict)  # dimension key -> level 1-5
    item_settings = models.JSONField(default=dict)  # capability key -> importance, not_applicable
    decisions = models.JSONField(default=list)  # typed at publishing: text and due date
    shared_with_members = models.BooleanField(default=False)
    managers = models.ManyToManyField(User, related_name="managed_assessments")
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    opens_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    archived_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["organization", "state"], name="assessment_state"),
            models.Index(fields=["state", "closes_at"], name="assessment_due"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(privacy_mode="attributed", minimum_group=1)
                | ~Q(privacy_mode="attributed") & Q(minimum_group__gte=3),
                name="assessment_group_large_enough",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(opened_at__isnull=False, closes_at__isnull=False),
                name="assessment_opened_with_an_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pack_version.title} of {self.scope}"

    @property
    def pack(self) -> Pack:
        return pack_of(self.pack_version_id)

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_anonymous(self) -> bool:
        return self.privacy_mode == self.PrivacyMode.ANONYMOUS

    @property
    def has_result(self) -> bool:
        return self.closed_at is not None

    @property
    def freeze_job(self) -> Job | None:
        """The background work that computes the result after closing."""
        return Job.objects.filter(key=f"freeze:{self.public_id}").first()

    def accepts_answers(self, at: datetime) -> bool:
        return (
            self.is_open
            and (self.opens_at is None or self.opens_at <= at)
            and (self.closes_at is None or at < self.closes_at)
        )

    def target(self, dimension_key: str) -> int:
        return int(self.targets.get(dimension_key, self.pack.default_target_level))

    def is_not_applicable(self, capability_key: str) -> bool:
        return bool(self.item_settings.get(capability_key, {}).get("not_applicable"))

    def asked_of(self, audience: str) -> tuple[str, ...]:
        """Keys of the capabilities that people of this audience are asked about, in order."""
        return tuple(key for key in self.pack.asked_of(audience) if not self.is_not_applicable(key))

    def questions_by_audience(self) -> dict[str, int]:
        """How many applicable questions there are for each audience."""
        items = [item for item in self.pack.capabilities if not self.is_not_applicable(item.key)]
        found = Counter[str](item.audience for item in items)
        return {audience: found[audience] for audience in Audience.values}

    def minutes_for(self, questions: int) -> int:
        """The pack's estimate, shared out evenly; at least one minute for any question."""
        share = self.pack.estimated_minutes * questions / len(self.pack.capabilities)
        return max(1, int(round_half_up(share))) if questions else 0

    def dimensions_without_questions(self) -> list[str]:
        """Names of the dimensions in which nothing applies; the result is made without them."""
        return [
            dimension.name
            for dimension in self.pack.dimensions
            if all(self.is_not_applicable(item.key) for item in dimension.capabilities)
        ]

    def group_size_warnings(self, people: Mapping[str, int]) -> list[GroupWarning]:
        """Which questions too few people (counted by audience) are asked to be shown safely."""
        return group_size_warnings(people, self.questions_by_audience(), self.minimum_group)

    def groups_visible_to(self, user: User) -> bool:
        """Whether this person may look at single groups: in attributed mode one may be a person."""
        return self.privacy_mode != self.PrivacyMode.ATTRIBUTED or self.names_visible_to(user)

    def names_visible_to(self, user: User) -> bool:
        """Whether this person may see who answered what."""
        attributed = self.privacy_mode == self.PrivacyMode.ATTRIBUTED
        return attributed and self.managers.filter(pk=user.pk).exists()


class Audience(models.TextChoices):
    """From where a respondent sees AI work; decides which questions are asked."""

    BUSINESS = "business", "Business"
    TECHNICAL = "technical", "Technical"
    BOTH = "both", "Both"


class Participant(models.Model):
    """A person who is asked. In anonymous mode nothing joins it to answers after submission."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    assessment = models.ForeignKey(
        Assessment, on_delete=models.CASCADE, related_name="participants"
    )
    email = models.EmailField(max_length=254)
    audience = models.CharField(max_length=10, choices=Audience)
    team = models.CharField(max_length=80, blank=True)
    added_at = models.DateTimeField(default=timezone.now)
    started_on = models.DateField(null=True)
    submitted_on = models.DateField(null=True)
    submitted_at = models.DateTimeField(null=True)  # never in anonymous mode
    reminded_at = models.DateTimeField(null=True)  # forgotten with an anonymous submission
    receipt = models.CharField(max_length=16, blank=True)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "email"], name="participant_once"),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def state(self) -> str:
        if self.submitted_on:
            return "submitted"
        return "started" if self.started_on else "not started"


class SurveyLink(models.Model):
    """One personal link. Every message carries its own; they end when the survey does."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    message = models.ForeignKey(
        OutboxMessage, on_delete=models.SET_NULL, null=True, related_name="survey_links"
    )
    handed_over = models.BooleanField(default=False)  # a manager has seen it
    created_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"link of {self.participant_id}"

    @property
    def was_seen_by_others(self) -> bool:
        """Whether somebody else had this link in hand before the person did."""
        return self.handed_over or bool(self.message and self.message.read_at)


class Response(models.Model):
    """The answers of one rater. Random row ids, so that rows keep no order of writing."""

    id = models.BigIntegerField(primary_key=True, default=new_row_id, editable=False)
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="responses")
    participant = models.OneToOneField(
        Participant, on_delete=models.CASCADE, null=True, related_name="response"
    )
    audience = models.CharField(max_length=10, choices=Audience)
    team = models.CharField(max_length=80, blank=True)
    is_submitted = models.BooleanField(default=False)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["assessment", "is_submitted"], name="response_submitted"),
        ]

    def __str__(self) -> str:
        return f"response {self.pk}"


class Answer(models.Model):
    """One rater's answer to one question of the assessment's questionnaire version."""

    id = models.BigIntegerField(primary_key=True, default=new_row_id, editable=False)
    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="answers")
    capability = models.CharField(max_length=64)
    value = models.SmallIntegerField(
        default=BLANK
    )  # 1-5, 0 blank, -2 don't know, -3 not applicable
    comment = models.TextField(blank=True)
    evidence_url = models.CharField(max_length=500, blank=True)
    seconds = models.PositiveIntegerField(null=True)  # from seeing the question to choosing
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(null=True)  # never in a submitted anonymous response

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["response", "capability"], name="answer_once"),
            models.CheckConstraint(
                condition=Q(value__in=[1, 2, 3, 4, 5, BLANK, DONT_KNOW, NOT_APPLICABLE]),
                name="answer_value_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.capability}: {self.value}"


class AnswerRevision(models.Model):
    """Every saved state of an answer, with the client's key: nothing is overwritten unseen."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="revisions")
    capability = models.CharField(max_length=64)
    version = models.PositiveIntegerField()
    value = models.SmallIntegerField()
    comment = models.TextField(blank=True)
    evidence_url = models.CharField(max_length=500, blank=True)
    key = models.CharField(max_length=64)
    body_hash = models.CharField(max_length=64)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["response", "key"], name="revision_key_once"),
        ]

    def __str__(self) -> str:
        return f"{self.capability} version {self.version}"


class Reminder(models.Model):
    """A round of reminders: when, and to how many."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="reminders")
    sent_at = models.DateTimeField(default=timezone.now)
    count = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.count} reminded"


class Result(models.Model):
    """The frozen result: computed once after closing, never from live rows again."""

    assessment = models.OneToOneField(Assessment, on_delete=models.CASCADE, related_name="result")
    evaluation = models.JSONField()
    comments = models.JSONField(default=dict)  # capability key -> shuffled texts
    invited = models.JSONField(default=dict)  # audience -> number of people asked
    formula_version = models.CharField(max_length=20)
    code_version = models.CharField(max_length=40)
    inputs_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"result of {self.assessment_id}"


@lru_cache(maxsize=64)
def first_comments(result_id: int, inputs_hash: str) -> dict[str, tuple[int, list[str]]]:
    """How many comments each capability has, and the first of them.

    Cached under the result's own fingerprint, because thousands of texts never change.
    """
    found = Result.objects.filter(inputs_hash=inputs_hash).values_list("comments", flat=True)
    comments = found.get(pk=result_id)
    return {key: (len(texts), texts[:COMMENTS_ON_PAGE]) for key, texts in comments.items()}


def audience_counts(participants: Iterable[Participant]) -> dict[str, int]:
    """How many people of each audience."""
    counts: dict[str, Any] = dict.fromkeys(Audience.values, 0)
    for participant in participants:
        counts[participant.audience] += 1
    return counts
