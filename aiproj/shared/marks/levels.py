"""Levels and stages: the level mark, the stairs in two sizes, the ladder, the index."""

from collections.abc import Sequence
from dataclasses import dataclass

from aiproj.shared import format as show
from aiproj.shared.marks import svg

STEPS = 5


@dataclass(frozen=True)
class LadderStep:
    """One step of the vertical ladder that phones show instead of the stairs.

    `state` is "below", "here" or "above"; `note` says "You are here" or "Target".
    """

    level: int
    label: str
    meaning: str
    state: str
    note: str
    is_target: bool


def level_mark(level: int | None, label: str = "", size: int = 24) -> svg.Svg:
    """A level as an outlined square with its digit; a dash where it is hidden or missing.

    >>> level_mark(None).count("–")
    1
    """
    shown = str(level) if level else show.DASH
    said = label or (f"Level {level}" if level else "No level")
    return svg.drawing(
        size,
        size,
        said,
        svg.rectangle(0.5, 0.5, size - 1, size - 1, f"ap-level-{level or 0} ap-edge", rx=3),
        svg.text(size / 2, size * 0.69, shown, f"digit on-{level or 0}", "middle"),
        look=f"ap-mark-level{' ap-small' if size < 22 else ''}",
    )


def stage_label(labels: Sequence[str], stage: int | None, target: int | None) -> str:
    """What the stairs say to people who do not see them.

    >>> stage_label(["Ad hoc", "Emerging"], 1, 2)
    'Stage 1 of 5, Ad hoc; target stage 2, Emerging'
    """
    here = f"Stage {stage} of {STEPS}, {labels[stage - 1]}" if stage else "No stage"
    return f"{here}; target stage {target}, {labels[target - 1]}" if target else here


def stairs_small(labels: Sequence[str], stage: int | None, target: int | None) -> svg.Svg:
    """The five stages with their names, for the results page (330 x 112)."""
    parts = []
    for level in range(1, STEPS + 1):
        left, height = 0.8 + 67.2 * (level - 1), 2 + 12 * level
        top, center = 88 - height, left + 29.85
        here = level == stage
        parts.append(svg.rectangle(left, top, 59.7, height, _small_look(level, stage), rx=2))
        look = "small strong" if here else "small quiet"
        name = svg.wrapped(labels[level - 1], 12, 1)[0]
        parts.append(svg.text(center, 105, name, look, "middle"))
        number_look = "strong" if here else "quiet"
        parts.append(svg.text(center, top - 6, str(level), number_look, "middle"))
        if level == target:
            parts.append(svg.text(center, top - 20, "target", "small accent", "middle"))
    return svg.drawing(330, 112, stage_label(labels, stage, target), *parts)


def stairs_wide(
    labels: Sequence[str], meanings: Sequence[str], stage: int | None, target: int | None
) -> svg.Svg:
    """The five stages with names and short meanings, for the report (700 wide)."""
    texts = [svg.wrapped(meaning, 23, 3) for meaning in meanings]
    parts = []
    for level in range(1, STEPS + 1):
        left, height = 1 + 140 * (level - 1), 16 + 22 * (level - 1)
        top = 132 - height
        parts.append(svg.rectangle(left, top, 137, height, _wide_look(level, stage)))
        name = f"{level} {labels[level - 1]}"
        parts.append(svg.text(left, 151, name, "medium strong" if level == stage else "medium"))
        parts.append(svg.lines(left, 167, texts[level - 1], 14, "small quiet"))
        parts.extend(_notes(left + 69, top, level, stage, target))
    height = 168 + 14 * (max(len(text) for text in texts) - 1) + 8
    return svg.drawing(700, height, stage_label(labels, stage, target), *parts, look="ap-fluid")


def ladder(
    labels: Sequence[str], meanings: Sequence[str], stage: int | None, target: int | None
) -> tuple[LadderStep, ...]:
    """The same five stages from top to bottom, as plain data for a list on phones.

    >>> ladder(["a", "b", "c", "d", "e"], [""] * 5, 2, 3)[3].note
    'You are here'
    """
    steps = []
    for level in range(STEPS, 0, -1):
        here = level == stage
        state = "here" if here else "below" if stage and level < stage else "above"
        note = "You are here" if here else "Target" if level == target else ""
        name, meaning = labels[level - 1], meanings[level - 1]
        steps.append(LadderStep(level, name, meaning, state, note, level == target))
    return tuple(steps)


def index_range(index: float, low: float | None, high: float | None, label: str = "") -> svg.Svg:
    """The index with its likely range on a scale from 0 to 100 (290 x 44)."""
    x = svg.scale(0, 100, 12, 278)
    parts = [svg.line(x(0), 16, x(100), 16, "track")]
    for tick in (0, 25, 50, 75, 100):
        parts.append(svg.line(x(tick), 11, x(tick), 21, "tick"))
        parts.append(svg.text(x(tick), 38, str(tick), "small quiet", "middle"))
    if low is not None and high is not None:
        parts.append(svg.line(x(low), 16, x(high), 16, "band"))
    parts.append(svg.circle(x(index), 16, 6, "ap-dot"))
    range_words = f", likely range {show.span(low, high)}" if low is not None else ""
    said = label or f"Index {show.index(index)}{range_words}, scale 0 to 100"
    return svg.drawing(290, 44, said, *parts)


def _small_look(level: int, stage: int | None) -> str:
    if level == stage:
        return f"ap-level-{level} ap-edge-here"
    return "ap-hollow" if stage and level < stage else "ap-hollow ap-to-come"


def _wide_look(level: int, stage: int | None) -> str:
    if level == stage:
        return f"ap-level-{level} ap-edge-here"
    return f"ap-level-{level} ap-edge" if stage and level < stage else "ap-hollow ap-to-come"


def _notes(x: float, top: float, level: int, stage: int | None, target: int | None) -> list[str]:
    """The words above a step: where we are, and where we want to be."""
    words = [("You are here", "medium strong")] if level == stage else []
    if level == target:
        words.append(("Target", "medium accent"))
    return [
        svg.text(x, top - 8 - 16 * row, note, look, "middle")
        for row, (note, look) in enumerate(words)
    ]
