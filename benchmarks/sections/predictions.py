"""From a file of a million generated loans to the chart of the page, as the app does it."""

import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
from django.db import connection

from aiproj.shared import charts
from benchmarks.figures import Figure, at_most
from metrics import counting
from metrics.asking import plain
from metrics.calc.sample import credit_defaults
from metrics.calc.valuation import value_predictions
from metrics.overview.valuation import curve_figure
from metrics.reading import process
from metrics.reading.columns import ColumnMapping
from metrics.services.valuing import question_of

ROWS = 1_000_000
ROUNDS = 5
MAPPING = ColumnMapping(label="defaulted", score="score", positive_label="1")
QUESTION = {"true_positive": "2160", "cost_per_action": "150", "currency": "EUR"}


def figures() -> Iterator[Figure]:
    if connection.vendor != "sqlite":
        return  # no database takes part: once is enough
    scores = np.random.default_rng(7).random(ROWS)
    whole, sorting, size = [], [], 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "loans.csv"
        with path.open("wb") as target:
            target.writelines(credit_defaults(ROWS))
        for _ in range(ROUNDS):
            start = perf_counter()
            np.sort(scores)
            sorting.append(perf_counter() - start)
            start = perf_counter()
            size = len(_chart(path, Path(folder)))
            whole.append(perf_counter() - start)
    note = f" ({median(whole):.2f} s : {median(sorting) * 1000:.0f} ms)"
    what = "CSV of 1 M rows to chart, two child processes : np.sort"
    yield at_most(what, median(whole) / median(sorting), 4, "x", note)
    yield at_most("Chart of 1 M rows, JSON", size / 1024, 60, "KB")


def _chart(path: Path, folder: Path) -> str:
    process.run(path, MAPPING, folder)
    counting.count_in_child(folder, folder / "tables.npz")
    tables = counting.read(folder / "tables.npz")
    result = plain(asdict(value_predictions(tables.score, question_of(QUESTION))))
    return str(charts.to_json(curve_figure(QUESTION, result)))
