"""Runs inside one engine's environment: prepares the database, runs sections, keeps figures."""

import importlib
import os
import sys
import time
import traceback
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from benchmarks import processes
from benchmarks.figures import Figure

# In this order: `starting` needs the empty database, `growth` what holds one assessment.
SECTIONS = (
    *("starting", "growth", "saving", "pages", "scoring", "results", "reports", "memory"),
    *("profit", "predictions", "repricing", "uploads", "large", "coverage"),
    *("portfolio", "worksheets"),
)


def main(engine: str, output: Path, sections: list[str]) -> int:
    """How many sections could not be run."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "aiproj.settings"
    started = time.monotonic()

    def keep(name: str, figures: Iterable[Figure]) -> None:
        for figure in figures:
            with output.open("a") as target:
                target.write(replace(figure, engine=engine).as_json() + "\n")
            print(f"  {figure.what}: {figure.measured}", file=sys.stderr, flush=True)
        print(f"{time.monotonic() - started:4.0f} s  {engine} {name}", file=sys.stderr, flush=True)

    from benchmarks.sections import starting

    migrated = list(starting.prepare())
    if "starting" in sections:
        keep("prepare", migrated)
    import django

    django.setup()
    failed = 0
    for name in sections:
        try:
            keep(name, importlib.import_module(f"benchmarks.sections.{name}").figures())
        except Exception:  # the other sections are measured all the same
            traceback.print_exc()
            print(processes.last_words(), file=sys.stderr)
            failed += 1
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2]), sys.argv[3:]))
