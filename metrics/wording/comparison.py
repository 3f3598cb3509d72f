"""What a comparison of two models says, in words and rows; plain data in and out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aiproj.shared import format as show
from metrics.calc.intervals import likely_range
from metrics.reading.outcome import NamedRow
from metrics.wording.valuation import NO_NUMBER, TOO_FEW, Words, rounded, score, span, too_few

HOW_JOINED = {
    "row id": "Rows were joined by their id.",
    "same file": "Both scores stand in the same file.",
    "not at all": "The files share no rows, so the range is wide: each model met other cases. "
    "Compare on the same rows for a sharper answer.",
}
BEYOND_LIMITS = "Limits do not hold back given thresholds."
OWN_SIZES = (
    "Computed when each was still priced at the size and the share of positives of its own file: "
    "compare again to have both priced for the same people."
)
PICKED = (
    "The correction redraws the rows that both models scored, for both at once; a model's own page "
    "redraws all rows of its file in groups of its own, so its corrected profit there differs a "
    "little."
)
PICKED_APART = (
    "Each is corrected on its own file for the people named above; a model's own page is for the "
    "people of its own payoffs, so its corrected profit there can differ."
)
GIVEN = "Thresholds were given beforehand, so nothing is taken off for having been picked here."
FAULTS = ("outcome", "weight", "amount")
CORRECT = "Correct one of the files, upload it again and compare anew."
REPEATED = "Upload that file with one row for each id, or choose another column of row ids."
LONGEST_ID = 40
LONGEST_REASON = 300


def finding(question: dict[str, Any], result: dict[str, Any], names: tuple[str, str]) -> str:
    """The headline: which model earns more, or that nobody can say.

    Where cases are too few, only the range of the difference.
    """
    words = Words.of(question)
    difference, low, high = (result[name] for name in ("difference", "low", "high"))
    if refused := _refused(result):
        if low is None or high is None:
            return f"{too_few(refused)} to say which model earns more"
        between = f"{span(words, result)} {words.each_period}"
        return f"{too_few(refused)} for one number: {between} ({names[1]} against {names[0]})"
    if low is None or high is None or low <= 0 <= high:
        said = "There is no clear difference between the models"
        if low is None or high is None:
            return said
        return f"{said}: {span(words, result)} {words.each_period}"
    better, other = (names[1], names[0]) if difference > 0 else names
    worth = words.money(rounded(abs(difference)))
    return f"{better} earns {worth} {words.each_period} more than {other}"


def lede(question: dict[str, Any], result: dict[str, Any], names: tuple[str, str]) -> str:
    """The difference with its range, or why there is only a range, and how the rows were joined."""
    if _refused(result):
        return f"{_why_refused(result, names)}: {NO_NUMBER}. {HOW_JOINED[result['joined']]}"
    words = Words.of(question)
    said = f"{names[1]} against {names[0]}: {words.money(rounded(result['difference']))}"
    if result["low"] is not None:
        said += f", likely {span(words, result)}"
    return f"{said} {words.each_period}. {HOW_JOINED[result['joined']]}"


def _refused(result: dict[str, Any]) -> str:
    """Why single amounts are refused, positives first; empty where they are not, or before that."""
    return min(filter(None, (result[side].get("refused") for side in "ab")), default="")


def _why_refused(result: dict[str, Any], names: tuple[str, str]) -> str:
    """What there is too little of, and in which file or by which model."""
    if _refused(result) == "few_positives" and result["joined"] != "not at all":
        return show.sentence_case(f"{TOO_FEW['few_positives']} in the rows compared")
    where = {"few_positives": "in the file of", "few_treated": "by"}
    both = zip(names, (result["a"]["refused"], result["b"]["refused"]), strict=True)
    reasons = [f"{TOO_FEW[each]} {where[each]} {name}" for name, each in both if each]
    return show.sentence_case(show.join_words(reasons))


def notice(question: dict[str, Any], result: dict[str, Any], names: tuple[str, str]) -> str:
    """What one must know beside the difference: for whom it is, and what did not limit it."""
    parts = _same_people(question, result, names[0]), _unlimited(question)
    return " ".join(filter(None, parts))


def _same_people(question: dict[str, Any], result: dict[str, Any], first: str) -> str:
    """For whom both models are priced where the files share no rows."""
    if result["joined"] != "not at all":
        return ""
    people = result.get("population")
    if people is None:
        complete = question.get("population") and question.get("prevalence")
        return "" if complete else OWN_SIZES
    size = f"{show.number(people['size'])} {Words.of(question).people}"
    share = f"{show.percent(people['prevalence'], 1)} are positive"
    size_said, share_said = (
        "as the payoffs say" if question.get(name) else f"as in the file of {first}"
        for name in ("population", "prevalence")
    )
    if size_said == share_said:
        priced = f"{size} of whom {share}, {size_said}"
    else:
        priced = f"{size} ({size_said}) of whom {share} ({share_said})"
    alike = "scores and amounts behave" if _by_amount(question) else "scores behave"
    return (
        f"Both are priced for {priced}; this assumes that {alike} alike within each class. "
        "The range takes that share as known."
    )


def _by_amount(question: dict[str, Any]) -> bool:
    """Whether any payoff depends on the row's amount."""
    factors = (value for name, value in question.items() if name.endswith("_per_amount"))
    return any(float(factor or 0) for factor in factors)


def _unlimited(question: dict[str, Any]) -> str:
    limited = any(question.get(name) not in (None, "") for name in ("volume", "budget"))
    return BEYOND_LIMITS if limited and is_given(question) else ""


def is_given(question: dict[str, Any]) -> bool:
    """Whether the thresholds were given beforehand, and not picked here."""
    return bool(question.get("thresholds"))


@dataclass(frozen=True)
class Sides:
    """The table of both models: its heading, a row for each, and how the correction came about.

    A row is the name, the threshold, the profit after optimism, and that optimism; empty where
    thresholds were given, which have none, and where cases are too few, which leaves the profit's
    range.
    """

    heading: str
    rows: list[tuple[str, str, str, str]]
    note: str
    corrected: bool


def sides(question: dict[str, Any], result: dict[str, Any], names: tuple[str, str]) -> Sides:
    """Each model: its threshold, its profit after optimism, and that optimism."""
    words, given, few = Words.of(question), is_given(question), bool(_refused(result))
    rows = []
    for name, side in zip(names, (result["a"], result["b"]), strict=True):
        threshold = score(side["threshold"]) or "nobody"
        profit = _range(words, side) if few else words.money(side["profit"] - side["optimism"])
        corrected = "" if given or few else words.money(side["optimism"])
        rows.append((name, threshold, profit, corrected))
    if given:
        return Sides("Each model at its given threshold", rows, GIVEN, corrected=False)
    note = PICKED_APART if result["joined"] == "not at all" else PICKED
    return Sides("Each model at its best threshold", rows, note, corrected=not few)


def _range(words: Words, side: dict[str, Any]) -> str:
    """The range of a profit after optimism, where one is known."""
    if side["error"] is None:
        return NO_NUMBER
    found = likely_range(side["profit"] - side["optimism"], side["error"])
    return span(words, {"low": found.low, "high": found.high})


@dataclass(frozen=True)
class Disagreements:
    """The rows that only one of the models treats; `weights` are empty where there are none."""

    head: str
    rows: list[tuple[str, str, str]]
    weighted: bool


KINDS = (
    ("Positives", "positives_only_a", 0),
    ("Positives", "positives_only_b", 1),
    ("Negatives", "negatives_only_a", 0),
    ("Negatives", "negatives_only_b", 1),
)


def disagreements(result: dict[str, Any], names: tuple[str, str]) -> Disagreements | None:
    """The rows that only one of the models treats; None where the files share no rows.

    Older results hold weights alone, and do not say whether the file has any.
    """
    weights = result["disagreements"]
    if weights is None:
        return None
    counts, weighted = result.get("disagreeing_rows"), result.get("weighted", False)
    head = "Rows" if counts else "Rows, or the sum of their weights where the file has weights"
    rows = []
    for kind, name, side in KINDS:
        count = show.number((counts or weights)[name])
        weight = show.number(weights[name], 1) if weighted else ""
        rows.append((f"{kind} that only {names[side]} treats", count, weight))
    return Disagreements(head, rows, weighted)


def rows_said(result: dict[str, Any]) -> str:
    """How many rows count, and how many only one file has."""
    if result["rows"] is None:
        return "No shared rows."
    left = result["only_a"] + result["only_b"]
    shared = show.counted(result["rows"], "shared row")
    return f"{shared}; {show.number(left)} that only one file has were left out." if left else (
        f"{shared}, none left out."
    )  # fmt: skip


def one_outcome(name: str) -> str:
    """Why a file cannot be priced for the same people as another."""
    return (
        f"{name} holds one outcome only, so it says nothing of people of whom some are positive; "
        "upload a file with both outcomes"
    )


def unfit(fault: str, count: int, rows: Sequence[NamedRow], unit: str = "line") -> str:
    """Why two files cannot be joined: how many rows, up to five of them, which file, what to do.

    `unit` is what the rows' numbers count. Fewer are named where their ids are long; the whole is
    at most 300 characters.
    """
    file = "second" if fault == "second" else "first"
    named = _named(rows, unit)
    for most in range(len(named), -1, -1):
        more = " and others" if count > most else ""
        some = f"In the {file} file: {', '.join(named[:most])}{more}." if most else ""
        remedy = CORRECT if fault in FAULTS else REPEATED
        said = " ".join(filter(None, [_what_differs(fault, count), some, remedy]))
        if len(said) <= LONGEST_REASON:
            break
    return said[:LONGEST_REASON]


def _what_differs(fault: str, count: int) -> str:
    one = "s" if count == 1 else ""
    if fault in FAULTS:
        said = f"{show.counted(count, 'shared row')} differ{one} in the {fault}"
    else:
        said = f"{show.counted(count, 'row id')} stand{one} more than once in the {fault} file"
    return f"The files cannot be compared: {said}."


def _named(rows: Sequence[NamedRow], unit: str) -> list[str]:
    """Each id with its lines."""
    lines: dict[str, list[str]] = {}
    for row in rows:
        lines.setdefault(_shown(row.id), []).append(str(row.line))
    return [
        f"{name} ({show.plural(len(at), unit)} {' and '.join(at)})" for name, at in lines.items()
    ]


def _shown(name: str) -> str:
    """An id on one line, without signs that cannot be seen or turn what follows."""
    visible = "".join(letter if letter.isprintable() else " " for letter in name)
    return " ".join(visible.split())[:LONGEST_ID]
