"""Comments on the worksheet: asking, answering, settling, and telling whoever is mentioned."""

from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts import outbox
from accounts.models import User
from aiproj.shared.errors import Refused
from scoping.models import Comment, Project
from scoping.overview.comments import Places, called, readers
from scoping.services.recording import hold_current, record

MOST_COMMENTS = 2000
NO_PLACE = "What you commented on is not part of this worksheet. Choose another place."


@transaction.atomic
def add_comment(
    *, project: Project, actor: User, path: str, text: str, mentions: Iterable[User] = ()
) -> Comment:
    """Begin a thread at a place of the worksheet. Raises Refused where there is no such place."""
    if Places(project).find(path) is None:
        raise Refused(NO_PLACE)
    return _write(project, actor, path, text, mentions, None)


@transaction.atomic
def answer_comment(
    *, comment: Comment, actor: User, text: str, mentions: Iterable[User] = ()
) -> Comment:
    """Answer in the thread of a comment; an answer to an answer stands in the same thread."""
    root = comment.parent or comment
    return _write(root.project, actor, root.path, text, mentions, root)


def _write(
    project: Project,
    actor: User,
    path: str,
    text: str,
    mentions: Iterable[User],
    parent: Comment | None,
) -> Comment:
    hold_current(project)
    if project.comments.count() >= MOST_COMMENTS:
        raise Refused(f"A project keeps at most {MOST_COMMENTS:,} comments.")
    made = Comment.objects.create(
        project=project, author=actor, path=path, text=text, parent=parent
    )
    told = _mentioned(project, text, mentions)
    made.mentions.set(told)
    action = "comment.answered" if parent else "comment.added"
    after = {"path": path, "mentions": ", ".join(each.public_id for each in told)}
    record(project, actor, action, f"comment {made.public_id}", after=after)
    _tell(made, [each for each in told if each != actor])
    return made


def _mentioned(project: Project, text: str, chosen: Iterable[User]) -> list[User]:
    """Who was picked or is named after an @, among those who see the project."""
    people = readers(project)
    told = {each.pk for each in [*chosen, *called(text, people)[0]]}
    return [person for person in people if person.pk in told]


def _tell(comment: Comment, people: Iterable[User]) -> None:
    project = comment.project
    here = reverse("scoping:comments", args=[project.public_id])
    link = f"{settings.PUBLIC_URL}{here}?path={comment.path}"
    body = (
        f"{comment.author} mentioned you in {project}:\n\n{comment.text}\n\n"
        f"{project.organization.name}:\n{link}\n"
    )
    subject = f"{comment.author} mentioned you: {project}"
    drafts = [outbox.Draft(person.email, subject, body) for person in people]
    outbox.queue(drafts, organization=project.organization)


@transaction.atomic
def set_resolved(*, comment: Comment, actor: User, resolved: bool) -> None:
    """Settle a thread or take it up again; twice is once."""
    root = comment.parent or comment
    hold_current(root.project)
    rows = Comment.objects.filter(pk=root.pk, resolved_at__isnull=resolved)
    settled = {"resolved_at": timezone.now(), "resolved_by": actor}
    if rows.update(**(settled if resolved else {"resolved_at": None, "resolved_by": None})):
        action = "comment.resolved" if resolved else "comment.reopened"
        record(root.project, actor, action, f"comment {root.public_id}")
