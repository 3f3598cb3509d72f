"""Whether a stored number meets a criterion, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

OF_MONEY = frozenset({"profit", "gain", "roi", "share_of_perfect"})
SHARES = frozenset({"roi", "recall", "precision", "share_of_perfect"})
# What a measure can be at all: ends that are None are open
ENDS: dict[str, tuple[float | None, float | None]] = {
    "recall": (0, 100),
    "precision": (0, 100),
    "area_under_roc": (0, 1),
    "share_of_perfect": (None, 100),
}


@dataclass(frozen=True)
class Measured:
    """A measure of a valuation, shares in percent; low and high where a range is known."""

    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Outcome:
    """Whether the criterion is met; `sure` is None where no range is known."""

    is_met: bool
    sure: bool | None


def measured(measure: str, result: dict[str, Any]) -> Measured | None:
    """Return a measure of a stored valuation; None where it is undefined or was refused.

    Few positives or few treated refuse all that is made of the profit (spec 3.1), not the rest.
    profit and gain are money of the period with their 95% range; roi, recall, precision and
    share_of_perfect are in percent; area_under_roc lies between 0 and 1. KeyError for another
    name. Source: metrics spec 3.3 to 3.8.

    >>> measured("recall", {"chosen": {"recall": 0.25}})
    Measured(value=25.0, low=None, high=None)
    """
    chosen = result["chosen"]
    if measure in OF_MONEY and chosen["refused"]:
        return None
    if measure in ("profit", "gain"):
        found = chosen["value"] if measure == "profit" else result["gain_over_simple"]
        return Measured(found["estimate"], found["low"], found["high"])
    value = chosen[measure] if measure in ("recall", "precision") else result[measure]
    if value is None:
        return None
    return Measured(value * 100 if measure in SHARES else value)


def is_possible(measure: str, threshold: float) -> bool:
    """Return whether a measure can lie on either side of the threshold, or at it.

    Shares are in percent, as in `measured`; profit, gain and return have no ends.
    Source: metrics spec 3.3, 3.8.

    >>> is_possible("area_under_roc", 0.9), is_possible("area_under_roc", 90)
    (True, False)
    """
    low, high = ENDS.get(measure, (None, None))
    return (low is None or threshold >= low) and (high is None or threshold <= high)


def judge(found: Measured, bound: str, threshold: float) -> Outcome:
    """Return whether the value is at least, or at most, the threshold; equal meets it.

    It is sure when the whole range meets it, or none of it does. ValueError for another bound.

    >>> judge(Measured(10.0, 8.0, 12.0), "at_least", 9.0)
    Outcome(is_met=True, sure=False)
    """
    if bound not in ("at_least", "at_most"):
        raise ValueError("a bound is at_least or at_most")

    def meets(value: float) -> bool:
        return value >= threshold if bound == "at_least" else value <= threshold

    is_met = meets(found.value)
    if found.low is None or found.high is None:
        return Outcome(is_met, None)
    return Outcome(is_met, meets(found.low) == meets(found.high))
