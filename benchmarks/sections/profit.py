"""The profit curve of made predictions against numpy, scikit-learn and empulse, in one process."""

import tracemalloc
from collections.abc import Callable, Iterator
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
from django.db import connection
from empulse.metrics import max_profit_score
from sklearn.metrics import confusion_matrix_at_thresholds

from benchmarks.figures import Figure, against_library, against_sort, at_most, number
from metrics.calc import curves, hull, intervals
from metrics.calc.counts import count_by_class
from metrics.calc.payoffs import Payoff, Payoffs
from metrics.calc.row_counts import count_rows

ROUNDS = 5
SIZES = {"1 M": 1_000_000, "10 M": 10_000_000}
SHARE = 0.061
PAYOFFS = Payoffs(true_positive=Payoff(100), false_positive=Payoff(-10))
BY_AMOUNT = Payoffs(true_positive=Payoff(0, 0.5), false_positive=Payoff(-10))
AMOUNTS, ARGSORT_IN_SORTS = 1.2, 2.23
Work = Callable[[], Any]


def figures() -> Iterator[Figure]:
    if connection.vendor != "sqlite":
        return  # no database takes part: once is enough
    reference: dict[str, float] = {}
    for name, rows in SIZES.items():
        labels, scores, amounts = _predictions(rows)
        works = _works(labels, scores, amounts)
        seconds = _alternating(works)
        reference = reference or seconds
        yield from _curve(name, seconds)
        yield from _memory(name, works, labels.nbytes + scores.nbytes)
        yield from _repricing(name, labels, scores, reference)
        yield _agreement(name, labels, scores)


def _predictions(rows: int) -> tuple[Any, Any, Any]:
    random = np.random.default_rng(7)
    labels = random.random(rows) < SHARE
    scores = 1 / (1 + np.exp(2.5 - random.normal(size=rows) - 1.5 * labels))
    return labels, scores, random.lognormal(4, 1, rows)


def _works(labels: Any, scores: Any, amounts: Any) -> dict[str, Work]:
    integers = labels.astype(np.int8)  # empulse takes no booleans
    return {
        "np.sort": lambda: np.sort(scores),
        "curve": lambda: _best(labels, scores),
        "scikit-learn": lambda: confusion_matrix_at_thresholds(labels, scores),
        "empulse": lambda: _empulse(integers, scores),
        "argsort": lambda: _argsort(labels, scores, amounts),
        "amounts": lambda: _best_by_amount(labels, scores, amounts, profiled=False),
        "profiled": lambda: _best_by_amount(labels, scores, amounts, profiled=True),
    }


def _best(labels: Any, scores: Any) -> float:
    counts = count_by_class(scores[labels], scores[~labels])
    return float(curves.price(counts, PAYOFFS).profit.max())


def _best_by_amount(labels: Any, scores: Any, amounts: Any, *, profiled: bool) -> float:
    counts = count_rows(labels, scores, None, amounts, profiled=profiled, with_squares=profiled)
    return float(curves.price(counts, BY_AMOUNT).profit.max())


def _empulse(labels: Any, scores: Any) -> float:
    return float(max_profit_score(labels, scores, tp_cost=-100, fp_cost=10))


def _argsort(labels: Any, scores: Any, amounts: Any) -> float:
    order = np.argsort(-scores)
    return float(np.cumsum(np.where(labels, 0.5 * amounts, -10)[order]).max())


def _alternating(works: dict[str, Work]) -> dict[str, float]:
    """The median seconds of each, in turns, so that unrest of the machine hits all alike."""
    seconds: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(ROUNDS):
        for name, work in works.items():
            seconds[name].append(_seconds(work))
    return {name: median(each) for name, each in seconds.items()}


def _seconds(work: Work) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def _curve(name: str, seconds: dict[str, float]) -> Iterator[Figure]:
    sort, curve, library = (seconds[each] for each in ("np.sort", "curve", "scikit-learn"))
    note = f", {number(curve / library)} x scikit-learn"
    yield Figure(
        f"Exact curve, {name} rows : np.sort",
        f"{number(curve / sort)} x{note} ({curve * 1000:.0f} ms : {sort * 1000:.0f} ms)",
        "<= 1.5 x or <= 0.5 x scikit-learn",
        curve <= 1.5 * sort or curve <= 0.5 * library,
    )
    for each in ("scikit-learn", "empulse"):
        yield Figure(f"{each}, {name} rows : np.sort", f"{number(seconds[each] / sort)} x")
    yield from _by_amount(name, seconds)
    ratio = seconds["profiled"] / seconds["argsort"]
    what = f"Amounts by row with ranges and perfect foresight, {name} rows : argsort + cumsum"
    yield Figure(what, f"{number(ratio)} x")


def _by_amount(name: str, seconds: dict[str, float]) -> Iterator[Figure]:
    """Its reference sorts too, and took 2.23 np.sort where the targets were written."""
    amounts, what = seconds["amounts"], f"Amounts by row, {name} rows"
    note = f" ({amounts * 1000:.0f} ms)"
    yield at_most(f"{what} : argsort + cumsum", amounts / seconds["argsort"], AMOUNTS, "x", note)
    yield against_library(what, amounts / seconds["scikit-learn"], AMOUNTS * ARGSORT_IN_SORTS)


def _memory(name: str, works: dict[str, Work], columns: int) -> Iterator[Figure]:
    """Peak of what is allocated beyond the two columns, as numpy tells tracemalloc."""
    for each, limit in (("curve", 2.2), ("scikit-learn", None), ("empulse", None)):
        tracemalloc.start()
        works[each]()
        ratio = tracemalloc.get_traced_memory()[1] / columns
        tracemalloc.stop()
        what = f"Extra memory, {each}, {name} rows : two columns"
        yield at_most(what, ratio, limit, "x") if limit else Figure(what, f"{number(ratio)} x")


def _repricing(
    name: str, labels: Any, scores: Any, reference: dict[str, float]
) -> Iterator[Figure]:
    counts = count_by_class(scores[labels], scores[~labels])
    corners = counts.take(hull.corners(counts))  # what sliders work on
    sort, library = reference["np.sort"], reference["scikit-learn"]
    works: dict[str, tuple[Work, float]] = {
        "New payoffs": (lambda: curves.best(curves.price(corners, PAYOFFS)), 0.1),
        "New payoffs, every threshold": (lambda: curves.best(curves.price(counts, PAYOFFS)), 0),
        "Interval of 1,000 replicates": (lambda: intervals.optimism(counts, PAYOFFS), 1),
    }
    for each, (work, limit) in works.items():
        taken = median(_seconds(work) for _ in range(ROUNDS))
        what = f"{each}, {name} rows, against 1 M"
        if limit:
            yield from against_sort(what, taken, limit, sort, library)
        else:
            yield Figure(f"{what} : np.sort", f"{number(taken / sort)} x ({taken * 1000:.1f} ms)")


def _agreement(name: str, labels: Any, scores: Any) -> Figure:
    """The same best profit as running over every threshold of scikit-learn; no tolerance."""
    _, wrong, _, right, _ = confusion_matrix_at_thresholds(labels, scores)
    theirs = max(0.0, float((100.0 * right - 10.0 * wrong).max()))
    met = _best(labels, scores) == theirs
    return Figure(f"Best profit, {name} rows", "equal" if met else "differs", "equal", met)
