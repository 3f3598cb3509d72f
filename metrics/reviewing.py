"""Reviewing a model period by period on the arrays of a reading, in a child process.

Started as a plain module, it loads neither Django nor the app.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from metrics import children
from metrics.calc.input_bins import Input
from metrics.calc.periods import PeriodReview, Rows, review_periods
from metrics.calc.question import Question
from metrics.comparing import question_from
from metrics.reading import inputs as reading_inputs
from metrics.reading.arrays import array_path, pending

MOST_SECONDS = 300


def review(folder: Path, question: Question, order: dict[str, Any]) -> PeriodReview:
    """Review the arrays of a reading; the order names periods, groups, threshold, reference.

    Raises ValueError as `review_periods` does.
    """
    place_of = {name: place for place, name in enumerate(order["periods"])}
    places = np.array([place_of[group] for group in order["groups"]], dtype=np.int64)
    labels = _all_rows(folder, "label")
    with_outcome = len(np.load(array_path(folder, "label"), mmap_mode="r"))
    rows = Rows(
        labels=labels.astype(bool),
        scores=_all_rows(folder, "score"),
        periods=places[_all_rows(folder, "period")],
        weights=_all_rows(folder, "weight"),
        amounts=_all_rows(folder, "amount"),
        known=np.arange(len(labels)) < with_outcome if with_outcome < len(labels) else None,
    )
    return review_periods(
        rows,
        order["periods"],
        question.payoffs,
        order["threshold"],
        reference=order["reference"],
        prevalence=question.population.prevalence,
        inputs=_inputs(folder) if order["inputs"] else (),
    )


def _all_rows(folder: Path, role: str) -> Any:
    """The rows with outcomes, then the pending ones; None for a role without a column."""
    paths = (array_path(folder, role), array_path(folder, pending(role)))
    found = [np.load(path) for path in paths if path.exists()]
    return np.concatenate(found) if len(found) > 1 else next(iter(found), None)


def _inputs(folder: Path) -> list[Input]:
    return [
        Input(
            name,
            _all_rows(folder, reading_inputs.number_role(place)),
            _all_rows(folder, reading_inputs.code_role(place)),
            tuple(words),
        )
        for place, (name, words) in enumerate(reading_inputs.read_words(folder).items())
    ]


def review_in_child(folder: Path, question: Question, order: dict[str, Any]) -> dict[str, Any]:
    """Review in a process of its own. Raises children.Declined, children.ChildFailed."""
    whole = {**order, "folder": str(folder.absolute()), "question": asdict(question)}
    answer: dict[str, Any] = children.run("metrics.reviewing", whole, MOST_SECONDS)
    return answer


def _short(found: dict[str, Any]) -> dict[str, Any]:
    """Bins of the newest period only: those of all would fill megabytes."""
    drifts = [[period["drift"] for period in found["periods"] if period["drift"]]]
    for each in [*drifts, *(one["periods"] for one in found["inputs"])]:
        for drift in each[:-1]:
            drift["bins"] = []
    return found


def _carry_out(order: dict[str, Any]) -> dict[str, Any]:
    found = review(Path(order["folder"]), question_from(order["question"]), order)
    return _short(asdict(found))


if __name__ == "__main__":
    children.serve(_carry_out)
