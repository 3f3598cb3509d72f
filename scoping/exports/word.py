"""Documents as DOCX: real styles and tables, so that people can go on writing in them."""

from __future__ import annotations

import datetime
import io
from collections.abc import Sequence
from typing import Any

import docx
from docx.document import Document as WordFile
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from aiproj.shared.text import clean_text
from scoping.exports.blocks import Block, Document, Facts, Paragraph

COPY = "An editable copy. What was signed is the version with the SHA-256 below."
INK, SOFT = RGBColor(0x15, 0x18, 0x1E), RGBColor(0x47, 0x4D, 0x58)
SIZES = {"Title": 22, "Subtitle": 12, "Heading 1": 15, "Heading 2": 12, "Heading 3": 10.5}
TEXT_WIDTH = 17  # cm between the margins
TABLE_STYLE, TABLE_SIZE = "Light Shading", 8.5
NO_BANDS = "06A0"  # first row and column stand out, rows are not shaded
LABEL_SHARE = 0.3  # of the width, for the labels of facts


def as_word(document: Document, *, identifier: str, created: datetime.datetime) -> bytes:
    """Return the document as a DOCX file.

    Core properties carry title, id, version and hash; `created` (aware) is the date inside. The
    same arguments give the same text; the container's own times are fixed as well.
    """
    file: Any = docx.Document()
    _look(file)
    _properties(file, document, identifier, created)
    file.add_heading(_plain(document.title), 0)
    file.add_paragraph(_plain(document.subtitle), style="Subtitle")
    file.add_paragraph(COPY, style="Quote")
    _table(file, ("Fact", "Value"), document.facts)
    for part in document.parts:
        file.add_heading(_plain(part.title), part.level)
        for block in part.blocks:
            _block(file, block, part.level)
    if document.watermark:
        file.sections[0].header.paragraphs[0].text = document.watermark.upper()
    file.sections[0].footer.paragraphs[0].text = _plain(f"{document.title} · {identifier}")
    made = io.BytesIO()
    file.save(made)
    return made.getvalue()


def _look(file: WordFile) -> None:
    section = file.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    styles: Any = file.styles
    table = styles[TABLE_STYLE]
    table.font.size = Pt(TABLE_SIZE)
    table.paragraph_format.space_before = table.paragraph_format.space_after = Pt(2)
    for name, size in {"Normal": 9.5, **SIZES}.items():
        font = styles[name].font
        font.name, font.size, font.italic = "Inter", Pt(size), False
        font.color.rgb = SOFT if name == "Subtitle" else INK
        fonts = styles[name].element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in list(fonts.attrib):  # the theme's fonts would win over the name
            if attribute.endswith("Theme"):
                del fonts.attrib[attribute]


def _properties(
    file: WordFile, document: Document, identifier: str, created: datetime.datetime
) -> None:
    properties = file.core_properties
    naive = created.astimezone(datetime.UTC).replace(tzinfo=None)
    properties.title, properties.subject = _plain(document.title), _plain(document.subtitle)
    properties.identifier = identifier
    facts = dict(document.facts)
    properties.version = facts.get("Version", "")
    properties.comments = f"SHA-256 {facts.get('SHA-256', '')}"
    properties.author = properties.last_modified_by = _plain(facts.get("Organization", ""))
    properties.created = properties.modified = naive


def _block(file: WordFile, block: Block, level: int) -> None:
    if isinstance(block, Paragraph):
        run = file.add_paragraph().add_run(_plain(block.text))
        run.bold = block.strong
    elif isinstance(block, Facts):
        _table(file, ("Field", "Value"), block.rows)
    else:
        file.add_heading(_plain(block.title), level + 1)
        _table(file, block.heads, block.rows, block.shares)


def _table(
    file: WordFile,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    shares: Sequence[float] = (LABEL_SHARE, 1 - LABEL_SHARE),
) -> None:
    table: Any = file.add_table(rows=1, cols=len(heads), style=TABLE_STYLE)
    _widths(table, shares)
    for cell, head in zip(table.rows[0].cells, heads, strict=True):
        cell.text = _plain(head)
    _repeat(table.rows[0])
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = _plain(text)
    file.add_paragraph()


def _widths(table: Any, shares: Sequence[float]) -> None:
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    look.set(qn("w:val"), NO_BANDS)
    look.set(qn("w:noHBand"), "1")
    table.autofit = False
    for column, share in zip(table.columns, shares, strict=True):
        column.width = Cm(TEXT_WIDTH * share)


def _repeat(row: Any) -> None:
    """Heads stand again on each page, and readers are told that they are heads."""
    properties = row._tr.get_or_add_trPr()
    mark = properties.makeelement(
        "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}tblHeader", {}
    )
    properties.append(mark)


def _plain(text: str) -> str:
    """Without control characters, which XML cannot hold."""
    return clean_text(text)
