"""From a file of a million generated loans to the chart of the page, as the app does it."""

import tempfile
from collections.abc import Callable, Iterator
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
from metrics.calc import curves
from metrics.calc.sample import credit_defaults
from metrics.calc.valuation import draw, value_predictions
from metrics.charts.profit import Marks, profit_figure
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
    chain, whole, sorting, size = [], [], [], 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "loans.csv"
        with path.open("wb") as target:
            target.writelines(credit_defaults(ROWS))
        for _ in range(ROUNDS):
            start = perf_counter()
            np.sort(scores)
            sorting.append(perf_counter() - start)
            chain.append(_seconds(_curve, path, Path(folder)))
            start = perf_counter()
            size = len(_chart(path, Path(folder)))
            whole.append(perf_counter() - start)
    sort = median(sorting)
    note = f" ({median(chain):.2f} s : {sort * 1000:.0f} ms)"
    what = "CSV of 1 M rows to curve and its JSON, two child processes : np.sort"
    yield at_most(what, median(chain) / sort, 4, "x", note)
    what = "CSV of 1 M rows to chart with its intervals, two child processes : np.sort"
    yield at_most(what, median(whole) / sort, 4, "x", f" ({median(whole):.2f} s)")
    yield at_most("Chart of 1 M rows, JSON", size / 1024, 60, "KB")


def _seconds(work: Callable[[Path, Path], str], path: Path, folder: Path) -> float:
    start = perf_counter()
    work(path, folder)
    return perf_counter() - start


def _tables(path: Path, folder: Path) -> counting.Tables:
    with counting.waiting() as counter:
        process.run(path, MAPPING, folder)
        counting.count_in_child(folder, folder / "tables.npz", counter)
    return counting.read(folder / "tables.npz")


def _curve(path: Path, folder: Path) -> str:
    """The thinned curve with its exact maximum, without what is sampled."""
    question = question_of(QUESTION)
    curve = curves.price(_tables(path, folder).score, question.payoffs, question.population)
    best = curve.point(curves.best(curve))
    drawing = plain(asdict(draw(curve, None, best)))
    drawn = [drawing[name] for name in ("treated_share", "profit", "low", "high")]
    marks = Marks((best.treated_share, best.profit))
    return str(charts.to_json(profit_figure(*drawn, marks, currency="EUR", x_title="Treated")))


def _chart(path: Path, folder: Path) -> str:
    tables = _tables(path, folder)
    result = plain(asdict(value_predictions(tables.score, question_of(QUESTION))))
    return str(charts.to_json(curve_figure(QUESTION, result)))
