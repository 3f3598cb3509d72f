"""From a CSV file to the curve and its JSON in one process, in turns with what it is held against.

It runs in a process of its own, so that the peak of its memory is its own.
"""

import json
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np

from aiproj.shared import charts
from metrics import counting
from metrics.asking import plain
from metrics.calc import curves
from metrics.calc.payoffs import Limits, Payoff, Payoffs
from metrics.calc.sample import credit_defaults
from metrics.calc.valuation import draw
from metrics.charts.profit import Marks, profit_figure
from metrics.reading.columns import ColumnMapping
from metrics.reading.process import CHILD_ENVIRONMENT
from metrics.reading.reader import read_file

MAPPING = ColumnMapping(label="defaulted", score="score", positive_label="1")
PAYOFFS = Payoffs(true_positive=Payoff(2010), false_positive=Payoff(-150))
SHARE = 0.04
KIBIBYTES = 1024  # in a megabyte


@dataclass(frozen=True)
class Taken:
    """Median seconds of the whole way, np.sort and scikit-learn; MB that the way added."""

    chain: float
    sort: float
    library: float
    peak: float
    chart_bytes: int


def measured(path: Path, rounds: int) -> Taken:
    """What this file takes, with as many random scores for the references."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.one_process", str(path), str(rounds)],
        capture_output=True, check=True, env=CHILD_ENVIRONMENT,
    )  # fmt: skip
    return Taken(**json.loads(done.stdout))


def chain(path: Path, folder: Path) -> tuple[str, int]:
    """The thinned curve with its exact maximum as JSON, and the number of rows."""
    outcome = read_file(path, MAPPING, folder)
    if outcome.facts is None:
        raise SystemExit(outcome.problems[0].message)
    curve = curves.price(counting.count(folder).score, PAYOFFS)
    best = curve.point(curves.best(curve))
    drawing = plain(asdict(draw(curve, Limits(), best)))
    drawn = [drawing[name] for name in ("treated_share", "profit", "low", "high")]
    marks = Marks((best.treated_share, best.profit))
    figure = profit_figure(*drawn, marks, currency="EUR", x_title="Treated")
    return str(charts.to_json(figure)), outcome.facts.rows


def _take(path: Path, rounds: int) -> Taken:
    with tempfile.TemporaryDirectory(dir=path.parent) as name:
        folder = Path(name)
        small = folder / "small.csv"
        small.write_bytes(b"".join(credit_defaults(1000)))
        chain(small, folder)  # loads all that has to be loaded
        before = _peak()
        text, rows = chain(path, folder)
        added = _peak() - before
        return _in_turns(path, folder, rounds, rows, added, len(text))


def _in_turns(
    path: Path, folder: Path, rounds: int, rows: int, peak: float, chart_bytes: int
) -> Taken:
    from sklearn.metrics import confusion_matrix_at_thresholds  # after the peak is known

    random = np.random.default_rng(7)
    scores, labels = random.random(rows), random.random(rows) < SHARE
    works = (
        lambda: chain(path, folder),
        lambda: np.sort(scores),
        lambda: confusion_matrix_at_thresholds(labels, scores),
    )
    seconds: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for taken, work in zip(seconds, works, strict=True):
            start = perf_counter()
            work()
            taken.append(perf_counter() - start)
    return Taken(*(median(each) for each in seconds), peak, chart_bytes)


def _peak() -> float:
    """The largest resident memory of this program; ru_maxrss would begin with its parent's."""
    lines = Path("/proc/self/status").read_text().splitlines()
    found = next(line for line in lines if line.startswith("VmHWM:"))
    return int(found.split()[1]) / KIBIBYTES


if __name__ == "__main__":
    print(json.dumps(vars(_take(Path(sys.argv[1]), int(sys.argv[2])))))
