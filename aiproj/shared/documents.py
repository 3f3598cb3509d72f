"""Documents as PDF: typst templates of the app filled with plain data, never with markup."""

import datetime
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from aiproj.shared.fonts import INTER_ROOT, showable
from aiproj.shared.text import clean_text, map_texts, one_direction

ACCESSIBLE = ("ua-1",)
LONGEST_SECONDS = 90
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
    the date inside the file: the same arguments give the same bytes. Needs no network; runs
    in a child process, from any thread. Raises DocumentError where the template or its data does
    not compile, and ValueError for data that JSON cannot hold. Source: reliability spec 1.
    """
    clean = map_texts(data, lambda text: one_direction(clean_text(text)))
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
    order = {
        "template": str(template),
        "fonts": str(INTER_ROOT),
        "inputs": {"data": json.dumps(data, allow_nan=False), "replaced": replaced},
        "standards": list(standards),
        "created": created.isoformat(),
    }
    try:
        done = subprocess.run(  # noqa: S603 (our own file, nothing that people typed)
            [sys.executable, "-I", typesetting_file()],
            input=json.dumps(order).encode(),
            capture_output=True,
            timeout=LONGEST_SECONDS,
            env={},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise DocumentError(f"{template.name}: not ready after {LONGEST_SECONDS} s") from error
    if done.returncode:
        reason = done.stderr.decode(errors="replace").strip() or f"ended with {done.returncode}"
        raise DocumentError(f"{template.name}: {reason}")
    return done.stdout


def typesetting_file() -> str:
    """The child's program, named without importing it: typst is loaded in the child only."""
    return str(Path(__file__).with_name("typesetting.py"))
