"""What one point better is worth, in words and as numbers; plain data in and out."""

from dataclasses import dataclass, replace
from typing import Any

from aiproj.shared import format as show
from aiproj.shared.charts import amount as short_amount
from metrics.wording.valuation import Words, few_cases, rounded

Worth = tuple[float | None, float, float | None]


@dataclass(frozen=True)
class Improvement:
    """What one point more of a measure is worth at the limit and without it.

    The same as numbers: now from 0 to 1, and worth as low, value and high, whose ends are None
    but for a range. A range has its middle figure, of the present mix, as words of its own.
    """

    label: str
    now: str
    at_limit: str
    free: str
    assumes: str
    now_number: float | None
    at_limit_worth: Worth
    free_worth: Worth
    at_limit_mix: str = ""
    free_mix: str = ""


POINTS = (
    ("recall", "Recall +1 point", "the same share of wrong treatments"),
    ("precision", "Precision +1 point", "the same number treated"),
    ("false_positive_rate", "False alarms −1 point", "the same recall"),
)


def improvements(question: dict[str, Any], result: dict[str, Any]) -> list[Improvement]:
    """The value of one point better, with what each assumes; accuracy as a range.

    Nothing where cases are too few for it, which `held_improvements` says.
    """
    if held_improvements(result):
        return []
    words = Words.of(question)
    chosen, free = result["chosen"], result["free"]
    rows = [
        _improvement(words, label, chosen.get(key), _worth(chosen, key), _worth(free, key), assumes)
        for key, label, assumes in POINTS
    ]
    if chosen["auc_point"] and free["auc_point"]:
        area, assumes = result["area_under_roc"], "a what-if: the whole curve shifts"
        worth, without = _auc_worth(chosen["auc_point"]), _auc_worth(free["auc_point"])
        row = _improvement(words, "AUC +0.01", area, worth, without, assumes)
        rows.append(replace(row, now=f"now {show.number(area, 3)}"))
    worth, without = _accuracy_worth(chosen["one_point"]), _accuracy_worth(free["one_point"])
    assumes = "cheapest errors first to dearest first; mix: as they are now"
    return [*rows, _improvement(words, "Accuracy +1 point", None, worth, without, assumes)]


def held_improvements(result: dict[str, Any]) -> str:
    """Why no improvement has an amount; empty where each has one.

    >>> held_improvements({"chosen": {"refused": "few_treated"}, "free": {"refused": None}})
    'Fewer than 30 treated: too few cases to say what one point better is worth.'
    """
    few = few_cases(result)
    return f"{few}: too few cases to say what one point better is worth." if few else ""


def _improvement(
    words: Words, label: str, now: float | None, at_limit: Worth, free: Worth, assumes: str
) -> Improvement:
    return Improvement(
        label,
        "" if now is None else f"now {show.percent(now, 1)}",
        at_limit=_said(words, at_limit),
        free=_said(words, free),
        assumes=assumes,
        now_number=now,
        at_limit_worth=at_limit,
        free_worth=free,
        at_limit_mix=_mix(words, at_limit),
        free_mix=_mix(words, free),
    )


def _said(words: Words, worth: Worth) -> str:
    """One amount, or a range."""
    low, value, high = worth
    if low is None or high is None:
        return words.money(value)
    return f"{_short(words, low)} to {_short(words, high)}"


def _mix(words: Words, worth: Worth) -> str:
    return "" if worth[0] is None else f"mix {_short(words, worth[1])}"


def _short(words: Words, value: float) -> str:
    return short_amount(rounded(value), words.currency)


def _worth(operation: dict[str, Any], key: str) -> Worth:
    return None, operation["one_point"][key]["value"], None


def _auc_worth(gain: dict[str, Any]) -> Worth:
    return None, float(gain["profit_after"]) - float(gain["profit_before"]), None


def _accuracy_worth(point: dict[str, Any]) -> Worth:
    names = ("accuracy_low", "accuracy_present_mix", "accuracy_high")
    low, value, high = (float(point[name]["value"]) for name in names)
    return low, value, high
