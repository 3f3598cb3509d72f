"""What needs a person now, and how the assessments stand: read from real state, nothing kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from textwrap import shorten
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from accounts import access
from accounts.access import Permission
from accounts.models import Membership, Organization, User
from aiproj.shared import format as show
from aiproj.shared.models import Job
from assessments.group_size import people_asked
from assessments.models import Assessment, Participant
from metrics.models import Alert
from metrics.overview.alerting import alerts_for
from metrics.overview.watching import due_checks
from metrics.wording.watching import CHECKS, TASKS
from reports.models import Report
from scoping.models import RATERS, Comment, Project
from scoping.overview.waiting import asked_to_rate, sent_back_to, waiting_for

MOST = 20
MOST_WORDS = 120  # letters of a comment
SOON = 7  # days before the end in which people are reminded
NEW = 30  # days in which a report counts as new
State = Assessment.State


@dataclass(frozen=True)
class ToDo:
    """One thing that needs the person: a verb and its object, why, until when, one button."""

    title: str
    text: str
    due: str
    action: str
    url: str
    late: bool = False


def heading(to_dos: Sequence[ToDo]) -> str:
    """How many things need the person, in words."""
    if not to_dos:
        return "Nothing needs you now"
    count = show.sentence_case(show.number_word(len(to_dos)))
    return f"{count} {show.plural(len(to_dos), 'thing needs', 'things need')} you"


def for_managers(organization: Organization, now: datetime) -> list[ToDo]:
    """Results to publish, people to remind, drafts to finish; the most pressing first."""
    live = Assessment.objects.of(organization).filter(
        state__in=[State.CLOSED, State.OPEN, State.DRAFT]
    )
    annotated: Any = live.with_names().with_participation().with_headline()
    rows = list(annotated.order_by("-pk")[:MOST])
    submitted = _submitted([row for row in rows if row.state == State.OPEN])
    to_publish = [_publish(row) for row in rows if row.state == State.CLOSED and row.frozen]
    running = [
        _running(row, submitted.get(row.pk, {}), now) for row in rows if row.state == State.OPEN
    ]
    drafts = [_draft(row) for row in rows if row.state == State.DRAFT]
    return [*to_publish, *(found for found in running if found), *drafts]


def for_administrators(organization: Organization) -> list[ToDo]:
    """Background work that was given up."""
    parked = Job.objects.filter(organization_id=organization.pk, state=Job.State.PARKED).count()
    if not parked:
        return []
    work = show.plural(parked, "piece of work", "pieces of work")
    count = show.number_word(parked).capitalize()
    text = f"{count} {work} failed three times. Nothing is lost; you can try again."
    return [ToDo("Look at background work", text, "", "See why", reverse("accounts:jobs"))]


def for_readers(user: User, organization: Organization, now: datetime) -> list[ToDo]:
    """Reports of the last weeks."""
    reports = Report.objects.visible_to(user).of(organization).newest().with_headline()
    since = now - timedelta(days=NEW)
    new: Any = reports.filter(assessment__published_at__gte=since).select_related("assessment")
    return [
        ToDo(
            "Read the readiness report",
            f"{report.assessment.scope}: {report.headline}",
            f"since {_day(report.assessment.published_at)}",
            "Read",
            reverse("reports:report", args=[report.public_id]),
        )
        for report in new[:MOST]
    ]


def for_owners(membership: Membership) -> list[ToDo]:
    """Alerts that go to the person, by the rule that their messages follow."""
    return [
        ToDo(
            f"Look at {alert.subject}",
            alert.text,
            f"since {_day(alert.opened_at)}",
            "See the alert",
            reverse("metrics:alert", args=[alert.public_id]),
            late=alert.state == Alert.State.OPEN,
        )
        for alert in alerts_for(membership)[:MOST]
    ]


def for_checkers(membership: Membership, now: datetime) -> list[ToDo]:
    """Regular checks of models that are due: the person's own; those of nobody who is active go
    to whoever evaluates models."""
    organization = membership.organization
    active = set(organization.memberships.active().values_list("user", flat=True))
    evaluates = access.may(membership, Permission.EVALUATE)
    return [
        ToDo(
            TASKS[check.kind].format(check.model),
            CHECKS[check.kind],
            "today" if due.state == "due" else f"since {show.day_month(due.next_due)}",
            "Note as done",
            reverse("metrics:check_done", args=[check.public_id]),
            late=due.state == "overdue",
        )
        for check, due in due_checks(organization, organization.local_date(now))
        if check.owner_id == membership.user_id or (evaluates and check.owner_id not in active)
    ][:MOST]


def for_mentioned(membership: Membership) -> list[ToDo]:
    """Open comments that call the person by name, until that person answers or they are settled."""
    rows = Comment.objects.waiting_for(membership.user).filter(
        project__in=Project.objects.visible_to(membership.user).of(membership.organization)
    )
    return [
        ToDo(
            f"Answer {comment.author or 'a comment'}",
            f"{comment.project}: {shorten(comment.text, MOST_WORDS, placeholder='…')}",
            f"since {_day(comment.created_at)}",
            "Read and answer",
            f"{reverse('scoping:comments', args=[comment.project.public_id])}?path={comment.path}",
        )
        for comment in rows.select_related("project", "author").order_by("-created_at")[:MOST]
    ]


def for_signatories(membership: Membership, now: datetime) -> list[ToDo]:
    """Charters that wait for the person's signature, own or as a deputy, and those sent back."""
    organization, user = membership.organization, membership.user
    today = organization.local_date(now)
    return [
        ToDo(
            f"Sign charter {charter.number}",
            f"{charter.project}: {text}",
            f"since {_day(since)}",
            "Read and sign",
            reverse("scoping:charter", args=[charter.public_id]),
        )
        for charter, text, since in waiting_for(user, organization, today)[:MOST]
    ] + [
        ToDo(
            "Answer what was asked",
            f"Charter {charter.number} of {charter.project} was sent back.",
            "",
            "See the changes",
            reverse("scoping:charter_answers", args=[charter.public_id]),
        )
        for charter in sent_back_to(user, organization)[:MOST]
    ]


def for_raters(membership: Membership) -> list[ToDo]:
    """Projects whose candidates the person was asked to rate and has not begun to."""
    return [
        ToDo(
            "Rate the candidates",
            f"{asked.project}: for the {RATERS[asked.part]} side",
            f"since {_day(asked.since)}",
            "Rate them",
            reverse("scoping:candidates", args=[asked.project.public_id]),
        )
        for asked in asked_to_rate(membership.user, membership.organization)[:MOST]
    ]


def _submitted(running: Iterable[Assessment]) -> dict[int, dict[str, int]]:
    """How many of each audience have submitted, by assessment."""
    groups = Participant.objects.filter(assessment__in=list(running), submitted_on__isnull=False)
    counts: dict[int, dict[str, int]] = {}
    for assessment, audience, number in groups.values_list("assessment", "audience").annotate(
        number=Count("pk")
    ):
        counts.setdefault(assessment, {})[audience] = number
    return counts


def _publish(row: Any) -> ToDo:
    answers = show.counted_of(row.submitted, row.invited, "answer")
    return ToDo(
        "Publish the readiness report",
        f"{row.scope} closed with {answers}. Executives see it once you publish.",
        f"since {_day(row.closed_at)}",
        "Read and publish",
        reverse("reports:publish", args=[row.public_id]),
    )


def _running(row: Any, submitted: Mapping[str, int], now: datetime) -> ToDo | None:
    """An open assessment where something is to do before it closes."""
    missing = row.invited - row.submitted
    left = (_local(row.closes_at).date() - _local(now).date()).days
    url = reverse("assessments:participation", args=[row.public_id])
    if missing == 0:
        text = f"{row.scope}: everybody has submitted. The result is computed when it closes."
        return ToDo("Close the assessment", text, _in_days(left), "See participation", url)
    if left > SOON or not row.accepts_answers(now):
        return None
    text = f"{row.scope} closes {_when(row.closes_at, left)}. {row.submitted} of {row.invited} "
    text += f"have submitted{_too_small(row, submitted)}."
    title = f"Remind {show.counted(missing, 'person', 'people')}"
    return ToDo(title, text, _in_days(left), "See participation", url)


def _too_small(row: Assessment, submitted: Mapping[str, int]) -> str:
    """How many kinds of questions would stay without a result if it closed now."""
    asked = people_asked(submitted)
    kinds = [kind for kind, questions in row.questions_by_audience().items() if questions]
    small = sum(asked[kind] < row.minimum_group for kind in kinds)
    if row.minimum_group == 1 or not small:
        return ""
    groups = show.plural(small, "group", "groups")
    return f"; {show.number_word(small)} {groups} would be too small to show"


def _draft(row: Any) -> ToDo:
    people = show.counted(row.invited, "person is", "people are")
    asked = f"{people} on the list" if row.invited else "nobody is on the list yet"
    return ToDo(
        "Finish the draft",
        f"{row.scope} is not open; {asked}.",
        f"since {_day(row.created_at)}",
        "Go on",
        reverse("assessments:settings", args=[row.public_id]),
    )


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment)


def _day(moment: datetime) -> str:
    return show.day_month(_local(moment).date())


def _in_days(days: int) -> str:
    return {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")


def _when(moment: datetime, days: int) -> str:
    """A near day by its name, a later one by its date."""
    if days < 2:
        return _in_days(days)
    return f"on {_local(moment):%A}" if days < SOON else f"on {_day(moment)}"
