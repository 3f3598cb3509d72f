"""What people look for in the database, in business words."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count, Exists, F, IntegerField, Max, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from accounts.models import Membership, Organization, Role, User

if TYPE_CHECKING:
    from assessments.models import (  # noqa: F401  (the quoted names below)
        Assessment,
        PackVersion,
        Participant,
        Response,
    )


def _organizations(user: User, *roles: str) -> "models.QuerySet[Membership, int]":
    memberships = Membership.objects.active().filter(user=user)
    chosen = memberships.filter(role__in=roles) if roles else memberships
    return chosen.values_list("organization_id", flat=True)


def possible_managers(organization: Organization) -> "models.QuerySet[User]":
    """Whoever may manage an assessment of this organization, by name."""
    memberships = Membership.objects.active().filter(
        organization=organization, role__in=[Role.ADMIN, Role.MANAGER]
    )
    return User.objects.filter(pk__in=memberships.values("user")).order_by("name", "email")


def _counted(rows: "models.QuerySet[models.Model]", by: str) -> Coalesce:
    """How many rows belong to each outer one, without joining them to it."""
    groups = rows.filter(**{by: OuterRef("pk")}).order_by().values(by)
    counts = groups.annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counts, output_field=IntegerField()), Value(0))


class PackVersionQuerySet(models.QuerySet["PackVersion"]):
    def visible_to(self, user: User) -> "PackVersionQuerySet":
        """Built-in packs and those of the person's organizations."""
        return self.filter(Q(organization=None) | Q(organization__in=_organizations(user)))

    def built_in(self) -> "PackVersionQuerySet":
        return self.filter(organization=None)

    def known_in(self, organization: Organization) -> "PackVersionQuerySet":
        """Built-in packs and the organization's own, put aside or not."""
        return self.filter(Q(organization=None) | Q(organization=organization))

    def available_in(self, organization: Organization) -> "PackVersionQuerySet":
        """What a new assessment of this organization may use."""
        return self.known_in(organization).filter(archived_at=None)

    def in_order(self) -> "PackVersionQuerySet":
        """For organizations before those for projects, newer versions of one title first."""
        return self.order_by("kind", "title", "-created_at", "-pk")

    def with_uses_in(self, organization: Organization) -> "PackVersionQuerySet":
        """How many assessments of this organization each version serves, as `uses`."""
        from assessments.models import Assessment

        own = Assessment.objects.filter(organization=organization)
        return self.annotate(uses=_counted(own, "pack_version"))


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def visible_to(self, user: User) -> "AssessmentQuerySet":
        """Managers see all of their organization, executives what is published,
        members what is published and shared with them."""
        state = self.model.State
        published = Q(state__in=[state.PUBLISHED, state.ARCHIVED], published_at__isnull=False)
        return self.filter(
            Q(organization__in=_organizations(user, Role.ADMIN, Role.MANAGER))
            | published & Q(organization__in=_organizations(user, Role.EXECUTIVE))
            | published & Q(shared_with_members=True, organization__in=_organizations(user))
        )

    def of(self, organization: Organization) -> "AssessmentQuerySet":
        return self.filter(organization=organization)

    def in_state(self, state: str) -> "AssessmentQuerySet":
        return self.filter(state=state)

    def newest_first(self) -> "AssessmentQuerySet":
        return self.order_by("-created_at", "-pk")

    def due_to_close(self, at: datetime) -> "AssessmentQuerySet":
        return self.filter(state=self.model.State.OPEN, closes_at__lte=at)

    def with_names(self) -> "AssessmentQuerySet":
        """With the organization and the questionnaire's title, but not its long content."""
        rows = self.select_related("organization", "pack_version")
        return rows.defer("pack_version__content")

    def with_result(self) -> "AssessmentQuerySet":
        """With the frozen result where there is one, but without its many comments."""
        return self.with_names().select_related("result").defer("result__comments")

    def with_participation(self) -> "AssessmentQuerySet":
        """How many were invited, have submitted, and have begun: `invited`, `submitted`,
        `started`."""
        from assessments.models import Participant

        people = Participant.objects.all()
        begun = people.unfinished().exclude(started_on=None)
        return self.annotate(
            invited=_counted(people, "assessment"),
            submitted=_counted(people.exclude(submitted_on=None), "assessment"),
            started=_counted(begun, "assessment"),
        )

    def with_headline(self) -> "AssessmentQuerySet":
        """The parts of the frozen result that a list shows: `overall`, `dimensions`,
        `verdict`."""
        from assessments.models import Result

        return self.annotate(
            frozen=Exists(Result.objects.filter(assessment=OuterRef("pk"))),
            overall=F("result__evaluation__overall"),
            dimensions=F("result__evaluation__dimensions"),
            verdict=F("result__evaluation__verdict"),
        )


class ParticipantQuerySet(models.QuerySet["Participant"]):
    def unfinished(self) -> "ParticipantQuerySet":
        return self.filter(submitted_on=None)

    def by_who_still_has_to_answer(self, *, anonymous: bool) -> "ParticipantQuerySet":
        """Unfinished people first, those who began before those who did not.

        In anonymous mode only whether somebody submitted may decide the order.
        """
        finished = models.ExpressionWrapper(
            Q(submitted_on__isnull=False), output_field=models.BooleanField()
        )
        waiting = models.ExpressionWrapper(
            Q(started_on__isnull=True), output_field=models.BooleanField()
        )
        return self.order_by(*[finished] if anonymous else [finished, waiting], "email", "pk")

    def progress_of(
        self, people: "Iterable[Participant]"
    ) -> dict[int, tuple[int, datetime | None]]:
        """How many questions each of these answered and when the last was saved."""
        answered = Count("response__answers", filter=~Q(response__answers__value=0))
        chosen = self.filter(pk__in=[person.pk for person in people])
        rows = chosen.unfinished().order_by().values_list("pk")
        found = rows.annotate(
            answered=answered, last_saved=Max("response__answers__updated_at")
        ).values_list("pk", "answered", "last_saved")
        return {pk: (number, saved) for pk, number, saved in found}

    def counted_by_audience(self) -> dict[str, int]:
        """How many people of each audience that anybody belongs to."""
        groups = self.order_by().values_list("audience")
        return dict(groups.annotate(number=Count("pk")))

    def counted_by_state(self) -> list[tuple[str, str, bool, bool, int]]:
        """(audience, team, submitted, started, number of people) of every such group."""
        groups = self.order_by().values(
            "audience",
            "team",
            has_submitted=models.ExpressionWrapper(
                Q(submitted_on__isnull=False), output_field=models.BooleanField()
            ),
            has_started=models.ExpressionWrapper(
                Q(started_on__isnull=False), output_field=models.BooleanField()
            ),
        )
        counted = groups.annotate(number=Count("pk"))
        return list(
            counted.values_list("audience", "team", "has_submitted", "has_started", "number")
        )

    def submitted_by_day(self) -> list[tuple[date, int]]:
        """(day, number of people who submitted on it), in order of days."""
        days = self.exclude(submitted_on=None).order_by("submitted_on").values("submitted_on")
        counted = days.annotate(number=Count("pk")).values_list("submitted_on", "number")
        return [(day, number) for day, number in counted if day]


class ResponseQuerySet(models.QuerySet["Response"]):
    def submitted_by_name(self) -> "ResponseQuerySet":
        """Submitted answers with the people who gave them, for attributed mode only."""
        named = self.filter(is_submitted=True, participant__isnull=False)
        return (
            named.select_related("participant")
            .prefetch_related("answers")
            .order_by("participant__email", "pk")
        )
