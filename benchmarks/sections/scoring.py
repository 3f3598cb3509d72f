"""Scoring 10,000 respondents against a bare mean over the same rows."""

from collections.abc import Iterator
from time import perf_counter

import numpy as np

from assessments.models import Answer, Assessment
from assessments.services import freezing
from benchmarks import data
from benchmarks.figures import Figure, at_most

ROUNDS = 3


def figures() -> Iterator[Figure]:
    assessment = data.crowd()
    scored, bare = [], []
    for _ in range(ROUNDS):
        start = perf_counter()
        _bare_mean(assessment)
        bare.append(perf_counter() - start)
        start = perf_counter()
        freezing.compute(assessment)
        scored.append(perf_counter() - start)
    note = f" ({min(scored):.2f} s : {min(bare):.2f} s)"
    yield at_most("Scoring 10,000 x 20 : bare mean", min(scored) / min(bare), 5, "x", note)


def _bare_mean(assessment: Assessment) -> float:
    """Read the same columns of the same rows with the same iterator, and average the values."""
    rows = Answer.objects.filter(
        response__assessment=assessment, response__is_submitted=True
    ).values_list("response_id", "capability", "value", "seconds")
    values = (value for _, _, value, _ in rows.iterator(chunk_size=20_000))
    return float(np.fromiter(values, dtype=np.int8).mean())
