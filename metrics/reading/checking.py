"""What the checks of rows have in common, whatever a file holds."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from metrics.reading import cells
from metrics.reading.arrays import ArrayFiles
from metrics.reading.chunks import Chunk
from metrics.reading.columns import ChosenColumns
from metrics.reading.inputs import InputColumns
from metrics.reading.limits import (
    LEAST_WEIGHT,
    LONGEST_WORD,
    MOST_PERIODS,
    MOST_WEIGHT,
    Limits,
)
from metrics.reading.problems import Findings, Problem, problem, refuse

Rows = npt.NDArray[np.int64]
Adder = Callable[[Chunk, Rows], None]


class DecimalComma(Exception):
    """Numbers of this file have decimal commas: read it again so."""


class Checker:
    """Checks chunks one after the other and appends what they hold to the arrays.

    A kind of file says which columns no row can do without (`main`), how they are added, and what
    is wrong with the whole.
    """

    main: tuple[str, ...]

    def __init__(
        self,
        mapping: ChosenColumns,
        arrays: ArrayFiles,
        limits: Limits,
        *,
        unit: str,
        decimal: str = ".",
        may_be_comma: bool = False,
    ) -> None:
        self.rows = self.left_out = 0
        self.periods: dict[str, int] = {}
        self._findings = Findings(unit)
        self._mapping, self._arrays, self._limits = mapping, arrays, limits
        self._decimal, self._may_be_comma = decimal, may_be_comma
        self.inputs = InputColumns(mapping.inputs, arrays, decimal=decimal)
        self._weighted = False
        self._present = tuple(role for role in self.main if mapping.column(role) is not None)

    def add(self, chunk: Chunk) -> None:
        """Check the rows of a chunk. Raises Unreadable over a limit, and DecimalComma."""
        numbers = {role: self._numbers(chunk, role) for role in self._present}
        kept = self._kept(numbers)
        self.rows += len(kept)
        if self.rows + self.left_out > self._limits.rows:
            detail = f"more than {self._limits.rows:,} rows"
            raise refuse("too_large", count=self.rows + self.left_out, detail=detail)
        self._add_main(chunk, numbers, kept)
        for role, add in self._further().items():
            if self._mapping.column(role) is not None:
                add(chunk, kept)
        self.inputs.add(chunk, kept)

    def problems(self) -> list[Problem]:
        """Everything found, once all chunks are in."""
        raise NotImplementedError

    def facts(self) -> dict[str, Any]:
        """What only the rows tell about the file."""
        return {"rows": self.rows, "left_out": self.left_out, "periods": tuple(self.periods)}

    def _add_main(self, chunk: Chunk, numbers: dict[str, cells.Numbers], kept: Rows) -> None:
        raise NotImplementedError

    def _further(self) -> dict[str, Adder]:
        return {"weight": self._add_weights, "period": self._add_periods}

    def _counted(self, kept: Rows) -> Rows:
        """The kept rows that figures are counted from."""
        return kept

    def _no_rows(self, needed: str) -> list[Problem]:
        left = f" with {needed}; {self.left_out:,} were left out" if self.left_out else ""
        return [problem("no_rows", detail=left)]

    def _weight_problems(self, found: list[Problem]) -> list[Problem]:
        column = self._mapping.column("weight")
        known = any(item.code.startswith("weight_") for item in found)
        if column is None or self._weighted or known:
            return []
        return [problem("all_weights_zero", column=column, count=self.rows)]

    def _column(self, chunk: Chunk, role: str) -> Any:
        return chunk.columns[self._mapping.column(role) or ""]

    def _numbers(self, chunk: Chunk, role: str) -> cells.Numbers:
        found = cells.numbers(self._column(chunk, role), decimal=self._decimal)
        if found.commas and self._may_be_comma:
            raise DecimalComma
        return found

    def _factor(self, chunk: Chunk, role: str) -> cells.Factor:
        """A column of few texts, none too long for a page."""
        column = self._mapping.column(role) or ""
        found = cells.factor(self._column(chunk, role), column)
        longest = max(map(len, found.names), default=0)
        if longest > LONGEST_WORD:
            detail = f"“{column}” holds {longest:,} characters in one cell, at most {LONGEST_WORD}"
            raise refuse("too_large", column=column, count=1, detail=detail)
        return found

    def _texts(self, chunk: Chunk, role: str) -> Any:
        return cells.texts(self._column(chunk, role), self._mapping.column(role) or "")

    def _kept(self, numbers: dict[str, cells.Numbers]) -> Rows:
        missing = np.logical_or.reduce([found.missing for found in numbers.values()])
        if not self._mapping.leaves_out_missing:
            return np.arange(len(missing))
        self.left_out += int(missing.sum())
        return np.flatnonzero(~missing)

    def _note(
        self, code: str, chunk: Chunk, role: str, kept: Rows, bad: cells.Flags, *, quote: bool
    ) -> None:
        if not bad.any():
            return
        name = self._mapping.column(role) or ""
        self._findings.add(
            code,
            name,
            kept[bad[kept]].tolist(),
            lines=chunk.lines,
            text=(lambda row: chunk.written(row, name).strip()) if quote else None,
        )

    def _add_weights(self, chunk: Chunk, kept: Rows) -> None:
        found = self._numbers(chunk, "weight")
        finite, negative = np.isfinite(found.values), found.values < 0
        tiny = (found.values > 0) & (found.values < LEAST_WEIGHT)
        beyond = finite & ((found.values > MOST_WEIGHT) | tiny)
        self._note("weight_not_number", chunk, "weight", kept, ~finite, quote=True)
        self._note("weight_negative", chunk, "weight", kept, negative, quote=True)
        self._note("weight_out_of_range", chunk, "weight", kept, beyond, quote=True)
        self._weighted = self._weighted or bool((found.values[self._counted(kept)] > 0).any())
        self._arrays.append("weight", found.values[kept] + 0.0)

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
