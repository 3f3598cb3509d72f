"""Which of the runs that were tried came out best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Run:
    """One try: what was tried, the measure it was judged by, and its value.

    `is_higher_better` is None while nobody has said which way is better.
    """

    name: str
    measure: str
    value: Decimal
    is_higher_better: bool | None = None


def best_runs(runs: Sequence[Run]) -> list[Run]:
    """Return the best run of each measure, in the order in which the measures first come.

    Measures are compared without regard to case and spaces around them; of equal runs the first is
    best. A measure whose runs do not all say the same way that is better has no best run. Source:
    checklist row 105.

    >>> found = best_runs([Run("Tree", "Error", Decimal(23), False),
    ...                    Run("Trees", "error ", Decimal(21), False)])
    >>> [(run.name, run.value) for run in found], best_runs([])
    ([('Trees', Decimal('21'))], [])
    """
    by_measure: dict[str, list[Run]] = {}
    for run in runs:
        by_measure.setdefault(run.measure.strip().casefold(), []).append(run)
    return [
        _best(group)
        for group in by_measure.values()
        if len({run.is_higher_better for run in group}) == 1
        and group[0].is_higher_better is not None
    ]


def _best(runs: Sequence[Run]) -> Run:
    choose = max if runs[0].is_higher_better else min
    return choose(runs, key=lambda run: run.value)
