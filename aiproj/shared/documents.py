"""Documents as PDF: typst templates of the app filled with plain data, never with markup."""

import datetime
import functools
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import typst

from aiproj.shared.fonts import INTER_ROOT, showable
from aiproj.shared.text import clean_text, map_texts

ACCESSIBLE = ("ua-1",)
NOT_SHOWABLE = ("could not be displayed", "disallowed codepoint")


class DocumentError(Exception):
    """The document could not be made; the text says what the compiler found, and where."""


def compile_pdf(
    template: Path,
    data: Mapping[str, Any],
    *,
    created: datetime.datetime,
    standards: Sequence[str] = ACCESSIBLE,
) -> bytes:
    """Compile a template to a PDF, tagged for accessibility (PDF/UA-1) by default.

    The template reads `data` with `json(bytes(sys.inputs.data))`, so that nothing in it can
    act as markup; it may include files of its own folder only. Fonts are Inter and what the
    compiler embeds, never the machine's. Characters that no font can show become squares, and
    `sys.inputs.replaced` is "yes" then, so that the template can say so. `created` (aware) is
    the date inside the file: the same arguments give the same bytes. Needs no network; may run
    in any thread. Raises DocumentError where the template or its data does not compile, and
    ValueError for data that JSON cannot hold. Source: reliability spec 1 (rendering).
    """
    clean = map_texts(data, clean_text)
    try:
        return _compile(template, clean, created, standards)
    except DocumentError as error:
        if not any(reason in str(error) for reason in NOT_SHOWABLE):
            raise
    return _compile(template, map_texts(clean, showable), created, standards, replaced="yes")


def _compile(
    template: Path,
    data: Mapping[str, Any],
    created: datetime.datetime,
    standards: Sequence[str],
    *,
    replaced: str = "",
) -> bytes:
    asked: Any = list(standards)
    inputs = {"data": json.dumps(data, allow_nan=False), "replaced": replaced}
    try:
        compiler = typst.Compiler(
            template, root=template.parent, font_paths=_fonts(), sys_inputs=inputs
        )
        made = compiler.compile(format="pdf", pdf_standards=asked, timestamp=created)
    except typst.TypstError as error:
        raise DocumentError(f"{template.name}: {error.diagnostic.strip()}") from error
    if not isinstance(made, bytes):
        raise DocumentError(f"{template.name}: the compiler returned no document.")
    return made


@functools.cache
def _fonts() -> typst.Fonts:
    """Inter from its package; read once a process."""
    return typst.Fonts(include_system_fonts=False, font_paths=[INTER_ROOT])
