"""Response quality: answers given too fast or in a straight line are counted, never deleted."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from assessments.calc.answers import LEVELS, Codes, check_codes, tabulate
from assessments.calc.intervals import Booleans, Floats
from assessments.calc.parameters import DEFAULTS, Parameters
from assessments.calc.questionnaire import Questionnaire
from assessments.calc.scoring import (
    index,
    overall_score,
    score_capabilities,
    score_dimensions,
)


@dataclass(frozen=True)
class Quality:
    """How many respondents are flagged and the overall score without them, where shown."""

    flagged: int | None
    score_without: Fraction | None
    index_without: int | None


def flagged_respondents(
    codes: npt.ArrayLike, seconds: npt.ArrayLike | None = None, parameters: Parameters = DEFAULTS
) -> Booleans:
    """Return who answered too fast or in a straight line, one truth value per respondent.

    Too fast: median of the known seconds per item below 4. Straight line: one level on at
    least 90% of 15 or more ratings. `seconds` has the shape of the codes, NaN where not
    measured; None if nothing was. Errors: ValueError for another shape.
    Source: assessments spec 4.9.

    >>> flagged_respondents([[3] * 15, [3] * 13 + [2, 4]]).tolist()
    [True, False]
    """
    matrix = np.asarray(codes)
    n_by_level = np.stack([(matrix == level).sum(axis=1) for level in LEVELS], axis=1)
    n = n_by_level.sum(axis=1)
    share = parameters.straight_share
    straight = n_by_level.max(axis=1) * share.denominator >= share.numerator * n
    flagged = np.asarray(straight & (n >= parameters.straight_min_ratings), dtype=np.bool_)
    if seconds is None:
        return flagged
    times = np.asarray(seconds, dtype=float)
    if times.shape != matrix.shape:
        raise ValueError(f"seconds must be {matrix.shape}, not {times.shape}")
    return flagged | (_row_medians(times) < parameters.fast_seconds)


def _row_medians(values: Floats) -> Floats:
    """Return the median of each row without its NaNs; NaN (never below anything) if none."""
    ordered = np.sort(values, axis=1)  # NaN last
    n = np.isfinite(ordered).sum(axis=1)
    rows = np.arange(len(values))
    middle = ordered[rows, np.maximum(n - 1, 0) // 2] + ordered[rows, n // 2 * (n > 0)]
    return np.where(n > 0, middle / 2, np.nan)


def response_quality(
    questionnaire: Questionnaire,
    codes: Codes,
    *,
    k: int,
    not_applicable: frozenset[str] = frozenset(),
    seconds: npt.ArrayLike | None = None,
    parameters: Parameters = DEFAULTS,
) -> Quality:
    """Return the number of flagged respondents and the overall score without them.

    Nothing below k respondents. The count is shown if it is 0 or at least k; the score only if
    at least k are flagged and at least k remain, because the difference to the full score would
    speak about few people.
    Source: assessments spec 4.9, 4.8.

    >>> from assessments.calc.questionnaire import Capability, Dimension
    >>> pack = Questionnaire((Dimension("d", 1.0, (Capability("a"),)),))
    >>> response_quality(pack, np.array([[3], [4]], dtype=np.int8), k=1)
    Quality(flagged=0, score_without=None, index_without=None)
    """
    matrix = check_codes(codes, len(questionnaire.keys))
    flagged = flagged_respondents(matrix, seconds, parameters)
    n_flagged = int(flagged.sum())
    if len(matrix) < k:
        return Quality(None, None, None)
    if n_flagged < k or len(matrix) - n_flagged < k:
        return Quality(n_flagged if n_flagged == 0 or n_flagged >= k else None, None, None)
    rest = matrix[~flagged]
    table = tabulate(rest, np.zeros(len(rest), dtype=np.int64), 1)[0]
    capabilities = score_capabilities(
        questionnaire, table, k=k, not_applicable=not_applicable, parameters=parameters
    )
    score = overall_score(questionnaire, score_dimensions(questionnaire, capabilities, parameters))
    return Quality(n_flagged, score, None if score is None else index(score))
