"""Runs inside one engine's environment: prepares the database, runs sections, keeps figures."""

import importlib
import os
import sys
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from benchmarks.figures import Figure

# In this order: `starting` needs the empty database, `growth` what holds one assessment.
SECTIONS = ("starting", "growth", "saving", "pages", "scoring", "results", "reports", "memory")


def main(engine: str, output: Path, sections: list[str]) -> None:
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
    for name in sections:
        keep(name, importlib.import_module(f"benchmarks.sections.{name}").figures())


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3:])
