"""Who is flagged, and when the score without them may be shown."""

import numpy as np
import pytest

from assessments.calc.quality import flagged_respondents, response_quality
from assessments.calc.questionnaire import Capability, Dimension, Questionnaire

PACK = Questionnaire((Dimension("d", 1.0, tuple(Capability(f"c{n}") for n in range(15))),))
STRAIGHT, VARIED = [3] * 15, [2, 4, 3] * 5


def quality_of(rows, **options):
    return response_quality(PACK, np.array(rows, dtype=np.int8), **options)


def test_ninety_percent_of_one_level_is_a_straight_line():
    rows = [[3] * 18 + [1, 2], [3] * 17 + [1, 2, 4]]
    assert flagged_respondents(rows).tolist() == [True, False]


def test_fourteen_equal_ratings_are_no_straight_line():
    assert flagged_respondents([[3] * 14 + [-2]]).tolist() == [False]


def test_a_median_below_four_seconds_is_too_fast():
    seconds = [[3.9, 3.9, 60.0], [4.0, 4.0, 1.0], [np.nan, 3.0, 4.9], [np.nan] * 3]
    assert flagged_respondents([[1, 2, 3]] * 4, seconds).tolist() == [True, False, True, False]


def test_seconds_of_another_shape_are_an_error():
    with pytest.raises(ValueError, match="seconds must be"):
        flagged_respondents([[1, 2, 3]], [[1.0]])


def test_the_score_without_flagged_people_needs_k_on_both_sides():
    result = quality_of([STRAIGHT] * 5 + [VARIED] * 5, k=5)
    assert (result.flagged, result.score_without, result.index_without) == (5, 3, 50)
    assert quality_of([STRAIGHT] * 5 + [VARIED] * 4, k=5).score_without is None


def test_a_few_flagged_people_are_not_counted():
    assert quality_of([STRAIGHT] * 2 + [VARIED] * 8, k=5).flagged is None
    assert quality_of([VARIED] * 8, k=5).flagged == 0
    assert quality_of([STRAIGHT] * 2 + [VARIED] * 8, k=1).flagged == 2
