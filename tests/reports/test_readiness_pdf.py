"""The PDF of the golden run: accessible, complete, and true to the result."""

import dataclasses
import datetime
import io
import re
from itertools import pairwise
from pathlib import Path

import pypdf
import pytest

from aiproj.shared.documents import compile_pdf
from reports.readiness import CommentGroup, Decision

MADE = datetime.datetime(2026, 11, 30, tzinfo=datetime.UTC)
TEMPLATE = Path(__file__).parents[2] / "reports" / "typst" / "readiness.typ"


def read(report):
    data = compile_pdf(TEMPLATE, report.as_dict(), created=MADE)
    return pypdf.PdfReader(io.BytesIO(data))


def plain(text):
    return " ".join(text.replace("\xa0", " ").split())


@pytest.fixture(scope="module")
def reader(golden):
    return read(golden)


@pytest.fixture(scope="module")
def pages(reader):
    return [plain(page.extract_text()) for page in reader.pages]


def structure(node, found):
    """Names of all structure elements, in reading order, with the figures' texts."""
    node = node.get_object()
    if isinstance(node, list):
        for child in node:
            structure(child, found)
    elif isinstance(node, dict):
        if "/S" in node:
            found.append((node["/S"], node.get("/Alt")))
        if "/K" in node:
            structure(node["/K"], found)
    return found


@pytest.fixture(scope="module")
def elements(reader):
    return structure(reader.trailer["/Root"]["/StructTreeRoot"]["/K"], [])


def test_the_document_says_its_title_language_and_standard(reader):
    root = reader.trailer["/Root"]
    assert reader.metadata.title == "AI readiness report: Demo organization"
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]
    assert "<pdfuaid:part>1<" in root["/Metadata"].get_object().get_data().decode()


def test_headings_never_skip_a_level(elements):
    levels = [int(name[2]) for name, _ in elements if re.fullmatch(r"/H[1-6]", name)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later <= before + 1 for before, later in pairwise(levels))


def test_every_figure_has_words(elements):
    words = [alt for name, alt in elements if name == "/Figure"]
    assert len(words) == 1 + 1 + 19 + 5  # stairs, areas, topics with figures, two views
    assert all(words)


def test_tables_have_header_cells(elements):
    names = [name for name, _ in elements]
    assert names.count("/Table") >= 8
    assert names.count("/TH") > names.count("/Table")


def test_the_first_page_holds_the_verdict(pages, golden):
    first = pages[0]
    assert golden.headline in first
    assert "37, likely 29 to 46" in first
    assert "Set a review date for every AI system in use." in first
    assert "All four areas are below the target" in first
    assert f"1 of {len(pages)}" in first


def test_contents_name_the_pages_where_sections_begin(pages):
    entries = re.findall(r"(The areas in detail|Limits|Plan: [^0-9]+?) (\d+)\b", pages[1])
    assert len(entries) == 3
    for heading, page in entries:
        assert heading in pages[int(page) - 1]


def test_every_page_carries_the_hash_and_its_number(pages):
    for number, text in enumerate(pages, start=1):
        assert "467dbff3…93989867" in text
        assert f"{number} of {len(pages)}" in text


def test_a_hidden_topic_shows_no_figure(pages):
    text = " ".join(pages)
    assert "Hidden to protect people: fewer than 5 ratings" in text
    assert 8 <= len(pages) <= 12


def test_decisions_are_left_out_if_there_are_none(pages, golden):
    assert "Decisions we ask of you" not in pages[0]
    decisions = (Decision("Name one owner.", "By 15 Dec"),)
    asked = dataclasses.replace(golden, decisions=decisions)
    assert "Decisions we ask of you" in read(asked).pages[0].extract_text()


def test_comments_stand_in_the_report_as_written(golden):
    hostile = "#panic() *bold* <b>x</b> 漢"
    group = CommentGroup("data_quality", "Data quality", (hostile,))
    made = read(dataclasses.replace(golden, comments=(group,)))
    text = plain(" ".join(page.extract_text() for page in made.pages))
    assert "#panic() *bold* <b>x</b> □" in text
    assert "they appear as □" in text


@pytest.mark.parametrize("case", [
    {"level": 5},
    {"level": 3, "k": 5, "people": 3},
    {"level": None},
    {"level": 3, "pack": "ai-project-readiness", "overrides": {"data_permission": 2}},
    {"level": 3, "overrides": {"data_quality": None, "data_protection": None}},
    {"level": 2, "rules": {"targets": {"infrastructure_data": 2, "technical_expertise": 4}}},
])  # fmt: skip
def test_every_kind_of_result_compiles_with_one_verdict_page(report_of, case):
    report = report_of(**case)
    first = plain(read(report).pages[0].extract_text())
    assert report.headline in first
    assert "How to read this." in first
