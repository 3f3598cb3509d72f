"""Dimensions against their targets, and what stops the next stage, in words."""

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aiproj.shared import format as show
from aiproj.shared import marks
from aiproj.shared.marks import DimensionRow, Svg
from assessments.presentation.frozen import STAGES, Frozen, Part, Sentence, listed

# Rows of the chart are as high as the longest text beside it, in steps that results.css knows
LINE_CHARACTERS = 37
LEAST_LINES, MOST_LINES = 3, 11
MOST_NAMES = 3


@dataclass(frozen=True)
class DimensionLine:
    """One dimension as the page shows it."""

    key: str
    name: str
    stage: int | None
    stage_words: str
    score: str
    likely: str
    target: int
    meets_target: bool | None
    binds: tuple[Sentence, ...]
    next_stage: int | None


@dataclass(frozen=True)
class DimensionChart:
    """The finding, the lines and the same scores in three drawings."""

    heading: str
    lines: tuple[DimensionLine, ...]
    plain: Svg
    fluid: Svg
    row_height: int
    next_stage: int | None
    has_stages: bool


def dimension_chart(frozen: Frozen) -> DimensionChart:
    """Every dimension of the whole result."""
    lines = tuple(_line(frozen, key) for key in frozen.dimension_parts)
    return _chart(heading(frozen), lines, _rows(frozen, lines), has_stages=True)


def slice_chart(frozen: Frozen, group: Mapping[str, Any], name: str) -> DimensionChart:
    """The dimensions on the basis of what one group was asked; no stage."""
    found = group["dimensions"]
    lines = tuple(_slice_line(frozen, key, found[key]) for key in found)
    rows = [
        DimensionRow(
            frozen.dimension_parts[key].name,
            found[key]["score"],
            *_bounds(found[key]["interval"]),
            target=frozen.target(key),
        )
        for key in found
    ]
    return _chart(_slice_heading(rows, name), lines, rows, has_stages=False)


def _slice_heading(rows: Sequence[DimensionRow], name: str) -> str:
    """Which dimension the group scores lowest and which highest."""
    ranked = sorted((row.score, row.name) for row in rows if row.score is not None)
    if len(ranked) < 2 or show.score(ranked[0][0]) == show.score(ranked[-1][0]):
        return f"{name}: dimension scores"
    return f"{name}: {ranked[0][1]} is lowest, {ranked[-1][1]} highest"


def _chart(
    words: str, lines: tuple[DimensionLine, ...], rows: list[DimensionRow], *, has_stages: bool
) -> DimensionChart:
    height = _row_height(lines)
    following = {line.next_stage for line in lines if line.next_stage}
    return DimensionChart(
        heading=words,
        lines=lines,
        plain=marks.dimension_scores_plain(rows, row_height=height),
        fluid=marks.wide_and_narrow(
            marks.dimension_scores(rows), marks.dimension_scores(rows, narrow=True)
        ),
        row_height=height,
        next_stage=following.pop() if len(following) == 1 else None,
        has_stages=has_stages,
    )


def _row_height(lines: Sequence[DimensionLine]) -> int:
    """58 pixels for three lines of text, 20 more for each further one."""
    texts = [
        " ".join("".join(part.text for part in sentence) for sentence in line.binds)
        for line in lines
    ]
    most = max((len(textwrap.wrap(text, LINE_CHARACTERS)) for text in texts), default=0)
    return 58 + 20 * (min(max(most, LEAST_LINES), MOST_LINES) - LEAST_LINES)


def _bounds(interval: Mapping[str, float] | None) -> tuple[float | None, float | None]:
    return (interval["low"], interval["high"]) if interval else (None, None)


def _rows(frozen: Frozen, lines: Sequence[DimensionLine]) -> list[DimensionRow]:
    rows = []
    for line in lines:
        found = frozen.dimension(line.key)
        low, high = _bounds(found["interval"])
        rows.append(DimensionRow(line.name, found["score"], low, high, line.stage, line.target))
    return rows


def _line(frozen: Frozen, key: str) -> DimensionLine:
    found = frozen.dimension(key)
    stage = found["stage"]
    return DimensionLine(
        key=key,
        name=frozen.dimension_parts[key].name,
        stage=stage,
        stage_words=_stage_words(found),
        score=show.score(found["score"]),
        likely=show.likely(*_bounds(found["interval"]), 1),
        target=int(found["target"]),
        meets_target=found["meets_target"],
        binds=binds(frozen, key),
        next_stage=stage + 1 if stage and stage < STAGES else None,
    )


def _slice_line(frozen: Frozen, key: str, found: Mapping[str, Any]) -> DimensionLine:
    words = "" if found["score"] is not None else "hidden: too few ratings"
    return DimensionLine(
        key=key,
        name=frozen.dimension_parts[key].name,
        stage=None,
        stage_words=words,
        score=show.score(found["score"]),
        likely=show.likely(*_bounds(found["interval"]), 1),
        target=frozen.target(key),
        meets_target=None,
        binds=(),
        next_stage=None,
    )


def _stage_words(found: Mapping[str, Any]) -> str:
    if found["scored_weight_share"] is None:
        return "does not apply"
    words = f"stage {found['stage']}" if found["stage"] else "no stage"
    return f"{words}, provisional" if found["provisional"] else words


def binds(frozen: Frozen, dimension_key: str) -> tuple[Sentence, ...]:
    """Sentences on what stops the next stage of a dimension."""
    found = frozen.dimension(dimension_key)
    stage = found["stage"]
    if stage is None:
        return (_unreported(frozen, found),)
    if stage == STAGES:
        return ((Part("Nothing: this is the highest stage."),),)
    blockers, said = found["blockers"], []
    for level, keys in by_level(frozen, blockers["two_below"]):
        verb = show.plural(len(keys), "stands", "stand")
        said.append((*_some(frozen, keys), Part(f" {verb} at level {level}.")))
    if blockers["gate"]:
        keys = blockers["gate"]
        words = show.plural(len(keys), "is a gate and stands", "are gates and stand")
        said.append((*_some(frozen, keys), Part(f" {words} at level {stage}.")))
    if blockers["share"]:
        said.append(_share_sentence(frozen, found))
    return tuple(said)


def _unreported(frozen: Frozen, found: Mapping[str, Any]) -> Sentence:
    if found["scored_weight_share"] is None:
        return (Part("Every capability was declared not applicable."),)
    has = show.percent(found["scored_weight_share"])
    needed = show.percent(float(frozen.share("dimension_min_weight_share")))
    return (Part(f"Too few answers: {has} of the weight can be shown, and {needed} is needed."),)


def _share_sentence(frozen: Frozen, found: Mapping[str, Any]) -> Sentence:
    """Names the capabilities where nothing else binds; otherwise their rows say so."""
    keys, stage, blockers = found["blockers"]["share"], found["stage"], found["blockers"]
    has = show.percent(found["share_at_next_stage"])
    needed = show.percent(float(frozen.share("stage_weight_share")))
    if blockers["two_below"] or blockers["gate"]:
        return (Part(f"{has} of the weight is at {stage + 1}; {needed} is needed."),)
    verb = show.plural(len(keys), "stands", "stand")
    lead = Part(f"{has} of the weight is at level {stage + 1}, and {needed} is needed: ")
    return (lead, *_some(frozen, keys), Part(f" {verb} at {stage}."))


def _some(frozen: Frozen, keys: Sequence[str]) -> list[Part]:
    """The first names of a list, so that a row of the chart stays low."""
    names = frozen.names(keys)
    if len(names) <= MOST_NAMES + 1:
        return listed(names)
    shown = [Part(f"{name}, ", strong=True) for name in names[:MOST_NAMES]]
    return [*shown, Part(f"and {show.number_word(len(names) - MOST_NAMES)} more")]


def by_level(frozen: Frozen, keys: Sequence[str]) -> list[tuple[int, list[str]]]:
    """Capabilities grouped by the level that counts for the stage, lowest first."""
    groups: dict[int, list[str]] = {}
    for key in keys:
        groups.setdefault(frozen.level_for_stage(key), []).append(key)
    return sorted(groups.items())


def heading(frozen: Frozen) -> str:
    """The finding: how many dimensions reach the target, and which is furthest away."""
    every = {key: frozen.dimension(key) for key in frozen.dimension_parts}
    found = {k: result for k, result in every.items() if result["scored_weight_share"] is not None}
    total = len(found)
    if all(result["score"] is None for result in found.values()):
        return "No dimension has enough answers for a score"
    met = sum(bool(result["meets_target"]) for result in found.values())
    target = "the target" if frozen.common_target else "its target"
    if met == total:
        lead = "The one dimension reaches" if total == 1 else "Every dimension reaches"
        return f"{lead} {target}"
    if met == 0:
        lead = f"No dimension reaches {target}"
    else:
        some = f"{show.sentence_case(show.number_word(met))} of {show.number_word(total)}"
        lead = f"{some} dimensions {show.plural(met, 'reaches', 'reach')} {target}"
    away = _furthest(frozen)
    return f"{lead}; {away} is furthest away" if away and total > 1 else lead


def _furthest(frozen: Frozen) -> str:
    """The dimension with the largest distance to its target; empty if two look alike."""
    distances = sorted(
        (
            (frozen.target(key) - frozen.dimension(key)["score"], part.name)
            for key, part in frozen.dimension_parts.items()
            if frozen.dimension(key)["meets_target"] is False
        ),
        reverse=True,
    )
    if len(distances) > 1 and show.score(distances[0][0]) == show.score(distances[1][0]):
        return ""
    return distances[0][1] if distances else ""
