"""Views that people keep, and what binds projects to each other."""

from django.db import IntegrityError, transaction

from accounts.models import Organization, User
from aiproj.shared.errors import Refused
from scoping.models import Project, ProjectRelation, SavedView
from scoping.services.recording import record

MOST_VIEWS = 30


@transaction.atomic
def save_view(*, organization: Organization, person: User, name: str, query: str) -> SavedView:
    """Keep a filter under a name; one of that name is replaced. Raises Refused beyond MOST_VIEWS.

    Nobody else sees it, so the audit log does not hold it.
    """
    own = SavedView.objects.filter(organization=organization, person=person)
    found = own.filter(name__iexact=name).first()
    if found is not None:
        found.query = query
        found.save(update_fields=["query"])
        return found
    if own.count() >= MOST_VIEWS:
        raise Refused(f"{MOST_VIEWS} views are kept already. Remove one first.")
    return SavedView.objects.create(
        organization=organization, person=person, name=name, query=query
    )


@transaction.atomic
def remove_view(*, view: SavedView) -> None:
    """Forget a view; twice is once."""
    SavedView.objects.filter(pk=view.pk).delete()


@transaction.atomic
def relate(*, actor: User, kind: str, first: Project, second: Project) -> ProjectRelation:
    """State that one project needs another or excludes it. Raises Refused if that stands already.

    To exclude counts both ways.
    """
    taken = ProjectRelation.objects.filter(kind=kind, first=first, second=second).exists()
    if kind == ProjectRelation.Kind.EXCLUDES:
        taken |= ProjectRelation.objects.filter(kind=kind, first=second, second=first).exists()
    if taken:
        raise Refused("This relation stands already.")
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
