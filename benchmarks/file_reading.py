"""Read and count one file in a process of its own, and say what its children took.

The peak of children is known only to the process that waited for them, so each file gets one.
"""

import json
import resource
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from metrics import counting
from metrics.reading import process
from metrics.reading.columns import ColumnMapping

MAPPING = ColumnMapping(label="defaulted", score="score", positive_label="1")
KIBIBYTES = 1024  # a unit of ru_maxrss on Linux, and how many of them are a megabyte


@dataclass(frozen=True)
class Taken:
    """Seconds to read and to count, rows, the tables' bytes, and the children's peak in MB."""

    read: float
    count: float
    rows: int
    tables: int
    peak: float


def measured(path: Path) -> Taken:
    """What reading and counting this file takes."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.file_reading", str(path)],
        capture_output=True, check=True,
    )  # fmt: skip
    return Taken(**json.loads(done.stdout))


def _take(path: Path) -> Taken:
    with tempfile.TemporaryDirectory(dir=path.parent) as folder, counting.waiting() as counter:
        start = perf_counter()
        reading = process.run(path, MAPPING, Path(folder))
        read = perf_counter()
        if reading.facts is None:
            raise SystemExit(reading.problems[0].message)
        tables = Path(folder) / "tables.npz"
        counting.count_in_child(Path(folder), tables, counter)
        counted = perf_counter()
        size = tables.stat().st_size
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / KIBIBYTES
    return Taken(read - start, counted - read, reading.facts.rows, size, peak)


if __name__ == "__main__":
    print(json.dumps(vars(_take(Path(sys.argv[1])))))
