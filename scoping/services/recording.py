"""What every write of this app has in common: an audit event and a revision."""

from typing import Any

from accounts import audit
from accounts.models import User
from scoping.models import Project, Revision
from scoping.worksheet.model import Content


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
