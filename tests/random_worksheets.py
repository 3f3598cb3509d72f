"""Strategies for worksheets that could have been typed, without references to other records."""

import datetime
from functools import cache

from hypothesis import strategies as st

from scoping.rules.loading import shipped_impact, shipped_legal
from scoping.worksheet.loading import CANDIDATE, all_specs, sections
from scoping.worksheet.model import NUMBERS, FieldSpec, Kind, RowsSpec
from scoping.worksheet.showing import REFERENCES
from scoping.worksheet.state import CandidateState, WorksheetState

LETTERS = "ab 1=+-@<>&\"'{}éß中\u200f"
DATASET_IDS = ["data1", "data2", "data3"]
SOME_ROWS = 2


def _line(longest):
    size = min(longest, 12)
    return st.text(LETTERS, max_size=size).map(lambda text: " ".join(text.split())).filter(bool)


PLAIN = {
    Kind.DATE: st.dates(datetime.date(2000, 1, 1), datetime.date(2099, 12, 31)).map(str),
    Kind.YES_NO: st.booleans(),
    Kind.LINES: st.lists(_line(60), min_size=1, max_size=3),
    Kind.DATASETS: st.lists(st.sampled_from(DATASET_IDS), min_size=1, unique=True),
    Kind.DATASET: st.sampled_from(DATASET_IDS),
    Kind.UNIT: st.sampled_from(["%", "EUR/year", "customers"]),
    Kind.TEXT: st.text(LETTERS + "\n", max_size=30).map(str.strip).filter(bool),
}  # fmt: skip


def _number(field: FieldSpec):
    least = field.minimum if field.above is None else field.above + 1
    low = -(10**9) if least is None else least
    high = 10**9 if field.maximum is None else field.maximum
    if field.kind is Kind.INTEGER:
        return st.integers(low, high).map(str)
    return st.decimals(low, high, places=2, allow_nan=False).map(lambda value: f"{value:f}")


def _answers(kind: Kind):
    if kind is Kind.LEGAL:
        asked = {each.key: each.answers for each in shipped_legal().questions}
    else:
        asked = {each.key: each.options for each in shipped_impact().questions}
    options = {key: st.sampled_from([each.key for each in rows]) for key, rows in asked.items()}
    return st.fixed_dictionaries({}, optional=options)


def _value(field: FieldSpec):
    if field.kind in NUMBERS:
        return _number(field)
    if field.kind in (Kind.LEGAL, Kind.IMPACT):
        return _answers(field.kind)
    if field.kind is Kind.CHOICE:
        return st.sampled_from(sorted(field.options))
    return PLAIN.get(field.kind, _line(field.max_length or 60))


def _fields(fields, required=None):
    left_out = REFERENCES - {Kind.DATASET} | {Kind.TAKEN}  # a record of a reference
    typed = [each for each in fields if each.kind not in left_out]
    return st.fixed_dictionaries(required or {}, optional={f.key: _value(f) for f in typed})


def _numbered(rows):
    return [{"id": f"r{place}", **row} for place, row in enumerate(rows)]


def _group(group: RowsSpec):
    row = _fields(group.fields)
    if group.rows != "datasets":
        return st.lists(row, max_size=SOME_ROWS).map(_numbered)
    every = {key: _fields(group.fields, {"id": st.just(key)}) for key in DATASET_IDS}
    return st.tuples(*every.values()).map(list)


@cache
def contents(key: str):
    """What a section may hold, or a candidate; the datasets are always the same three."""
    spec = all_specs()[key]
    groups = {group.rows: _group(group) for group in spec.groups}
    whole = st.tuples(_fields(spec.fields), st.fixed_dictionaries(groups))
    return whole.map(lambda pair: pair[0] | {key: rows for key, rows in pair[1].items() if rows})


RATING = st.fixed_dictionaries({
    "factor": st.sampled_from(["V1", "V2", "V3", "C1", "C2"]),
    "side": st.sampled_from(["business", "technical"]),
    "score": st.integers(0, 4),
    "evidence": st.sampled_from(["guess", "expert", "measured"]),
    "note": _line(60) | st.just(""),
})  # fmt: skip


@st.composite
def worksheets(draw):
    """A whole worksheet: some sections, data among them, and candidates with scores."""
    wanted = draw(st.sets(st.sampled_from(sorted(sections())), max_size=4)) | {"data", "problem"}
    chosen = draw(st.none() | st.integers(0, 2))
    candidates = []
    for place in range(draw(st.integers(0, 3))):
        others = st.sampled_from(["", "rejected", "parked"])
        decision = "chosen" if place == chosen else draw(others)
        candidates.append(CandidateState(
            str(place), draw(contents(CANDIDATE)), decision, draw(_line(60)),
            tuple(draw(st.lists(RATING, max_size=4))),
        ))  # fmt: skip
    found = {key: draw(contents(key)) for key in sorted(wanted)}
    return WorksheetState(found, tuple(candidates), draw(st.sampled_from(["EUR", "USD"])))
