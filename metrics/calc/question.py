"""What is asked of the counts of a file of predictions."""

from __future__ import annotations

from dataclasses import dataclass

from metrics.calc.payoffs import Limits, Payoffs, Population


@dataclass(frozen=True)
class Question:
    """What is asked of the counts: payoffs, whom they stand for, limits, and today's practice.

    The practice is how many people are treated today and how many of them are positive, where
    the file has no column that says so.
    """

    payoffs: Payoffs
    population: Population
    limits: Limits
    practice: tuple[float, float] | None = None
    seed: int = 1
    replicates: int = 1000
