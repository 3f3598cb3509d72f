"""The drawings of the web report, made from its stored content."""

from collections.abc import Mapping
from typing import Any

from aiproj.shared import marks

Content = Mapping[str, Any]


def stairs(content: Content) -> marks.Svg | None:
    """The five stages; None for a project's three verdicts, which stand in a list."""
    if not content["stairs"]["shows_levels"]:
        return None
    stage = content["stage"]
    return marks.stairs_wide(stage["labels"], stage["meanings"], stage["value"], stage["target"])


def area_scores(content: Content) -> marks.Svg:
    """Areas against their targets, wide and narrow."""
    rows = [
        marks.DimensionRow(
            area["name"],
            area["score"],
            *_ends(area["interval"]),
            stage=area["stage"],
            target=area["target"],
        )
        for area in content["areas"]
    ]
    return marks.wide_and_narrow(
        marks.dimension_scores(rows), marks.dimension_scores(rows, narrow=True)
    )


def topic_drawings(content: Content) -> dict[str, marks.Svg]:
    """The distribution of answers of every topic that may be shown."""
    return {
        topic["key"]: marks.distribution(
            topic["counts"],
            topic["mean"],
            *_ends(topic["interval"]),
            target=topic["target"],
            label=topic["alt"],
        )
        for topic in content["topics"]
        if topic["level"] is not None
    }


def gap_drawings(content: Content) -> dict[str, marks.Svg]:
    """Business against technical averages of every topic where both may be shown."""
    return {
        topic["key"]: marks.perspective_gap(sides["business"], sides["technical"])
        for topic in content["topics"]
        if (sides := topic["perspectives"])
    }


def _ends(interval: Mapping[str, float] | None) -> tuple[float | None, float | None]:
    return (interval["low"], interval["high"]) if interval else (None, None)
