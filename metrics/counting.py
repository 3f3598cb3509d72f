"""From the arrays of a reading to the small tables that answer every question, in a child process.

Started as a plain module, it loads neither Django nor the app.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from metrics import children
from metrics.calc.counts import AmountProfile, ClassSums, Counts, count_by_class, count_rows

MOST_SECONDS = 120
PARTS = ("score", "second_score", "current_decision")


@dataclass(frozen=True)
class Tables:
    """Counts by the score, by a second model's score, and by today's decision (0 or 1)."""

    score: Counts
    second_score: Counts | None = None
    current_decision: Counts | None = None


def count(folder: Path) -> Tables:
    """Count the arrays that a reading left in its folder.

    Two sorts where rows count alike; one argsort where they have weights or amounts.
    """
    labels = np.load(folder / "label.npy").astype(bool)
    weights, amounts = (_array(folder, name) for name in ("weight", "amount"))
    counted: dict[str, Counts] = {}
    for part in PARTS:
        scores = _array(folder, part)
        if scores is None:
            continue
        plain = weights is None and amounts is None
        counted[part] = (
            count_by_class(scores[labels], scores[~labels])
            if plain
            else count_rows(labels, scores, weights, amounts)
        )
    return Tables(**counted)


def _array(folder: Path, name: str) -> Any:
    path = folder / f"{name}.npy"
    return np.load(path).astype(np.float64, copy=False) if path.exists() else None


def write(tables: Tables, path: Path) -> None:
    """Write the tables as one compressed file of plain arrays."""
    arrays: dict[str, Any] = {}
    for part in PARTS:
        counts: Counts | None = getattr(tables, part)
        if counts is not None:
            arrays |= {f"{part}/{name}": value for name, value in _columns(counts).items()}
    with path.open("wb") as file:
        np.savez_compressed(file, **arrays)


def read(path: Path) -> Tables:
    """Read tables that `write` wrote; nothing in the file can run."""
    with np.load(path, allow_pickle=False) as stored:
        found = {
            part: _counts({
                name.removeprefix(f"{part}/"): stored[name]
                for name in stored.files
                if name.startswith(f"{part}/")
            })
            for part in PARTS
            if f"{part}/thresholds" in stored.files
        }  # fmt: skip
    return Tables(**found)


def _columns(counts: Counts) -> dict[str, Any]:
    columns: dict[str, Any] = {
        "thresholds": counts.thresholds,
        "rows": np.array([counts.rows, counts.positive_rows]),
    }
    sides = {"positives": counts.positives, "negatives": counts.negatives}
    for side, sums in sides.items():
        columns |= {f"{side}/{name}": value for name, value in vars(sums).items()}
    for side, profile in zip(sides, counts.profiles or (), strict=False):
        columns |= {f"{side}/by amount/{name}": value for name, value in vars(profile).items()}
    return {name: value for name, value in columns.items() if value is not None}


def _counts(columns: dict[str, Any]) -> Counts:
    def side(name: str, kind: type[Any], prefix: str = "") -> Any:
        return kind(**{
            field.name: columns.get(f"{name}/{prefix}{field.name}") for field in fields(kind)
        })  # fmt: skip

    has_profiles = "positives/by amount/amounts" in columns
    rows, positive_rows = columns["rows"].tolist()
    return Counts(
        thresholds=columns["thresholds"],
        positives=side("positives", ClassSums),
        negatives=side("negatives", ClassSums),
        rows=rows,
        positive_rows=positive_rows,
        profiles=(
            (
                side("positives", AmountProfile, "by amount/"),
                side("negatives", AmountProfile, "by amount/"),
            )
            if has_profiles
            else None
        ),
    )


def count_in_child(folder: Path, target: Path) -> None:
    """Count in a process of its own. Raises ChildFailed."""
    order = {"folder": str(folder.absolute()), "target": str(target.absolute())}
    children.run("metrics.counting", order, MOST_SECONDS)


def main() -> None:
    """Do one order from standard input."""
    order: dict[str, str] = json.loads(sys.stdin.buffer.read())
    write(count(Path(order["folder"])), Path(order["target"]))


if __name__ == "__main__":
    main()
