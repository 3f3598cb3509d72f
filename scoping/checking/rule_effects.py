"""What new rules change in the figures of candidates, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from aiproj.shared import format as formats
from scoping.checking.evaluation import Comparison, Figures


@dataclass(frozen=True)
class FigureDifference:
    """One figure of one candidate that came out otherwise."""

    subject: str
    label: str
    before: str
    after: str


def figure_differences(before: Comparison, after: Comparison) -> list[FigureDifference]:
    """Return which figures of the same candidates differ, in the order of the candidates.

    Compared as they are shown: what rounds alike is alike. Source: scoping spec 9.17.

    >>> from scoping.rules.loading import shipped_settings
    >>> nobody = Comparison((), shipped_settings())
    >>> figure_differences(nobody, nobody)
    []
    """
    found = {each.id: each for each in after.candidates}
    pairs = [(each, found[each.id]) for each in before.candidates if each.id in found]
    return [difference for old, new in pairs for difference in _of(old, new)]


def _of(old: Figures, new: Figures) -> Iterator[FigureDifference]:
    for (label, before), (_, after) in zip(_shown(old), _shown(new), strict=True):
        if before != after:
            yield FigureDifference(old.name, label, before, after)


def _shown(figures: Figures) -> list[tuple[str, str]]:
    scores, fit = figures.scores, figures.fit
    return [
        ("Viability", formats.number(scores.viability, 2)),
        ("Complexity", formats.number(scores.complexity, 2)),
        ("Evidence", formats.number(scores.evidence, 2)),
        ("Verdict", scores.verdict.value.replace("_", " ")),
        ("Readiness", figures.readiness.value.replace("_", " ")),
        ("Fit", formats.number(fit.fit if fit else None, 1)),
        ("Risk-adjusted value", formats.number(figures.money.net_present_value)),
        ("Priority", formats.number(figures.priority, 2)),
        ("Quadrant", (figures.quadrant or "open").replace("_", " ")),
    ]
