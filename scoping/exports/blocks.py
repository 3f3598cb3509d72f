"""What documents are made of, whatever their format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


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
    """A whole document. `watermark` says what state it shows, and is empty for none."""

    title: str
    subtitle: str
    facts: Sequence[tuple[str, str]]
    parts: Sequence[Part]
    watermark: str = ""
