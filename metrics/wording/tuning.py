"""Where a valuation's threshold was picked, in words; plain data in and out."""

from typing import Any

from aiproj.shared import format as show


def tuned_on(result: dict[str, Any]) -> dict[str, Any] | None:
    """What is known of the tuning file; None where the threshold was picked on the file itself."""
    return result.get("tuning")


def nothing_pays(result: dict[str, Any]) -> str:
    """That nobody is best to treat, as where the threshold was picked shows it.

    >>> nothing_pays({}), nothing_pays({"tuning": {"name": "March"}})
    ('no threshold earns more than it costs', 'in March no threshold earns more than it costs')
    """
    tuning = tuned_on(result)
    where = f"in {tuning['name']} " if tuning else ""
    return f"{where}no threshold earns more than it costs"


def where_picked(result: dict[str, Any]) -> str:
    """The sentence about picking, for a threshold of another file; else empty.

    >>> where_picked({"tuning": {"name": "March", "cut": False}})
    'The threshold was picked on March, so nothing is taken off for picking.'
    """
    tuning = tuned_on(result)
    if not tuning:
        return ""
    said = f"The threshold was picked on {tuning['name']}, so nothing is taken off for picking."
    return f"{said} The limit is reached above it." if tuning["cut"] else said


def how_picked(result: dict[str, Any]) -> str:
    """How a threshold of another file came about, and how that file differs from the valued one.

    >>> file = {"name": "March", "file_name": "m.csv", "rows": 2000, "left_out": 0}
    >>> how_picked({"prevalence": 0.04, "tuning": {**file, "prevalence": 0.061, "cut": False}})
    'none: the threshold is the best one in March (m.csv, 2,000 rows, 6.1% positive; here 4.0%)'
    """
    tuning = result["tuning"]
    shares = [show.percent(share, 1) for share in (tuning["prevalence"], result["prevalence"])]
    here = "" if len(set(shares)) == 1 else f"; here {shares[1]}"
    left = f", {show.number(tuning['left_out'])} left out" if tuning["left_out"] else ""
    file = f"{tuning['file_name']}, {show.counted(tuning['rows'], 'row')}{left}"
    cut = "; here the limit is reached above it" if tuning["cut"] else ""
    return (
        f"none: the threshold is the best one in {tuning['name']} "
        f"({file}, {shares[0]} positive{here}){cut}"
    )
