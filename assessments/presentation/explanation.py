"""The parts of a "Why this number" page."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from aiproj.shared import format as show
from assessments.calc.parameters import t_quantile
from assessments.presentation.frozen import Frozen


@dataclass(frozen=True)
class Check:
    """One rule with the numbers that decided it."""

    holds: bool
    words: str


@dataclass(frozen=True)
class Table:
    """Numbers behind a figure; the first cell of each row names it."""

    caption: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def labeled_rows(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """The name of each row, and its other cells with their headers."""
        return [(row[0], list(zip(self.headers[1:], row[1:], strict=True))) for row in self.rows]


@dataclass(frozen=True)
class Section:
    """One step of the explanation: words, formulas with numbers inserted, a table, rules."""

    heading: str
    words: tuple[str, ...] = ()
    formulas: tuple[str, ...] = ()
    table: Table | None = None
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True)
class Explanation:
    """Why one number is what it is."""

    title: str
    figure: str
    answer: str
    sections: tuple[Section, ...]


def short(value: float | Fraction, places: int = 4) -> str:
    """A number with as many decimals as it needs, at most four.

    >>> short(2.5), short(2.487), short(3.0)
    ('2.5', '2.487', '3')
    """
    text = show.number(float(value), places)
    return text.rstrip("0").rstrip(".") if "." in text else text


def share(count: int, total: int, noun: str = "") -> str:
    """A part of a whole with its percentage.

    >>> share(7, 10, "ratings")
    '7 of 10 ratings (70.0%)'
    """
    whole = f"{show.number(total)} {noun}".rstrip()
    return f"{show.number(count)} of {whole} ({show.percent(count / total, 1)})"


def range_formulas(
    score: float, interval: Mapping[str, Any], *, scale: tuple[float, float] = (1, 5)
) -> tuple[str, ...]:
    """The likely range from its standard error and degrees of freedom."""
    df, se = int(interval["df"]), float(interval["se"])
    t = t_quantile(df)
    low, high = score - t * se, score + t * se
    words = f"{short(score)} ± {short(t)} × {short(se)} = {short(low, 2)} to {short(high, 2)}"
    kept = f"{short(interval['low'], 2)} to {short(interval['high'], 2)}"
    limited = low < scale[0] or high > scale[1]
    end = f"; limited to the scale, {kept}" if limited else ""
    return (f"t(0.95; {df} degrees of freedom) = {short(t)}", f"range = {words}{end}")


def provenance(frozen: Frozen) -> tuple[tuple[str, str], ...]:
    """Where every number of this result comes from."""
    facts = frozen.facts
    return (
        ("Result", f"frozen {show.date(facts.frozen_on)}, never computed again"),
        ("Answers", show.counted(frozen.n, "person", "people")),
        (
            "Questionnaire",
            f"{frozen.pack.title} ({frozen.pack.key}), version {frozen.pack.version}",
        ),
        ("Formulas", f"version {frozen.evaluation['formula_version']}"),
        ("Program", f"AIProj {facts.code_version}"),
        ("Fingerprint of the inputs", f"SHA-256 {facts.inputs_hash}"),
    )
