"""How often the likely range holds the true profit, over simulated files whose truth is known."""

from collections.abc import Iterator
from statistics import NormalDist

import numpy as np
from django.db import connection

from benchmarks.figures import Figure
from metrics.calc import curves, intervals
from metrics.calc.counts import count_by_class
from metrics.calc.payoffs import Payoff, Payoffs

FILES = 400
ROWS = 2_000
BASE = 0.06
APART = 1.2  # standard deviations between positives and negatives
PAYOFFS = Payoffs(true_positive=Payoff(100), false_positive=Payoff(-10))
LOW, HIGH = 0.93, 0.97


def figures() -> Iterator[Figure]:
    if connection.vendor != "sqlite":
        return  # no database takes part: once is enough
    held = {"corrected": 0, "as it looks": 0}
    for seed in range(FILES):
        for name, holds in _holds(seed).items():
            held[name] += holds
    yield _figure("corrected for being picked", held["corrected"] / FILES, LOW, HIGH)
    plain = held["as it looks"] / FILES
    yield Figure("Likely range as it looks, 6% base, 2,000 rows: holds the truth", f"{plain:.3f}")


def _figure(what: str, share: float, low: float, high: float) -> Figure:
    return Figure(
        f"Likely range, {what}, 6% base, 2,000 rows: holds the truth",
        f"{share:.3f} of {FILES} files",
        f"{low} to {high}",
        low <= share <= high,
    )


def _holds(seed: int) -> dict[str, bool]:
    """Whether either range holds the true profit at the threshold that the file picked."""
    random = np.random.default_rng(seed)
    labels = random.random(ROWS) < BASE
    scores = random.normal(size=ROWS) + APART * labels
    counts = count_by_class(scores[labels], scores[~labels])
    curve = curves.price(counts, PAYOFFS)
    index = curves.best(curve)
    optimism = intervals.optimism(counts, PAYOFFS, seed=seed)
    truth = _truth(float(counts.thresholds[index]))
    found = {
        "corrected": intervals.value_at(curve, index, optimism).corrected,
        "as it looks": intervals.value_at(curve, index, None).corrected,
    }
    return {name: value.low <= truth <= value.high for name, value in found.items()}


def _truth(threshold: float) -> float:
    """The profit of ROWS new rows at this threshold."""
    normal = NormalDist()
    hits, alarms = 1 - normal.cdf(threshold - APART), 1 - normal.cdf(threshold)
    return ROWS * (BASE * hits * 100 - (1 - BASE) * alarms * 10)
