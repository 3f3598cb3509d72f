"""Documents as PDF: typst templates of the app filled with plain data, never with markup."""

import datetime
import functools
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import typst
from fontpkg_inter import ROOT as INTER

ACCESSIBLE = ("ua-1",)


class DocumentError(Exception):
    """The document could not be made; the text says what the compiler found."""


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
    compiler embeds, never the machine's. `created` (aware) is the date inside the file: the
    same arguments give the same bytes. Needs no network; may run in any thread.
    Raises DocumentError where the template or its data does not compile, and ValueError for
    data that JSON cannot hold. Source: reliability spec 1 (rendering).
    """
    text = json.dumps(data, ensure_ascii=False, allow_nan=False)
    try:
        compiler = typst.Compiler(
            template,
            root=template.parent,
            font_paths=_fonts(),
            sys_inputs={"data": text},
        )
        made = compiler.compile(format="pdf", pdf_standards=list(standards), timestamp=created)
    except typst.TypstError as error:
        hints = "".join(f" Hint: {hint}." for hint in error.hints)
        raise DocumentError(f"{template.name}: {error.message}.{hints}") from error
    if not isinstance(made, bytes):
        raise DocumentError(f"{template.name}: the compiler returned no document.")
    return made


@functools.cache
def _fonts() -> typst.Fonts:
    """Inter from its package; read once a process."""
    return typst.Fonts(include_system_fonts=False, font_paths=[Path(INTER)])
