"""Every capability as a row: level, distribution, agreement, two views, what is not known."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aiproj.shared import format as show
from aiproj.shared import marks
from aiproj.shared.marks import Svg
from assessments.presentation.frozen import STAGES, Frozen

SORTS = {"level": "Level", "agreement": "Agreement", "dont_know": "Don’t know"}
SLICE_SORTS = ("level", "agreement")
HIDDEN_IN_GROUP = (
    "Hidden to protect people: too few ratings in this group, or outside it. "
    "It does not count in the dimension."
)


@dataclass(frozen=True)
class Figures:
    """What a row shows when it may show anything; texts beside the numbers of the drawings."""

    level: int
    counts: tuple[int, ...]
    n: int
    mean: str
    likely: str
    drawing: Svg
    agreement: str
    agreement_value: float | None
    agreement_label: str
    split: bool
    gap_drawing: Svg | None
    gap_words: str
    gap_flag: bool
    business: str
    technical: str
    dont_know: str
    dont_know_share: float
    dont_know_flag: bool
    not_applicable_flag: bool
    claimed: bool


@dataclass(frozen=True)
class Row:
    """One capability; `figures` is None where `note` says why nothing is shown."""

    key: str
    name: str
    dimension: str
    gate: bool
    risk: bool
    holds_back: str
    binds_hard: bool
    note: str
    figures: Figures | None


@dataclass(frozen=True)
class Block:
    """The rows of one dimension, or all rows in another order (no heading then)."""

    heading: str
    facts: str
    rows: tuple[Row, ...]


def rows(frozen: Frozen) -> tuple[Row, ...]:
    """Every capability of the whole result, in the questionnaire's order."""
    return tuple(_row(frozen, key) for key in frozen.capabilities)


def slice_rows(frozen: Frozen, group: Mapping[str, Any]) -> tuple[Row, ...]:
    """The capabilities that one group was asked about."""
    found = group["capabilities"]
    return tuple(_slice_row(frozen, k, found[k]) for k in frozen.capabilities if k in found)


def blocks(
    frozen: Frozen, chosen: Sequence[Row], sort: str, facts: Mapping[str, str]
) -> list[Block]:
    """Rows by dimension, or one sorted block; what is hidden comes last and says nothing."""
    if sort not in SORTS:
        by_dimension: dict[str, list[Row]] = {}
        for row in chosen:
            by_dimension.setdefault(row.dimension, []).append(row)
        return [Block(n, facts.get(n, ""), tuple(r)) for n, r in by_dimension.items()]
    shown = [row for row in chosen if row.figures]
    hidden = [row for row in chosen if not row.figures]
    return [Block("", "", (*sorted(shown, key=lambda row: _order(row, sort)), *hidden))]


def _order(row: Row, sort: str) -> float:
    """Lowest level, lowest agreement or most unknown first."""
    figures = row.figures
    if figures is None:
        return 0
    if sort == "level":
        return figures.level
    if sort == "agreement":
        return 2 if figures.agreement_value is None else figures.agreement_value
    return -figures.dont_know_share


def _row(frozen: Frozen, key: str) -> Row:
    item = frozen.capabilities[key]
    held = holds_back(frozen, key) if frozen.is_scored(key) else ""
    return Row(
        key=key,
        name=item.name,
        dimension=frozen.dimension_of[key].name,
        gate=item.gate,
        risk=item.risk,
        holds_back=held,
        binds_hard=not held.startswith("below"),
        note=frozen.note(key),
        figures=_figures(frozen, key) if frozen.is_scored(key) else None,
    )


def _slice_row(frozen: Frozen, key: str, found: Mapping[str, Any]) -> Row:
    item = frozen.capabilities[key]
    hidden = found["hidden"] or not frozen.is_scored(key)
    return Row(
        key=key,
        name=item.name,
        dimension=frozen.dimension_of[key].name,
        gate=item.gate,
        risk=item.risk,
        holds_back="",
        binds_hard=False,
        note=HIDDEN_IN_GROUP if hidden else "",
        figures=None if hidden else Figures(**_ratings(frozen, key, found), **NOT_OF_A_GROUP),
    )


def holds_back(frozen: Frozen, key: str) -> str:
    """How a capability stops its dimension's next stage; empty if it does not stand out."""
    found = frozen.dimension(frozen.dimension_of[key].key)
    stage, blockers = found["stage"], found["blockers"]
    if stage is None or stage == STAGES:
        return ""
    if key in blockers["two_below"]:
        return "two levels below the next stage"
    if key in blockers["gate"]:
        return f"gate: holds back stage {stage + 1}"
    return f"below stage {stage + 1}" if key in blockers["share"] else ""


def _ratings(frozen: Frozen, key: str, found: Mapping[str, Any]) -> dict[str, Any]:
    """What ratings alone say, of everybody or of one group."""
    interval = found["interval"]
    low, high = interval["low"], interval["high"]
    target = frozen.target(frozen.dimension_of[key].key)
    label = found["agreement_label"] or ""
    return {
        "level": int(found["level"]),
        "counts": tuple(found["counts"]),
        "n": int(found["n_valid"]),
        "mean": show.score(found["mean"]),
        "likely": show.span(low, high, 1),
        "drawing": marks.distribution(found["counts"], found["mean"], low, high, target=target),
        "agreement": show.agreement(found["agreement"]),
        "agreement_value": found["agreement"],
        "agreement_label": f"{label}, indicative" if found["agreement_indicative"] else label,
        "split": bool(found["split"]),
    }


NOT_OF_A_GROUP: dict[str, Any] = {
    "gap_drawing": None,
    "gap_words": "",
    "gap_flag": False,
    "business": "",
    "technical": "",
    "dont_know": "",
    "dont_know_share": 0.0,
    "dont_know_flag": False,
    "not_applicable_flag": False,
    "claimed": False,
}


def _figures(frozen: Frozen, key: str) -> Figures:
    found = frozen.result(key)
    return Figures(
        **_ratings(frozen, key, found),
        **_two_views(found, frozen.capabilities[key].audience),
        dont_know=show.number(found["n_dk"]) + f" of {show.number(found['n_asked'])}"
        if found["n_dk"]
        else show.DASH,
        dont_know_share=found["n_dk"] / ((found["n_valid"] + found["n_dk"]) or 1),
        dont_know_flag=bool(found["dk_flag"]),
        not_applicable_flag=bool(found["na_flag"]),
        claimed=bool(found["claimed"]),
    )


def _two_views(found: Mapping[str, Any], audience: str) -> dict[str, Any]:
    """Both means where both may be shown, or the reason why there is no difference."""
    business, technical, gap = found["business"], found["technical"], found["gap"]
    views: dict[str, Any] = {
        "gap_drawing": None,
        "gap_flag": bool(found["gap_flag"]),
        "business": show.score(business["mean"]) if business else show.DASH,
        "technical": show.score(technical["mean"]) if technical else show.DASH,
        "gap_words": f"{audience} only" if audience != "both" else "group too small",
    }
    if gap is None or not business or not technical:
        return views
    drawing = marks.perspective_gap(business["mean"], technical["mean"])
    return views | {"gap_drawing": drawing, "gap_words": show.signed(gap)}


def heading(chosen: Sequence[Row]) -> str:
    """The finding of the table: whether people agree, and around which levels."""
    shown = [row.figures for row in chosen if row.figures]
    if not shown:
        return "No capability can be shown"
    where = show.join_words([str(level) for level in _usual_levels(shown)])
    divided = sum(_is_divided(figures) for figures in shown)
    if len(shown) == 1:
        return f"One capability can be shown, at level {where}"
    if all(figures.agreement_value is None for figures in shown):
        return f"Most capabilities stand at level {where}"
    if divided == 0:
        return f"People agree, mostly around level {where}"
    noun = show.plural(divided, "capability", "capabilities")
    return f"People disagree on {show.number_word(divided)} {noun}; most stand at level {where}"


def _usual_levels(shown: Sequence[Figures]) -> list[int]:
    """The fewest levels at which three quarters of the capabilities stand."""
    chosen: list[int] = []
    covered = 0
    for level, count in sorted(
        Counter(f.level for f in shown).items(), key=lambda p: (-p[1], p[0])
    ):
        if covered * 4 >= len(shown) * 3:
            break
        chosen.append(level)
        covered += count
    return sorted(chosen)


def _is_divided(figures: Figures) -> bool:
    return figures.split or figures.agreement_label.startswith("low")
