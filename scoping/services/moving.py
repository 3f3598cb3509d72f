"""What every move of a charter has in common: a lock, who acts as what, an event, a notice."""

from collections.abc import Iterable
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts import access, outbox
from accounts.access import Permission
from accounts.models import Membership, User
from aiproj.shared import format as formats
from aiproj.shared.errors import Refused
from scoping.models import Charter, CharterEvent, Deputy, Involvement, Project, Slot
from scoping.services.recording import record
from scoping.workflow import SAID, Move, Who


def hold(charter: Charter) -> Charter:
    """The charter as it stands now, under the lock of its project: one move at a time."""
    Project.objects.select_for_update().get(pk=charter.project_id)
    rows = Charter.objects.select_related("project__organization", "author", "last_editor")
    return rows.get(pk=charter.pk)


def hold_project(project: Project) -> Project:
    """The project as it stands now, locked."""
    Project.objects.select_for_update().get(pk=project.pk)
    return Project.objects.select_related("organization", "assessment").get(pk=project.pk)


def today_of(project: Project) -> date:
    """The calendar day where the organization is."""
    found: date = project.organization.local_date(timezone.now())
    return found


def sponsor_id(charter: Charter) -> str:
    """The sponsor as the charter names them: what was signed counts, not what was typed since."""
    content = charter.content
    people = content["sections"].get("people", {}) if content else {}
    return str(people.get("sponsor") or charter.project.content_of("people").get("sponsor", ""))


def capacities(charter: Charter, actor: User) -> set[Who]:
    """In which capacities somebody may act on a charter; empty for people of elsewhere."""
    members = Membership.objects.active().filter(organization=charter.organization)
    membership = members.filter(user=actor).select_related("user").first()
    if membership is None:
        return set()
    found = {Who.MANAGER} if access.may(membership, Permission.SCOPE) else set()
    if charter.author_id == actor.pk:
        found.add(Who.AUTHOR)
    if sponsor_id(charter) == actor.public_id:
        found.add(Who.SPONSOR)
    asked = charter.slots.filter(round=charter.round).exclude(state=Slot.State.VOID)
    if asked.filter(person=actor).exists():
        found.add(Who.SIGNATORY)
    today = today_of(charter.project)
    if asked.open().for_person(actor, today).exclude(person=actor).exists():
        found.add(Who.DEPUTY)
    return found


def carry_out(
    charter: Charter, move: Move, actor: User | None, *, reason: str = "", at: datetime
) -> CharterEvent:
    """Bring the charter to its new state; event and audit in the same transaction."""
    before = charter.state
    charter.state = str(move.target)
    charter.version += 1
    charter.save()
    said = SAID[move.event].replace(" ", "_")
    record(
        charter.project,
        actor,
        f"charter.{said}",
        f"charter {charter.public_id}",
        before={"state": before},
        after={"state": charter.state, "version": charter.number, "sha256": charter.content_hash,
               "reason": reason},
    )  # fmt: skip
    return CharterEvent.objects.create(
        charter=charter,
        event=str(move.event),
        before=before,
        after=charter.state,
        actor=actor,
        at=at,
        reason=reason,
        content_hash=charter.content_hash,
        round=charter.round,
    )


def need_words(text: str, what: str) -> str:
    """The text without blanks around it. Raises Refused where nothing is left."""
    if not text.strip():
        raise Refused(f"Say {what}.")
    return text.strip()


def tell(charter: Charter, people: Iterable[User | None], subject: str, text: str) -> None:
    """Write to everybody who is still a member, each once, with the way to the charter."""
    active = Membership.objects.active().filter(organization=charter.organization)
    allowed = set(active.values_list("user", flat=True))
    addresses = {each.email: None for each in people if each and each.pk in allowed}
    link = settings.PUBLIC_URL + reverse("scoping:charter", args=[charter.public_id])
    body = f"{text}\n\n{charter.project.title}, charter {charter.number}:\n{link}\n"
    drafts = [outbox.Draft(address, f"{subject}: {charter.project}", body) for address in addresses]
    outbox.queue(drafts, organization=charter.organization)


def tell_signatories(charter: Charter, slots: Iterable[Slot], subject: str, text: str) -> None:
    """Write to those who sign, and to whoever may sign for them today."""
    people = [slot.person for slot in slots]
    tell(charter, people, subject, text)
    active = Membership.objects.active().filter(organization=charter.organization)
    signing = active.filter(user__in=[each for each in people if each]).values("user")
    today = today_of(charter.project)
    rows = Deputy.objects.of(charter.organization).listed(today).filter(starts_on__lte=today)
    for row in rows.filter(person__in=signing):
        standing = f"You stand in for {row.person} until {formats.date(row.ends_on)}."
        tell(charter, [row.deputy], subject, f"{text} {standing}")


def in_charge(charter: Charter) -> list[User]:
    """The author; where they no longer lead projects, everybody who does."""
    rows = Membership.objects.active().filter(organization=charter.organization)
    leading = [
        row.user
        for row in rows.select_related("user").order_by("pk")
        if access.may(row, Permission.SCOPE)
    ]
    return [each for each in leading if each.pk == charter.author_id] or leading


def concerned(charter: Charter) -> list[User]:
    """Everybody who takes part in the project, and the author."""
    rows = Involvement.objects.filter(project=charter.project).select_related("person")
    found = {row.person.pk: row.person for row in rows.order_by("pk")}
    if charter.author:
        found.setdefault(charter.author.pk, charter.author)
    return list(found.values())
