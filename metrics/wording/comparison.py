"""What a comparison of two models says, in words and rows; plain data in and out."""

from typing import Any

from aiproj.shared import format as show
from metrics.wording.valuation import Line, Words, rounded

HOW_JOINED = {
    "row id": "Rows were joined by their id.",
    "same file": "Both scores stand in the same file.",
    "not at all": "The files share no rows, so the range is wide: each model met other cases. "
    "Compare on the same rows for a sharper answer.",
}


def finding(question: dict[str, Any], result: dict[str, Any], names: tuple[str, str]) -> str:
    """The headline: which model earns more, or that nobody can say."""
    words = Words.of(question)
    difference, low, high = (result[name] for name in ("difference", "low", "high"))
    if low is None or high is None or low <= 0 <= high:
        said = "There is no clear difference between the models"
        if low is None or high is None:
            return said
        return f"{said}: {_span(words, rounded(low), rounded(high))} {words.each_period}"
    better, other = (names[1], names[0]) if difference > 0 else names
    worth = words.money(rounded(abs(difference)))
    return f"{better} earns {worth} {words.each_period} more than {other}"


def lede(question: dict[str, Any], result: dict[str, Any], names: tuple[str, str]) -> str:
    """The difference with its range, and how the rows were joined."""
    words = Words.of(question)
    said = f"{names[1]} against {names[0]}: {words.money(rounded(result['difference']))}"
    if result["low"] is not None:
        said += f", likely {_span(words, rounded(result['low']), rounded(result['high']))}"
    return f"{said} {words.each_period}. {HOW_JOINED[result['joined']]}"


def _span(words: Words, low: float, high: float) -> str:
    return f"{words.money(low)} to {words.money(high)}"


def sides(
    question: dict[str, Any], result: dict[str, Any], names: tuple[str, str]
) -> list[tuple[str, str, str, str]]:
    """Each model: its threshold, its profit after optimism, and that optimism."""
    words = Words.of(question)
    rows = []
    for name, side in zip(names, (result["a"], result["b"]), strict=True):
        threshold = "nobody" if side["threshold"] is None else f"{side['threshold']:.4g}"
        profit = words.money(side["profit"] - side["optimism"])
        rows.append((name, threshold, profit, words.money(side["optimism"])))
    return rows


def disagreements(result: dict[str, Any], names: tuple[str, str]) -> list[Line]:
    """The rows that only one of the models treats; none where the files share no rows."""
    found = result["disagreements"]
    if found is None:
        return []
    first, second = names
    return [
        Line(f"Positives that only {first} treats", show.number(found["positives_only_a"])),
        Line(f"Positives that only {second} treats", show.number(found["positives_only_b"])),
        Line(f"Negatives that only {first} treats", show.number(found["negatives_only_a"])),
        Line(f"Negatives that only {second} treats", show.number(found["negatives_only_b"])),
    ]


def rows_said(result: dict[str, Any]) -> str:
    """How many rows count, and how many only one file has."""
    if result["rows"] is None:
        return "No shared rows."
    left = result["only_a"] + result["only_b"]
    shared = show.counted(result["rows"], "shared row")
    return f"{shared}; {show.number(left)} that only one file has were left out." if left else (
        f"{shared}, none left out."
    )  # fmt: skip
