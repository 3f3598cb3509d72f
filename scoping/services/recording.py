"""What every write of this app has in common: nothing put aside, an audit event, a revision."""

from typing import Any

from accounts import audit
from accounts.models import User
from aiproj.shared.errors import Refused
from scoping.models import Project, Revision
from scoping.worksheet.model import Content


def refuse_archived(project: Project) -> None:
    """Nothing changes of a project that was put aside, and nobody is asked. Raises Refused."""
    if project.archived_at:
        raise Refused("The project is archived. Restore it first.")


def hold_current(project: Project) -> None:
    """Lock a project that changes now, read anew: it may have been put aside. Raises Refused."""
    refuse_archived(Project.objects.select_for_update().get(pk=project.pk))


def record(project: Project, actor: User | None, action: str, target: str, **details: Any) -> None:
    """Write the audit event of something that belongs to a project."""
    audit.record(project.organization, actor, action, target, **details)


def keep_revision(
    project: Project, subject: str, version: int, content: Content, actor: User | None
) -> None:
    """Keep what a section or candidate holds after a save."""
    Revision.objects.create(
        project=project, subject=subject, version=version, content=content, saved_by=actor
    )
