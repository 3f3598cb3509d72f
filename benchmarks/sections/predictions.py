"""From a file of a million generated loans to the chart of the page, as the app does it."""

import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from statistics import median
from time import perf_counter

from django.db import connection

from aiproj.shared import charts
from benchmarks.figures import Figure, against_sort, at_most
from benchmarks.one_process import MAPPING, measured
from metrics import counting
from metrics.asking import plain
from metrics.calc.sample import credit_defaults
from metrics.calc.valuation import value_predictions
from metrics.overview.valuation import curve_figure
from metrics.reading import process
from metrics.services.valuing import question_of

ROWS = 1_000_000
ROUNDS = 5
QUESTION = {"true_positive": "2160", "cost_per_action": "150", "currency": "EUR"}


def figures() -> Iterator[Figure]:
    if connection.vendor != "sqlite":
        return  # no database takes part: once is enough
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "loans.csv"
        with path.open("wb") as target:
            target.writelines(credit_defaults(ROWS))
        taken = measured(path, ROUNDS)
        what = "CSV of 1 M rows to curve and its JSON"
        yield from against_sort(what, taken.chain, 4, taken.sort, taken.library)
        yield at_most(f"{what}: memory that it adds", taken.peak, 60, "MB")
        seconds = []
        for _ in range(ROUNDS):
            start = perf_counter()
            text = _chart(path, Path(folder))
            seconds.append(perf_counter() - start)
    what = "CSV of 1 M rows to chart with its intervals, by two child processes"
    yield Figure(what, f"{median(seconds):.2f} s")
    yield at_most("Chart of 1 M rows, JSON", len(text) / 1024, 60, "KB")


def _tables(path: Path, folder: Path) -> counting.Tables:
    with counting.waiting() as counter:
        process.run(path, MAPPING, folder)
        counting.count_in_child(folder, folder / "tables.npz", counter)
    return counting.read(folder / "tables.npz")


def _chart(path: Path, folder: Path) -> str:
    tables = _tables(path, folder)
    result = plain(asdict(value_predictions(tables.score, question_of(QUESTION))))
    return str(charts.to_json(curve_figure(QUESTION, result)))
