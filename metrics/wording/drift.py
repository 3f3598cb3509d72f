"""What drift says in words: significance and size, and which bins are empty on one side."""

from collections.abc import Sequence
from typing import Any

from aiproj.shared import format as show
from metrics.calc.input_bins import names_of_bins

MOST_NAMED = 3  # bins in a note; the rest are counted
LONGEST_NAME = 40
EMPTY_BINS = (
    "Where a bin is empty on one side only, PSI counts half a row there and its limit is rough: "
    "look at the bin itself."
)


def is_beyond(drift: dict[str, Any] | None) -> bool:
    """Whether drift is beyond the limit of chance; how large it is stands beside it in words."""
    return drift is not None and bool(drift["drift"])


def drift_said(drift: dict[str, Any] | None) -> str:
    """Significance and size of a drift, both."""
    if drift is None:
        return "reference"
    return f"{drift['size']}, beyond chance" if is_beyond(drift) else "within chance"


def size_said(drift: dict[str, Any]) -> str:
    """The size of a drift with its numbers.

    >>> size_said({"size": "small", "psi": 0.0204, "critical_value": 0.0017})
    'small: PSI 0.020, limit 0.002'
    """
    return f"{drift['size']}: PSI {index(drift['psi'])}, limit {index(drift['critical_value'])}"


def psi(drift: dict[str, Any] | None) -> str:
    """The index; a dash where there is none."""
    return show.DASH if drift is None else index(drift["psi"])


def limit(drift: dict[str, Any] | None) -> str:
    """The limit that chance alone passes one time in twenty; empty where there is none."""
    return "" if drift is None else f"limit {index(drift['critical_value'])}"


def index(value: float) -> str:
    """An index with three decimals, smaller ones with their first figure.

    >>> index(0.0204), index(0.0000213), index(0.0)
    ('0.020', '0.00002', '0.000')
    """
    places = 3
    while 0 < value < 10**-places and places < 9:
        places += 1
    return show.number(value, places)


def moved_most(drift: dict[str, Any]) -> tuple[int, str]:
    """The bin that drives a drift, and its share before and after."""
    place = max(range(len(drift["bins"])), key=lambda at: drift["bins"][at]["contribution"])
    found = drift["bins"][place]
    before, after = (show.percent(found[f"{side}_share"], 1) for side in ("reference", "current"))
    return place, f"{before} → {after}"


def score_bins(newest: dict[str, Any]) -> tuple[str, ...]:
    """The names of the bins of scores, from a drift that kept its bins."""
    return tuple(names_of_bins([found["high"] for found in newest["bins"][:-1]]))


def empty_said(drift: dict[str, Any] | None, newest: dict[str, Any], names: Sequence[str]) -> str:
    """How many bins are empty on which side only, with their names; empty for none.

    `newest` is a drift from the same reference that kept its bins, and so tells whether a bin is
    empty there; else it is empty in the period.

    >>> bins = [{"reference_count": 0}, {"reference_count": 5}]
    >>> empty_said({"empty_bins": [0]}, {"bins": bins}, ["below 1", "from 1"])
    '1 bin empty in the reference: below 1'
    """
    places = drift["empty_bins"] if drift else []
    before = [at for at in places if newest["bins"][at]["reference_count"] == 0]
    sides = {"reference": before, "period": [at for at in places if at not in before]}
    said = [
        f"{show.counted(len(found), 'bin')} empty in the {side}: {_named(found, names)}"
        for side, found in sides.items()
        if found
    ]
    return "; ".join(said)


def _named(places: Sequence[int], names: Sequence[str]) -> str:
    shown = [_short(names[at]) for at in places[:MOST_NAMED]]
    more = len(places) - len(shown)
    return show.join_words([*shown, *([f"{more} more"] if more else [])])


def _short(name: str) -> str:
    line = " ".join(name.split())
    return line if len(line) <= LONGEST_NAME else f"{line[: LONGEST_NAME - 1]}…"


def alert_said(period: str, drifted: Sequence[tuple[str, dict[str, Any]]], most: int) -> str:
    """What drifted in a period, each with its size, in at most so many characters.

    >>> drift = {"size": "small", "psi": 0.02, "critical_value": 0.002}
    >>> alert_said("May", [("the scores", drift)], 300)
    'In May drift is beyond its limit: the scores (small: PSI 0.020, limit 0.002).'
    """
    parts = [f"{_short(name)} ({size_said(drift)})" for name, drift in drifted]
    for kept in range(len(parts), 0, -1):
        more = [f"{len(parts) - kept} more"] if kept < len(parts) else []
        said = f"In {period} drift is beyond its limit: {show.join_words(parts[:kept] + more)}."
        if len(said) <= most:
            return said
    return f"In {_short(period)} drift is beyond its limit."
