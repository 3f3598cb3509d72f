"""Inputs of a model: columns of numbers, words or both, kept for drift."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]

from metrics.reading import cells
from metrics.reading.arrays import ArrayFiles
from metrics.reading.chunks import Chunk
from metrics.reading.limits import LONGEST_WORD

MOST_WORDS = 1_000
MISSING, OTHER, FIRST = -2, -1, 0  # codes of cells without a number; words count from FIRST
NUMBER = -3
WORDS_FILE = "inputs.json"


def number_role(place: int) -> str:
    """The array of an input's numbers, NaN where a cell holds none."""
    return f"input_{place}_number"


def code_role(place: int) -> str:
    """The array of an input's codes: NUMBER, MISSING, OTHER, or the place of its word."""
    return f"input_{place}_code"


def roles_of(names: tuple[str, ...]) -> tuple[str, ...]:
    """The arrays that these inputs need."""
    return tuple(
        role for place in range(len(names)) for role in (number_role(place), code_role(place))
    )


class InputColumns:
    """Tells numbers, missing cells and words apart, cell by cell; nothing is an error.

    Up to MOST_WORDS different words of a column are kept; later and longer ones are OTHER.
    """

    def __init__(self, names: tuple[str, ...], arrays: ArrayFiles, *, decimal: str = ".") -> None:
        self._names = tuple(name.strip() for name in names)
        self._arrays, self._decimal = arrays, decimal
        self._words: list[dict[str, int]] = [{} for _ in names]

    def add(self, chunk: Chunk, kept: Any) -> None:
        """Append the kept rows of a chunk."""
        for place, name in enumerate(self._names):
            found = self._numbers(chunk.columns[name], name)
            codes = np.full(len(found.values), NUMBER, dtype=np.int32)
            codes[found.missing] = MISSING
            if found.wrong.any():
                codes[found.wrong] = self._coded(chunk.columns[name], name, found.wrong, place)
            self._arrays.append(number_role(place), found.values[kept])
            self._arrays.append(code_role(place), codes[kept])

    def _numbers(self, column: Any, name: str) -> cells.Numbers:
        if not cells.is_text(column.type) and not is_numeric(column.type):
            column = cells.texts(column, name)
        found = cells.numbers(column, decimal=self._decimal)
        infinite = np.isinf(found.values)  # says as little about size as a blank does
        missing = found.missing | infinite
        values = np.where(missing | found.wrong, np.nan, found.values)
        return cells.Numbers(values, missing, found.wrong)

    def _coded(self, column: Any, name: str, chosen: cells.Flags, place: int) -> Any:
        words = cells.factor(column.filter(pa.array(chosen)), name)
        known = self._words[place]
        codes = [self._code(known, word) for word in words.names]
        return np.array(codes, dtype=np.int32)[words.codes]

    @staticmethod
    def _code(known: dict[str, int], word: str) -> int:
        if word not in known and (len(known) >= MOST_WORDS or len(word) > LONGEST_WORD):
            return OTHER
        return known.setdefault(word, FIRST + len(known))

    def write(self, folder: Path) -> None:
        """Leave the words beside the arrays, where there are inputs."""
        if not self._names:
            return
        words = dict(zip(self._names, map(list, self._words), strict=True))
        (folder / WORDS_FILE).write_text(json.dumps(words))


def read_words(folder: Path) -> Mapping[str, list[str]]:
    """The inputs in their order, each with the words of its codes."""
    words: dict[str, list[str]] = json.loads((folder / WORDS_FILE).read_text())
    return words


def is_numeric(kind: Any) -> bool:
    """Whether an Arrow type holds plain numbers."""
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind))
