"""The demo organization: made by the services that people use, removed with one click."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts import services as accounts
from accounts.models import Membership, Organization, User
from aiproj.shared import format as show
from aiproj.shared import jobs
from aiproj.shared.errors import Refused
from aiproj.shared.ids import new_public_id
from aiproj.shared.models import Job
from assessments.models import (
    BLANK,
    DONT_KNOW,
    NOT_APPLICABLE,
    Assessment,
    PackVersion,
    Participant,
)
from assessments.participant_list import Person
from assessments.services import answering, invitations, lifecycle, packs
from reports import demo_measure, demo_scope
from reports.models import Report
from reports.services import publishing, storage

NAME = "Demo organization"
LOAD = "reports.demo"
PACK = "ai-maturity-core"
GOLDEN_RUN = "G01"
CODES = {"DK": DONT_KNOW, "NA": NOT_APPLICABLE, None: BLANK}
AUDIENCES = {"t": "technical", "b": "business"}
TEAMS = {"technical": "Data and engineering", "business": "Sales and service"}
STILL_OPEN = ("t5", "b6")  # who has not submitted in the second assessment
COMMENTS = {
    ("t1", "model_updating"): "The pricing model has run untouched since it went live.",
    ("t4", "model_updating"): "We update when a customer complains.",
    ("b2", "interpretability"): "I cannot tell a customer why the score came out as it did.",
    ("b5", "leadership_commitment"): "The board asks about AI every quarter now.",
    ("t2", "data_quality"): "Each team has its own checks, none are written down.",
    ("b4", "incident_response"): "When the chatbot failed nobody knew whom to call.",
    ("b1", "team_collaboration"): "Weekly reviews with the data team work well.",
}


def demo_of(user: User) -> Organization | None:
    """The demo organization that this person belongs to."""
    memberships = Membership.objects.active().filter(user=user, organization__is_demo=True)
    found = memberships.select_related("organization").order_by("pk").first()
    return found.organization if found else None


def request_load(*, actor: User, organization: Organization) -> Job:
    """Have the demo organization made in the background; asking twice is one piece of work.

    Raises Refused for people who may not add organizations, and when it is there already.
    """
    if not actor.is_superuser:
        raise Refused("Only the administrator of this installation can load the demo.")
    if demo_of(actor):
        raise Refused("The demo organization is there already.")
    earlier = Job.objects.filter(kind=LOAD, user_id=actor.pk).order_by("-pk").first()
    number = 1 if earlier is None else earlier.payload["number"] + earlier.is_over
    return jobs.enqueue(
        kind=LOAD,
        key=f"demo:{actor.pk}:{number}",
        organization_id=organization.pk,
        user_id=actor.pk,
        payload={"number": number},
    )


def load_job_of(user: User) -> Job | None:
    """The last time this person had the demo made, where it is still running or failed."""
    last = Job.objects.filter(kind=LOAD, user_id=user.pk).order_by("-pk").first()
    return last if last and last.state != Job.State.DONE else None


def load(job: Job) -> None:
    """Make the demo organization for the person who asked; a second run finds it there."""
    actor = User.objects.filter(is_active=True, is_superuser=True).get(pk=job.user_id or 0)
    jobs.progress(job, 1, 4, "Asking eleven people")
    report = create(actor=actor, job=job)
    jobs.progress(job, 2, 4, "Reading predictions")
    demo_measure.add_predictions(organization=report.organization, actor=actor)
    jobs.progress(job, 3, 4, "Drawing the report")
    finish(report)


@transaction.atomic
def create(*, actor: User, job: Job | None = None) -> Report:
    """Make the demo organization with assessments, a report, metrics and projects, once."""
    if job is not None:
        jobs.confirm(job)
    User.objects.select_for_update().get(pk=actor.pk)
    known = demo_of(actor)
    if known is not None:
        return Report.objects.filter(organization=known).earliest("number")
    organization = accounts.create_organization(
        actor=actor, name=NAME, time_zone="UTC", is_demo=True
    ).organization
    pack = next(row for row in packs.load_built_in() if row.key == PACK)
    answers = _golden_answers(pack)
    report = _published(organization, actor, pack, answers)
    _still_open(organization, actor, pack, answers)
    lifecycle.create(
        organization=organization, actor=actor, pack_version=pack, scope="Research and development"
    )
    demo_measure.add_metrics(organization=organization, actor=actor)
    demo_scope.add_projects(organization=organization, actor=actor, assessment=report.assessment)
    return report


def finish(report: Report) -> None:
    """Render the report here and now, unless a worker has begun to."""
    job = report.job
    if job is not None:
        jobs.run(job.pk)


@transaction.atomic
def remove(*, organization: Organization, actor: User) -> None:
    """Delete a demo organization with all that it holds. Raises Refused."""
    if not organization.is_demo:
        raise Refused("Only a demo organization can be removed.")
    others = Membership.objects.active().filter(user=actor).exclude(organization=organization)
    if not others.exists():
        raise Refused("This is your only organization. Add your own first, then remove the demo.")
    Job.objects.filter(organization_id=organization.pk).delete()
    storage_place = Organization(public_id=organization.public_id)
    organization.delete()
    demo_scope.forget_people()
    transaction.on_commit(lambda: storage.forget(storage_place))


def _golden_answers(pack: PackVersion) -> dict[str, Mapping[str, Any]]:
    case = next(case for case in pack.pack.golden_cases if case.id == GOLDEN_RUN)
    return dict(case.answers or {})


def _published(
    organization: Organization,
    actor: User,
    pack: PackVersion,
    answers: Mapping[str, Mapping[str, Any]],
) -> Report:
    """The whole organization: everybody has answered, the result is published."""
    end = timezone.now() + timedelta(days=14)
    assessment = _opened(organization, actor, pack, "Whole organization", answers, end)
    for name in answers:
        _answer(assessment, name, answers[name], submit=True)
    closed = lifecycle.close(assessment=assessment, actor=actor)
    jobs.run(Job.objects.get(key=f"freeze:{closed.public_id}").pk)
    closed.refresh_from_db()
    return publishing.publish(
        assessment=closed,
        actor=actor,
        version=closed.version,
        decisions=_decisions(organization),
        shared_with_members=True,
    )


def _still_open(
    organization: Organization,
    actor: User,
    pack: PackVersion,
    answers: Mapping[str, Mapping[str, Any]],
) -> None:
    """Service and sales: one of two people who are missing has begun."""
    end = timezone.now() + timedelta(days=4)
    assessment = _opened(organization, actor, pack, "Service and sales", answers, end)
    for name in answers:
        if name not in STILL_OPEN:
            _answer(assessment, name, answers[name], submit=True)
    begun = STILL_OPEN[0]
    _answer(assessment, begun, dict(list(answers[begun].items())[:6]), submit=False)


def _opened(
    organization: Organization,
    actor: User,
    pack: PackVersion,
    scope: str,
    answers: Mapping[str, Any],
    closes_at: datetime,
) -> Assessment:
    assessment = lifecycle.create(
        organization=organization, actor=actor, pack_version=pack, scope=scope
    )
    assessment = lifecycle.change_draft(
        assessment=assessment,
        actor=actor,
        version=assessment.version,
        changes={"closes_at": closes_at},
    )
    people = []
    for name in answers:
        audience = AUDIENCES[name[0]]
        people.append(Person(f"{name}@example.org", audience, TEAMS[audience]))
    invitations.add_people(assessment=assessment, actor=actor, people=people)
    return lifecycle.open_assessment(assessment=assessment, actor=actor)


def _answer(assessment: Assessment, name: str, answers: Mapping[str, Any], *, submit: bool) -> None:
    participant = Participant.objects.get(assessment=assessment, email=f"{name}@example.org")
    participant.assessment = assessment
    response = answering.begin(participant=participant)
    for capability, value in answers.items():
        comment = COMMENTS.get((name, capability), "")
        answering.save_answer(
            response=response,
            assessment=assessment,
            capability=capability,
            body=answering.AnswerBody(CODES.get(value, value), comment, ""),
            version=0,
            key=new_public_id(),
        )
    if submit:
        answering.submit(participant=participant, response=response)


def _decisions(organization: Organization) -> list[dict[str, str]]:
    today = organization.local_date(timezone.now())
    soon, later = (show.day_month(today + timedelta(days=days)) for days in (14, 35))
    return [
        {
            "text": "Name one owner for the three actions, with the time to do them.",
            "due": f"by {soon}",
        },
        {
            "text": "Set stage 3 as the goal for all four areas at the next assessment.",
            "due": f"by {soon}",
        },
        {
            "text": "Hold new launches of AI systems that have no review date and no named owner.",
            "due": f"from {later}",
        },
    ]
