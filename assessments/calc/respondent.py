"""Private feedback to one respondent; never averaged, because routing differs."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from assessments.calc.answers import NOT_APPLICABLE, NOT_ASKED, check_codes
from assessments.calc.parameters import DEFAULTS, Parameters
from assessments.calc.questionnaire import Questionnaire


def respondent_score(
    codes: Sequence[int], weights: Sequence[Fraction], parameters: Parameters = DEFAULTS
) -> Fraction | None:
    """Return the weighted mean of one person's ratings in a dimension.

    Base = asked capabilities that are not NA; None if the rated weight is below half of it or
    nothing was asked. Range 1 to 5. Source: assessments spec 4.2.

    >>> w = [Fraction(2), Fraction(3, 2), Fraction(3, 2), Fraction(1)]
    >>> respondent_score([3, 2, -2, 5], w)
    Fraction(28, 9)
    """
    pairs = list(zip(codes, weights, strict=True))
    base = sum((w for c, w in pairs if c not in {NOT_APPLICABLE, NOT_ASKED}), Fraction(0))
    rated = sum((w for c, w in pairs if c > 0), Fraction(0))
    if not rated or rated / base < parameters.respondent_min_weight_share:
        return None
    return sum((int(c) * w for c, w in pairs if c > 0), Fraction(0)) / rated


def respondent_feedback(
    questionnaire: Questionnaire, codes: Sequence[int], parameters: Parameters = DEFAULTS
) -> dict[str, Fraction | None]:
    """Return one person's score in every dimension, for that person only.

    `codes` is one row of the matrix. Errors: ValueError for another length or code.
    Source: assessments spec 4.2.

    >>> from assessments.calc.questionnaire import Capability, Dimension
    >>> pack = Questionnaire((Dimension("d", 1.0, (Capability("a"),)),))
    >>> respondent_feedback(pack, [4])
    {'d': Fraction(4, 1)}
    """
    row = check_codes([codes], len(questionnaire.keys))[0].tolist()
    by_key = dict(zip(questionnaire.keys, row, strict=True))
    return {
        dimension.key: respondent_score(
            [by_key[item.key] for item in dimension.capabilities],
            [item.exact_weight for item in dimension.capabilities],
            parameters,
        )
        for dimension in questionnaire.dimensions
    }
