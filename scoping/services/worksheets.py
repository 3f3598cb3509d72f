"""Saving sections and candidates: each by itself, with every state kept."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone

from accounts.models import User
from aiproj.shared.errors import Refused, Stale
from scoping.models import Candidate, Charter, Project, Section
from scoping.overview import break_even
from scoping.services import figures
from scoping.services.projects import involve, objective_of
from scoping.services.recording import keep_revision, record, refuse_archived
from scoping.worksheet.canonical import digest
from scoping.worksheet.differences import Change, section_changes
from scoping.worksheet.loading import candidate_spec, sections
from scoping.worksheet.model import MOST_CANDIDATES, Content

STALE = "Somebody else saved this meanwhile. Both texts are kept: theirs is stored, yours is here."
CLOSED = "The charter is in review. Withdraw it, or wait for the answer, before you change it."


def hold_open(project: Project) -> None:
    """Refuse changes of a worksheet that signatories look at, and of one put aside."""
    refuse_archived(project)
    if project.charters.filter(state=Charter.State.IN_REVIEW).exists():
        raise Refused(CLOSED)


@transaction.atomic
def save_section(
    *, project: Project, key: str, actor: User, version: int, content: Content
) -> Section:
    """Store a section. A version of 0 is a section that was never saved. Raises Stale, Refused.

    Saving what is stored already changes nothing.
    """
    hold_open(Project.objects.select_for_update().get(pk=project.pk))
    stored = project.sections.filter(key=key).first()
    if stored and stored.content == content:
        return stored
    section = _first(project, key, content, actor) if version == 0 else None
    if section is None:
        own = project.sections.filter(key=key, version=version)
        if not own.update(
            content=content, version=F("version") + 1, saved_by=actor, saved_at=timezone.now()
        ):
            raise Stale(STALE)
        section = project.sections.get(key=key)
    keep_revision(project, key, section.version, content, actor)
    before = stored.content if stored else {}
    _edited(project, actor, section_changes(sections()[key], before, content))
    follow(project, key, content)
    _note_save(project, actor, f"section {key}", section.version, content)
    return section


def _first(project: Project, key: str, content: Content, actor: User) -> Section:
    try:
        with transaction.atomic():
            return Section.objects.create(project=project, key=key, content=content, saved_by=actor)
    except IntegrityError as error:
        raise Stale(STALE) from error


def _edited(project: Project, actor: User, changes: Iterable[Change]) -> None:
    """Whoever changes something material last cannot sign it; lists follow every change."""
    if any(change.material for change in changes):
        note_editor(project, actor)
    figures.refresh(project)


def _note_save(project: Project, actor: User, what: str, version: int, content: Content) -> None:
    """The text itself is kept as a revision; its hash in the chain shows if that was edited.

    Last in the transaction: the audit log is one chain for the whole organization.
    """
    after = {"saved": what, "version": version, "sha256": digest(content)}
    record(project, actor, "worksheet.saved", f"project {project.public_id}", after=after)


def note_editor(project: Project, actor: User) -> None:
    """Remember who changed something material last; such a person cannot sign."""
    Project.objects.filter(pk=project.pk).update(last_editor=actor)
    project.charters.open().update(last_editor=actor)


def follow(project: Project, key: str, content: Content) -> None:
    """Bring what lists and permissions need up to what the section says."""
    if key == "problem":
        project.title = content.get("title", project.title)  # a draft may lack one for a while
        project.objective = objective_of(project.organization, content)
        project.save(update_fields=["title", "objective"])
        fingerprint = problem_hash(content)
        project.confirmations.filter(withdrawn_at=None).exclude(content_hash=fingerprint).update(
            withdrawn_at=timezone.now(), withdrawn_because="The problem was changed."
        )
    if key == "people":
        involve(project, content)


def problem_hash(content: Content) -> str:
    """Of the material fields: wording around them may change without a new confirmation."""
    material = [field.key for field in sections()["problem"].fields if field.material]
    return digest({key: content[key] for key in material if key in content})


@contextmanager
def criterion_follows(project: Project, actor: User) -> Iterator[None]:
    """Let the break-even criterion of the evaluation follow the payoffs that change meanwhile."""
    found = break_even.payoffs_of(project)
    yield
    section = project.sections.filter(key=break_even.SECTION).first()
    content = section.content if section else {}
    followed = break_even.followed(project, content, found[1] if found else None)
    if followed != content:
        save_section(
            project=project,
            key=break_even.SECTION,
            actor=actor,
            version=section.version if section else 0,
            content=followed,
        )


@transaction.atomic
def save_candidate(
    *, candidate: Candidate, actor: User, version: int, content: Content
) -> Candidate:
    """Store a candidate. Raises Stale, Refused."""
    project = candidate.project
    hold_open(Project.objects.select_for_update().get(pk=project.pk))
    stored = Candidate.objects.get(pk=candidate.pk)
    if stored.archived_at:
        raise Refused("This candidate was put aside. Restore it before you change it.")
    if stored.content == content:
        return stored
    own = Candidate.objects.filter(pk=candidate.pk, version=version)
    with criterion_follows(project, actor):
        if not own.update(content=content, version=F("version") + 1):
            raise Stale(STALE)
    candidate.refresh_from_db()
    keep_revision(project, candidate.public_id, candidate.version, content, actor)
    _edited(project, actor, section_changes(candidate_spec(), stored.content, content))
    _note_save(project, actor, f"candidate {candidate.public_id}", candidate.version, content)
    return candidate


@transaction.atomic
def add_candidate(*, project: Project, actor: User, content: Content) -> Candidate:
    """Add a candidate at the end. Raises Refused beyond MOST_CANDIDATES."""
    hold_open(Project.objects.select_for_update().get(pk=project.pk))
    _refuse_too_many(project)
    last = project.candidates.aggregate(last=Max("position"))["last"]
    position = 0 if last is None else last + 1
    with criterion_follows(project, actor):
        made = Candidate.objects.create(project=project, position=position, content=content)
    keep_revision(project, made.public_id, 1, content, actor)
    note_editor(project, actor)
    figures.refresh(project)
    target = f"candidate {made.public_id}"
    record(project, actor, "candidate.added", target, after={"name": made.name})
    return made


def _refuse_too_many(project: Project) -> None:
    if project.candidates.current().count() >= MOST_CANDIDATES:
        raise Refused(f"{MOST_CANDIDATES} candidates are enough. Put one aside first.")


@transaction.atomic
def set_candidate_archived(*, candidate: Candidate, actor: User, archived: bool) -> None:
    """Put a candidate aside or bring it back; twice is once.

    Raises Refused for the chosen one, and beyond MOST_CANDIDATES.
    """
    project = candidate.project
    hold_open(Project.objects.select_for_update().get(pk=project.pk))
    stored = Candidate.objects.get(pk=candidate.pk)
    if archived and stored.decision == Candidate.Decision.CHOSEN:
        raise Refused("This candidate is chosen. Choose another one before you put it aside.")
    if not archived and stored.archived_at:
        _refuse_too_many(project)
    rows = Candidate.objects.filter(pk=candidate.pk, archived_at__isnull=archived)
    with criterion_follows(project, actor):
        is_changed = rows.update(archived_at=timezone.now() if archived else None)
    if is_changed:
        note_editor(project, actor)
        figures.refresh(project)
        action = "candidate.archived" if archived else "candidate.restored"
        record(project, actor, action, f"candidate {candidate.public_id}")
