"""Outcomes as 0 and 1 by the positive value that a person named."""

from collections import Counter
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from metrics.reading.cells import Factor, canonical, is_missing
from metrics.reading.limits import MOST_LABELS
from metrics.reading.problems import Problem, Unreadable, problem

Rows = npt.NDArray[np.int64]
LEAST_POSITIVES = 30


class LabelTally:
    """Counts the values of the label column, and turns them into 0 and 1."""

    def __init__(self, column: str, positive: str, unit: str) -> None:
        self.counts: Counter[str] = Counter()
        self.positives = 0
        self._shown: dict[str, str] = {}
        self._first_lines: dict[str, int] = {}
        self._column, self._unit = column, unit
        self._positive, self._named = canonical(positive), positive

    def add(self, found: Factor, kept: Rows, line: Callable[[int], int]) -> npt.NDArray[np.uint8]:
        """Count the kept rows of a chunk; `line` says where a row of the chunk stands.

        Raises Unreadable for more different values than any label can have.
        """
        codes = found.codes[kept]
        counts = np.bincount(codes, minlength=len(found.names))
        positive = np.zeros(len(found.names), dtype=np.uint8)
        for at in np.flatnonzero(counts).tolist():
            value = canonical(found.names[at])
            if value not in self.counts:
                if len(self.counts) >= MOST_LABELS:
                    raise Unreadable(self._not_binary(list(self.counts)))
                self._shown[value] = found.names[at]
                self._first_lines[value] = line(int(kept[int(np.argmax(codes == at))]))
            self.counts[value] += int(counts[at])
            positive[at] = value == self._positive
        labels = positive[codes]
        self.positives += int(labels.sum())
        return labels

    def values(self) -> tuple[tuple[str, int], ...]:
        """Each value as it was first written, and its number of rows."""
        return tuple((self._shown[value], count) for value, count in self.counts.items())

    def problems(self) -> list[Problem]:
        """What is wrong with the values of the whole column."""
        blank = [""] if "" in self.counts else []
        # A word such as NA is an outcome of its own only when it is one of just two
        words = [value for value in self.counts if value and is_missing(value)]
        missing = blank + words if len(self.counts) - len(blank) > 2 else blank
        values = [value for value in self.counts if value not in missing]
        problems = [self._missing(missing)] if missing else []
        strange = len(values) == 2 and self._positive not in values
        if len(values) > 2 or strange:
            return [*problems, self._not_binary(values)]
        if problems:
            return problems
        if len(values) == 1:
            return [problem("one_class", column=self._column, count=1)]
        if self.positives < LEAST_POSITIVES:
            return [problem("few_positives", column=self._column, count=self.positives)]
        return []

    def _missing(self, values: list[str]) -> Problem:
        return problem(
            "label_missing",
            column=self._column,
            count=sum(self.counts[value] for value in values),
            first_line=min(self._first_lines[value] for value in values),
            samples=[self._shown[value] for value in values],
            unit=self._unit,
        )

    def _not_binary(self, values: list[str]) -> Problem:
        surplus = [value for value in values if value != self._positive]
        third = surplus[1 if self._positive in values else 2 :] or surplus
        return problem(
            "label_not_binary",
            column=self._column,
            count=len(values),
            first_line=self._first_lines[third[0]],
            samples=[self._shown[value] for value in values],
            detail=self._named,
            unit=self._unit,
        )
