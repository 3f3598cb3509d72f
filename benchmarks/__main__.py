"""Measure each engine in a process of its own, print one table."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import engines
from benchmarks.figures import Figure, summary, table
from benchmarks.measure import SECTIONS

ROOT = Path(__file__).resolve().parent.parent


def main(arguments: list[str]) -> int:
    unknown = set(arguments) - set(SECTIONS) - set(engines.ENGINES)
    if unknown:
        print(f"Unknown: {', '.join(sorted(unknown))}.")
        print(f"Sections: {', '.join(SECTIONS)}. Engines: {', '.join(engines.ENGINES)}.")
        return 2
    sections = [name for name in SECTIONS if name in arguments] or list(SECTIONS)
    chosen = [name for name in engines.ENGINES if name in arguments] or list(engines.ENGINES)
    figures: list[Figure] = []
    ran = True
    for engine in chosen:
        reason = engines.missing(engine)
        if reason:
            print(f"{engine} is left out: {reason}", file=sys.stderr)
            continue
        found, complete = measure(engine, sections)
        figures += found
        ran = ran and complete
    print(table(figures))
    print(f"\n{summary(figures)}" + ("" if ran else " Some sections could not be run."))
    return 0 if ran else 1


def measure(engine: str, sections: list[str]) -> tuple[list[Figure], bool]:
    """The figures of one engine, and whether everything could be run."""
    with tempfile.TemporaryDirectory(prefix="aiproj-bench-") as folder:
        output = Path(folder) / "figures.jsonl"
        output.touch()
        with engines.environment(engine, Path(folder) / "data") as environment:
            done = subprocess.run(
                [sys.executable, "-m", "benchmarks.measure", engine, str(output), *sections],
                cwd=ROOT, env=environment, check=False,
            )  # fmt: skip
        lines = output.read_text().splitlines()
    return [Figure(**json.loads(line)) for line in lines], done.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
