"""Some rows of a table, whatever file they come from."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol


class Chunk(Protocol):
    """Chosen columns of some rows, and where the rows stand in the file."""

    @property
    def columns(self) -> Mapping[str, Any]:
        """Arrow columns of equal length, by trimmed name."""

    def written(self, row: int, name: str) -> str:
        """A cell of a chosen column as the file has it."""

    def lines(self, rows: Sequence[int]) -> list[int]:
        """The lines (Parquet: the rows, from 1) on which these rows of the chunk stand."""
