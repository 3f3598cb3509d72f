"""Answers from the stored tables of predictions, in a child process where the tables are large.

Started as a plain module, it loads neither Django nor the app.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from metrics import children, counting
from metrics.calc import discrimination
from metrics.calc.comparison import Choice
from metrics.calc.discrimination import Summary
from metrics.calc.question import Question
from metrics.calc.unjoined import choose_alone
from metrics.calc.valuation import value_predictions
from metrics.comparing import question_from

MOST_SECONDS = 60
SMALL = 1024**2  # bytes of tables that the asking process may read itself
Turn = Callable[[], AbstractContextManager[None]]  # held while a child works


def value(
    tables: Path, question: Question, turn: Turn = nullcontext, tuned_on: Path | None = None
) -> tuple[dict[str, Any], float]:
    """What the predictions are worth as plain data, and the largest money in its curve.

    `tuned_on` are the tables of the file that thresholds are picked on, where it is another.
    Raises children.Declined with the reason, children.ChildFailed.
    """
    found = _ask(tables, {"question": asdict(question)}, turn, tuned_on)
    return found["result"], found["largest"]


def choose(
    tables: Path, question: Question, threshold: float | None, turn: Turn = nullcontext
) -> Choice:
    """The model at its best threshold, or at the given one.

    Raises children.Declined with the reason, children.ChildFailed.
    """
    found = _ask(tables, {"choose": asdict(question), "threshold": threshold}, turn)
    return Choice(**found)


def summarize(
    tables: Path, part: str, share: float | None = None, turn: Turn = nullcontext
) -> Summary | None:
    """The summary of a score, which tells the outcomes at the share exactly; None without it.

    The summary that counting left is read by itself; older files have none, and between its
    steps only the tables know. Raises children.Declined, children.ChildFailed.
    """
    stored = counting.read_summary(tables, part)
    if stored and (share is None or stored.holds(share)):
        return stored
    columns = _ask(tables, {"part": part, "share": share}, turn)
    return counting.summary_from(columns) if columns else None


def _ask(tables: Path, about: dict[str, Any], turn: Turn, tuned_on: Path | None = None) -> Any:
    order = {"tables": str(tables.absolute()), **about}
    size = counting.unpacked_size(tables)
    if tuned_on:
        order["tuned_on"] = str(tuned_on.absolute())
        size += counting.unpacked_size(tuned_on)
    if size > SMALL:
        with turn():
            return children.run("metrics.asking", order, MOST_SECONDS)
    try:
        return _carry_out(order)
    except ValueError as error:
        raise children.Declined(str(error)) from error


def _carry_out(order: dict[str, Any]) -> Any:
    tables = counting.read(Path(order["tables"]))
    if "question" in order:
        question = question_from(order["question"])
        practice = tables.current_decision, tables.treated_today
        tuned_on = counting.read(Path(order["tuned_on"])).score if "tuned_on" in order else None
        found = value_predictions(tables.score, question, *practice, tuned_on)
        curves = np.abs([found.drawing.profit, found.drawing.low, found.drawing.high])
        return {"result": plain(asdict(found)), "largest": float(curves.max())}
    if "choose" in order:
        question = question_from(order["choose"])
        return asdict(choose_alone(tables.score, question, order["threshold"]))
    counts = getattr(tables, order["part"])
    if counts is None:
        return None
    columns = counting.columns_of(discrimination.summarize(counts, order["share"]))
    return {name: values.tolist() for name, values in columns.items()}


def plain(found: Any) -> Any:
    """The same as JSON can hold it; infinity, the threshold that treats nobody, becomes None."""
    if isinstance(found, dict):
        return {name: plain(part) for name, part in found.items()}
    if isinstance(found, np.ndarray):
        return plain(found.tolist())
    if isinstance(found, list | tuple):
        return [plain(part) for part in found]
    return None if isinstance(found, float) and not math.isfinite(found) else found


if __name__ == "__main__":
    children.serve(_carry_out)
