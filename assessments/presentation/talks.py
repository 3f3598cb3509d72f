"""What to talk about before acting: disagreement, two views, what people do not know."""

from collections.abc import Sequence
from dataclasses import dataclass

from aiproj.shared import format as show
from assessments.presentation.capabilities import Row
from assessments.presentation.frozen import Frozen

MOST = 6


@dataclass(frozen=True)
class Point:
    """One capability to talk about, with its figure and a sentence."""

    key: str
    name: str
    figure: str
    words: str


@dataclass(frozen=True)
class Talk:
    """A finding with the capabilities behind it."""

    title: str
    finding: str
    points: tuple[Point, ...]


def talks(frozen: Frozen, rows: Sequence[Row]) -> tuple[Talk, ...]:
    """Three findings, each with a plain sentence where there is nothing to discuss."""
    return _disagreement(rows), _two_views(frozen, rows), _unknown(frozen, rows)


def _disagreement(rows: Sequence[Row]) -> Talk:
    title = "Where people disagree"
    shown = [row for row in rows if row.figures and row.figures.agreement_value is not None]
    divided = [
        row
        for row in shown
        if row.figures and (row.figures.split or row.figures.agreement_label.startswith("low"))
    ]
    divided.sort(key=lambda row: (row.figures and row.figures.agreement_value) or 0)
    if not shown:
        return Talk(title, "One answer each: nothing to compare.", ())
    if not divided:
        lowest = min(shown, key=lambda row: (row.figures and row.figures.agreement_value) or 0)
        value = lowest.figures.agreement if lowest.figures else ""
        words = f"Nowhere. The lowest agreement is {value}, on {lowest.name}."
        return Talk(title, words, ())
    points = tuple(_spread(row) for row in divided[:MOST])
    noun = show.plural(len(divided), "capability divides", "capabilities divide")
    words = f"{show.sentence_case(show.number_word(len(divided)))} {noun} people."
    return Talk(title, words, points)


def _spread(row: Row) -> Point:
    figures = row.figures
    if figures is None:
        return Point(row.key, row.name, "", "")
    low, high = sum(figures.counts[:2]), sum(figures.counts[3:])
    camps = "Two camps: " if figures.split else ""
    words = (
        f"{camps}{show.number(low)} of {show.number(figures.n)} chose level 1 or 2, "
        f"{show.number(high)} level 4 or 5."
    )
    return Point(row.key, row.name, figures.agreement, words)


def _two_views(frozen: Frozen, rows: Sequence[Row]) -> Talk:
    title = "Where business and technical people differ"
    compared = [row for row in rows if row.figures and row.figures.gap_drawing]
    if not compared:
        return Talk(title, "No capability has enough answers from both sides to compare.", ())
    compared.sort(key=lambda row: -abs(frozen.result(row.key)["gap"]))
    flagged = [row for row in compared if row.figures and row.figures.gap_flag]
    if not flagged:
        widest = compared[0]
        gap = show.signed(frozen.result(widest.key)["gap"])
        words = f"Nowhere by a level or more. The widest difference is {gap}, on {widest.name}."
        return Talk(title, words, ())
    points = tuple(_sides(frozen, row) for row in flagged[:MOST])
    noun = show.plural(len(flagged), "capability", "capabilities")
    words = f"By one level or more on {show.number_word(len(flagged))} {noun}."
    return Talk(title, words, points)


def _sides(frozen: Frozen, row: Row) -> Point:
    gap = frozen.result(row.key)["gap"]
    higher = "Business people see it higher" if gap > 0 else "Technical people see it higher"
    business, technical = (row.figures.business, row.figures.technical) if row.figures else ("", "")
    words = f"{higher}: business {business}, technical {technical}."
    return Point(row.key, row.name, show.signed(gap), words)


def _unknown(frozen: Frozen, rows: Sequence[Row]) -> Talk:
    title = "What people do not know"
    unsure = [row for row in rows if row.figures and row.figures.dont_know_share > 0]
    if not any(row.figures for row in rows):
        return Talk(title, "Nothing can be shown.", ())
    if not unsure:
        return Talk(title, "Everybody could judge every capability that is shown.", ())
    unsure.sort(key=lambda row: -(row.figures.dont_know_share if row.figures else 0))
    flagged = sum(bool(row.figures and row.figures.dont_know_flag) for row in unsure)
    limit = show.percent(float(frozen.share("dk_flag_share")))
    if flagged:
        noun = show.plural(flagged, "capability", "capabilities")
        words = f"At least {limit} could not judge {show.number_word(flagged)} {noun}."
    else:
        words = f"No capability is unknown to {limit} or more."
    return Talk(title, words, tuple(_blind(row) for row in unsure[:MOST]))


def _blind(row: Row) -> Point:
    figures = row.figures
    if figures is None:
        return Point(row.key, row.name, "", "")
    words = "Find out who can judge it." if figures.dont_know_flag else "answered “I don’t know”."
    return Point(row.key, row.name, figures.dont_know, words)
