"""Bringing questionnaires in and putting them aside."""

from importlib.resources import files

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import audit
from accounts.models import Organization, User
from aiproj.shared.errors import Refused
from assessments.models import PackVersion
from assessments.pack_schema import Pack, content_hash, parse_pack


def _row(pack: Pack, organization: Organization | None) -> PackVersion:
    return PackVersion(
        organization=organization,
        key=pack.key,
        version=pack.version,
        kind=pack.kind,
        title=pack.title,
        content=pack.as_json(),
        content_hash=content_hash(pack),
    )


@transaction.atomic
def load_built_in() -> list[PackVersion]:
    """Load the packs that ship with the app, once per version. Raises Refused, PackError.

    A version that was loaded before is left alone; other content under the same version is an
    error, because answers may be pinned to it.
    """
    loaded = []
    for file in sorted(files("assessments.packs").iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".yaml"):
            continue
        pack = parse_pack(file.read_bytes(), file_name=file.name)
        known = PackVersion.objects.filter(
            organization=None, key=pack.key, version=pack.version
        ).first()
        if known is None:
            known = _row(pack, None)
            known.save()
        elif known.content_hash != content_hash(pack):
            raise Refused(f"{file.name}: version {pack.version} was loaded with other content.")
        loaded.append(known)
    return loaded


@transaction.atomic
def bring_in(
    *, organization: Organization, actor: User, text: bytes, file_name: str
) -> PackVersion:
    """Add a pack of the organization's own. Raises PackError, Refused."""
    pack = parse_pack(text, file_name=file_name)
    row = _row(pack, organization)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Refused(
            f"{pack.title} {pack.version} is here already and never changes. "
            "Give the new content a new version."
        ) from error
    audit.record(
        organization,
        actor,
        "pack.brought_in",
        f"pack {row.key} {row.version}",
        after={"content_hash": row.content_hash},
    )
    return row


@transaction.atomic
def set_archived(*, pack_version: PackVersion, actor: User, archived: bool) -> None:
    """Offer a pack for new assessments no more, or again. Built-in packs stay. Raises Refused."""
    organization = pack_version.organization
    if organization is None:
        raise Refused("Built-in questionnaires cannot be archived.")
    PackVersion.objects.filter(pk=pack_version.pk).update(
        archived_at=timezone.now() if archived else None
    )
    audit.record(
        organization,
        actor,
        "pack.archived" if archived else "pack.restored",
        f"pack {pack_version.key} {pack_version.version}",
    )
