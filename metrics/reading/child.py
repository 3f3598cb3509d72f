"""The child process that reads an uploaded file: JSON on standard input, JSON lines back.

A process of its own gives its memory back, can be limited, and takes nobody with it when it dies.
It is started as a plain file, so that it loads neither Django nor the app. Lines on standard
output are {"progress": [...]} while it reads, and one {"result": ...} or {"problem": ...} at last.
"""

import json
import resource
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

SECONDS_BETWEEN_LINES = 0.2


def main() -> None:
    """Set the limits, then do what the order says."""
    order: dict[str, Any] = json.loads(sys.stdin.buffer.read())
    limits = order["limits"]
    resource.setrlimit(resource.RLIMIT_AS, (limits["memory"], limits["memory"]))
    resource.setrlimit(resource.RLIMIT_CPU, (limits["cpu_seconds"], limits["cpu_seconds"] + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.path.insert(0, str(Path(__file__).parents[2]))
    from metrics.reading.problems import Unreadable, refuse

    try:
        answer = {"result": _carry_out(order)}
    except Unreadable as refused:
        answer = {"problem": asdict(refused.problem)}
    except MemoryError:
        most = limits["memory"] // 1024**2
        too_large = refuse("too_large", detail=f"reading it takes more than {most:,} MB of memory")
        answer = {"problem": asdict(too_large.problem)}
    _say(answer)


def _carry_out(order: dict[str, Any]) -> dict[str, Any]:
    # Imported under the limits, for Arrow starts threads and reserves memory
    from metrics.reading.columns import ColumnMapping, mapping_of
    from metrics.reading.limits import Limits
    from metrics.reading.naming import name_rows
    from metrics.reading.outcome import Options
    from metrics.reading.preview import preview_file
    from metrics.reading.reader import read_file

    path = Path(order["path"])
    options, limits = Options(**order["options"]), Limits(**order["limits"])
    if order["action"] == "preview":
        return asdict(preview_file(path, options=options, limits=limits))
    if order["action"] == "name_rows":
        mapping = ColumnMapping(**order["mapping"])
        rows = name_rows(path, mapping, order["wanted"], limits=limits)
        return {"rows": list(map(asdict, rows))}
    outcome = read_file(
        path,
        mapping_of(order["kind"], order["mapping"]),
        Path(order["folder"]),
        options=options,
        limits=limits,
        on_progress=_Reporter(),
    )
    return asdict(outcome)


class _Reporter:
    """Says how far the reading is, a few times a second."""

    def __init__(self) -> None:
        self._said = time.monotonic()

    def __call__(self, rows: int, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self._said >= SECONDS_BETWEEN_LINES:
            self._said = now
            _say({"progress": [rows, done, total]})


def _say(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
