"""How far a metric has come, in words."""

from aiproj.shared import format as show
from metrics.calc.attainment import Attainment, OverallAttainment, Status
from metrics.calc.schedule import DueCheck

LABELS: dict[Status, str] = {
    "met": "Reached",
    "on_track": "On track",
    "behind": "Behind",
    "worse_than_baseline": "Worse than the baseline",
    "undefined": "Undefined: the target is the baseline",
    "unknown": "No value yet",
}
WRONG: tuple[Status, ...] = ("behind", "worse_than_baseline")
RIGHT: tuple[Status, ...] = ("met", "on_track")


def share_words(attained: Attainment) -> str:
    """The share of the way and the share of the time; empty while there is no attainment.

    >>> share_words(Attainment(0.75, 9.0, 0.5, "on_track"))
    '75% of the way in 50% of the time'
    >>> share_words(Attainment(0.158, 9.0, 0.162, "behind"))
    '15.8% of the way in 16.2% of the time'
    """
    if attained.attainment is None:
        return ""
    shares = (attained.attainment, attained.elapsed)
    way, time = (show.percent(each) for each in shares)
    if way == time:  # rounded alike, one would not see which is ahead
        way, time = (show.percent(each, 1) for each in shares)
    return f"{way} of the way in {time} of the time"


def due_words(due: DueCheck) -> str:
    """Since when a value is missing; empty while none is."""
    if due.state != "overdue":
        return ""
    return f"A new value has been due since {show.date(due.next_due)}"


def overall_notes(found: OverallAttainment) -> list[str]:
    """What a weighted attainment rests on, and what it may hide, a sentence each.

    >>> from metrics.calc.attainment import attain, overall_attainment
    >>> over, late = attain(0, 10, 15, 0.5), attain(0, 10, 1, 0.5)
    >>> overall_notes(overall_attainment([over, late, attain(0, 10, None, 0.5)], [1, 2, 1]))[:2]
    ['75% of the weight has a value; the rest counts neither way.', '1 behind, 1 reached.']
    >>> overall_notes(overall_attainment([over, late], [1, 0]))[-1]
    '1 metric is beyond its target: counted in full, so that one that is behind may be hidden.'
    """
    weighted = [part.attainment for part in found.parts if part.weight]
    known = [each.status for each in weighted if each.attainment is not None]
    notes = []
    if found.coverage < 1:
        share = show.percent(found.coverage)
        notes.append(f"{share} of the weight has a value; the rest counts neither way.")
    if known:
        counts = [
            f"{known.count(status)} {LABELS[status].lower()}"
            for status in (*WRONG, *RIGHT)
            if status in known
        ]
        notes.append(f"{', '.join(counts)}.")
    if beyond := sum((each.attainment or 0) > 1 for each in weighted):
        count = show.counted(beyond, "metric is beyond its target", "metrics are beyond theirs")
        notes.append(f"{count}: counted in full, so that one that is behind may be hidden.")
    return notes
