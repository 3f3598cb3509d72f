"""What the plan and the readings of an A/B test say, in words."""

from dataclasses import dataclass
from typing import Any

from aiproj.shared import format as show

VERDICTS = {
    "b_higher": "The new way is higher",
    "a_higher": "The old way is higher",
    "no_clear_difference": "No clear difference",
    "hidden": "The groups do not have the planned sizes",
}
ALARM = (
    "Something is wrong with how people are assigned or counted. "
    "No verdict is shown: any difference may come from that."
)
NOTHING_YET = "Nobody did it, or everybody: there is nothing to compare yet."


@dataclass(frozen=True)
class ReadingStory:
    """One look in words; `difference` and `range` are empty where there is nothing to say."""

    headline: str
    is_alarm: bool
    sizes: str
    difference: str
    range: str
    basis: str


def plan_lines(question: dict[str, Any], plan: dict[str, Any]) -> list[tuple[str, str]]:
    """The plan, a line for each fact."""
    changed = question["rate"] + question["effect"]
    lines = [
        ("To find", f"{show.percent(question['rate'], 2)} becoming {show.percent(changed, 2)}"),
        ("Chance to find it", show.percent(question["power"])),
        ("People in the old way", show.number(plan["n_a"])),
        ("People in the new way", show.number(plan["n_b"])),
        ("People in all", show.number(plan["n_total"])),
    ]
    if plan["days"] is not None:
        days = show.counted(plan["days"], "day")
        weeks = show.counted(plan["full_weeks"], "full week")
        lines.append(("Takes", f"{days}; run it for {weeks}, so that weekdays balance"))
    return lines


def reading_story(result: dict[str, Any], planned: int) -> ReadingStory:
    """What one look says; the sample-ratio alarm comes first and hides the rest."""
    ratio = result["sample_ratio"]
    expected = f"{show.number(ratio['expected_a'])} and {show.number(ratio['expected_b'])}"
    sizes = f"{show.number(ratio['n_a'])} and {show.number(ratio['n_b'])} people"
    if ratio["alarm"]:
        text = f"{sizes}; {expected} were to be expected (p = {ratio['p']:.1g})"
        return ReadingStory(VERDICTS["hidden"], True, text, "", "", ALARM)
    look = result["always_valid"]
    is_running = result["basis"] == "always_valid"
    if is_running and look is None:
        return ReadingStory(VERDICTS[result["verdict"]], False, sizes, "", "", NOTHING_YET)
    low, high = look["interval"] if is_running else result["newcombe"]
    rates = f"{show.percent(result['rate_a'], 2)} to {show.percent(result['rate_b'], 2)}"
    return ReadingStory(
        headline=VERDICTS[result["verdict"]],
        is_alarm=False,
        sizes=sizes,
        difference=f"{points(result['difference'])}, from {rates}",
        range=f"{show.signed(low * 100, 2)} to {points(high)}",
        basis=_basis(is_running, bool(result["is_early"]), ratio["n_a"] + ratio["n_b"], planned),
    )


def points(share: float) -> str:
    """A difference of shares.

    >>> points(-0.0123)
    '−1.23 points'
    """
    return f"{show.signed(share * 100, 2)} points"


def _basis(is_running: bool, is_early: bool, count: int, planned: int) -> str:
    if is_early:
        so_far = f"{show.number(count)} of {show.number(planned)} planned people"
        return f"{so_far}. This range is valid however often one looks, and wider for it."
    if is_running:
        return "The test was looked at before, so the range stays the one that allows for it."
    return "The planned size was reached with a single look: the usual 95 % range."
