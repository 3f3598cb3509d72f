"""The people who are asked: adding them, their personal links, reminders."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts import audit, outbox
from accounts.models import OutboxMessage, User
from aiproj.shared import tokens
from aiproj.shared.errors import Refused
from aiproj.shared.format import counted
from assessments.models import Assessment, Participant, Reminder, SurveyLink
from assessments.participant_list import Person
from assessments.privacy_notice import short_notice

CHANGEABLE = (Assessment.State.DRAFT, Assessment.State.OPEN)
PAUSE = timedelta(hours=1)  # between two reminders to one person, whoever sends them


def _lock_changeable(assessment: Assessment) -> Assessment:
    rows = Assessment.objects.select_for_update(of=("self",)).select_related("organization")
    found = rows.filter(pk=assessment.pk, state__in=CHANGEABLE).first()
    if found is None:
        raise Refused("The assessment is closed. Nobody can be added or removed any more.")
    return found


@transaction.atomic
def add_people(
    *, assessment: Assessment, actor: User, people: Sequence[Person]
) -> list[Participant]:
    """Add everyone or nobody; while the assessment is open they get their link at once.

    Raises Refused when somebody is invited already.
    """
    assessment = _lock_changeable(assessment)
    keep_team = not assessment.is_anonymous
    rows = [
        Participant(
            assessment=assessment,
            email=person.email,
            audience=person.audience,
            team=person.team if keep_team else "",
        )
        for person in people
    ]
    try:
        with transaction.atomic():
            added = Participant.objects.bulk_create(rows, batch_size=500)
    except IntegrityError as error:
        raise Refused(
            "Somebody on the list was added by another manager meanwhile. Nobody was added; "
            "send the list again to see who."
        ) from error
    if assessment.is_open:
        send(assessment, added, reminder=False)
    _record(assessment, actor, "people_added", {"people": len(added)})
    return added


@transaction.atomic
def remove_person(*, participant: Participant, actor: User) -> None:
    """Take back an invitation that was not answered yet, with every link. Raises Refused."""
    assessment = _lock_changeable(participant.assessment)
    rows = Participant.objects.unfinished().filter(pk=participant.pk)
    if not rows.exists():
        raise Refused("This person has submitted; submitted answers stay.")
    rows.delete()
    _record(assessment, actor, "person_removed", {"participant": participant.public_id})


@dataclass(frozen=True)
class Reminded:
    """How many people get a reminder, and how many have just had one."""

    people: int
    left_out: int


@transaction.atomic
def remind(
    *, assessment: Assessment, actor: User, participant: Participant | None = None
) -> Reminded:
    """Send the personal link again to those who have not finished. Raises Refused.

    Whoever was reminded less than an hour ago is left out.
    """
    assessment = _lock_changeable(assessment)
    now = timezone.now()
    if not assessment.accepts_answers(now):
        raise Refused("Reminders go out only while people can answer.")
    unfinished = assessment.participants.unfinished().order_by("pk")
    missing = list(unfinished.filter(pk=participant.pk) if participant else unfinished)
    if not missing:
        raise Refused("Everybody has submitted. There is nobody to remind.")
    people = [p for p in missing if p.reminded_at is None or p.reminded_at <= now - PAUSE]
    if not people:
        who = participant.email if participant else "Everybody who has not submitted"
        raise Refused(f"{who} was reminded less than an hour ago. No reminder was sent.")
    send(assessment, people, reminder=True)
    unfinished.filter(pk__in=[person.pk for person in people]).update(reminded_at=now)
    reminded = Reminded(len(people), left_out=len(missing) - len(people))
    Reminder.objects.create(assessment=assessment, count=reminded.people)
    _record(assessment, actor, "people_reminded", {"people": reminded.people})
    return reminded


@transaction.atomic
def copy_link(*, participant: Participant, actor: User) -> str:
    """Mint a personal link to hand over by other means. Raises Refused.

    Only for people who have not begun: the link also opens what was answered so far. It ends
    when they begin through another one.
    """
    assessment = _lock_changeable(participant.assessment)
    if assessment.is_anonymous:
        raise Refused(
            "In anonymous mode no link is copied: it would tell who has begun. Hand over the "
            "message from the outbox instead."
        )
    if not assessment.is_open or participant.started_on or participant.submitted_on:
        raise Refused("This person has begun. Send a reminder instead: it reaches only them.")
    _record(assessment, actor, "link_copied", {"participant": participant.public_id})
    token = tokens.mint("survey")
    SurveyLink.objects.create(participant=participant, digest=token.digest, handed_over=True)
    return _address(token.secret)


def _address(secret: str) -> str:
    return settings.PUBLIC_URL + reverse("assessments:survey", args=[secret])


def send(assessment: Assessment, people: Sequence[Participant], *, reminder: bool) -> None:
    """Queue one message for each person, with a link of its own.

    A link also opens what was answered so far. So the message to somebody who has begun stands on
    no page, and carries no link where messages are handed over by hand.
    """
    minted = [
        _may_carry_link(person, reminder=reminder) and tokens.mint("survey") for person in people
    ]
    drafts = [
        _message(assessment, person, _address(token.secret) if token else "", reminder=reminder)
        for person, token in zip(people, minted, strict=True)
    ]
    messages = outbox.queue(drafts, organization=assessment.organization)
    SurveyLink.objects.bulk_create(
        [
            SurveyLink(participant=person, digest=token.digest, message=message)
            for person, token, message in zip(people, minted, messages, strict=True)
            if token
        ],
        batch_size=500,
    )
    opens_at = assessment.opens_at
    if opens_at and opens_at > timezone.now():
        OutboxMessage.objects.filter(pk__in=[message.pk for message in messages]).update(
            not_before=opens_at
        )


def _may_carry_link(person: Participant, *, reminder: bool) -> bool:
    """Not where an administrator hands the message over and could open answers with it.

    In anonymous mode no reminder does, so that none tells who has begun.
    """
    if settings.EMAIL_HOST or not reminder:
        return True
    return person.started_on is None and not person.assessment.is_anonymous


def preview(assessment: Assessment, audience: str, *, reminder: bool) -> outbox.Draft:
    """The message as people of this audience get it, without a link. Raises Refused."""
    person = Participant(assessment=assessment, audience=audience)
    return _message(assessment, person, "[the personal link]", reminder=reminder)


def _message(
    assessment: Assessment, person: Participant, link: str, *, reminder: bool
) -> outbox.Draft:
    pack = assessment.pack
    organization = assessment.organization
    closes_at = assessment.closes_at
    if closes_at is None:
        raise Refused("Set a closing date first.")
    questions = len(assessment.asked_of(person.audience))
    end = f"{closes_at.astimezone(organization.zone):%d %B %Y, %H:%M} ({organization.time_zone})"
    opening = (
        "A reminder: your answers are still missing." if reminder else "You are asked to take part."
    )
    body = (
        f"{opening}\n\n"
        f"{pack.title} of {assessment.scope}, {organization.name}\n"
        f"{counted(questions, 'question')}, about "
        f"{counted(assessment.minutes_for(questions), 'minute')}, open until {end}.\n\n"
        f"{_way_in(link)}\n\n"
        f"You can stop at any time and go on later, on any device. "
        f"{short_notice(assessment.privacy_mode, assessment.minimum_group)}\n"
    )
    prefix = "Reminder: " if reminder else ""
    subject = f"{prefix}{pack.title} of {assessment.scope}"
    return outbox.Draft(person.email, subject, body, sealed=person.started_on is not None)


def _way_in(link: str) -> str:
    if not link:
        return "Open the personal link that you got before. It shows what you answered so far."
    return f"Your personal link. It is for you alone; no account is needed:\n\n{link}"


def _record(assessment: Assessment, actor: User, action: str, after: dict[str, int | str]) -> None:
    audit.record(
        assessment.organization,
        actor,
        f"assessment.{action}",
        f"assessment {assessment.public_id}",
        after=after,
    )
