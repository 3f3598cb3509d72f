"""The largest files: CSV of 10 M rows and Parquet of 100 M, read and counted in children."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]
from django.db import connection

from benchmarks import one_process
from benchmarks.figures import Figure, against_sort, at_most, number
from benchmarks.file_reading import measured
from metrics.calc.sample import credit_defaults

MILLION = 1_000_000
SHARE = 0.04
ROUNDS = 5


def figures() -> Iterator[Figure]:
    if connection.vendor != "sqlite":
        return  # no database takes part: once is enough
    with tempfile.TemporaryDirectory() as folder:
        yield from _csv(Path(folder) / "loans.csv")
        yield from _parquet(Path(folder) / "loans.parquet")


def _csv(path: Path) -> Iterator[Figure]:
    with path.open("wb") as target:
        target.writelines(credit_defaults(10 * MILLION))
    taken = one_process.measured(path, ROUNDS)
    what = "CSV of 10 M rows to curve and its JSON"
    yield from against_sort(what, taken.chain, 3, taken.sort, taken.library)
    yield at_most(f"{what}: memory that it adds", taken.peak, 250, "MB")
    children = measured(path)
    path.unlink()
    whole = children.read + children.count
    yield Figure("CSV of 10 M rows to tables, by two child processes", f"{whole:.1f} s")
    yield at_most("CSV of 10 M rows: peak of the children", children.peak, 250, "MB")


def _parquet(path: Path) -> Iterator[Figure]:
    """Scores with all their digits, so that hardly two are equal: the most work there is."""
    random = np.random.default_rng(1)
    schema = pa.schema([("defaulted", pa.int8()), ("score", pa.float64())])
    with pq.ParquetWriter(path, schema) as writer:
        for _ in range(100):
            labels = random.random(MILLION) < SHARE
            scores = 1 / (1 + np.exp(3 - random.normal(size=MILLION) - 1.5 * labels))
            columns = {"defaulted": labels.astype(np.int8), "score": scores}
            writer.write_table(pa.table(columns, schema=schema))
    taken = measured(path)
    note = f" (read {taken.read:.0f} s, counted {taken.count:.0f} s)"
    yield at_most("Parquet of 100 M rows: peak of the children", taken.peak, 1024, "MB", note)
    yield Figure("Tables of 100 M rows", f"{number(taken.tables / 1e6)} MB")
