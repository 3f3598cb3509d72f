"""Documents as Markdown (CommonMark with tables): the same document always gives the same bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from scoping.exports.blocks import Block, Document, Facts, Paragraph, Part

# What could begin markup, HTML or a link anywhere, and what could at the start of a line.
_ANYWHERE = re.compile(r"([\\`*_\[\]<>|~&!])")
_AT_START = re.compile(r"^(\s*)([#+=-]|\d+[.)])")


def as_markdown(document: Document) -> str:
    """Return the document as text that ends with one line break.

    What people typed is escaped, so that nothing of it acts as markup.
    """
    lines = [f"# {_text(document.title)}", "", _text(document.subtitle), ""]
    lines += [*_table(("Fact", "Value"), document.facts), ""]
    for part in document.parts:
        lines += _part(part)
    return "\n".join(lines).rstrip("\n") + "\n"


def _part(part: Part) -> Iterator[str]:
    yield f"{'#' * (part.level + 1)} {_text(part.title)}"
    yield ""
    for block in part.blocks:
        yield from _block(block, part.level)
        yield ""


def _block(block: Block, level: int) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield f"**{_text(block.text)}**" if block.strong else _text(block.text)
    elif isinstance(block, Facts):
        yield from _table(("Field", "Value"), block.rows)
    else:
        yield f"{'#' * (level + 2)} {_text(block.title)}"
        yield ""
        yield from _table(block.heads, block.rows)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(_cell(head) for head in heads)} |"
    yield f"|{' --- |' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(_cell(cell) for cell in row)} |"


def _cell(text: str) -> str:
    return _text(text) or " "


def _text(text: str) -> str:
    """On one line, with every character that could act as markup escaped.

    >>> _text("a | b\\n# <b>c</b> [d](e)")
    'a \\\\| b # \\\\<b\\\\>c\\\\</b\\\\> \\\\[d\\\\](e)'
    """
    line = _ANYWHERE.sub(r"\\\1", " ".join(text.split()))
    return _AT_START.sub(_escaped_start, line)


def _escaped_start(found: re.Match[str]) -> str:
    mark = found.group(2)
    escaped = f"{mark[:-1]}\\{mark[-1]}" if mark[0].isdigit() else f"\\{mark}"
    return f"{found.group(1)}{escaped}"
