"""The child process that runs typst: JSON on standard input, a PDF on standard output.

A process of its own gives its memory back, can be limited, and takes nobody with it when it dies.
It is started as a plain file, so that it loads neither Django nor the app.
"""

import datetime
import json
import resource
import sys
from pathlib import Path
from typing import Any

import typst

MOST_MEMORY = 2 * 1024**3
MOST_SECONDS = 60


def main() -> None:
    """Compile one document; on failure say why on standard error and exit with 1."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    order: dict[str, Any] = json.loads(sys.stdin.buffer.read())
    template = Path(order["template"])
    try:
        compiler = typst.Compiler(
            template,
            root=template.parent,
            font_paths=typst.Fonts(include_system_fonts=False, font_paths=[order["fonts"]]),
            sys_inputs=order["inputs"],
        )
        made = compiler.compile(
            format="pdf",
            pdf_standards=order["standards"],
            timestamp=datetime.datetime.fromisoformat(order["created"]),
        )
    except typst.TypstError as error:
        sys.exit(str(error.diagnostic).strip())
    if not isinstance(made, bytes):
        sys.exit("The compiler returned no document.")
    sys.stdout.buffer.write(made)


if __name__ == "__main__":
    main()
