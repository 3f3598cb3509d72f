"""The charter as a monitoring contract: what is signed is watched as long as the charter holds."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import Membership, Organization, User
from aiproj.shared import jobs
from aiproj.shared.batches import each_alone
from aiproj.shared.models import Job
from metrics.services import signed_limits
from metrics.services.signed_limits import Promise, Source
from scoping.models import Charter, Project
from scoping.overview.contract import Match, matches
from scoping.services.moving import hold_project

WATCH = "scoping.watch"
ENDED = "The charter does not hold any longer."
STOPPED = "The project was stopped."


def follow(charter: Charter) -> None:
    """Watch in the background what now holds, in the transaction that changed a charter's state.

    The background takes locks in the order of measured values: the metric before the audit log.
    """
    _enqueue(charter.project, f"{charter.public_id}:{charter.state}")


def follow_stop(project: Project) -> None:
    """The same for a project that was stopped."""
    _enqueue(project, f"{project.public_id}:{project.stage}")


def _enqueue(project: Project, what: str) -> None:
    jobs.enqueue(
        kind=WATCH,
        key=f"watch:{what}",
        organization_id=project.organization_id,
        payload={"project": project.pk},
    )


def work(job: Job) -> None:
    """Carry out what was asked for; a project that is gone needs nothing."""
    project = Project.objects.filter(pk=job.payload["project"]).first()
    if project:
        watch(project=project, now=timezone.now())


def watch_all(now: datetime) -> int:
    """Watch every charter in force anew: metrics may have come into the catalog since; how many."""
    rows = Project.objects.filter(charters__state=Charter.State.APPROVED).order_by("pk")
    return each_alone(list(rows), lambda project: _watched(project, now))


def _watched(project: Project, now: datetime) -> int:
    watch(project=project, now=now)
    return 1


@transaction.atomic
def watch(*, project: Project, now: datetime) -> None:
    """Make what is watched agree with the charter in force; twice is once."""
    project = hold_project(project)
    charter = project.charters.approved().first()
    is_stopped = project.stage == Project.Stage.STOPPED
    if charter is None or is_stopped:
        signed_limits.end(
            organization=project.organization,
            source=project.public_id,
            because=STOPPED if is_stopped else ENDED,
            now=now,
        )
        return
    signed_limits.keep(
        organization=project.organization,
        source=_source(charter),
        promises=_promises(project.organization, charter),
        now=now,
    )


def _source(charter: Charter) -> Source:
    signed = charter.signed_version()
    return Source(
        key=charter.project.public_id,
        name=charter.project.title,
        document=charter.public_id,
        document_name=f"charter {charter.number}",
        document_hash=charter.signed_hash,
        signed_at=signed.approved_at or charter.approved_at or charter.created_at,
    )


def _promises(organization: Organization, charter: Charter) -> list[Promise]:
    found = matches(organization, charter.content)
    people = _people(organization, {match.clause.owner for match in found})
    return [promise for match in found if (promise := _promise(match, people))]


def _people(organization: Organization, keys: set[str]) -> dict[str, User]:
    members = Membership.objects.active().filter(organization=organization)
    rows = members.filter(user__public_id__in=keys).select_related("user")
    return {row.user.public_id: row.user for row in rows}


def _promise(match: Match, people: dict[str, User]) -> Promise | None:
    clause = match.clause
    if match.metric is None:
        return None
    return Promise(
        metric=match.metric,
        path=clause.path,
        clause=clause.words[:300],
        comparison=clause.comparison,
        limit=round(clause.limit, 6),
        due=clause.due,
        owner=people.get(clause.owner),
    )
