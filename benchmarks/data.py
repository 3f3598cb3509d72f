"""What the pages are measured with: made by the app's services, in bulk where it is much."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from django.utils import timezone

from accounts import services as accounts
from accounts.models import Organization, User
from aiproj.shared import jobs, tokens
from aiproj.shared.models import Job
from assessments.models import (
    Answer,
    AnswerRevision,
    Assessment,
    Audience,
    PackVersion,
    Participant,
    Response,
    Result,
    SurveyLink,
)
from assessments.participant_list import Person
from assessments.services import answering, invitations, lifecycle, packs

CLIENTS = 50
MANY = 100  # assessments and packs
CROWD = 10_000
LEVELS = (1, 2, 2, 3, 3, 3, 4, 4, 5, -2)
BATCH = 5000


@dataclass(frozen=True)
class Stage:
    """The organization that everything belongs to, and who manages it."""

    organization: Organization
    manager: User
    pack: PackVersion


@dataclass(frozen=True)
class Survey:
    """An open assessment whose people have begun, and their tokens."""

    assessment: Assessment
    tokens: tuple[str, ...]
    capabilities: tuple[str, ...]


@cache
def stage() -> Stage:
    membership = accounts.set_up(
        name="Ana", email="ana@example.org", password="correct horse battery",
        organization_name="Acme", time_zone="Europe/Berlin",
    )  # fmt: skip
    pack = next(row for row in packs.load_built_in() if row.key == "ai-maturity-core")
    return Stage(membership.organization, membership.user, pack)


def draft(scope: str, pack: PackVersion | None = None) -> Assessment:
    base = stage()
    assessment = lifecycle.create(
        organization=base.organization,
        actor=base.manager,
        pack_version=pack or base.pack,
        scope=scope,
    )
    return lifecycle.change_draft(
        assessment=assessment,
        actor=base.manager,
        version=assessment.version,
        changes={"closes_at": timezone.now() + timedelta(days=14)},
    )


@cache
def survey() -> Survey:
    """50 people who are asked all 20 questions and have begun."""
    assessment = draft("Answering")
    people = [Person(f"p{number}@example.org", Audience.BOTH, "") for number in range(CLIENTS)]
    manager = stage().manager
    participants = invitations.add_people(assessment=assessment, actor=manager, people=people)
    assessment = lifecycle.open_assessment(assessment=assessment, actor=manager)
    minted = [tokens.mint("survey") for _ in participants]
    SurveyLink.objects.bulk_create(
        SurveyLink(participant=person, digest=token.digest)
        for person, token in zip(participants, minted, strict=True)
    )
    for person in participants:
        person.assessment = assessment
        answering.begin(participant=person)
    secrets = tuple(token.secret for token in minted)
    return Survey(assessment, secrets, assessment.asked_of(Audience.BOTH))


def forget_answers(found: Survey) -> None:
    """Let the people of an open assessment begin anew."""
    AnswerRevision.objects.filter(response__assessment=found.assessment).delete()
    Answer.objects.filter(response__assessment=found.assessment).delete()


@cache
def eleven() -> Assessment:
    """A closed assessment of 11 respondents with its frozen result."""
    return _closed(draft("Eleven"), {Audience.TECHNICAL: 5, Audience.BUSINESS: 6})


@cache
def crowd() -> Assessment:
    """A closed assessment of 10,000 who answered all 20 questions, and 1,000 of one side only."""
    counts = {Audience.BOTH: CROWD, Audience.TECHNICAL: 500, Audience.BUSINESS: 500}
    return _closed(draft("Ten thousand"), counts)


def _closed(assessment: Assessment, counts: dict[Audience, int]) -> Assessment:
    _open_and_answer(assessment, counts)
    assessment = lifecycle.close(assessment=assessment, actor=stage().manager)
    jobs.run(Job.objects.get(key=f"freeze:{assessment.public_id}").pk)
    return Assessment.objects.get(pk=assessment.pk, result__isnull=False)


def _open_and_answer(assessment: Assessment, counts: dict[Audience, int]) -> None:
    today = timezone.now()
    participants = Participant.objects.bulk_create(
        [
            Participant(
                assessment=assessment, email=f"{audience}{number}@example.org", audience=audience,
                team=f"Team {number % 4 + 1}", started_on=today, submitted_on=today,
                submitted_at=today,
            )
            for audience, count in counts.items()
            for number in range(count)
        ],
        batch_size=BATCH,
    )  # fmt: skip
    responses = Response.objects.bulk_create(
        [
            Response(
                assessment=assessment, participant=person, audience=person.audience,
                team=person.team, is_submitted=True,
            )
            for person in participants
        ],
        batch_size=BATCH,
    )  # fmt: skip
    Answer.objects.bulk_create(_answers(assessment, responses), batch_size=BATCH)
    now = timezone.now()
    Assessment.objects.filter(pk=assessment.pk).update(state=Assessment.State.OPEN, opened_at=now)


def _answers(assessment: Assessment, responses: list[Response]) -> Iterator[Answer]:
    chance = random.Random(20)
    for response in responses:
        for capability in assessment.asked_of(response.audience):
            yield Answer(
                response=response, capability=capability, value=chance.choice(LEVELS),
                seconds=chance.randint(5, 90), updated_at=assessment.created_at,
                comment="A short remark." if chance.random() < 0.001 else "",
            )  # fmt: skip


@cache
def many() -> None:
    """99 further packs, and an assessment of 11 with each, closed with the same frozen result."""
    base = stage()
    known = eleven().result
    added = PackVersion.objects.bulk_create(
        PackVersion(
            organization=base.organization, key=f"own-pack-{number}", version="1.0.0",
            kind=base.pack.kind, title=f"Own pack {number}", content=base.pack.content,
            content_hash=base.pack.content_hash,
        )
        for number in range(MANY - 1)
    )  # fmt: skip
    for number, pack in enumerate(added):
        assessment = draft(f"Unit {number}", pack)
        _open_and_answer(assessment, {Audience.TECHNICAL: 5, Audience.BUSINESS: 6})
        Assessment.objects.filter(pk=assessment.pk).update(
            state=Assessment.State.CLOSED, closed_at=timezone.now()
        )
        known.pk, known._state.adding = None, True
        known.assessment = assessment
        Result.objects.bulk_create([known])
