"""The small drawings of the app as inline SVG: plain values in, escaped markup out.

Colors and type come from static/css/marks.css, so that dark mode and print need no second
drawing and a strict content policy holds (no style attributes). Every drawing has role="img"
and a label that says its values.
"""

from aiproj.shared.marks.candidates import LevelRow, MatrixPoint, level_gaps, value_matrix
from aiproj.shared.marks.levels import (
    LadderStep,
    index_range,
    ladder,
    level_mark,
    stairs_small,
    stairs_wide,
)
from aiproj.shared.marks.people import person_units, submissions_by_day
from aiproj.shared.marks.ratings import distribution, feedback_dots, perspective_gap
from aiproj.shared.marks.scores import DimensionRow, dimension_scores, dimension_scores_plain
from aiproj.shared.marks.svg import Svg, wide_and_narrow

__all__ = [
    "DimensionRow",
    "LadderStep",
    "LevelRow",
    "MatrixPoint",
    "Svg",
    "dimension_scores",
    "dimension_scores_plain",
    "distribution",
    "feedback_dots",
    "index_range",
    "ladder",
    "level_gaps",
    "level_mark",
    "person_units",
    "perspective_gap",
    "stairs_small",
    "stairs_wide",
    "submissions_by_day",
    "value_matrix",
    "wide_and_narrow",
]
