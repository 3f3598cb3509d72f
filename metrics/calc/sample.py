"""A generated file of credit defaults, to try things with; no real loan is in it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

CHUNK = 50_000
SHARE = 0.04
APART = 1.5  # standard deviations between those who default and those who do not
MEAN_EXPOSURE = 12_000
SPREAD = 0.5


def credit_defaults(rows: int, seed: int = 1) -> Iterator[bytes]:
    """Yield a CSV of `rows` loans in chunks: loan_id, defaulted, score, exposure.

    4% default, exact to one row from the start to the end of every chunk. Scores are calibrated
    chances between 0 and 1: log odds of SHARE plus the log likelihood ratio of two normal
    distributions APART deviations from each other. Exposures are log-normal and independent of
    the outcome, 12,000 on average. The same seed gives the same bytes; raises ValueError for no
    rows.

    >>> b"".join(credit_defaults(2)).splitlines()[0]
    b'loan_id,defaulted,score,exposure'
    """
    if rows < 1:
        raise ValueError("a file needs at least one row")
    random = np.random.default_rng(seed)
    yield b"loan_id,defaulted,score,exposure\n"
    for start in range(0, rows, CHUNK):
        yield _chunk(random, start, min(start + CHUNK, rows))


def _chunk(random: np.random.Generator, start: int, end: int) -> bytes:
    labels = np.zeros(end - start, dtype=np.int64)
    due = round(end * SHARE) - round(start * SHARE)
    labels[random.choice(end - start, due, replace=False)] = 1
    seen = random.normal(size=end - start) + APART * labels
    odds = np.log(SHARE / (1 - SHARE)) + APART * seen - APART**2 / 2
    scores = 1 / (1 + np.exp(-odds))
    exposures = random.lognormal(np.log(MEAN_EXPOSURE) - SPREAD**2 / 2, SPREAD, end - start)
    loans = zip(labels.tolist(), scores.tolist(), exposures.tolist(), strict=True)
    return "".join(
        f"L{start + number:08},{label},{score:.7f},{exposure:.0f}\n"
        for number, (label, score, exposure) in enumerate(loans, start=1)
    ).encode()
