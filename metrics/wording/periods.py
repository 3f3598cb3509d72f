"""What a review by period says, in words and rows; plain data in and out."""

from typing import Any

from aiproj.shared import format as show
from metrics.wording.valuation import Words, rounded

PER = "for each 1,000"
TOO_FEW = {"few_positives": "fewer than 30 positives", "few_treated": "fewer than 30 treated"}


def finding(question: dict[str, Any], result: dict[str, Any]) -> str:
    """The headline: of the newest period first, then of those before it."""
    words = Words.of(question)
    after = [period for period in result["periods"] if not period["reference"]]
    newest, name = after[-1], after[-1]["name"]
    drifted = [period for period in after if shifted(period["drift"])]
    worse = [period for period in after if period["worse"]]
    if newest["worse"]:
        less = words.money(rounded(-newest["change"]["estimate"]))
        return f"In {name} the model earned {less} less {PER} {words.people} than before"
    if shifted(newest["drift"]):
        return f"In {name} scores look different; the profit is not clearly lower"
    if worse or drifted:
        count = len({period["name"] for period in [*worse, *drifted]})
        was = "One earlier period stood" if count == 1 else f"{count} earlier periods stood"
        return f"{was} out; {name} looks as the reference did"
    return "The model earns what it did, and scores look as before"


def faults(question: dict[str, Any], result: dict[str, Any]) -> dict[str, str]:
    """What is wrong with the newest period, by kind of alert."""
    words, newest = Words.of(question), result["periods"][-1]
    found, name = {}, newest["name"]
    if newest["worse"]:
        found["profit"] = (
            f"In {name} the profit {PER} {words.people} was {profit(words, newest['earned'])[0]}, "
            f"before {profit(words, result['reference'])[0]}."
        )
    moved = [each["name"] for each in result["inputs"] if shifted(each["periods"][-1])]
    drifted = [*(["the scores"] if shifted(newest["drift"]) else []), *moved]
    if drifted:
        found["drift"] = f"In {name} these look different: {show.join_words(drifted[:5])}."
    return found


def shifted(drift: dict[str, Any]) -> bool:
    """Whether drift is both beyond chance and at least moderate."""
    return bool(drift["drift"]) and drift["size"] != "small"


def drift_said(drift: dict[str, Any] | None) -> str:
    """Significance and size of a drift, both."""
    if drift is None:
        return "reference"
    if not drift["drift"]:
        return "within chance"
    return f"{drift['size']}, beyond chance"


def psi(drift: dict[str, Any] | None) -> str:
    """The index with three decimals."""
    return show.DASH if drift is None else show.number(drift["psi"], 3)


def profit(words: Words, earned: dict[str, Any]) -> tuple[str, str]:
    """The profit of a period and its range; where it is refused, the reason and the range."""
    value = earned["profit"]
    low, high = (words.money(rounded(value[end])) for end in ("low", "high"))
    if earned["refused"]:
        return show.DASH, f"{low} to {high}; {TOO_FEW[earned['refused']]}"
    return words.money(rounded(value["estimate"])), f"{low} to {high}"


def change(words: Words, period: dict[str, Any]) -> str:
    """Less or more than the reference, with its range."""
    found = period["change"]
    if found is None:
        return show.DASH
    low, high = (words.money(rounded(found[end])) for end in ("low", "high"))
    return f"{low} to {high}"


def moved_most(drift: dict[str, Any]) -> tuple[int, str]:
    """The bin that drives a drift, and its share before and after."""
    place = max(range(len(drift["bins"])), key=lambda at: drift["bins"][at]["contribution"])
    found = drift["bins"][place]
    before, after = (show.percent(found[f"{side}_share"], 1) for side in ("reference", "current"))
    return place, f"{before} → {after}"
