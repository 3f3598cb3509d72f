"""From the arrays of a reading to its calibration, in a child process.

The counts at thresholds that positives have do not hold the scores of negatives, so calibration
needs the rows themselves. Started as a plain module, it loads neither Django nor the app.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from metrics import children
from metrics.calc.calibration import calibration

MOST_SECONDS = 120


def measure(folder: Path) -> dict[str, Any] | None:
    """The calibration of the arrays that a reading left in its folder, as plain data.

    None where scores leave 0 to 1: they are no probabilities.
    """
    weight = folder / "weight.npy"
    found = calibration(
        np.load(folder / "label.npy", mmap_mode="r"),
        np.load(folder / "score.npy", mmap_mode="r"),
        weight=np.load(weight, mmap_mode="r") if weight.exists() else None,
    )
    return asdict(found) if found else None


def measure_in_child(folder: Path) -> dict[str, Any] | None:
    """Measure in a process of its own. Raises children.Declined, children.ChildFailed."""
    order = {"folder": str(folder.absolute())}
    answer: dict[str, Any] | None = children.run("metrics.calibrating", order, MOST_SECONDS)
    return answer


def _carry_out(order: dict[str, str]) -> dict[str, Any] | None:
    return measure(Path(order["folder"]))


if __name__ == "__main__":
    children.serve(_carry_out)
