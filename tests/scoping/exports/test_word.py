"""Charters as DOCX."""

import datetime
import io

import charter_data
import docx
import pytest

from scoping.exports.charter import charter_document
from scoping.exports.word import as_word

CREATED = datetime.datetime(2026, 12, 9, 10, 30, tzinfo=datetime.UTC)


def _file(**problem):
    document = charter_document(charter_data.edition(charter_data.frozen(**problem)))
    made = as_word(document, identifier="project000000001 1.0", created=CREATED)
    return docx.Document(io.BytesIO(made))


@pytest.fixture(scope="module")
def file():
    return _file()


def _cells(file):
    return [[cell.text for cell in row.cells] for table in file.tables for row in table.rows]


def test_cells_equal_the_records(file):
    assert ["Goal", "Yearly churn from 10% to 8% by 31 Jul 2027"] in _cells(file)
    assert ["Data scientist", "People", "6", "USD 50,000"] in _cells(file)


def test_headings_have_real_styles(file):
    styles = {paragraph.text: paragraph.style.name for paragraph in file.paragraphs}
    assert styles["Signatures"] in ("Heading 1", "Heading 2")


def test_properties_carry_id_version_and_hash(file):
    properties = file.core_properties
    assert properties.identifier == "project000000001 1.0"
    assert properties.version == "1.0"
    assert properties.comments == f"SHA-256 {charter_data.edition().content_hash}"


def test_it_says_that_it_is_a_copy(file):
    assert any(paragraph.text.startswith("An editable copy") for paragraph in file.paragraphs)


def test_heads_of_tables_are_marked(file):
    assert all("tblHeader" in table.rows[0]._tr.xml for table in file.tables)


def test_control_characters_are_left_out():
    assert ["Problem", "one two"] in _cells(_file(statement="one\x00\x0b two"))
