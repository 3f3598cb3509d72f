"""Where a benefit comes from: driver formulas and profit curves, and what was taken from them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from aiproj.shared import format as formats
from aiproj.shared.text import one_direction
from metrics.wording.figures import exact
from scoping.checking.reading import decimal_of, text_of
from scoping.worksheet.canonical import decimal_text
from scoping.worksheet.model import MOST_LINE, MOST_TEXT, Content, FieldSpec, Kind
from scoping.worksheet.validating import value_fault

LINK, VALUATION = "link", "valuation"
ENDS = ("low", "likely", "high")
TAKEN, MARGIN, WHOLE = "benefit_taken", "margin", "100"
MONEY = FieldSpec(key="benefit", label="Benefit", kind=Kind.MONEY)
OTHER_CURRENCY = (
    "Give a rate with its date under Money, or take a formula in the project's currency."
)


@dataclass(frozen=True)
class Source:
    """What a driver formula or a profit curve gives a year, in its own currency.

    The figures are None where it gives no money for a year; `fault` says why then. `is_margin`:
    saved cost or profit, on which no further margin counts. `hash` is that of all its inputs.
    `family`: a file of predictions is valued anew by a further curve of the same family. `page`
    is the id of what its page shows: a metric or a file.
    """

    kind: str
    id: str
    name: str
    currency: str = ""
    low: Decimal | None = None
    likely: Decimal | None = None
    high: Decimal | None = None
    is_margin: bool = False
    formula: str = ""
    hash: str = ""
    family: str = ""
    page: str = ""
    fault: str = ""

    @property
    def figures(self) -> dict[str, Decimal]:
        """Its three figures by end; empty where one is missing."""
        found = {"low": self.low, "likely": self.likely, "high": self.high}
        known = {end: value for end, value in found.items() if value is not None}
        return known if len(known) == len(ENDS) else {}


def currency_fault(name: str, theirs: str, own: str) -> str:
    """What rule X14 says of a benefit in another currency; empty where it is the project's.

    >>> currency_fault("Churn model", "EUR", "USD"), currency_fault("Churn model", "USD", "USD")
    ('Churn model: the benefit is in EUR, the project in USD', '')
    """
    if not theirs or theirs == own:
        return ""
    return f"{name}: the benefit is in {theirs}, the project in {own}"


def refusal(source: Source, name: str, own: str) -> str:
    """Why the figures cannot become the benefit of a candidate; empty where they can."""
    if source.fault:
        return f"{source.fault[:1].upper()}{source.fault[1:]}."
    if fault := currency_fault(name, source.currency, own):
        return f"{fault}. {OTHER_CURRENCY}"
    if not source.figures:
        return "It has no figures."
    if any(value_fault(MONEY, decimal_text(value)) for value in source.figures.values()):
        return "Its figures are too large to be kept here."
    return ""


def take(content: Content, source: Source, on: datetime.date) -> Content:
    """Return a candidate's content with the source's figures, and a record of where they are from.

    Where the source is a margin already, the margin becomes 100; else a typed margin stays, and one
    that an earlier source set goes, because it was not that of this source.
    """
    figures = {end: decimal_text(value) for end, value in source.figures.items()}
    before = content.get(TAKEN) or {}
    found = dict(content)
    if source.is_margin:
        found[MARGIN] = WHOLE
    elif before.get(MARGIN) and before.get(MARGIN) == content.get(MARGIN):
        found.pop(MARGIN)
    record = {
        "kind": source.kind, "id": source.id, "name": _line(source.name, MOST_LINE),
        "on": on.isoformat(), "formula": _line(source.formula, MOST_TEXT), "hash": source.hash,
        **figures, **({MARGIN: WHOLE} if source.is_margin else {}),
    }  # fmt: skip
    return {
        **found,
        "benefit_source": source.kind,
        f"benefit_{source.kind}": source.id,
        **{f"benefit_{end}": value for end, value in figures.items()},
        TAKEN: record,
    }


def _line(text: str, most: int) -> str:
    """As one line that can be stored."""
    return one_direction(" ".join(text.split()))[:most].strip()


@dataclass(frozen=True)
class Edit:
    """A figure that was typed over after it was taken."""

    label: str
    taken: Decimal
    now: Decimal | None


@dataclass(frozen=True)
class Origin:
    """Where a candidate's benefit was taken from, and what was edited since."""

    kind: str
    id: str
    name: str
    on: datetime.date
    formula: str
    hash: str
    figures: Mapping[str, Decimal]
    edits: tuple[Edit, ...]


def origin_of(content: Content) -> Origin | None:
    """The record of what was taken; None where the benefit no longer names that source."""
    record: dict[str, Any] = content.get(TAKEN) or {}
    kind, key = text_of(record, "kind"), text_of(record, "id")
    if not kind or text_of(content, "benefit_source") != kind:
        return None
    if text_of(content, f"benefit_{kind}") != key:
        return None
    taken = {end: value for end in ENDS if (value := decimal_of(record, end)) is not None}
    edits = [
        Edit(end, value, now)
        for end, value in taken.items()
        if (now := decimal_of(content, f"benefit_{end}")) != value
    ]
    margin = decimal_of(record, MARGIN)
    if margin is not None and (now := decimal_of(content, MARGIN)) != margin:
        edits.append(Edit(MARGIN, margin, now))
    day = datetime.date.fromisoformat(record["on"])
    return Origin(kind, key, text_of(record, "name"), day, text_of(record, "formula"),
                  text_of(record, "hash"), taken, tuple(edits))  # fmt: skip


def differs(origin: Origin, now: Source) -> bool:
    """Whether a source is not what was taken from it: other inputs, or other figures."""
    return now.hash != origin.hash or now.figures != origin.figures


def edited_words(origin: Origin) -> str:
    """The edited figures in words, from what was taken to what stands now; empty without any.

    >>> day = datetime.date(2026, 11, 29)
    >>> edits = (Edit("likely", Decimal(1000), Decimal(1200)),)
    >>> edited_words(Origin("link", "a", "Kept", day, "a * b", "", {}, edits))
    'likely from 1,000 to 1,200'
    """
    return formats.join_words(
        [f"{each.label} from {exact(each.taken)} to {exact(each.now)}" for each in origin.edits]
    )


def origin_words(content: Content) -> str:
    """Where the benefit was taken from, as a charter prints it; empty where it was typed."""
    origin = origin_of(content)
    if origin is None:
        return ""
    text = f"taken from {origin.name} on {formats.date(origin.on)}: {origin.formula}"
    return f"{text}; edited since: {edited_words(origin)}" if origin.edits else text
