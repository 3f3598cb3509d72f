"""From one version of a charter to the next, and the end of one that was in force."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from aiproj.shared.batches import each_alone
from aiproj.shared.errors import Refused
from scoping.models import Charter, Project
from scoping.services import contract, freezing
from scoping.services.moving import capacities, carry_out, concerned, hold, need_words, tell
from scoping.services.recording import record, refuse_archived
from scoping.workflow import RUNNING, Event, Stage, Step, Who, charter_move, stage_after
from scoping.worksheet.canonical import canonical_json, digest
from scoping.worksheet.editions import edits, is_material


@transaction.atomic
def amend(*, charter: Charter, actor: User) -> Charter:
    """Begin the next version; the approved one stays in force. Raises Refused."""
    return _begin(charter, Event.AMEND, actor)


@transaction.atomic
def copy(*, charter: Charter, actor: User) -> Charter:
    """Begin a new version of one that was rejected; comments stay with the project."""
    return _begin(charter, Event.COPY, actor)


@transaction.atomic
def renew(*, charter: Charter, actor: User) -> Charter:
    """Begin the next version of one that expired. Raises Refused without a fresh assessment."""
    if freezing.current_levels(charter.project, timezone.now()).values is None:
        raise Refused("Publish a fresh assessment and name it before you renew the charter.")
    return _begin(charter, Event.RENEW, actor)


def _begin(charter: Charter, event: Event, actor: User) -> Charter:
    charter = hold(charter)
    move = charter_move(charter.state, event, capacities(charter, actor))
    project = charter.project
    refuse_archived(project)
    if project.charters.open().exists():
        raise Refused("The next version has begun already. Go on with that one.")
    newest = project.charters.newest().first()
    if event is not Event.AMEND and newest != charter:
        raise Refused("There is a newer version. Go on with that one.")
    carry_out(charter, move, actor, at=timezone.now())
    made = Charter.objects.create(
        project=project,
        major=(newest or charter).major + 1,
        author=actor,
        last_editor=project.last_editor,
    )
    target = f"charter {made.public_id}"
    record(project, actor, "charter.begun", target, after={"version": made.number})
    return made


@transaction.atomic
def publish(*, charter: Charter, actor: User) -> Charter:
    """Publish wording as a minor version of the charter in force. Raises Refused.

    Signatures stay bound to the hash of the major version; everybody concerned gets a notice.
    """
    charter = hold(charter)
    move = charter_move(charter.state, Event.PUBLISH, capacities(charter, actor))
    refuse_archived(charter.project)
    approved = charter.project.charters.approved().first()
    if approved is None:
        raise Refused("No charter is in force. Submit this one for signatures.")
    now = timezone.now()
    charter.major, charter.minor = approved.major, approved.minor + 1
    content = freezing.frozen_content(charter, now)
    changes = edits(approved.content, content)
    if not changes:
        raise Refused(f"Nothing changed since charter {approved.number}.")
    if is_material(changes):
        named = next(edit.label for edit in changes if edit.material)
        raise Refused(f"{named} is a material change. Submit this version for new signatures.")
    supersede = charter_move(approved.state, Event.SUPERSEDE, [Who.SYSTEM])
    approved.ended_at = now
    carry_out(approved, supersede, None, at=now)
    charter.canonical, charter.content_hash = canonical_json(content), digest(content)
    charter.signed_hash = approved.signed_hash
    charter.approved_at, charter.expires_at = now, approved.expires_at
    carry_out(charter, move, actor, at=now)
    contract.follow(charter)
    text = f"{actor} published wording as charter {charter.number}. Your signature still holds."
    tell(charter, concerned(charter), "Charter changed in wording", text)
    return charter


@transaction.atomic
def revoke(*, charter: Charter, actor: User, reason: str) -> Charter:
    """End a charter that is in force; its project is paused in the same moment. Raises Refused."""
    charter = hold(charter)
    move = charter_move(charter.state, Event.REVOKE, capacities(charter, actor))
    reason = need_words(reason, "why you revoke it")
    charter.ended_at = timezone.now()
    carry_out(charter, move, actor, reason=reason, at=charter.ended_at)
    _pause(charter.project, actor)
    contract.follow(charter)
    tell(charter, concerned(charter), "Charter revoked", f"{actor} revoked the charter: {reason}")
    return charter


def _pause(project: Project, actor: User) -> None:
    if project.stage not in RUNNING:
        return
    before = project.stage
    project.paused_from = before
    project.stage = stage_after(before, Step.PAUSE, [Who.SYSTEM])
    project.save(update_fields=["stage", "paused_from"])
    target = f"project {project.public_id}"
    record(project, actor, "project.paused", target, before={"stage": before},
           after={"stage": str(Stage.PAUSED)})  # fmt: skip


def expire_all(now: datetime) -> int:
    """End every charter in force that nobody began to carry out in time; how many."""
    due = list(Charter.objects.unstarted(now).values_list("pk", flat=True))
    return each_alone(due, lambda key: _expire(key, now))


@transaction.atomic
def _expire(key: int, now: datetime) -> bool:
    rows = Charter.objects.select_related("project__organization")
    charter = hold(rows.get(pk=key))
    if not Charter.objects.unstarted(now).filter(pk=key).exists():
        return False
    move = charter_move(charter.state, Event.EXPIRE, [Who.SYSTEM])
    charter.ended_at = now
    carry_out(charter, move, None, at=now)
    contract.follow(charter)
    text = "The work did not begin in time, so the charter expired. Renew it with fresh numbers."
    tell(charter, concerned(charter), "Charter expired", text)
    return True
