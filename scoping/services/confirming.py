"""The word of one business and one technical person that a problem holds as it stands."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Membership, Perspective, User
from aiproj.shared.errors import Refused
from scoping.models import Project
from scoping.services.recording import hold_current, record
from scoping.services.worksheets import problem_hash

CHANGED = "The problem is not the one that you saw. Nothing was confirmed; read it again."
ONE_EACH = "The problem is confirmed by one person of each side, and not twice by the same."


@transaction.atomic
def confirm(*, project: Project, actor: User, side: str, seen: str) -> None:
    """Confirm the problem for one side; `seen` is the hash of the problem that was shown.

    Raises Refused for the other side's people, twice, and where the problem is another by now.
    """
    hold_current(project)
    members = Membership.objects.active().filter(organization=project.organization, user=actor)
    member = members.first()
    if member is None or member.perspective not in (side, Perspective.BOTH):
        raise Refused(f"Only people who see the work from the {side} side can confirm for it.")
    fingerprint = problem_hash(project.content_of("problem"))
    if seen != fingerprint:
        raise Refused(CHANGED)
    try:
        with transaction.atomic():
            project.confirmations.create(side=side, person=actor, content_hash=fingerprint)
    except IntegrityError as error:
        raise Refused(ONE_EACH) from error
    target = f"project {project.public_id}"
    record(project, actor, "problem.confirmed", target, after={"side": side})


@transaction.atomic
def withdraw(*, project: Project, actor: User, side: str) -> None:
    """Take one's own word back; twice is once."""
    hold_current(project)
    standing = project.confirmations.filter(side=side, person=actor, withdrawn_at=None)
    if standing.update(withdrawn_at=timezone.now(), withdrawn_because="Taken back."):
        target = f"project {project.public_id}"
        record(project, actor, "problem.confirmation_withdrawn", target, before={"side": side})
