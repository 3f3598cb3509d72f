"""Texts that people type stay texts in every format of a report."""

import csv
import io

import factories
import openpyxl
import pypdf
import pytest
from django.urls import reverse

from assessments.models import Result
from reports.services import publishing

MARKUP = "<script>alert(1)</script>"
FORMULA = '=HYPERLINK("https://example.com","x")'
TYPST = '#read("/etc/passwd") $x$ *b*'
AT = "@SUM(A1:A9)"
FULL_WIDTH = "＝1+1"


@pytest.fixture
def hostile(frozen, manager, organization):
    """A report whose organization, scope, decisions and comments all try something."""
    organization.name = FORMULA
    organization.save()
    frozen.scope = f"{AT} {MARKUP}"
    frozen.save()
    Result.objects.update(comments={"ai_skills": [FULL_WIDTH, MARKUP, TYPST]})
    report = publishing.publish(
        assessment=frozen,
        actor=manager,
        version=frozen.version,
        decisions=[{"text": TYPST, "due": FORMULA}],
        shared_with_members=False,
    )
    factories.run_jobs()
    report.refresh_from_db()
    return report


@pytest.fixture
def fetch(sign_in, manager, hostile):
    client = sign_in(manager)

    def get(extension):
        address = reverse("reports:download", args=[hostile.public_id, extension])
        return client.get(address).content

    return get


def test_pdf_shows_them_as_they_are(fetch):
    reader = pypdf.PdfReader(io.BytesIO(fetch("pdf")))
    text = "".join("".join(page.extract_text() for page in reader.pages).split())
    for typed in (MARKUP, TYPST, FORMULA, AT):
        assert "".join(typed.split()) in text
    assert "root:" not in text


def test_workbook_holds_no_formula_and_no_link(fetch):
    book = openpyxl.load_workbook(io.BytesIO(fetch("xlsx")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    assert not any(cell.hyperlink for cell in cells)
    assert {FORMULA, FULL_WIDTH} <= {cell.value for cell in cells}


def test_csv_cells_begin_with_an_apostrophe(fetch):
    rows = list(csv.reader(io.StringIO(fetch("csv").decode("utf-8-sig"))))
    cells = [cell for row in rows for cell in row]
    assert not [cell for cell in cells if cell[:1] in "=@＝" and cell]
    assert f"'{FORMULA}" in cells
    assert f"'{FULL_WIDTH}" in cells


@pytest.mark.parametrize("kind", ["signed in", "shared"])
def test_pages_escape_them(sign_in, client, manager, hostile, share_link, kind):
    if kind == "shared":
        html = client.get(share_link(hostile)[1]).content.decode()
    else:
        address = reverse("reports:report", args=[hostile.public_id])
        html = sign_in(manager).get(address).content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)" in html
    assert "=HYPERLINK(&quot;https://example.com" in html


def test_lists_and_share_pages_escape_them(sign_in, manager, hostile, share_link):
    share_link(hostile, label=MARKUP)
    client = sign_in(manager)
    names = [("reports:list", []), ("reports:share", [hostile.public_id]), ("home", [])]
    for name, arguments in names:
        html = client.get(reverse(name, args=arguments)).content.decode()
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert(1)" in html
