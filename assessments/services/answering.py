"""Answering: every save is one short transaction, and nothing acknowledged is ever lost."""

import hashlib
import json
import random
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils import timezone

from accounts import audit
from accounts.models import OutboxMessage
from aiproj.shared import tokens
from aiproj.shared.errors import Refused, Stale
from aiproj.shared.ids import new_public_id
from aiproj.shared.prepared import Parameter, PreparedGet
from assessments.models import (
    Answer,
    AnswerRevision,
    Assessment,
    Participant,
    Response,
    SurveyLink,
)
from assessments.services import answer_writes

MIXED_AT_ONCE = 100
WORKING_LINK = PreparedGet(
    "working_link",
    lambda: (
        SurveyLink.objects.filter(digest=Parameter("digest"), revoked_at=None)
        .select_related("participant__assessment__organization", "participant__response")
        .defer("participant__assessment__targets", "participant__assessment__decisions")
    ),
)


class NotAccepting(Refused):
    """The assessment is not open (any more, or yet); what was saved before stays."""


class KeyReused(Refused):
    """The same key came with another body."""


@dataclass(frozen=True)
class AnswerBody:
    """What a respondent says to one question."""

    value: int
    comment: str
    evidence_url: str

    def digest(self, capability: str, version: int) -> str:
        parts = [capability, version, self.value, self.comment, self.evidence_url]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


@dataclass(frozen=True)
class Saved:
    """The receipt of a save."""

    version: int
    saved_at: datetime


class StaleAnswer(Stale):
    """Another tab or device saved this answer meanwhile; carries what is stored."""

    def __init__(self, stored: Answer | None) -> None:
        super().__init__("This answer was changed in another tab or on another device.")
        self.stored = stored


def find_link(secret: str) -> SurveyLink | None:
    """The link behind a token, with its person, assessment and response, in one query."""
    return WORKING_LINK.first(digest=tokens.digest("survey", secret))


@transaction.atomic
def begin(*, participant: Participant, link: SurveyLink | None = None) -> Response:
    """Make the participant's empty response, once. Raises NotAccepting, also for people whose
    answers were submitted anonymously in the same moment.

    From here on a link opens answers: those that others have seen end, but for the one that the
    person came by, and messages that wait to be handed over lose their text.
    """
    _require_open(participant.assessment)
    response, created = Response.objects.get_or_create(
        participant=participant,
        defaults={
            "assessment": participant.assessment,
            "audience": participant.audience,
            "team": participant.team,
        },
    )
    if created:
        today = participant.assessment.organization.local_date(timezone.now())
        begun = Participant.objects.unfinished().filter(pk=participant.pk)
        if not begun.update(started_on=today):
            raise NotAccepting("These answers were submitted. They cannot be changed any more.")
        _end_seen_links(participant, link)
    return response


def _end_seen_links(participant: Participant, used: SurveyLink | None) -> None:
    seen = Q(handed_over=True) | Q(message__read_at__isnull=False)
    others = participant.links.filter(seen)
    if used:
        others = others.exclude(pk=used.pk)
    others.update(revoked_at=timezone.now())
    OutboxMessage.objects.filter(
        survey_links__participant=participant,
        state__in=[OutboxMessage.State.HELD, OutboxMessage.State.FAILED],
    ).update(body=b"")


def save_answer(
    *,
    response: Response,
    assessment: Assessment,
    capability: str,
    body: AnswerBody,
    version: int,
    key: str,
    seconds: int | None = None,
) -> Saved:
    """Save one answer against the version that the person saw; 0 when it is new.

    The same key with the same body answers as the first time; with another body it raises
    KeyReused. Raises StaleAnswer when the stored version is another, NotAccepting when the
    assessment has closed.
    """
    revision = AnswerRevision(
        response=response,
        capability=capability,
        version=version + 1,
        value=body.value,
        comment=body.comment,
        evidence_url=body.evidence_url,
        key=key,
        body_hash=body.digest(capability, version),
        saved_at=timezone.now(),
    )
    try:
        with transaction.atomic():
            written = answer_writes.write(revision, assessment_id=assessment.pk, seconds=seconds)
    except IntegrityError:
        return _replay_or_stale(revision)
    if not written:
        _require_open(assessment)
        return _replay_or_stale(revision)
    return Saved(revision.version, revision.saved_at)


def _replay_or_stale(revision: AnswerRevision) -> Saved:
    """Decide what a refused insert means: the same attempt again, or somebody else's answer."""
    first = AnswerRevision.objects.filter(
        response_id=revision.response_id, key=revision.key
    ).first()
    if first is None:
        if not Response.objects.filter(pk=revision.response_id).exists():
            raise NotAccepting("These answers were submitted. They cannot be changed any more.")
        raise StaleAnswer(_stored(revision.response, revision.capability))
    if first.body_hash != revision.body_hash:
        raise KeyReused("This key was used for another answer. Nothing was overwritten.")
    return Saved(first.version, first.saved_at)


def _stored(response: Response, capability: str) -> Answer | None:
    return Answer.objects.filter(response=response, capability=capability).first()


def _require_open(assessment: Assessment) -> None:
    """Refuse unless the assessment accepts answers, and keep it so until the commit."""
    rows = Assessment.objects.filter(pk=assessment.pk)
    if connection.vendor == "postgresql":
        # FOR SHARE: savers do not wait for each other, closing waits for them.
        sql, parameters = rows.values_list("state", "opens_at", "closes_at").query.sql_with_params()
        with connection.cursor() as cursor:
            cursor.execute(f"{sql} FOR SHARE", parameters)
            row = cursor.fetchone()
    else:
        row = rows.values_list("state", "opens_at", "closes_at").first()
    if row is not None:
        assessment.state, assessment.opens_at, assessment.closes_at = row
    if row is None or not assessment.accepts_answers(timezone.now()):
        raise NotAccepting("The assessment does not take answers now.")


@transaction.atomic
def submit(*, participant: Participant, response: Response) -> str:
    """Hand the answers in, once; every further call returns the same receipt.

    In anonymous mode the link between person and answers is destroyed here. Raises NotAccepting.
    """
    assessment = participant.assessment
    before = Participant.objects.filter(pk=participant.pk).exclude(submitted_on=None).first()
    if before:
        return before.receipt
    _require_open(assessment)  # locked first, as everywhere: no two wait for each other
    locked = Participant.objects.select_for_update().get(pk=participant.pk)
    if locked.submitted_on:
        return locked.receipt
    now = timezone.now()
    anonymous = assessment.is_anonymous
    locked.submitted_on = assessment.organization.local_date(now)
    locked.submitted_at = None if anonymous else now
    locked.receipt = new_public_id()
    if anonymous:
        locked.started_on = locked.reminded_at = None
    locked.save()
    if anonymous:
        _cut_loose(response)
    else:
        Response.objects.filter(pk=response.pk).update(is_submitted=True)
    audit.record(
        assessment.organization,
        None,
        "answers.submitted",
        f"assessment {assessment.public_id}",
        after={} if anonymous else {"participant": participant.public_id},
        day_only=anonymous,
    )
    return locked.receipt


def _cut_loose(response: Response) -> None:
    """Move the answers to a new row that nothing joins to the person, and forget the draft.

    Answers of others are moved with them in random order, so that the order in which a table's
    pages were filled says nothing either.
    """
    # Locked before its answers are read: a save that was acknowledged meanwhile moves too.
    own = Response.objects.select_for_update().get(pk=response.pk)
    others = list(
        Response.objects.filter(
            assessment_id=response.assessment_id, participant=None, is_submitted=True
        ).values_list("pk", flat=True)
    )
    chosen = random.SystemRandom().sample(others, min(MIXED_AT_ONCE, len(others)))
    # Rows that another submission moves at the same time are left to it, or they would double.
    rows = [own, *Response.objects.select_for_update(skip_locked=True).filter(pk__in=chosen)]
    answers = list(Answer.objects.filter(response__in=rows))
    random.SystemRandom().shuffle(rows)
    moved = {
        row.pk: Response(
            assessment_id=row.assessment_id, audience=row.audience, team="", is_submitted=True
        )
        for row in rows
    }
    copies = [
        Answer(
            response=moved[answer.response_id],
            capability=answer.capability,
            value=answer.value,
            comment=answer.comment,
            evidence_url=answer.evidence_url,
            seconds=answer.seconds,
        )
        for answer in answers
    ]
    random.SystemRandom().shuffle(copies)
    Response.objects.filter(pk__in=[row.pk for row in rows]).delete()
    Response.objects.bulk_create(moved.values())
    Answer.objects.bulk_create(copies)


def answers_of(response: Response) -> dict[str, Answer]:
    """The stored answers by capability."""
    return {answer.capability: answer for answer in response.answers.all()}
