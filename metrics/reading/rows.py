"""Checks of the rows of outcomes and scores; what passes is written as arrays."""

from typing import Any

import numpy as np

from metrics.reading import cells
from metrics.reading.arrays import ArrayFiles
from metrics.reading.checking import Adder, Checker, Rows
from metrics.reading.chunks import Chunk
from metrics.reading.columns import ColumnMapping
from metrics.reading.labels import LabelTally
from metrics.reading.limits import LARGEST_AMOUNT, Limits
from metrics.reading.problems import Problem, problem
from metrics.reading.row_ids import hash_texts

DECISIONS = {"1": 1, "true": 1, "0": 0, "false": 0}
NO_DECISION = 2


class RowChecker(Checker):
    """Checks outcomes and scores."""

    main = ("score", "second_score")

    def __init__(
        self, mapping: ColumnMapping, arrays: ArrayFiles, limits: Limits, *, unit: str, **more: Any
    ) -> None:
        super().__init__(mapping, arrays, limits, unit=unit, **more)
        self.labels = LabelTally(mapping.label.strip(), mapping.positive_label, unit)
        self._equal = dict.fromkeys(self._present, True)
        self._turned = mapping.low_score_is_positive
        self._positive = cells.canonical(mapping.positive_label)
        self._splits = mapping.outcomes_come_later
        self.pending = 0
        self._known = np.zeros(0, dtype=bool)

    def problems(self) -> list[Problem]:
        """Everything found, once all chunks are in."""
        if not self.rows:
            return self._no_rows("a score")
        if not self._with_outcome:
            return [problem("no_rows", detail=f" with an outcome: {self.pending:,} have none yet")]
        found = self._findings.problems() + self.labels.problems()
        found += self._weight_problems(found)
        two_classes = 0 < self.labels.positives < self._with_outcome
        for role, equal in self._equal.items():
            if equal and two_classes:
                found.append(
                    problem(
                        "score_is_label",
                        column=self._mapping.column(role) or "",
                        count=self._with_outcome,
                        detail="equals the outcome",
                    )
                )
        return found

    def facts(self) -> dict[str, Any]:
        """What only the rows tell about the file."""
        return super().facts() | {
            "rows": self._with_outcome,
            "pending": self.pending,
            "positives": self.labels.positives,
            "label_values": self.labels.values(),
        }

    @property
    def _with_outcome(self) -> int:
        return self.rows - self.pending

    def _add_main(self, chunk: Chunk, numbers: dict[str, cells.Numbers], kept: Rows) -> None:
        factor = self._factor(chunk, "label")
        self._split(factor, kept)
        labels = np.zeros(len(kept), dtype=np.uint8)
        known = self._counted(kept)
        labels[self._known] = self.labels.add(factor, known, lambda row: chunk.lines([row])[0])
        self._arrays.append("label", labels)
        for role, found in numbers.items():
            self._add_score(chunk, role, found, kept)
            self._equal[role] = self._equal[role] and np.array_equal(
                found.values[known], labels[self._known]
            )

    def _split(self, factor: cells.Factor, kept: Rows) -> None:
        """Tell rows whose outcome is blank, or a word such as NA, from the others."""
        self._known = np.ones(len(kept), dtype=bool)
        if self._splits:
            blank = [
                cells.is_missing(name) and cells.canonical(name) != self._positive
                for name in factor.names
            ]
            self._known = ~np.array(blank, dtype=bool)[factor.codes[kept]]
            self.pending += int((~self._known).sum())
            self._arrays.split(~self._known)

    def _counted(self, kept: Rows) -> Rows:
        return kept[self._known] if self._splits else kept

    def _further(self) -> dict[str, Adder]:
        return {
            "weight": self._add_weights,
            "amount": self._add_amounts,
            "row_id": self._add_row_ids,
            "period": self._add_periods,
            "current_decision": self._add_decisions,
        }

    def _add_score(self, chunk: Chunk, role: str, found: cells.Numbers, kept: Rows) -> None:
        infinite = np.isinf(found.values)
        self._note("score_missing", chunk, role, kept, found.missing, quote=False)
        self._note("score_not_finite", chunk, role, kept, infinite, quote=True)
        self._note("score_not_number", chunk, role, kept, found.wrong, quote=True)
        values = -found.values[kept] if role == "score" and self._turned else found.values[kept]
        # Folds -0.0 into 0.0, so that nothing later can tell them apart
        self._arrays.append(role, values + 0.0)

    def _add_amounts(self, chunk: Chunk, kept: Rows) -> None:
        found = self._numbers(chunk, "amount")
        finite = np.isfinite(found.values)
        beyond = finite & (np.abs(found.values) > LARGEST_AMOUNT)
        self._note("amount_not_number", chunk, "amount", kept, ~finite, quote=True)
        self._note("amount_out_of_range", chunk, "amount", kept, beyond, quote=True)
        self._arrays.append("amount", found.values[kept] + 0.0)

    def _add_row_ids(self, chunk: Chunk, kept: Rows) -> None:
        texts = cells.trimmed(self._texts(chunk, "row_id"))
        self._note("row_id_missing", chunk, "row_id", kept, cells.blank(texts), quote=False)
        self._arrays.append("row_id", hash_texts(texts)[kept])

    def _add_decisions(self, chunk: Chunk, kept: Rows) -> None:
        found = self._factor(chunk, "current_decision")
        meant = [DECISIONS.get(cells.canonical(name).lower(), NO_DECISION) for name in found.names]
        values = np.array(meant, dtype=np.uint8)[found.codes]
        unclear = values == NO_DECISION
        self._note("decision_not_binary", chunk, "current_decision", kept, unclear, quote=True)
        self._arrays.append("current_decision", values[kept])
