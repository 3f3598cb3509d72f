"""What a review by period says, in words and rows; plain data in and out."""

from typing import Any

from aiproj.shared import format as show
from metrics.wording.drift import alert_said, is_beyond, size_said
from metrics.wording.valuation import TOO_FEW, Words, rounded

PER = "for each 1,000"
MOST_OF_ALERT = 300  # characters that an alert holds
MEASURES = {"accuracy": "Accuracy", "precision": "Precision", "recall": "Recall"}
WITHOUT = {"accuracy": "no rows", "precision": "nobody treated", "recall": "no positives"}
BEFORE_QUALITY = "not computed by formulas before 3"


def finding(question: dict[str, Any], result: dict[str, Any]) -> str:
    """The headline: what outcomes say first, then estimates, then drift, then earlier periods."""
    words = Words.of(question)
    after = [period for period in result["periods"] if not period["reference"]]
    newest, told = after[-1], _newest_told(after)
    name, estimated = newest["name"], is_estimated(newest["earned"])
    if told is not None and told["worse"]:
        less = f"{_lost(words, told)} less {PER} {words.people} than before"
        later = f"; {name} is only estimated" if estimated else ""
        return f"In {told['name']} the model earned {less}{later}"
    if newest["worse"]:
        less = f"{_lost(words, newest)} less {PER} {words.people} than before"
        return f"Estimated from calibrated scores, {name} brings {less}; {so_far(newest['earned'])}"
    if is_beyond(newest["drift"]):
        profit_said = "the estimated profit" if estimated else "the profit"
        size = size_said(newest["drift"])
        return f"In {name} scores drifted ({size}); {profit_said} is not clearly lower"
    stood_out = _stood_out(after)
    if stood_out:
        as_it_was = "is estimated to be" if estimated else "looks"
        return f"{stood_out}; {name} {as_it_was} as the reference was"
    if estimated:
        return f"Scores look as before, and {name} is estimated to earn what the reference did"
    return "The model earns what it did, and scores look as before"


def _newest_told(after: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The newest period after the reference that is told by its outcomes."""
    return next((each for each in reversed(after) if not is_estimated(each["earned"])), None)


def _lost(words: Words, period: dict[str, Any]) -> str:
    return words.money(rounded(-period["change"]["estimate"]))


def _stood_out(after: list[dict[str, Any]]) -> str:
    """How many periods were worse or had drifted; empty for none."""
    count = sum(period["worse"] or is_beyond(period["drift"]) for period in after)
    if not count:
        return ""
    return "One earlier period stood out" if count == 1 else f"{count} earlier periods stood out"


def faults(question: dict[str, Any], result: dict[str, Any]) -> dict[str, str]:
    """What is wrong lately, by kind of alert.

    An estimate cannot see that scores mean something else now, so it never ends what outcomes
    have shown; alone it is named as what it is.
    """
    words, newest = Words.of(question), result["periods"][-1]
    after = [period for period in result["periods"] if not period["reference"]]
    found, name = {}, newest["name"]
    told = _newest_told(after)
    if told is not None and told["worse"]:
        found["profit"] = _fault(words, told, result["reference"])
    elif newest["worse"]:
        found["profit"] = _fault(words, newest, result["reference"])
    if drifted := _drifted(newest, result["inputs"]):
        found["drift"] = alert_said(name, drifted, MOST_OF_ALERT)
    return found


def _drifted(
    newest: dict[str, Any], inputs: list[dict[str, Any]]
) -> list[tuple[str, dict[str, Any]]]:
    """What is beyond its limit in the newest period: the scores, then inputs, farthest first."""
    scores = [("the scores", newest["drift"])]
    last = [(each["name"], each["periods"][-1]) for each in inputs]
    last.sort(key=lambda named: -named[1]["psi"])
    return [named for named in scores + last if is_beyond(named[1])]


def _fault(words: Words, period: dict[str, Any], reference: dict[str, Any]) -> str:
    earned = period["earned"]
    amount, before = profit(words, earned)[0], profit(words, reference)[0]
    said = f"In {period['name']} the profit {PER} {words.people} was {amount}, before {before}"
    if not is_estimated(earned):
        return f"{said}."
    was = f"is estimated from calibrated scores as {amount}, {so_far(earned)}; it was {before}"
    return f"In {period['name']} the profit {PER} {words.people} {was} before."


def is_estimated(earned: dict[str, Any]) -> bool:
    """Whether a profit comes from calibrated scores; reviews before formulas 2 had none such."""
    return bool(earned.get("estimated"))


def so_far(earned: dict[str, Any]) -> str:
    """How many outcomes are known.

    >>> so_far({"rows": 200, "outcomes": 0}), so_far({"rows": 200, "outcomes": 50})
    ('no outcomes yet', '50 of 200 outcomes so far')
    """
    if not earned["outcomes"]:
        return "no outcomes yet"
    return f"{show.counted_of(earned['outcomes'], earned['rows'], 'outcome')} so far"


def basis(earned: dict[str, Any]) -> str:
    """That a profit is an estimate, and how many outcomes are known; empty where it is none."""
    if not is_estimated(earned):
        return ""
    return f"Estimate from calibrated scores, {so_far(earned)}"


def learned(result: dict[str, Any]) -> str:
    """What estimates were learned from and what they cannot see; empty where there are none."""
    found = result.get("basis")
    if not found:
        return ""
    names, rows = found["periods"], show.counted(found["rows"], "row")
    span = names[0] if len(names) == 1 else f"{names[0]} to {names[-1]}"
    if found["chances"]:
        how = "each score counts as a chance, put right by how far off scores of its range were"
    else:
        how = "each score counts as the share of positives that scores of its range had"
    return (
        f"For an estimate {how} in {span} ({rows} with outcomes, "
        f"{show.counted(found['ranges'], 'range')}). It sees that scores are others, not that "
        "they mean something else now: only outcomes show that."
    )


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


def has_quality(result: dict[str, Any]) -> bool:
    """Whether any period has accuracy, precision and recall; reviews before formulas 3 have none.

    >>> has_quality({"periods": [{"earned": {}}]})
    False
    """
    return any(period["earned"].get("quality") for period in result["periods"])


def quality(earned: dict[str, Any], measure: str) -> tuple[str, str]:
    """One of the measures and its likely range; a dash and the reason where there is none.

    >>> share = {"share": 0.75, "low": 0.301, "high": 0.954}
    >>> quality({"quality": {"recall": share, "precision": None}}, "recall")
    ('75.0%', '30.1% to 95.4%')
    """
    if found := share(earned, measure):
        low, high = (show.percent(found[end], 1) for end in ("low", "high"))
        return show.percent(found["share"], 1), f"{low} to {high}"
    if earned.get("quality"):
        return show.DASH, WITHOUT[measure]
    return show.DASH, so_far(earned) if is_estimated(earned) else BEFORE_QUALITY


def share(earned: dict[str, Any], measure: str) -> dict[str, float] | None:
    """One of the measures with its range; None where there is none."""
    found = earned.get("quality") or {}
    return found.get(measure)
