"""Checks of the rows of actual amounts and forecasts; what passes is written as arrays."""

import numpy as np

from metrics.reading import cells, periods
from metrics.reading.checking import Adder, Checker, Rows
from metrics.reading.chunks import Chunk
from metrics.reading.limits import LARGEST_AMOUNT, LEAST_ROWS
from metrics.reading.problems import Problem, problem
from metrics.reading.row_ids import hash_texts


class ForecastChecker(Checker):
    """Checks actual amounts, forecasts, and the forecasts of current practice."""

    main = ("actual", "forecast", "reference")
    _equal = True

    def problems(self) -> list[Problem]:
        """Everything found, once all chunks are in."""
        if not self.rows:
            return self._no_rows("every amount")
        found = self._findings.problems()
        found += self._weight_problems(found)
        if self._equal:
            column = self._mapping.column("forecast") or ""
            found.append(problem("forecast_is_actual", column=column, count=self.rows))
        if self.rows < LEAST_ROWS:
            found.append(problem("few_rows", count=self.rows))
        if self.periods and periods.in_order(tuple(self.periods)) is None:
            column = self._mapping.column("period") or ""
            samples = list(self.periods)
            found.append(problem("period_order", column=column, samples=samples))
        return found

    def _further(self) -> dict[str, Adder]:
        return super()._further() | {"series": self._add_series}

    def _add_main(self, chunk: Chunk, numbers: dict[str, cells.Numbers], kept: Rows) -> None:
        for role, found in numbers.items():
            sizes = np.abs(found.values)
            beyond = np.isfinite(sizes) & (sizes > LARGEST_AMOUNT)
            self._note(f"{role}_missing", chunk, role, kept, found.missing, quote=False)
            self._note(f"{role}_not_finite", chunk, role, kept, np.isinf(sizes), quote=True)
            self._note(f"{role}_not_number", chunk, role, kept, found.wrong, quote=True)
            self._note(f"{role}_too_large", chunk, role, kept, beyond, quote=True)
            self._arrays.append(role, found.values[kept] + 0.0)
        actual, forecast = (numbers[role].values[kept] for role in ("actual", "forecast"))
        self._equal = self._equal and bool(np.array_equal(actual, forecast))

    def _add_series(self, chunk: Chunk, kept: Rows) -> None:
        texts = cells.trimmed(self._texts(chunk, "series"))
        self._note("series_missing", chunk, "series", kept, cells.blank(texts), quote=False)
        self._arrays.append("series", hash_texts(texts)[kept])
