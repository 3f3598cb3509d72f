"""What documents are made of, whatever their format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

LEAST, MOST = 18, 46  # letters that a column is given room for


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of running text."""

    text: str
    strong: bool = False


@dataclass(frozen=True)
class Facts:
    """Labels with their values, one below the other."""

    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Table:
    """A table with heads; every row has as many cells as there are heads."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]

    @property
    def shares(self) -> list[float]:
        """How the columns share the width, by their longest text within limits; they add to 1.

        >>> Table("Law", ("Question", "Answer"), [("Does it score single people?", "No")]).shares
        [0.6087, 0.3913]
        """
        columns = zip(self.heads, *self.rows, strict=True)
        lengths = [min(MOST, max(LEAST, *map(len, column), 0)) for column in columns]
        return [round(length / sum(lengths), 4) for length in lengths]

    @property
    def labeled(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Each row as its first cell and the others with their heads, for narrow screens.

        >>> Table("Signed", ("Who", "When", "Part"), [("Ada", "1 Nov", "Sponsor")]).labeled
        [('Ada', [('When', '1 Nov'), ('Part', 'Sponsor')])]
        """
        return [(first, list(zip(self.heads[1:], rest, strict=True))) for first, *rest in self.rows]


Block = Paragraph | Facts | Table


@dataclass(frozen=True)
class Part:
    """A heading and what stands below it. `level` 1 begins a chapter, 2 stands inside one."""

    title: str
    blocks: Sequence[Block]
    level: int = 1


@dataclass(frozen=True)
class Document:
    """A whole document.

    `watermark` says what state it shows, and is empty for none. `headline` and `drawings` stand on
    paper only; every number of a drawing is in a table as well.
    """

    title: str
    subtitle: str
    facts: Sequence[tuple[str, str]]
    parts: Sequence[Part]
    watermark: str = ""
    headline: str = ""
    drawings: Mapping[str, Any] = field(default_factory=dict)
