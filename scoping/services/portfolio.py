"""Views that people keep, and what binds projects to each other."""

from django.db import IntegrityError, transaction
from django.db.models import Q, Value
from django.db.models.functions import Lower

from accounts.models import Organization, User
from aiproj.shared.errors import Refused
from scoping.models import Project, ProjectRelation, SavedView
from scoping.services.recording import record

MOST_VIEWS = 30
LONGEST_QUERY = 600  # as an address, in which a letter of other scripts counts six


@transaction.atomic
def save_view(*, organization: Organization, person: User, name: str, query: str) -> SavedView:
    """Keep a filter under a name; one of that name is replaced.

    Raises Refused beyond MOST_VIEWS and for a filter that is too long. Nobody else sees it, so the
    audit log does not hold it.
    """
    if len(query) > LONGEST_QUERY:
        raise Refused("This filter is too long to keep. Search for fewer words.")
    own = SavedView.objects.filter(organization=organization, person=person)
    named = own.alias(lower=Lower("name")).filter(lower=Lower(Value(name)))
    if named.update(query=query):
        return named.get()
    if own.count() >= MOST_VIEWS:
        raise Refused(f"{MOST_VIEWS} views are kept already. Remove one first.")
    try:
        with transaction.atomic():
            return SavedView.objects.create(
                organization=organization, person=person, name=name, query=query
            )
    except IntegrityError:  # the same button, pressed twice
        named.update(query=query)
        return named.get()


@transaction.atomic
def remove_view(*, view: SavedView) -> None:
    """Forget a view; twice is once."""
    SavedView.objects.filter(pk=view.pk).delete()


@transaction.atomic
def relate(*, actor: User, kind: str, first: Project, second: Project) -> ProjectRelation:
    """State that one project needs another or excludes it.

    Raises Refused if that stands already, or if one needs the other and they would exclude each
    other: then one could never be chosen. To exclude counts both ways.
    """
    same, turned = Q(first=first, second=second), Q(first=second, second=first)
    there = ProjectRelation.objects.filter(same | turned)
    excludes = ProjectRelation.Kind.EXCLUDES
    if there.filter(Q(kind=kind) if kind == excludes else Q(kind=kind) & same).exists():
        raise Refused("This relation stands already.")
    if there.exclude(kind=kind).exists():
        raise Refused("One cannot need what it excludes. Remove the other relation first.")
    try:
        with transaction.atomic():
            made = ProjectRelation.objects.create(
                organization=first.organization,
                kind=kind,
                first=first,
                second=second,
                created_by=actor,
            )
    except IntegrityError as error:
        raise Refused("This relation stands already.") from error
    after = {"kind": kind, "other": second.public_id}
    record(first, actor, "projects.related", f"project {first.public_id}", after=after)
    return made


@transaction.atomic
def unrelate(*, relation: ProjectRelation, actor: User) -> None:
    """Remove a relation; twice is once."""
    gone, _ = ProjectRelation.objects.filter(pk=relation.pk).delete()
    if gone:
        record(
            relation.first,
            actor,
            "projects.unrelated",
            f"project {relation.first.public_id}",
            before={"kind": relation.kind, "other": relation.second.public_id},
        )
