"""Comparing two models on the arrays of their readings, in a child process.

Started as a plain module, it loads neither Django nor the app.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from metrics import children
from metrics.calc.comparison import (
    ModelRows,
    NothingShared,
    SharedRows,
    Unjoinable,
    compare_at,
    join,
)
from metrics.calc.curves import price
from metrics.calc.paired_optimism import compare_picked
from metrics.calc.payoffs import Limits, Payoff, Payoffs, Population
from metrics.calc.question import Question
from metrics.calc.row_counts import count_rows

MOST_SECONDS = 300
SEED = 1


Thresholds = tuple[float, float]


def compare(
    first: Path, second: Path | None, question: Question, thresholds: Thresholds | None = None
) -> dict[str, Any]:
    """Compare the models of two readings, or both scores of one, at these or at best thresholds.

    Given thresholds have no optimism, and limits do not hold them back. Raises ValueError as
    `join`, `compare_at` and `compare_picked` do.
    """
    rows = _shared(first, second)
    if thresholds:
        found = compare_at(rows, thresholds, question.payoffs, question.population)
    else:
        found = compare_picked(
            rows,
            question.payoffs,
            question.population,
            seed=SEED,
            share=_share(rows, question),
        )
    joined = "row id" if second else "same file"
    return {**asdict(found), "only_a": rows.only_a, "only_b": rows.only_b, "joined": joined}


def _share(rows: SharedRows, question: Question) -> float | None:
    counts = count_rows(rows.labels, rows.scores_a, rows.weights, rows.amounts, with_squares=False)
    size = price(counts, question.payoffs, question.population).size
    return question.limits.share(question.payoffs, size)


def _shared(first: Path, second: Path | None) -> SharedRows:
    if second is not None:
        return join(_model(first), _model(second))
    own = _model(first)
    other = np.load(first / "second_score.npy").astype(np.float64)
    return SharedRows(own.labels, own.scores, other, own.weights, own.amounts)


def _model(folder: Path) -> ModelRows:
    def column(name: str) -> Any:
        path = folder / f"{name}.npy"
        return np.load(path) if path.exists() else None

    def numbers(name: str) -> Any:
        found = column(name)
        return None if found is None else found.astype(np.float64)

    return ModelRows(
        labels=column("label").astype(bool),
        scores=numbers("score"),
        ids=column("row_id"),
        weights=numbers("weight"),
        amounts=numbers("amount"),
    )


def question_from(plain: dict[str, Any]) -> Question:
    """The question from `asdict` of one."""
    payoffs: dict[str, Any] = {
        name: Payoff(**value) if isinstance(value, dict) else value
        for name, value in plain["payoffs"].items()
    }
    population, limits = Population(**plain["population"]), Limits(**plain["limits"])
    practice = tuple(plain["practice"]) if plain["practice"] else None
    return Question(Payoffs(**payoffs), population, limits, practice)


def compare_in_child(
    first: Path, second: Path | None, question: Question, thresholds: Thresholds | None = None
) -> dict[str, Any]:
    """Compare in a process of its own.

    Raises NothingShared, Unjoinable, children.Declined, children.ChildFailed.
    """
    order = {
        "first": str(first.absolute()),
        "second": str(second.absolute()) if second else None,
        "question": asdict(question),
        "thresholds": thresholds,
    }
    answer: dict[str, Any] | None = children.run("metrics.comparing", order, MOST_SECONDS)
    if answer is None:
        raise NothingShared
    if "fault" in answer:
        raise Unjoinable(answer["fault"], answer["count"], np.array(answer["ids"], np.uint64))
    return answer


def _carry_out(order: dict[str, Any]) -> dict[str, Any] | None:
    second = Path(order["second"]) if order["second"] else None
    thresholds = tuple(order["thresholds"]) if order["thresholds"] else None
    try:
        question = question_from(order["question"])
        return compare(Path(order["first"]), second, question, thresholds)
    except NothingShared:
        return None
    except Unjoinable as found:
        return {"fault": found.fault, "count": found.count, "ids": found.ids}


if __name__ == "__main__":
    children.serve(_carry_out)
