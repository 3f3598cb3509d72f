"""What reading is told and what it finds, as plain data that crosses the process border."""

from dataclasses import dataclass
from typing import Any

from metrics.reading.columns import Guess
from metrics.reading.encodings import ENCODINGS
from metrics.reading.problems import Problem

DELIMITERS = (",", ";", "\t")


@dataclass(frozen=True)
class Options:
    """What a person chose about a text file instead of leaving it to detection."""

    encoding: str | None = None
    delimiter: str | None = None

    def check(self) -> None:
        """Raise ValueError for an encoding or a delimiter that is not offered."""
        if self.encoding not in (None, *ENCODINGS):
            raise ValueError(f"unknown encoding {self.encoding!r}")
        if self.delimiter not in (None, *DELIMITERS):
            raise ValueError(f"unknown delimiter {self.delimiter!r}")


DETECT = Options()


@dataclass(frozen=True)
class Facts:
    """What a file that was read to its end holds; arrays are in the order of their rows.

    Only outcomes have positives and values. Pending rows have no outcome yet and are not among
    `rows`.
    """

    rows: int
    left_out: int
    columns: tuple[str, ...]
    arrays: tuple[str, ...]
    periods: tuple[str, ...]
    form: str
    encoding: str
    delimiter: str
    decimal: str
    positives: int | None = None
    label_values: tuple[tuple[str, int], ...] = ()
    pending: int = 0

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> "Facts":
        """The facts out of JSON."""
        lists = {name: tuple(plain[name]) for name in ("columns", "arrays", "periods")}
        values = tuple((text, count) for text, count in plain["label_values"])
        return cls(**(plain | lists | {"label_values": values}))


@dataclass(frozen=True)
class Outcome:
    """Facts when the file may be used (it may carry warnings and notices), else the errors."""

    facts: Facts | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class NamedRow:
    """A row's id as the file writes it, and the line (Parquet: the row, from 1) it stands on."""

    id: str
    line: int


@dataclass(frozen=True)
class Preview:
    """The head of a file. Guesses are proposals for a form and never applied by themselves."""

    form: str
    encoding: str
    delimiter: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    guesses: dict[str, Guess]
    label_values: tuple[str, ...]
    positive_label: Guess | None
    forecast_guesses: dict[str, Guess]
    kind: Guess | None

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> "Preview":
        """The preview out of JSON."""
        by_role = {
            name: {role: Guess(**guess) for role, guess in plain[name].items()}
            for name in ("guesses", "forecast_guesses")
        }
        single = {
            name: Guess(**plain[name]) if plain[name] else None
            for name in ("positive_label", "kind")
        }
        lists = {name: tuple(plain[name]) for name in ("columns", "label_values")}
        return cls(**plain | by_role | single | lists | {"rows": tuple(map(tuple, plain["rows"]))})
