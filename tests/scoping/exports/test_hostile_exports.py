"""U5, U7, H4: a project of hostile texts in each of its files: all of it stays text."""

import csv
import io
import json
import re
import zipfile

import docx
import factories
import hostile_project
import openpyxl
import pypdf
import pytest
from django.urls import reverse
from payloads import MARK, NAMES, PAYLOADS

from aiproj.shared.exports import acts_as_formula
from reports.models import CharterFiles
from reports.services import charters
from scoping.models import ProjectFigures
from scoping.services import figures

pytestmark = pytest.mark.django_db
CARDS = ["model-card.md", "data-card.md", "ethics.md"]
ESCAPED = re.compile(r"\\[\\`*_\[\]<>|~&!]")
ACTIVE = (
    "hyperlink",
    "instrText",
    "fldSimple",
    "fldChar",
    "object",
    "altChunk",
    "subDoc",
    "attachedTemplate",
)
FOLDED = re.compile(r"\r\n ")


@pytest.fixture
def flow(organization, manager, executive, member):
    organization.name = NAMES["command"]
    organization.save()
    for person, name in ((manager, "image"), (executive, "sum"), (member, "typst")):
        person.name = NAMES[name]
        person.save()
    title = f"{NAMES['command']} {PAYLOADS[0]}"
    made = hostile_project.ready(organization, manager, executive, member, title=title)
    figures.refresh(made.project)
    ProjectFigures.objects.update(value=1_000_000)  # so that it can be chosen under a budget
    return made


@pytest.fixture
def drawn(flow):
    """Its documents, of a charter that was signed on a hostile condition."""
    flow.submit()
    charter = flow.sign(flow.lead, condition=f"{PAYLOADS[7]} {NAMES['link']}")
    found = charters.ask(charter=charter, actor=flow.manager)
    factories.run_jobs()
    return CharterFiles.objects.get(pk=found.pk)


@pytest.fixture
def download(as_manager, flow):
    def get(name, *path, query=""):
        answer = as_manager.get(reverse(f"scoping:{name}", args=path) + query)
        assert answer.status_code == 200
        return answer.content

    return get


def _letters(text):
    return re.sub(r"[\s\u2000-\u206f]|_x000D_", "", text)


def _typed(flow, *kinds):
    """Some of what stands in the worksheet, as plain letters."""
    problem = flow.project.content_of("problem")
    return [_letters(problem[key]) for key in kinds or ("statement", "segment", "do_nothing")]


def test_no_document_holds_a_link_a_field_or_an_action(flow, drawn):
    """All three formats of one charter: it is drawn once, because that takes a while."""
    _word_is_text(flow, charters.read_stored(drawn, "docx"))
    _paper_is_text(flow, charters.read_stored(drawn, "pdf"))
    for name in ("md", *CARDS):
        _markdown_is_text(charters.read_stored(drawn, name).decode())


def _word_is_text(flow, made):
    archive = zipfile.ZipFile(io.BytesIO(made))
    parts = {name: archive.read(name).decode() for name in archive.namelist()
             if name.endswith((".xml", ".rels"))}  # fmt: skip
    for name, text in parts.items():
        assert not re.search(rf"<w:({'|'.join(ACTIVE)})\b", text), name
        assert 'TargetMode="External"' not in text, name
    file = docx.Document(io.BytesIO(made))
    said = _letters("".join(cell.text for table in file.tables for cell in table._cells))
    assert [text for text in _typed(flow) if text not in said] == []


def _paper_is_text(flow, made):
    paper = pypdf.PdfReader(io.BytesIO(made))
    said = _letters("".join(page.extract_text() for page in paper.pages))
    assert "root:" not in said
    assert MARK in said
    assert not any("/Annots" in page for page in paper.pages)
    assert not {"/OpenAction", "/AA", "/Names"} & set(paper.trailer["/Root"])


def _markdown_is_text(text):
    """Tables keep their columns, and nothing that could act as markup stands unescaped."""
    columns = 0
    for line in text.splitlines():
        plain = ESCAPED.sub("", line)
        assert not re.search(r"[<>`\[\]~]", plain), line
        bars = plain.count("|") if plain.startswith("|") else 0
        assert columns in (0, bars) or not bars, line
        columns = bars


def test_no_cell_of_a_file_acts_as_a_formula(flow, download):
    """U5: risks, actions, portfolio and the choice under a budget."""
    path = flow.project.public_id
    budget = f"?budget=999999999&currency={flow.project.currency}"
    files = [
        download("risks_csv", path),
        download("actions_csv", path),
        download("portfolio_file", "csv"),
        download("budget_csv", query=budget),
    ]
    for made in files:
        rows = list(csv.reader(io.StringIO(made.decode("utf-8-sig"), newline="")))
        assert len(rows) > 1
        assert len({len(row) for row in rows}) == 1
        assert [cell for row in rows for cell in row if acts_as_formula(cell)
                and not re.fullmatch(r"-?[0-9.]+", cell)] == []  # fmt: skip
        assert MARK in made.decode()


def test_the_workbook_holds_texts_and_no_link(flow, download):
    """U5"""
    book = openpyxl.load_workbook(io.BytesIO(download("portfolio_file", "xlsx")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    assert not any(cell.hyperlink for cell in cells)
    assert any(MARK in str(cell.value) for cell in cells)


def test_no_line_of_a_calendar_comes_from_a_text(flow, download):
    made = download("agenda_file").decode()
    lines = FOLDED.sub("", made).split("\r\n")
    names = {line.partition(":")[0].partition(";")[0] for line in lines if line}
    assert names <= {"BEGIN", "END", "VERSION", "PRODID", "CALSCALE", "X-WR-CALNAME", "UID",
                     "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "URL", "TRANSP"}  # fmt: skip
    assert lines.count("BEGIN:VEVENT") == sum(line.startswith("SUMMARY:") for line in lines) > 0
    assert MARK in made


def test_the_signed_json_says_exactly_what_was_typed(flow, drawn, as_manager):
    answer = as_manager.get(reverse("scoping:charter_json", args=[flow.charter.public_id]))
    assert "attachment" in answer.headers["Content-Disposition"]
    told = json.loads(answer.content)
    assert told["charter"] == flow.charter.content
    assert flow.charter.content["sections"]["data"] == flow.project.content_of("data")


def test_names_of_files_come_from_the_software(flow, drawn, as_manager):
    """U4: whatever a project is called."""
    address = reverse("reports:charter_download", args=[flow.charter.public_id, "pdf"])
    sent = as_manager.get(address).headers["Content-Disposition"]
    assert re.fullmatch(r'attachment; filename="[\w .-]+"', sent)
