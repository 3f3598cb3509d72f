"""From the arrays of a reading to the small tables that answer every question, in a child process.

Started as a plain module, it loads neither Django nor the app.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np

from metrics import children
from metrics.calc import discrimination, hull
from metrics.calc.counts import (
    AmountProfile,
    ClassSums,
    Counts,
    count_by_class,
    count_in_pieces,
    grid,
    thinned,
)
from metrics.calc.discrimination import Separation, Summary
from metrics.calc.practice import TreatedToday, count_today
from metrics.calc.row_counts import count_rows

MOST_SECONDS = 300
PARTS = ("score", "second_score", "current_decision")
SCORES = PARTS[:2]
STORED = (*PARTS, "treated_today")
MOST_IN_MEMORY = 5_000_000  # rows; more are counted in two passes
MOST_WITH_AMOUNTS = 5_000_000  # rows that have weights or amounts
MOST_POSITIVE_SCORES = 4_500_000  # distinct ones, of a file that is counted in two passes
MOST_POINTS = 1_000_000  # that are stored
PIECE = 2_000_000
QUICK = 1  # the level of compression: a twelfth larger than the usual one, in half its time


@dataclass(frozen=True)
class Tables:
    """Counts by the score, by a second model's score, and by today's decision (0 or 1).

    `treated_today` are the rows that are treated today, by the thresholds of the score; files
    that were counted before there was such a table have none.
    """

    score: Counts
    second_score: Counts | None = None
    current_decision: Counts | None = None
    treated_today: Counts | None = None


def count(folder: Path) -> Tables:
    """Count the arrays that a reading left in its folder.

    Two sorts where rows count alike, in two passes where there are many; one argsort where they
    have weights or amounts. Raises ValueError with the reason where there are too many. Only the
    score keeps profiles of amounts and scores of negatives: nobody asks what would be perfect
    beside the other two, or for another threshold of theirs.
    """
    counted = {
        part: small_enough(_counted(folder, part), whole=part == "score")
        for part in PARTS
        if (folder / f"{part}.npy").exists()
    }
    if "current_decision" in counted:
        counted["treated_today"] = count_today(counted["score"], _treated_today(folder))
    return Tables(**counted)


def _treated_today(folder: Path) -> Iterator[TreatedToday]:
    """The rows that are treated today, so many at a time that memory stays small."""
    extra = [name for name in ("weight", "amount") if (folder / f"{name}.npy").exists()]
    names = ("current_decision", "label", "score", *extra)
    for decided, *columns in _pieces(*(folder / f"{name}.npy" for name in names)):
        labels, scores, *more = (column[decided == 1] for column in columns)
        given = {f"{name}s": each for name, each in zip(extra, more, strict=True)}
        yield TreatedToday(labels == 1, scores, **given)


def _counted(folder: Path, part: str) -> Counts:
    _, _, rows = _plain_array(folder / "label.npy")
    extra = {f"{name}s": _array(folder, name) for name in ("weight", "amount")}
    if any(each is not None for each in extra.values()):
        if rows > MOST_WITH_AMOUNTS:
            raise ValueError(f"with weights or amounts it may hold {MOST_WITH_AMOUNTS:,} rows")
        labels = np.load(folder / "label.npy").astype(bool)
        return count_rows(labels, _array(folder, part), **extra, profiled=True)
    if rows > MOST_IN_MEMORY:
        return _in_two_passes(folder, part)
    labels = np.load(folder / "label.npy").astype(bool)
    scores = _array(folder, part)
    return count_by_class(scores[labels], scores[~labels])


def _in_two_passes(folder: Path, part: str) -> Counts:
    """Keep the scores of positives, then stream those of negatives past them."""
    paths = folder / "label.npy", folder / f"{part}.npy"
    positives = np.concatenate([scores[labels == 1] for labels, scores in _pieces(*paths)])
    if not len(positives):
        return _all_negative(paths[1])
    if len(positives) > MOST_POSITIVE_SCORES:
        distinct = len(np.unique(positives))
        if distinct > MOST_POSITIVE_SCORES:
            raise ValueError(
                f"its positives have {distinct:,} different scores, more than "
                f"{MOST_POSITIVE_SCORES:,}; scores of six decimals have fewer"
            )
    return count_in_pieces(positives, (scores[labels == 0] for labels, scores in _pieces(*paths)))


def _all_negative(path: Path) -> Counts:
    """Without a positive, treating none and treating all are the whole curve."""
    rows, lowest = 0, np.inf
    for (scores,) in _pieces(path):
        rows, lowest = rows + len(scores), min(lowest, float(scores.min()))
    none = ClassSums(np.zeros(2))
    return Counts(np.array([np.inf, lowest]), none, ClassSums(np.array([0.0, rows])), rows, 0)


def _pieces(*paths: Path) -> Iterator[list[Any]]:
    """The same rows of several arrays, so many at a time that memory stays small."""
    arrays = [_plain_array(path) for path in paths]
    start, rows = 0, arrays[0][2]
    while start < rows:
        count = min(PIECE, rows - start)
        yield [
            np.fromfile(path, kind, count, offset=header + start * kind.itemsize).astype(
                np.float64 if kind.itemsize > 1 else kind, copy=False
            )
            for path, (header, kind, _) in zip(paths, arrays, strict=True)
        ]
        start += count


def _plain_array(path: Path) -> tuple[int, np.dtype[Any], int]:
    """Where the values of an .npy file begin, their type and their number."""
    with path.open("rb") as file:
        np.lib.format.read_magic(file)
        (rows,), _, kind = np.lib.format.read_array_header_1_0(file)
        return file.tell(), kind, rows


def small_enough(counts: Counts, *, whole: bool = True) -> Counts:
    """Keep at most about MOST_POINTS points, so that a child can load them for every question.

    All that can be best for constant payoffs without a limit stay; a limit is met within a
    millionth of the population.
    """
    if not whole:
        counts = replace(counts, profiles=None, negative_scores=None)
    if len(counts.thresholds) <= MOST_POINTS:
        return counts
    even = grid(counts, MOST_POINTS).thresholds
    places = np.searchsorted(-counts.thresholds, -even)
    kept = counts.take(np.union1d(places, hull.corners(counts)))
    if counts.profiles is None:
        return kept
    positives, negatives = (thinned(each, MOST_POINTS) for each in counts.profiles)
    return replace(kept, profiles=(positives, negatives))


def _array(folder: Path, name: str) -> Any:
    path = folder / f"{name}.npy"
    return np.load(path).astype(np.float64, copy=False) if path.exists() else None


def write(tables: Tables, path: Path) -> None:
    """Write the tables, and summaries beside them, as one compressed file of plain arrays."""
    arrays: dict[str, Any] = {}
    for part in STORED:
        counts: Counts | None = getattr(tables, part)
        if counts is None:
            continue
        arrays |= {f"{part}/{name}": value for name, value in _columns(counts).items()}
        if part in SCORES:
            columns = columns_of(discrimination.summarize(counts))
            arrays |= {f"{_summary(part)}{name}": value for name, value in columns.items()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=QUICK) as archive:
        for name, values in arrays.items():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as file:
                np.lib.format.write_array(file, values, allow_pickle=False)


def unpacked_size(path: Path) -> int:
    """How many bytes of memory the tables of a file take."""
    with zipfile.ZipFile(path) as stored:
        return sum(member.file_size for member in stored.infolist())


def read_summary(path: Path, part: str) -> Summary | None:
    """Read no more than the summary of a score; None where the file has none of it.

    Files that were counted before there were summaries have none.
    """
    prefix = _summary(part)
    with np.load(path, allow_pickle=False) as stored:
        columns = {
            name.removeprefix(prefix): stored[name]
            for name in stored.files
            if name.startswith(prefix)
        }
    return summary_from(columns) if columns else None


def _summary(part: str) -> str:
    return f"summary of {part}/"


def columns_of(summary: Summary) -> dict[str, Any]:
    """A summary as plain arrays; measures that do not exist are NaN."""
    few, apart = summary.few, summary.separation
    measures = (
        *(summary.area, summary.average, summary.best_tenth),
        *((apart.distance, apart.threshold) if apart else (None, None)),
    )
    return {
        "thresholds": few.thresholds,
        "positives": few.positives.weight,
        "negatives": few.negatives.weight,
        "rows": np.array([few.rows, few.positive_rows, summary.cut_offs]),
        "measures": np.array([np.nan if each is None else each for each in measures]),
    }


def summary_from(columns: Mapping[str, Any]) -> Summary:
    """The summary from what `columns_of` gave, as arrays or lists."""
    positives, negatives = (
        ClassSums(np.asarray(columns[side], np.float64)) for side in ("positives", "negatives")
    )
    rows, positive_rows, cut_offs = map(int, columns["rows"])
    measures = (None if np.isnan(each) else float(each) for each in columns["measures"])
    area, average, best_tenth, distance, threshold = measures
    return Summary(
        Counts(
            np.asarray(columns["thresholds"], np.float64), positives, negatives, rows, positive_rows
        ),
        cut_offs,
        area,
        average,
        None if distance is None else Separation(distance, threshold),
        best_tenth,
    )


def read(path: Path) -> Tables:
    """Read tables that `write` wrote; nothing in the file can run.

    They may take 100 MB of memory: a process that serves people asks `metrics.asking` instead.
    """
    with np.load(path, allow_pickle=False) as stored:
        found = {
            part: _counts({
                name.removeprefix(f"{part}/"): stored[name]
                for name in stored.files
                if name.startswith(f"{part}/")
            })
            for part in STORED
            if f"{part}/thresholds" in stored.files
        }  # fmt: skip
    return Tables(**found)


def _columns(counts: Counts) -> dict[str, Any]:
    columns: dict[str, Any] = {
        "thresholds": counts.thresholds,
        "rows": np.array([counts.rows, counts.positive_rows]),
    }
    columns["negative_scores"] = counts.negative_scores
    sides = {"positives": counts.positives, "negatives": counts.negatives}
    for side, sums in sides.items():
        columns |= {f"{side}/{name}": value for name, value in vars(sums).items()}
    for side, profile in zip(sides, counts.profiles or (), strict=False):
        columns |= {f"{side}/by amount/{name}": value for name, value in vars(profile).items()}
    return {name: value for name, value in columns.items() if value is not None}


def _counts(columns: dict[str, Any]) -> Counts:
    def side(name: str, kind: type[Any], prefix: str = "") -> Any:
        return kind(**{
            field.name: columns.get(f"{name}/{prefix}{field.name}") for field in fields(kind)
        })  # fmt: skip

    has_profiles = "positives/by amount/amounts" in columns
    rows, positive_rows = columns["rows"].tolist()
    return Counts(
        thresholds=columns["thresholds"],
        positives=side("positives", ClassSums),
        negatives=side("negatives", ClassSums),
        rows=rows,
        positive_rows=positive_rows,
        profiles=(
            (
                side("positives", AmountProfile, "by amount/"),
                side("negatives", AmountProfile, "by amount/"),
            )
            if has_profiles
            else None
        ),
        negative_scores=columns.get("negative_scores"),
    )


def waiting() -> AbstractContextManager[children.Child]:
    """A child for `count_in_child`, started ahead."""
    return children.waiting("metrics.counting")


def count_in_child(folder: Path, target: Path, ahead: children.Child | None = None) -> None:
    """Count in a process of its own, or in one that waits for it.

    Raises children.Declined, children.ChildFailed.
    """
    order = {"folder": str(folder.absolute()), "target": str(target.absolute())}
    if ahead is not None:
        ahead.answer(order, MOST_SECONDS)
    else:
        children.run("metrics.counting", order, MOST_SECONDS)


def _carry_out(order: dict[str, str]) -> None:
    write(count(Path(order["folder"])), Path(order["target"]))


if __name__ == "__main__":
    children.serve(_carry_out)
