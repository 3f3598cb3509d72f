"""Checks of every row, shared by all kinds of files; what passes is written as arrays."""

from typing import Any

import numpy as np
import numpy.typing as npt

from metrics.reading import cells
from metrics.reading.arrays import ArrayFiles
from metrics.reading.chunks import Chunk
from metrics.reading.columns import ColumnMapping
from metrics.reading.inputs import InputColumns
from metrics.reading.labels import LabelTally
from metrics.reading.limits import MOST_PERIODS, Limits
from metrics.reading.problems import Findings, Problem, problem, refuse
from metrics.reading.row_ids import hash_texts

Rows = npt.NDArray[np.int64]

SCORES = ("score", "second_score")
DECISIONS = {"1": 1, "true": 1, "0": 0, "false": 0}
NO_DECISION = 2


class DecimalComma(Exception):
    """Numbers of this file have decimal commas: read it again so."""


class RowChecker:
    """Checks chunks one after the other and appends what they hold to the arrays."""

    def __init__(
        self,
        mapping: ColumnMapping,
        arrays: ArrayFiles,
        limits: Limits,
        *,
        unit: str,
        decimal: str = ".",
        may_be_comma: bool = False,
    ) -> None:
        self.rows = self.left_out = 0
        self.labels = LabelTally(mapping.label.strip(), mapping.positive_label, unit)
        self.periods: dict[str, int] = {}
        self._findings = Findings(unit)
        self._mapping, self._arrays, self._limits = mapping, arrays, limits
        self._decimal, self._may_be_comma = decimal, may_be_comma
        self.inputs = InputColumns(mapping.inputs, arrays, decimal=decimal)
        self._weighted = False
        self._equal = {role: True for role in SCORES if mapping.column(role) is not None}

    def add(self, chunk: Chunk) -> None:
        """Check the rows of a chunk. Raises Unreadable over a limit, and DecimalComma."""
        scores = {role: self._numbers(chunk, role) for role in self._equal}
        kept = self._kept(scores)
        self.rows += len(kept)
        if self.rows + self.left_out > self._limits.rows:
            detail = f"more than {self._limits.rows:,} rows"
            raise refuse("too_large", count=self.rows + self.left_out, detail=detail)
        factor = self._factor(chunk, "label")
        labels = self.labels.add(factor, kept, lambda row: chunk.lines([row])[0])
        self._arrays.append("label", labels)
        for role, found in scores.items():
            self._add_score(chunk, role, found, kept)
            self._equal[role] &= bool(np.array_equal(found.values[kept], labels))
        for role, add in (
            ("weight", self._add_weights),
            ("amount", self._add_amounts),
            ("row_id", self._add_row_ids),
            ("period", self._add_periods),
            ("current_decision", self._add_decisions),
        ):
            if self._mapping.column(role) is not None:
                add(chunk, kept)
        self.inputs.add(chunk, kept)

    def problems(self) -> list[Problem]:
        """Everything found, once all chunks are in."""
        if not self.rows:
            left = f" with a score; {self.left_out:,} were left out" if self.left_out else ""
            return [problem("no_rows", detail=left)]
        found = self._findings.problems() + self.labels.problems()
        weight = self._mapping.column("weight")
        if weight is not None and not self._weighted and not self._has("weight_", found):
            found.append(problem("all_weights_zero", column=weight, count=self.rows))
        two_classes = 0 < self.labels.positives < self.rows
        for role, equal in self._equal.items():
            if equal and two_classes:
                column = self._mapping.column(role) or ""
                found.append(problem("score_is_label", column=column, count=self.rows))
        return found

    @staticmethod
    def _has(start: str, found: list[Problem]) -> bool:
        return any(item.code.startswith(start) for item in found)

    def _column(self, chunk: Chunk, role: str) -> Any:
        return chunk.columns[self._mapping.column(role) or ""]

    def _numbers(self, chunk: Chunk, role: str) -> cells.Numbers:
        found = cells.numbers(self._column(chunk, role), decimal=self._decimal)
        if found.commas and self._may_be_comma:
            raise DecimalComma
        return found

    def _factor(self, chunk: Chunk, role: str) -> cells.Factor:
        return cells.factor(self._column(chunk, role), self._mapping.column(role) or "")

    def _texts(self, chunk: Chunk, role: str) -> Any:
        return cells.texts(self._column(chunk, role), self._mapping.column(role) or "")

    def _kept(self, scores: dict[str, cells.Numbers]) -> Rows:
        missing = np.logical_or.reduce([found.missing for found in scores.values()])
        if not self._mapping.leave_out_missing_scores:
            return np.arange(len(missing))
        self.left_out += int(missing.sum())
        return np.flatnonzero(~missing)

    def _note(
        self, code: str, chunk: Chunk, role: str, kept: Rows, bad: cells.Flags, *, quote: bool
    ) -> None:
        if not bad.any():
            return
        column = self._column(chunk, role)
        self._findings.add(
            code,
            self._mapping.column(role) or "",
            kept[bad[kept]].tolist(),
            lines=chunk.lines,
            text=(lambda row: str(column[row].as_py()).strip()) if quote else None,
        )

    def _add_score(self, chunk: Chunk, role: str, found: cells.Numbers, kept: Rows) -> None:
        infinite = np.isinf(found.values)
        self._note("score_missing", chunk, role, kept, found.missing, quote=False)
        self._note("score_not_finite", chunk, role, kept, infinite, quote=True)
        self._note("score_not_number", chunk, role, kept, found.wrong, quote=True)
        # Folds -0.0 into 0.0, so that nothing later can tell them apart
        self._arrays.append(role, found.values[kept] + 0.0)

    def _add_weights(self, chunk: Chunk, kept: Rows) -> None:
        found = self._numbers(chunk, "weight")
        negative = found.values < 0
        self._note("weight_not_number", chunk, "weight", kept, ~_finite(found), quote=True)
        self._note("weight_negative", chunk, "weight", kept, negative, quote=True)
        self._weighted = self._weighted or bool((found.values[kept] > 0).any())
        self._arrays.append("weight", found.values[kept] + 0.0)

    def _add_amounts(self, chunk: Chunk, kept: Rows) -> None:
        found = self._numbers(chunk, "amount")
        self._note("amount_not_number", chunk, "amount", kept, ~_finite(found), quote=True)
        self._arrays.append("amount", found.values[kept] + 0.0)

    def _add_row_ids(self, chunk: Chunk, kept: Rows) -> None:
        texts = cells.trimmed(self._texts(chunk, "row_id"))
        self._note("row_id_missing", chunk, "row_id", kept, cells.blank(texts), quote=False)
        self._arrays.append("row_id", hash_texts(texts)[kept])

    def _add_periods(self, chunk: Chunk, kept: Rows) -> None:
        found = self._factor(chunk, "period")
        blank = np.array([not name for name in found.names], dtype=bool)[found.codes]
        self._note("period_missing", chunk, "period", kept, blank, quote=False)
        used = np.bincount(found.codes[kept], minlength=len(found.names)) > 0
        codes = [
            self.periods.setdefault(name, len(self.periods)) if seen else 0
            for name, seen in zip(found.names, used, strict=True)
        ]
        if len(self.periods) > MOST_PERIODS:
            column = self._mapping.column("period") or ""
            detail = f"“{column}” holds more than {MOST_PERIODS:,} different periods"
            raise refuse("too_large", column=column, count=len(self.periods), detail=detail)
        self._arrays.append("period", np.array(codes, dtype=np.int32)[found.codes[kept]])

    def _add_decisions(self, chunk: Chunk, kept: Rows) -> None:
        found = self._factor(chunk, "current_decision")
        meant = [DECISIONS.get(cells.canonical(name).lower(), NO_DECISION) for name in found.names]
        values = np.array(meant, dtype=np.uint8)[found.codes]
        unclear = values == NO_DECISION
        self._note("decision_not_binary", chunk, "current_decision", kept, unclear, quote=True)
        self._arrays.append("current_decision", values[kept])


def _finite(found: cells.Numbers) -> cells.Flags:
    return np.isfinite(found.values)
