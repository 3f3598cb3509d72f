"""Who rates the candidates, and what they say."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from accounts import outbox
from accounts.models import Membership, Perspective, User
from aiproj.shared.errors import Refused, Stale
from scoping.models import RATERS, Candidate, Involvement, Project, Rating, rubric_of
from scoping.services import figures
from scoping.services.recording import record
from scoping.services.worksheets import criterion_follows, hold_open, note_editor

SIDES = {side: part for part, side in RATERS.items()}


@dataclass(frozen=True)
class Said:
    """One score with the evidence for it and a note."""

    score: int
    evidence: str
    note: str


@transaction.atomic
def invite_rater(*, project: Project, actor: User, person: User, side: str) -> Involvement:
    """Ask somebody to rate for one side. Raises Refused for strangers and for the other side.

    Whoever sees the work from both perspectives may be asked for either, but not for both.
    """
    hold_open(Project.objects.select_for_update().get(pk=project.pk))
    members = Membership.objects.active().filter(organization=project.organization, user=person)
    member = members.first()
    if member is None:
        raise Refused("This person does not belong to the organization.")
    if member.perspective not in (side, Perspective.BOTH):
        raise Refused(f"{person} sees the work from the {member.get_perspective_display()} side.")
    rating = project.involvements.filter(person=person, part__in=RATERS)
    if rating.exists():
        raise Refused(f"{person} rates already.")
    made = project.involvements.create(person=person, part=SIDES[side])
    target = f"project {project.public_id}"
    record(project, actor, "rater.invited", target, after={"person": person.email, "side": side})
    if person != actor:
        _tell(project, person)
    return made


def _tell(project: Project, person: User) -> None:
    link = settings.PUBLIC_URL + reverse("scoping:candidates", args=[project.public_id])
    body = "\n".join(
        [
            f"You are asked to rate the candidates of “{project.title}”.",
            "It takes some minutes: twelve factors for each candidate, five described scores.",
            "",
            link,
            "",
        ]
    )
    draft = outbox.Draft(person.email, f"Rate the candidates: {project.title}", body)
    outbox.queue([draft], organization=project.organization)


@transaction.atomic
def withdraw_rater(*, involvement: Involvement, actor: User) -> None:
    """Ask somebody no more; what they have said goes with them."""
    project = involvement.project
    hold_open(Project.objects.select_for_update().get(pk=project.pk))
    gone, _ = Rating.objects.filter(candidate__project=project, rater=involvement.person).delete()
    record(
        project,
        actor,
        "rater.withdrawn",
        f"project {project.public_id}",
        before={"person": involvement.person.email, "ratings": gone},
    )
    involvement.delete()
    figures.refresh(project)


def side_of(project: Project, person: User) -> str | None:
    """For which side this person rates; None for whoever does not."""
    part = project.involvements.filter(person=person, part__in=RATERS).values_list(
        "part", flat=True
    )
    return RATERS.get(part.first() or "")


@transaction.atomic
def rate(*, candidate: Candidate, actor: User, said: Mapping[str, Said | None]) -> None:
    """Keep what one rater says of a candidate; None takes a score back. Raises Refused.

    The audit log tells who rated what, and not how: scores stay with the side that gave them.
    """
    project = candidate.project
    hold_open(Project.objects.select_for_update().get(pk=project.pk))
    if not project.candidates.current().filter(pk=candidate.pk).exists():
        raise Refused("The candidate was put aside. Nothing was kept.")
    side = side_of(project, actor)
    if side is None:
        raise Refused("You are not asked to rate these candidates.")
    known = {factor.key for factor in rubric_of(project.organization).factors}
    if any(said.values()):
        candidate.ratings.filter(rater=None, side=side).delete()
    for factor, each in said.items():
        if factor not in known:
            raise Refused("The rubric has no such factor.")
        if each is None:
            candidate.ratings.filter(rater=actor, factor=factor).delete()
            continue
        candidate.ratings.update_or_create(
            rater=actor,
            factor=factor,
            defaults={
                "side": side,
                "score": each.score,
                "evidence": each.evidence,
                "note": each.note,
                "rated_at": timezone.now(),
            },
        )
    figures.refresh(project)
    after = {"side": side, "factors": ", ".join(sorted(key for key, each in said.items() if each))}
    record(project, actor, "candidate.rated", f"candidate {candidate.public_id}", after=after)


@transaction.atomic
def decide(
    *, project: Project, actor: User, version: int, decisions: Mapping[str, tuple[str, str]]
) -> None:
    """Choose one candidate and say why, and why not the others. Raises Stale, Refused.

    `decisions` maps the public id of every candidate to decision and reason.
    """
    hold_open(Project.objects.select_for_update().get(pk=project.pk))
    rows = {candidate.public_id: candidate for candidate in project.candidates.current()}
    if set(decisions) != set(rows):
        raise Refused("The candidates changed meanwhile. Look at them again.")
    chosen = [key for key, (decision, _) in decisions.items() if decision == "chosen"]
    if len(chosen) > 1:
        raise Refused("Only one candidate can be chosen.")
    if any(decision and not reason.strip() for decision, reason in decisions.values()):
        raise Refused("Each decision needs its reason.")
    own = Project.objects.filter(pk=project.pk, version=version)
    if not own.update(version=F("version") + 1):
        raise Stale("Somebody else decided meanwhile. Nothing was overwritten.")
    now = timezone.now()
    changed = ["decision", "decision_reason", "decided_by", "decided_at"]
    with criterion_follows(project, actor):
        for key, (decision, reason) in sorted(decisions.items(), key=lambda row: row[0] in chosen):
            row = rows[key]
            row.decision, row.decision_reason = decision, reason.strip() if decision else ""
            row.decided_by, row.decided_at = actor, now
            row.save(update_fields=changed)
    note_editor(project, actor)
    after = {key: decision for key, (decision, _) in decisions.items()}
    project.refresh_from_db(fields=["version"])
    figures.refresh(project)
    record(project, actor, "candidates.decided", f"project {project.public_id}", after=after)
