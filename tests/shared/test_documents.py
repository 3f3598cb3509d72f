"""PDF files from templates: accessible, repeatable, and data never acts as markup."""

import datetime
import io
from concurrent.futures import ThreadPoolExecutor

import pypdf
import pytest

from aiproj.shared.documents import DocumentError, compile_pdf
from aiproj.shared.fonts import covered_characters, showable

MADE = datetime.datetime(2026, 11, 30, tzinfo=datetime.UTC)
TEMPLATE = """
#let data = json(bytes(sys.inputs.data))
#set document(title: data.title)
#set text(lang: "en", font: "Inter")
= #data.title
#data.text
#if sys.inputs.replaced != "" [Replaced.]
"""


@pytest.fixture
def template(tmp_path):
    path = tmp_path / "page.typ"
    path.write_text(TEMPLATE)
    return path


def make(template, text="Hello", title="A title"):
    return compile_pdf(template, {"title": title, "text": text}, created=MADE)


def words(data):
    return pypdf.PdfReader(io.BytesIO(data)).pages[0].extract_text()


def test_the_file_is_tagged_titled_and_names_its_language(template):
    root = pypdf.PdfReader(io.BytesIO(make(template))).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "<pdfuaid:part>1<" in root["/Metadata"].get_object().get_data().decode()


def test_only_inter_is_embedded(template):
    page = pypdf.PdfReader(io.BytesIO(make(template))).pages[0]
    fonts = [font.get_object()["/BaseFont"] for font in page["/Resources"]["/Font"].values()]
    assert fonts
    assert all("Inter" in name for name in fonts)


@pytest.mark.parametrize(
    "text", ["#read(\"/etc/passwd\")", "#strong[x] *y* $z$", "= Head", "<l> @r `c` \\ #{1+1}"]
)  # fmt: skip
def test_markup_in_data_is_shown_as_text(template, text):
    shown = words(make(template, text))
    assert "".join(text.split()) in "".join(shown.split())


def test_the_same_data_gives_the_same_bytes(template):
    assert make(template) == make(template)


def test_characters_without_a_glyph_become_squares_and_the_template_knows(template):
    shown = words(make(template, "漢字 and \x00 and \ud800"))
    assert "□□ and  and" in shown
    assert "Replaced." in shown
    assert "Replaced." not in words(make(template, "plain"))


def test_an_error_names_the_template_and_the_place(template):
    with pytest.raises(DocumentError, match=r"page\.typ.*title") as caught:
        compile_pdf(template, {"text": "no title"}, created=MADE)
    assert "page.typ:3" in str(caught.value)


def test_templates_cannot_leave_their_folder(tmp_path):
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "inner").mkdir()
    outside = tmp_path / "inner" / "page.typ"
    outside.write_text('#read("../secret.txt")')
    with pytest.raises(DocumentError):
        compile_pdf(outside, {}, created=MADE)


def test_numbers_that_json_cannot_hold_are_refused(template):
    with pytest.raises(ValueError, match="JSON compliant"):
        compile_pdf(template, {"title": "x", "text": float("nan")}, created=MADE)


def test_many_threads_make_their_own_documents(template):
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda n: make(template, f"Number {n}"), range(12)))
    assert [f"Number {n}" in words(data) for n, data in enumerate(made)] == [True] * 12


def test_coverage_comes_from_the_fonts_own_map():
    assert {ord(sign) for sign in "Aé–−→□Жλ"} <= covered_characters()
    assert showable("ok\u200b e\u0301\n漢") == "ok e\u0301\n□"
