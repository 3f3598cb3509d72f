"""Answers as whole-number codes, and their counts: the primitive of every statistic."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

import numpy as np
import numpy.typing as npt

from assessments.calc.questionnaire import Questionnaire

NOT_APPLICABLE, DONT_KNOW, NOT_ASKED, BLANK = -3, -2, -1, 0
LEVELS = (1, 2, 3, 4, 5)
N_CODES = 9  # -3 to 5, in this order in every table of counts
FIRST_LEVEL = 4  # position of level 1 among the nine

Codes = npt.NDArray[np.int8]
Counts = npt.NDArray[np.int64]
Answer = int | Literal["DK", "NA"] | None

_WORDS = {"DK": DONT_KNOW, "NA": NOT_APPLICABLE, None: BLANK}


def encode(questionnaire: Questionnaire, answers: Iterable[Mapping[str, Answer]]) -> Codes:
    """Return the matrix of codes, respondents x capabilities in pack order.

    An answer is a level 1-5, "DK", "NA" or None (asked but blank); a missing key was not asked.
    No respondents give a matrix of no rows. Errors: ValueError for unknown keys or answers.
    Source: assessments spec 4.1.

    >>> from assessments.calc.questionnaire import Capability, Dimension
    >>> pack = Questionnaire((Dimension("d", 1.0, (Capability("a"), Capability("b"))),))
    >>> encode(pack, [{"a": 3, "b": "DK"}, {"b": None}]).tolist()
    [[3, -2], [-1, 0]]
    """
    rows = []
    for given in answers:
        if unknown := given.keys() - set(questionnaire.keys):
            raise ValueError(f"answers to unknown capabilities {sorted(unknown)}")
        rows.append(
            [_code(given[key]) if key in given else NOT_ASKED for key in questionnaire.keys]
        )
    return np.array(rows, dtype=np.int8).reshape(len(rows), len(questionnaire.keys))


def _code(answer: Answer) -> int:
    if isinstance(answer, int) and answer in LEVELS:
        return answer
    if not isinstance(answer, int) and answer in _WORDS:
        return _WORDS[answer]
    raise ValueError(f"an answer is a level 1-5, DK, NA or blank, not {answer!r}")


def check_codes(codes: npt.ArrayLike, n_capabilities: int) -> Codes:
    """Return the codes as an int8 matrix, or say what is wrong with them.

    Shape respondents x capabilities, values -3 (does not apply), -2 (do not know), -1 (not
    asked), 0 (blank) and 1-5. Errors: ValueError for another shape or value.
    Source: assessments spec 4.1.

    >>> check_codes([[3, -2]], 2).shape
    (1, 2)
    """
    matrix = np.asarray(codes)
    if matrix.ndim != 2 or matrix.shape[1] != n_capabilities:
        raise ValueError(f"codes must be respondents x {n_capabilities}, not {matrix.shape}")
    if np.mod(matrix, 1).any():
        raise ValueError("codes must be whole numbers")
    if matrix.size and (matrix.min() < NOT_APPLICABLE or matrix.max() > LEVELS[-1]):
        raise ValueError("codes must be between -3 and 5")
    return matrix.astype(np.int8)


def tabulate(codes: Codes, groups: npt.NDArray[np.int64], n_groups: int) -> Counts:
    """Return how often each code was given, as groups x capabilities x 9 (codes -3 to 5).

    `groups` holds each respondent's group number, 0 to n_groups - 1. Every count, share, mean
    and level derives from this one table. No respondents give zeros.
    Source: assessments spec 4.1.

    >>> tabulate(np.array([[3], [3], [-2]], dtype=np.int8), np.array([0, 0, 0]), 1).tolist()
    [[[0, 1, 0, 0, 0, 0, 2, 0, 0]]]
    """
    n_capabilities = codes.shape[1]
    cells = groups[:, None] * n_capabilities + np.arange(n_capabilities)
    positions = cells * N_CODES + (codes.astype(np.int64) - NOT_APPLICABLE)
    flat = np.bincount(positions.ravel(), minlength=n_groups * n_capabilities * N_CODES)
    return flat.reshape(n_groups, n_capabilities, N_CODES)
