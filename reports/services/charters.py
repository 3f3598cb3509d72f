"""The documents of a charter: asked for once for each state of it, drawn in the background."""

from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from aiproj.shared import files, jobs
from aiproj.shared.documents import compile_pdf
from aiproj.shared.errors import Refused
from aiproj.shared.models import Job
from reports.models import CharterFiles
from reports.services.drawing import Drawn, NotAllowed, draw_all
from scoping.exports.blocks import Document
from scoping.exports.cards import data_card, ethics_answers, model_card
from scoping.exports.charter import Edition, Signed, charter_document
from scoping.exports.markdown import as_markdown
from scoping.exports.paper import paper_data
from scoping.models import Charter
from scoping.overview.editions import edition_of
from scoping.worksheet.canonical import digest

RENDER = "reports.render_charter"
TEMPLATE = Path(__file__).resolve().parents[1] / "typst" / "charter.typ"
CARDS: dict[str, Callable[[Edition], Document]] = {
    "model-card.md": model_card,
    "data-card.md": data_card,
    "ethics.md": ethics_answers,
}


@transaction.atomic
def ask(*, charter: Charter, actor: User) -> CharterFiles:
    """Have the documents of the charter as it stands drawn; those that exist are given again.

    Raises Refused for a draft, which has nothing frozen yet.
    """
    if not charter.canonical:
        raise Refused("A draft has no documents yet. Submit it first.")
    edition = edition_of(charter, charter.content)
    kept = {key: value for key, value in asdict(edition).items() if key != "content"}
    found, is_new = CharterFiles.objects.get_or_create(
        charter=charter,
        inputs_hash=digest({**kept, "content": charter.content_hash}),
        defaults={"edition": kept, "created_by": actor},
    )
    if is_new:
        target = f"charter {charter.public_id}"
        audit.record(found.organization, actor, "charter.documents_asked", target)
        jobs.enqueue(
            kind=RENDER,
            key=found.job_key,
            organization_id=charter.organization_id,
            user_id=actor.pk,
            payload={"charter_files": found.pk},
        )
    return found


def stored_edition(found: CharterFiles) -> Edition:
    """The edition of the moment when the documents were asked for."""
    kept: dict[str, Any] = {
        **found.edition,
        "signatures": tuple(Signed(**each) for each in found.edition["signatures"]),
        "changes": tuple(found.edition["changes"]),
        "overrides": tuple(found.edition["overrides"]),
    }
    return Edition(content=found.charter.content, **kept)


def folder_of(found: CharterFiles) -> str:
    """Where the files lie: random ids and a hash only, nothing that people typed."""
    charter = found.charter
    return f"{found.organization.public_id}/charter-{charter.public_id}-{found.inputs_hash[:16]}"


def read_stored(found: CharterFiles, name: str) -> bytes | None:
    """A file's content; None where there is none."""
    kept = found.files.get(name)
    try:
        return files.place(kept["path"]).read_bytes() if kept else None
    except FileNotFoundError:
        return None


def render(job: Job) -> None:
    """Draw every format from the frozen content; a second run changes nothing."""
    rows = CharterFiles.objects.select_related("charter__project__organization", "created_by")
    found = rows.filter(pk=job.payload["charter_files"]).first()
    if found is None or found.rendered_at is not None:
        return
    person = User.objects.filter(pk=job.user_id).first() if job.user_id else None
    if person is None or not CharterFiles.objects.visible_to(person).filter(pk=found.pk).exists():
        raise NotAllowed("The person who asked for these documents may not see the charter.")
    edition = stored_edition(found)
    document = charter_document(edition)
    formats = {
        "pdf": ("Drawing the PDF", partial(_pdf, found, document)),
        "docx": ("Writing the DOCX", partial(_docx, found, document)),
        "md": ("Writing the Markdown", partial(_markdown, document)),
        **{
            name: ("Writing the cards", partial(_markdown, card(edition)))
            for name, card in CARDS.items()
        },
    }
    drawn = draw_all(job, formats, lambda name: f"{folder_of(found)}/charter.{name}")
    _keep(job, found, drawn)
    files.clear_aside(folder_of(found))


def _pdf(found: CharterFiles, document: Document) -> bytes:
    created = found.created_at.replace(microsecond=0)
    return compile_pdf(TEMPLATE, paper_data(document), created=created)


def _docx(found: CharterFiles, document: Document) -> bytes:
    from scoping.exports.word import as_word

    identifier = f"{found.charter.project.public_id} {found.charter.number}"
    return as_word(document, identifier=identifier, created=found.created_at)


def _markdown(document: Document) -> bytes:
    return as_markdown(document).encode()


@transaction.atomic
def _keep(job: Job, found: CharterFiles, drawn: dict[str, Drawn]) -> None:
    jobs.confirm(job)
    found.files = {name: asdict(file) for name, file in drawn.items()}
    found.rendered_at = timezone.now()
    found.save(update_fields=["files", "rendered_at"])
    audit.record(
        found.organization,
        found.created_by,
        "charter.documents_drawn",
        f"charter {found.charter.public_id}",
        after={"files": {name: file.sha256 for name, file in drawn.items()}},
    )
