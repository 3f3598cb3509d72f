"""Documents of a charter: from what was submitted, with the signatures of the day."""

import io

import charter_flow
import docx
import factories
import pytest
from django.urls import reverse

from accounts.models import AuditEvent
from aiproj.shared.errors import Refused
from reports.models import CharterFiles
from reports.services import charters
from scoping.exports.charter import charter_document
from scoping.exports.markdown import as_markdown

pytestmark = pytest.mark.django_db
NAMES = ["pdf", "docx", "md", "model-card.md", "data-card.md", "ethics.md"]


@pytest.fixture
def flow(organization, manager, executive, member):
    return charter_flow.ready(organization, manager, executive, member)


@pytest.fixture
def charter(flow):
    return flow.submit()


@pytest.fixture
def drawn(charter, manager):
    found = charters.ask(charter=charter, actor=manager)
    factories.run_jobs()
    found.refresh_from_db()
    return found


def _download(client, charter, name):
    return client.get(reverse("reports:charter_download", args=[charter.public_id, name]))


def test_a_draft_has_no_documents(flow, manager):
    with pytest.raises(Refused, match="Submit it first"):
        charters.ask(charter=flow.charter, actor=manager)


@pytest.mark.parametrize("name", NAMES)
def test_every_format_is_drawn(sign_in, manager, charter, drawn, name):
    answer = _download(sign_in(manager), charter, name)
    assert answer.status_code == 200
    assert len(answer.content) > 200


def test_the_markdown_carries_the_hash_and_the_goal(charter, drawn):
    text = charters.read_stored(drawn, "md").decode()
    assert charter.content_hash in text
    assert "## Signatures" in text


def test_writing_twice_gives_the_same_bytes(drawn):
    edition = charters.stored_edition(drawn)
    again = as_markdown(charter_document(edition)).encode()
    assert again == charters.read_stored(drawn, "md")


def test_the_word_file_opens_with_its_identity(drawn, charter):
    file = docx.Document(io.BytesIO(charters.read_stored(drawn, "docx")))
    assert file.core_properties.version == charter.number
    assert charter.content_hash in file.core_properties.comments


def test_asking_again_draws_nothing_new(drawn, charter, manager):
    assert charters.ask(charter=charter, actor=manager) == drawn
    assert CharterFiles.objects.count() == 1


def test_a_signature_gives_other_documents(flow, drawn, manager):
    signed = flow.sign(flow.lead)
    assert charters.ask(charter=signed, actor=manager) != drawn


def test_a_changed_worksheet_changes_no_document(flow, charter, drawn, manager):
    before = charters.read_stored(drawn, "md")
    flow.project.sections.filter(key="problem").update(content={"title": "Something else"})
    assert charters.ask(charter=charter, actor=manager) == drawn
    assert charters.read_stored(drawn, "md") == before


def test_whoever_may_not_see_the_charter_gets_nothing(sign_in, outsider, charter, drawn):
    assert _download(sign_in(outsider), charter, "pdf").status_code == 404


def test_an_unknown_document_is_not_found(sign_in, manager, charter, drawn):
    assert _download(sign_in(manager), charter, "exe").status_code == 404


def test_the_page_shows_progress_and_then_the_documents(sign_in, manager, charter):
    client, address = (
        sign_in(manager),
        reverse("reports:charter_documents", args=[charter.public_id]),
    )
    assert b"No documents yet" in client.get(address).content
    client.post(reverse("reports:charter_make", args=[charter.public_id]))
    assert b"are being made" in client.get(address).content
    factories.run_jobs()
    assert b"Word, an editable copy" in client.get(address).content


def test_asking_and_drawing_are_in_the_audit_log(drawn):
    actions = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"charter.documents_asked", "charter.documents_drawn"} <= actions
