"""The life of an assessment: draft, open, closed, published, archived."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts import audit
from accounts.models import Organization, User
from aiproj.shared import jobs
from aiproj.shared.errors import Refused, Stale
from assessments.models import Assessment, PackVersion
from assessments.services import invitations

State = Assessment.State
FREEZE = "assessments.freeze"


def _record(assessment: Assessment, actor: User | None, action: str, **details: Any) -> None:
    audit.record(
        assessment.organization,
        actor,
        f"assessment.{action}",
        f"assessment {assessment.public_id}",
        **details,
    )


@transaction.atomic
def create(
    *, organization: Organization, actor: User, pack_version: PackVersion, scope: str
) -> Assessment:
    """Start a draft. Its targets are the questionnaire's defaults until somebody sets them."""
    pack = pack_version.pack
    assessment = Assessment.objects.create(
        organization=organization,
        pack_version=pack_version,
        scope=scope,
        created_by=actor,
        targets={dimension.key: pack.default_target_level for dimension in pack.dimensions},
    )
    assessment.managers.add(actor)
    _record(
        assessment,
        actor,
        "created",
        after={"scope": scope, "pack": f"{pack_version.key} {pack_version.version}"},
    )
    return assessment


@transaction.atomic
def change_draft(
    *, assessment: Assessment, actor: User, version: int, changes: Mapping[str, Any]
) -> Assessment:
    """Save the settings of a draft. Raises Refused once it was opened, Stale when another was
    quicker."""
    drafts = Assessment.objects.filter(pk=assessment.pk, state=State.DRAFT)
    if not drafts.exists():
        raise Refused("The assessment was opened. Its settings are fixed now.")
    before = {name: str(getattr(assessment, name)) for name in changes}
    if not drafts.filter(version=version).update(**changes, version=F("version") + 1):
        raise Stale("Somebody else changed these settings meanwhile. Nothing was overwritten.")
    after = {name: str(value) for name, value in changes.items()}
    _record(assessment, actor, "changed", before=before, after=after)
    assessment.refresh_from_db()
    return assessment


@transaction.atomic
def set_managers(*, assessment: Assessment, actor: User, managers: list[User]) -> None:
    """Name the people who see names in attributed mode; fixed at opening. Raises Refused."""
    _lock(assessment, State.DRAFT, "The assessment was opened. Its managers are fixed now.")
    if not managers:
        raise Refused("Name at least one manager.")
    before = sorted(str(person) for person in assessment.managers.all())
    assessment.managers.set(managers)
    after = sorted(str(person) for person in managers)
    if before != after:
        _record(
            assessment,
            actor,
            "managers_changed",
            before={"managers": before},
            after={"managers": after},
        )


@transaction.atomic
def delete_draft(*, assessment: Assessment, actor: User) -> None:
    """Remove a draft that nobody answered yet. Raises Refused."""
    _lock(assessment, State.DRAFT, "Only a draft can be deleted.")
    _record(assessment, actor, "deleted", before={"scope": assessment.scope})
    assessment.delete()


@transaction.atomic
def open_assessment(
    *, assessment: Assessment, actor: User, version: int | None = None
) -> Assessment:
    """Fix the settings and send everyone a personal link. Raises Refused, Stale.

    With the version that the person checked, settings changed since then are not opened.
    """
    assessment = _lock(assessment, State.DRAFT, "The assessment was opened already.")
    if version not in {None, assessment.version}:
        raise Stale("Somebody changed the settings meanwhile. Check them again before opening.")
    now = timezone.now()
    if assessment.closes_at is None or assessment.closes_at <= now:
        raise Refused("Set a closing date in the future first.")
    if assessment.opens_at and assessment.opens_at >= assessment.closes_at:
        raise Refused("The opening date must be before the closing date.")
    people = list(assessment.participants.order_by("pk"))
    if not people:
        raise Refused("Add the people whom you ask first.")
    if assessment.is_anonymous:  # the mode may have been chosen after people were added
        assessment.participants.update(team="")
    assessment.state = State.OPEN
    assessment.opened_at = now
    assessment.version += 1
    assessment.save(update_fields=["state", "opened_at", "version"])
    invitations.send(assessment, people, reminder=False)
    _record(
        assessment,
        actor,
        "opened",
        before={"state": State.DRAFT},
        after={
            "state": State.OPEN,
            "people": len(people),
            "privacy_mode": assessment.privacy_mode,
            "minimum_group": assessment.minimum_group,
            "closes_at": assessment.closes_at.isoformat(),
        },
    )
    return assessment


@transaction.atomic
def extend(*, assessment: Assessment, actor: User, version: int, closes_at: datetime) -> Assessment:
    """Move the end of an open assessment. Raises Refused, Stale."""
    if closes_at <= timezone.now():
        raise Refused("Choose a closing date in the future, or close now.")
    assessment = _lock(assessment, State.OPEN, "Only an open assessment can be extended.")
    if assessment.version != version:
        raise Stale("Somebody else changed the closing date meanwhile. Nothing was overwritten.")
    if assessment.opens_at and closes_at <= assessment.opens_at:
        raise Refused("The closing date must be after the opening date.")
    before = assessment.closes_at
    assessment.closes_at = closes_at
    assessment.version += 1
    assessment.save(update_fields=["closes_at", "version"])
    _record(
        assessment,
        actor,
        "extended",
        before={"closes_at": before.isoformat() if before else None},
        after={"closes_at": closes_at.isoformat()},
    )
    return assessment


@transaction.atomic
def close(
    *, assessment: Assessment, actor: User | None, due_at: datetime | None = None
) -> Assessment:
    """End an open assessment for good and have its result computed. Raises Refused.

    With `due_at` only if its end has come by then: somebody may just have moved it.
    """
    assessment = _lock(assessment, State.OPEN, "Only an open assessment can be closed.")
    if due_at and assessment.closes_at and assessment.closes_at > due_at:
        raise Refused("The closing date was moved meanwhile.")
    assessment.state = State.CLOSED
    assessment.closed_at = timezone.now()
    assessment.version += 1
    assessment.save(update_fields=["state", "closed_at", "version"])
    submitted = assessment.participants.exclude(submitted_on=None).count()
    _record(
        assessment,
        actor,
        "closed",
        before={"state": State.OPEN},
        after={"state": State.CLOSED, "submitted": submitted},
    )
    jobs.enqueue(
        kind=FREEZE,
        key=f"freeze:{assessment.public_id}",
        organization_id=assessment.organization_id,
        user_id=actor.pk if actor else None,
        payload={"assessment": assessment.pk},
    )
    return assessment


def close_due(at: datetime) -> int:
    """Close every open assessment whose end has come."""
    due = list(Assessment.objects.due_to_close(at).select_related("organization"))
    closed = 0
    for assessment in due:
        try:
            close(assessment=assessment, actor=None, due_at=at)
        except Refused:  # a manager closed or extended it in the same moment
            continue
        closed += 1
    return closed


@transaction.atomic
def publish(
    *,
    assessment: Assessment,
    actor: User,
    version: int,
    decisions: list[dict[str, str]],
    shared_with_members: bool,
) -> Assessment:
    """Let executives read the frozen result. Raises Refused, Stale."""
    assessment = _lock(assessment, State.CLOSED, "Only a closed assessment can be published.")
    if assessment.version != version:
        raise Stale("Somebody else changed the assessment meanwhile. Nothing was overwritten.")
    if not hasattr(assessment, "result"):
        raise Refused("The result is still being computed. Try again in a moment.")
    assessment.state = State.PUBLISHED
    assessment.published_at = timezone.now()
    assessment.decisions = decisions
    assessment.shared_with_members = shared_with_members
    assessment.version += 1
    assessment.save()
    _record(
        assessment,
        actor,
        "published",
        before={"state": State.CLOSED},
        after={"state": State.PUBLISHED, "shared_with_members": shared_with_members},
    )
    return assessment


@transaction.atomic
def archive(*, assessment: Assessment, actor: User) -> Assessment:
    """Put an ended assessment aside; it stays readable. Raises Refused."""
    ended = Q(state=State.CLOSED) | Q(state=State.PUBLISHED)
    found = Assessment.objects.select_for_update().filter(ended, pk=assessment.pk).first()
    if found is None:
        raise Refused("Only a closed or published assessment can be archived.")
    before = found.state
    found.state = State.ARCHIVED
    found.archived_at = timezone.now()
    found.version += 1
    found.save(update_fields=["state", "archived_at", "version"])
    _record(found, actor, "archived", before={"state": before}, after={"state": State.ARCHIVED})
    return found


def _lock(assessment: Assessment, state: str, refusal: str) -> Assessment:
    rows = Assessment.objects.select_for_update(of=("self",)).select_related("organization")
    found = rows.filter(pk=assessment.pk, state=state).first()
    if found is None:
        raise Refused(refusal)
    return found
