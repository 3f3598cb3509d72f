"""What the plan, the looks and the guardrails of an A/B test say, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from aiproj.shared import format as show
from metrics.calc.guardrails import Advice, Outcome
from metrics.wording.figures import places_of, rounded, with_unit

VERDICTS = {
    "b_higher": "The new way is higher",
    "a_higher": "The old way is higher",
    "no_clear_difference": "No clear difference",
    "hidden": "The groups do not have the planned sizes",
}
ALARM = (
    "Something is wrong with how {units} are assigned or counted. "
    "No verdict is shown: any difference may come from that."
)
NOTHING_YET = {
    False: "None did it, or all: there is nothing to compare yet.",
    True: "Neither group varies: there is nothing to compare yet.",
}
STANDINGS = {"held": "Held", "breached": "Breached", "unclear": "Cannot be told yet"}
ONLY_ALWAYS_VALID = "Until the planned size only this range counts, not z and p of the test."
CORRECTED = "Its totals are smaller than those of an earlier look, which counted too many."
COUNTS = {"n": "", "conversions": " who did it"}
NO_LOOK = "Nobody has looked at the numbers yet."


@dataclass(frozen=True)
class Scale:
    """How values and differences of one measure are written; `unit` is that of a mean."""

    is_mean: bool
    unit: str = ""

    def value(self, value: float) -> str:
        """A share or a mean.

        >>> Scale(False).value(0.05), Scale(True, "EUR/customer").value(20.5)
        ('5.00%', '20.5 EUR/customer')
        """
        if not self.is_mean:
            return show.percent(value, 2)
        return with_unit(rounded(Decimal(str(value))), self.unit)

    def change(self, difference: float) -> str:
        """A difference with its sign.

        >>> Scale(False).change(-0.0123), Scale(True, "EUR/customer").change(1.5)
        ('−1.23 points', '+1.50 EUR/customer')
        """
        return self._with_unit(self._signed(difference, difference))

    def span(self, low: float, high: float) -> str:
        """Two ends of a range, to the same place.

        >>> Scale(False).span(-0.0037, 0.0281), Scale(True, "EUR/customer").span(-0.263, 3.862)
        ('−0.37 to +2.81 points', '−0.26 to +3.86 EUR/customer')
        """
        largest = max(low, high, key=abs)
        ends = [self._signed(each, largest) for each in (low, high)]
        return self._with_unit(" to ".join(ends))

    def _signed(self, difference: float, like: float) -> str:
        if not self.is_mean:
            return show.signed(difference * 100, 2)
        return show.signed(difference, places_of(Decimal(str(like))))

    def _with_unit(self, text: str) -> str:
        return with_unit(text, self.unit if self.is_mean else "points")


@dataclass(frozen=True)
class GuardrailStory:
    """One guardrail at one look in words; `range` is empty where there is none."""

    name: str
    allowed: str
    measured: str
    range: str
    standing: str
    is_held: bool
    is_breached: bool


@dataclass(frozen=True)
class ReadingStory:
    """One look in words; `difference` and `range` are empty where there is nothing to say."""

    headline: str
    is_alarm: bool
    sizes: str
    difference: str
    range: str
    basis: str
    guardrails: tuple[GuardrailStory, ...] = ()
    test: str = ""
    corrected: str = ""


def plan_lines(
    question: dict[str, Any], plan: dict[str, Any], units: str, scale: Scale
) -> list[tuple[str, str]]:
    """The plan, a line for each fact."""
    share_b = question["share_b"]
    split = f"{show.percent(1 - share_b, 1)} old way, {show.percent(share_b, 1)} new way"
    return [
        ("Assigned", f"{units}, each to one of the two ways"),
        ("Split", split.replace(".0%", "%")),
        ("Smallest change to find", _effect(question, scale)),
        ("Chance to find it", show.percent(question["power"])),
        (f"{show.sentence_case(units)} in the old way", show.number(plan["n_a"])),
        (f"{show.sentence_case(units)} in the new way", show.number(plan["n_b"])),
        (f"{show.sentence_case(units)} in all", show.number(plan["n_total"])),
        ("Takes", _duration(question, plan, units)),
    ]


def _effect(question: dict[str, Any], scale: Scale) -> str:
    today = question["mean" if scale.is_mean else "rate"]
    changed = f"{scale.value(today)} becoming {scale.value(today + question['effect'])}"
    if not scale.is_mean:
        return changed
    spread_a, spread_b = scale.value(question["sd_a"]), scale.value(question["sd_b"])
    same = spread_a == spread_b
    spread = f"standard deviation {spread_a}" + ("" if same else f", new way {spread_b}")
    return f"{changed}; {spread}"


def _duration(question: dict[str, Any], plan: dict[str, Any], units: str) -> str:
    wait = question.get("outcome_days")
    late = f"; the last outcome is known {show.counted(wait, 'day')} later" if wait else ""
    if plan["days"] is None:
        return f"not known without the number of {units} a day{late}"
    days = show.counted(plan["days"], "day")
    weeks = show.counted(plan["full_weeks"], "full week")
    return f"{days}; run it for {weeks}, so that weekdays balance{late}"


def reading_story(
    result: dict[str, Any], planned: int, units: str = "people", scale: Scale | None = None
) -> ReadingStory:
    """What one look says; the sample-ratio alarm comes first and hides the rest."""
    scale = scale or Scale(False)
    ratio = result["sample_ratio"]
    expected = f"{show.number(ratio['expected_a'])} and {show.number(ratio['expected_b'])}"
    sizes = f"{show.number(ratio['n_a'])} and {show.number(ratio['n_b'])} {units}"
    if ratio["alarm"]:
        text = f"{sizes}; {expected} were to be expected ({_p(ratio['p'])})"
        return ReadingStory(VERDICTS["hidden"], True, text, "", "", ALARM.format(units=units))
    guardrails = tuple(map(_guardrail_story, result.get("guardrails", [])))
    headline, likely = VERDICTS[result["verdict"]], likely_range(result)
    if likely is None:
        nothing = NOTHING_YET[scale.is_mean]
        return ReadingStory(headline, False, sizes, "", "", nothing, guardrails)
    old, new = arms(result)
    is_running = result["basis"] == "always_valid"
    return ReadingStory(
        headline=headline,
        is_alarm=False,
        sizes=sizes,
        difference=f"{scale.change(result['difference'])}, "
        f"from {scale.value(old)} to {scale.value(new)}",
        range=scale.span(*likely),
        basis=_basis(
            is_running, bool(result["is_early"]), ratio["n_a"] + ratio["n_b"], planned, units
        ),
        guardrails=guardrails,
        test=planned_test_said(result),
        corrected=CORRECTED if result.get("is_correction") else "",
    )


def planned_test(result: dict[str, Any]) -> tuple[float, float] | None:
    """z or t, and p, of the planned test; None before the planned size, and where neither exists.

    >>> planned_test({"is_early": False, "z": 2.5, "p_two_sided": 0.0124})
    (2.5, 0.0124)
    """
    statistic = result.get("z", result.get("t"))
    if result["is_early"] or statistic is None:
        return None
    return statistic, result["p_two_sided"]


def planned_test_said(result: dict[str, Any]) -> str:
    """What the planned test says, or why it does not count yet; empty where there is none.

    >>> found = {"is_early": False, "z": 2.5, "p_two_sided": 0.0124, "basis": "fixed_size"}
    >>> planned_test_said(found)
    'Planned test: pooled z = 2.50, p = 0.012.'
    """
    if result["is_early"]:
        return ONLY_ALWAYS_VALID
    found = planned_test(result)
    if found is None:
        return ""
    name = "pooled z" if "z" in result else f"Welch’s t ({show.number(result['df'], 1)} df)"
    said = f"Planned test: {name} = {show.number(found[0], 2)}, {_p(found[1])}."
    if result["basis"] == "always_valid":
        return f"{said} It held for a single look; after earlier ones only the range above counts."
    return said


def _p(value: float) -> str:
    """A p-value to two figures.

    >>> _p(0.0124), _p(0.5), _p(1e-9)
    ('p = 0.012', 'p = 0.50', 'p < 0.0001')
    """
    if value < 0.0001:
        return "p < 0.0001"
    places = 2 if value >= 0.1 else 3 if value >= 0.01 else 4
    return f"p = {show.number(value, places)}"


def fewer_said(
    before: dict[str, Any], now: dict[str, Any], units: str, names: Mapping[str, str]
) -> str:
    """Which totals are smaller than at looks before; empty where none is.

    `names` are those of the guardrails by their ids.

    >>> fewer_said({"n_a": 900, "n_b": 900}, {"n_a": 700, "n_b": 950}, "people", {})
    'Each look takes all since the start, but people in the old way are 700 after 900.'
    """
    found = _fewer(before, now, units, COUNTS)
    earlier, later = before.get("guardrails", {}), now.get("guardrails", {})
    for key, name in names.items():
        counted = {"conversions": f" counted for {name}"}
        found += _fewer(earlier.get(key, {}), later.get(key, {}), units, counted)
    if not found:
        return ""
    return f"Each look takes all since the start, but {show.join_words(found)}."


def _fewer(
    before: dict[str, Any], now: dict[str, Any], units: str, figures: Mapping[str, str]
) -> list[str]:
    ways = {"a": "in the old way", "b": "in the new way"}
    return [
        f"{units}{who} {way} are {show.number(now[name])} after {show.number(before[name])}"
        for figure, who in figures.items()
        for arm, way in ways.items()
        if (name := f"{figure}_{arm}") in before
        and now.get(name) is not None
        and now[name] < before[name]
    ]


def arms(result: dict[str, Any]) -> tuple[float, float]:
    """The share or the mean of the old and the new way."""
    name = "rate" if "rate_a" in result else "mean"
    return result[f"{name}_a"], result[f"{name}_b"]


def likely_range(result: dict[str, Any]) -> tuple[float, float] | None:
    """The range on which the verdict rests; None where there is none."""
    if result["basis"] == "always_valid":
        look = result["always_valid"]
        return tuple(look["interval"]) if look else None
    found = result["newcombe"] if "newcombe" in result else result["interval"]
    return tuple(found) if found else None


def _guardrail_story(found: dict[str, Any]) -> GuardrailStory:
    scale = Scale(found["measure"] == "mean", found["unit"])
    standing, likely = found["standing"], found["range"]
    if found["a"] is None:
        measured = "not measured at this look"
    else:
        measured = f"{scale.value(found['a'])} to {scale.value(found['b'])}"
    return GuardrailStory(
        name=found["name"],
        allowed=allowed(found["worse"], found["worst_change"], scale),
        measured=measured,
        range=scale.span(*likely) if likely else "",
        standing=STANDINGS[standing],
        is_held=standing == "held",
        is_breached=standing == "breached",
    )


def allowed(worse: str, worst_change: float, scale: Scale) -> str:
    """The worst change that was accepted.

    >>> allowed("higher", 0.5, Scale(False)), allowed("lower", 3, Scale(True, "EUR/customer"))
    ('at most +0.50 points', 'at least −3.00 EUR/customer')
    """
    size = worst_change if scale.is_mean else worst_change / 100
    bound, sign = ("at most", 1) if worse == "higher" else ("at least", -1)
    return f"{bound} {scale.change(sign * size)}"


def advice_text(advice: Advice, found: Outcome, guardrails: list[dict[str, Any]]) -> str:
    """What a look advises, with the reason."""
    breached = _named(guardrails, "breached")
    if advice == "repair":
        return "Repair the assignment or the counting, then begin the test anew."
    if advice == "release":
        return "This is a win: the new way can be released."
    if breached:
        return f"This is no win: {breached} got worse by more than was accepted."
    if found == "loss":
        return "This is no win: the difference goes the wrong way."
    if found == "win":
        waiting = _named(guardrails, "unclear")
        return f"This is no win yet: whether {waiting} held cannot be told."
    if advice == "go_on":
        return "This is no win yet: the planned size is not reached."
    return "This is no win: the planned size was reached without a clear difference."


def _named(guardrails: list[dict[str, Any]], standing: str) -> str:
    return show.join_words([each["name"] for each in guardrails if each["standing"] == standing])


def _basis(is_running: bool, is_early: bool, count: int, planned: int, units: str) -> str:
    if is_early:
        so_far = f"{show.number(count)} of {show.number(planned)} planned {units}"
        return f"{so_far}. This range is valid however often one looks, and wider for it."
    if is_running:
        return "The test was looked at before, so the range stays the one that allows for it."
    return "The planned size was reached with a single look: the usual 95% range."
