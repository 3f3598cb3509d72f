"""Forms of measured values: one at a time, and a pasted or uploaded list."""

import csv
import datetime
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from accounts.forms import VersionedForm
from aiproj.shared.exports import acts_as_formula
from aiproj.shared.ids import new_public_id
from aiproj.shared.line_lists import LineProblem
from aiproj.shared.list_form import ListForm, PastedText
from metrics.forms.amounts import (
    EARLIEST_YEAR,
    LATEST_YEAR,
    AmountField,
    DayField,
    LineField,
    read_amount,
)
from metrics.models import Measured, MetricSample
from metrics.services.samples import Entry, LineRefused, value_fault

MAX_LINES = 10_000
MOST_SHOWN = 200
LONGEST_LINE = 2000
LONGEST_NOTE = 300
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
HEADER = {"day", "date"}
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029\ud800-\udfff]")
UNCLOSED = '"'
TWICE = "Lines {} and {} are both about {}. Keep one of them."


class SampleFields(forms.Form):
    """One measured value."""

    day = DayField(label="Measured on", error_messages={"required": "Enter the day."})
    value = AmountField(label="Value", error_messages={"required": "Enter the value."})
    note = LineField(label="Source or note", max_length=LONGEST_NOTE, required=False)

    def __init__(self, metric: Measured, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.metric = metric
        self.fields["value"].label = f"Value in {metric.unit}"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        day, value = data.get("day"), data.get("value")
        if day and value is not None:
            fault = value_fault(self.metric, day, value)
            if fault:
                self.add_error("day" if "future" in fault else "value", fault)
        return data


class SampleForm(SampleFields):
    """A new value; the key lets a form that is sent twice count once."""

    key = forms.RegexField(regex=r"^[a-z0-9]{16}$", widget=forms.HiddenInput, initial=new_public_id)

    @property
    def entry(self) -> Entry:
        data = self.cleaned_data
        return Entry(data["day"], data["value"], data["note"], data["key"])

    def renew_key(self) -> None:
        """Let the form be sent again as an entry of its own."""
        self.data = cast(QueryDict, self.data).copy()
        self.data["key"] = new_public_id()


class CorrectionForm(VersionedForm, SampleFields):
    """A value that is there already."""


def initial_of(sample: MetricSample) -> dict[str, Any]:
    """A stored value as the form's initial values."""
    stored = {name: getattr(sample, name) for name in ("day", "value", "note")}
    return {**stored, "version": sample.version}


class ImportForm(ListForm):
    """Days with values, one a line."""

    box, nothing = "lines", "Nothing was imported."
    empty_box = "Paste at least one day with its value, or choose a file."
    empty_file = "The file holds no day with its value. Choose another one, or paste the values."
    lines = PastedText(
        label="Values",
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "autocomplete": "off"}),
        help_text="One a line: day, value, source or note. The note may be left out.",
    )
    field_order = ("lines", "file")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.problems: list[LineProblem] = []
        self.entries: list[Entry] = []
        self.places: list[int] = []

    def read(self, text: str) -> None:
        """Read values, or name the lines that are wrong."""
        self.entries, self.places, self.problems = read_entries(_rows(text), TWICE, _listed_entry)
        if self.problems:
            self._refuse(text)
        elif not self.entries:
            self.refuse_empty()

    def refuse(self, refused: LineRefused) -> None:
        """Name the lines that could not be kept."""
        self.problems = [LineProblem(self.places[at], text) for at, text in refused.problems]
        self._refuse(self.cleaned_data["file"] or self.cleaned_data["lines"])

    @property
    def shown_problems(self) -> list[LineProblem]:
        """The first lines that are wrong, as many as one page shows."""
        return self.problems[:MOST_SHOWN]

    def _refuse(self, text: str) -> None:
        """The lines of a file move into the text, where they can be mended."""
        self.keep(text)
        self.add_error("lines", "Nothing was imported yet. Mend the lines named below.")


def read_entries(
    rows: Iterable[tuple[int, Sequence[str]]], twice: str, read: Callable[[Sequence[str]], Entry]
) -> tuple[list[Entry], list[int], list[LineProblem]]:
    """The entries of numbered rows with their places, and what is wrong with others.

    `twice` says in words that two places are about one day; `read` makes an entry of cells.
    """
    entries, places, problems = [], [], []
    seen: dict[datetime.date, int] = {}
    for place, cells in rows:
        try:
            entry = read(cells)
            if entry.day in seen:
                raise ValidationError(twice.format(seen[entry.day], place, entry.day))
        except ValidationError as error:
            problems.append(LineProblem(place, error.messages[0]))
            continue
        seen[entry.day] = place
        entries.append(entry)
        places.append(place)
    if len(entries) > MAX_LINES:
        problems = [LineProblem(places[MAX_LINES], "At most 10,000 values at a time.")]
    return entries, places, problems


def _rows(text: str) -> Iterator[tuple[int, Sequence[str]]]:
    """The filled lines with their numbers.

    A first line of column names is left out, and columns after the third with it: so the
    exported file can be read again.
    """
    columns: int | None = None
    for number, line in enumerate(io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n")), 1):
        divider = next((mark for mark in ("\t", ";") if mark in line), ",")
        cells = _cells(line.rstrip("\n")[:LONGEST_LINE], divider)
        if number == 1 and cells and cells[0].lower() in HEADER:
            columns = 3
        elif any(cells):
            yield number, cells[:columns]


def _cells(line: str, divider: str) -> list[str]:
    """The cells of a line; where a quotation mark is never closed, that mark alone."""
    try:
        found = next(csv.reader([line], delimiter=divider, strict=True), [])
    except csv.Error:
        return [UNCLOSED]
    return [cell.strip() for cell in found]


def _listed_entry(cells: Sequence[str]) -> Entry:
    """One row of a list that people typed or exported; ValidationError in words for people."""
    day, value, note = [*cells, "", ""][:3]
    if day == UNCLOSED:
        raise ValidationError("A quotation mark is not closed, or text follows a closed one.")
    if len([cell for cell in cells if cell]) > 3:
        raise ValidationError(
            "There are more than three values: day, value, note. "
            "Put quotation marks around a text or number with commas."
        )
    if note.isdecimal():
        raise ValidationError(f"Write {value}.{note} with a point, or the note in words.")
    if note[:1] == "'" and acts_as_formula(note[1:]):
        note = note[1:]  # the exported file has the apostrophe
    return plain_entry((day, value, note))


def plain_entry(cells: Sequence[str]) -> Entry:
    """Day, value and note as they are meant; ValidationError in words for people."""
    day, value, note = cells
    if any(CONTROL.search(cell) for cell in cells):
        raise ValidationError("There are characters in it that are not text.")
    if len(note) > LONGEST_NOTE:
        raise ValidationError(f"The note has more than {LONGEST_NOTE} characters.")
    return Entry.of_row(_day(day), read_amount(value), " ".join(note.split()))


def _day(text: str) -> datetime.date:
    try:
        day = datetime.date.fromisoformat(text if DAY.fullmatch(text) else "")
    except ValueError as error:
        shown = f"“{text[:40]}” is no day." if text else "The day is missing."
        raise ValidationError(f"{shown} Write it like 2026-11-28.") from error
    if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        raise ValidationError(f"The year must lie from {EARLIEST_YEAR} to {LATEST_YEAR}.")
    return day
