"""SMART checks of the metric, its baseline and its target: S1-S4, M1-M5, A1, A2, A4."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from decimal import Decimal

from aiproj.shared.format import counted, date, join_words, number
from scoping.calc.ambiguity import Reading, Scale, read_target, resolve
from scoping.calc.smart_facts import Check, ProblemFacts, SmartRules


def find_words(text: str, words: Sequence[str]) -> tuple[str, ...]:
    """Return the listed words and phrases that stand in the text, in the order of the list.

    Whole words in any case, also with a plural s. No words find nothing.

    >>> find_words("Two models, one chatbot", ["model", "AI", "chatbot"])
    ('model', 'chatbot')
    """
    return tuple(
        word
        for word in words
        if re.search(rf"(?<!\w){re.escape(word)}s?(?!\w)", text, re.IGNORECASE)
    )


def amount(value: Decimal, unit: str) -> str:
    """Return a value with its unit as people read it; at most six decimals.

    >>> amount(Decimal("21.60"), "%"), amount(Decimal(1200), "orders")
    ('21.6%', '1,200 orders')
    """
    exponent = round(value, 6).normalize().as_tuple().exponent
    text = number(value, max(0, -exponent) if isinstance(exponent, int) else 0)
    return f"{text}{unit}" if unit == "%" else f"{text} {unit}".strip()


def scale_of(facts: ProblemFacts) -> Scale:
    """The metric's unit, baseline and bounds."""
    return Scale(facts.unit, facts.baseline, facts.minimum, facts.maximum)


def target_of(facts: ProblemFacts) -> Reading | None:
    """The target as a value, with what makes it impossible; None while a part of it is missing."""
    if facts.target_kind is None or facts.target_amount is None or facts.direction is None:
        return None
    return resolve(facts.target_kind, facts.target_amount, facts.direction, scale_of(facts))


def check_specific(facts: ProblemFacts, rules: SmartRules) -> Check:
    """S1: metric, segment and unit are present."""
    parts = {"metric_name": facts.metric, "segment": facts.segment, "unit": facts.unit}
    return _present(
        "SC-S1", parts, "Metric, segment and unit are named",
        "Name what is counted, of whom, and in which unit.",
    )  # fmt: skip


def check_no_solution(facts: ProblemFacts, rules: SmartRules) -> Check:
    """S2: the statement holds no word of a solution."""
    fields = ("problem.statement",)
    if not facts.statement:
        return Check("SC-S2", "open", "The statement is not written yet", "", fields)
    found = find_words(facts.statement, rules.solution_words)
    if not found:
        return Check("SC-S2", "pass", "No solution word in the statement", "", fields)
    quoted = join_words([f"“{word}”" for word in found])
    remedy = "Say what is wrong today; how it is solved belongs to the candidates."
    return Check("SC-S2", "warn", f"The statement already names a solution: {quoted}",
                 remedy, fields)  # fmt: skip


def check_not_vague(facts: ProblemFacts, rules: SmartRules) -> Check:
    """S3: no vague verb without a number."""
    fields = ("problem.statement", "problem.target_words")
    if not facts.statement:
        return Check("SC-S3", "open", "The statement is not written yet", "", fields)
    for text in (facts.statement, facts.target_words):
        vague = find_words(text, rules.vague_verbs)
        if vague and not re.search(r"\d", text):
            title = f"“{vague[0]}” has no number beside it"
            return Check("SC-S3", "warn", title, "Say by how much, or how much it is today.",
                         fields)  # fmt: skip
    return Check("SC-S3", "pass", "No vague verb without a number", "", fields)


def check_one_metric(facts: ProblemFacts, rules: SmartRules) -> Check:
    """S4: one metric only."""
    fields = ("problem.metric_name", "metrics.business")
    if not facts.metric:
        return Check("SC-S4", "open", "The metric is not named yet", "", fields)
    remedy = "Keep the one that decides; the others become secondary metrics."
    if facts.main_metrics > 1:
        title = f"{facts.main_metrics} metrics are marked as the main one"
        return Check("SC-S4", "warn", title, remedy, fields)
    if any(mark in f" {facts.metric.lower()} " for mark in rules.several_marks):
        return Check("SC-S4", "warn", f"“{facts.metric}” names several metrics", remedy, fields)
    return Check("SC-S4", "pass", "One metric decides", "", fields)


def check_baseline(facts: ProblemFacts, rules: SmartRules) -> Check:
    """M1: baseline, unit, date and source are present, and the date is not in the future."""
    if facts.baseline_on and facts.baseline_on > facts.today:
        return Check(
            "SC-M1", "fail", f"The baseline is dated {date(facts.baseline_on)}, in the future",
            "Give the day on which it was measured.", ("problem.baseline_on",),
        )  # fmt: skip
    if facts.baseline is None and not (facts.baseline_on or facts.baseline_source):
        return Check("SC-M1", "open", "There is no baseline yet",
                     "Measure where you stand today.", ("problem.baseline",))  # fmt: skip
    parts = {
        "baseline": "" if facts.baseline is None else "given",
        "unit": facts.unit,
        "baseline_on": "given" if facts.baseline_on else "",
        "baseline_source": facts.baseline_source,
    }
    return _present("SC-M1", parts, "The baseline has unit, date and source",
                    "Without them nobody can repeat the measurement.")  # fmt: skip


def check_target_kind(facts: ProblemFacts, rules: SmartRules) -> Check:
    """M2: the kind of target is explicit, and its value is shown back."""
    fields = ("problem.target_kind", "problem.target_amount")
    if facts.target_kind is None:
        return _unclear_target(facts, fields)
    target = target_of(facts)
    if target is None or target.value is None:
        if target and target.problem:
            remedy = "Give the value to reach, or mend the baseline."
            return Check("SC-M2", "fail", f"The target has no value: {target.problem}",
                         remedy, fields)  # fmt: skip
        return Check("SC-M2", "open", "The target cannot be resolved yet",
                     "Give baseline, direction and target.", fields)  # fmt: skip
    kinds = {"absolute": "the value to reach", "relative": "relative", "points": "in points"}
    title = f"Target kind chosen: {kinds[target.kind]}, {amount(target.value, facts.unit)}"
    return Check("SC-M2", "pass", title, "", fields)


def _unclear_target(facts: ProblemFacts, fields: tuple[str, ...]) -> Check:
    words = read_target(
        facts.target_words, scale=scale_of(facts), today=facts.today, better=facts.direction
    )
    if facts.target_amount is None and words.amount is None:
        return Check("SC-M2", "open", "There is no target yet", "Give the target.", fields)
    values = [amount(each.value, facts.unit) for each in words.possible if each.value is not None]
    if len(values) > 1:
        title = f"“{facts.target_words}” can mean {join_words(values, 'or')}"
        return Check("SC-M2", "fail", title, "Choose one: it is never guessed.", fields)
    title = "It is not said whether the target is a value, a share or points"
    return Check("SC-M2", "fail", title, "Choose one: it is never guessed.", fields)


def check_direction(facts: ProblemFacts, rules: SmartRules) -> Check:
    """M3: the target lies on the better side of the baseline."""
    fields = ("problem.direction", "problem.target_amount")
    target, baseline = target_of(facts), facts.baseline
    if target is None or baseline is None:
        return Check("SC-M3", "open", "Baseline, direction and target are not all there", "",
                     fields)  # fmt: skip
    if target.kind == "absolute" and target.amount == baseline:
        title = f"The target equals the baseline of {amount(baseline, facts.unit)}"
        return Check("SC-M3", "fail", title, "Give another value.", fields)
    if target.kind == "absolute" and target.value is None:
        other, word = ("up", "higher") if facts.direction == "down" else ("down", "lower")
        title = f"The target is {word} than the baseline, but better is said to be the other way"
        return Check("SC-M3", "fail", title, f"Is {word} better?", fields,
                     {"problem.direction": other})  # fmt: skip
    if target.value is None:
        return Check("SC-M3", "fail", f"The change does not work: {target.problem}",
                     "Give a change above 0; the direction says which way.", fields)  # fmt: skip
    title = f"From {amount(baseline, facts.unit)} to {amount(target.value, facts.unit)}"
    return Check("SC-M3", "pass", f"{title} is the better way", "", fields)


def check_baseline_age(facts: ProblemFacts, rules: SmartRules) -> Check:
    """M4: the baseline is not too old."""
    fields = ("problem.baseline_on",)
    if facts.baseline_on is None:
        return Check("SC-M4", "open", "The baseline has no date yet", "", fields)
    days = max(0, (facts.today - facts.baseline_on).days)
    title = f"The baseline is {counted(days, 'day')} old"
    if days <= rules.baseline_days_most:
        return Check("SC-M4", "pass", title, "", fields)
    return Check("SC-M4", "warn", title, "Measure again, or say why it still holds.", fields)


def check_method(facts: ProblemFacts, rules: SmartRules) -> Check:
    """M5: how and how often it is measured."""
    parts = {"measured_by": facts.measured_by, "frequency": facts.frequency}
    return _present("SC-M5", parts, "How and how often it is measured is written down",
                    "Say how the number is made, and how often.")  # fmt: skip


def check_bounds(facts: ProblemFacts, rules: SmartRules) -> Check:
    """A1: the target is a value that the metric can have."""
    fields = ("problem.target_amount",)
    target = target_of(facts)
    if target is None or target.value is None:
        return Check("SC-A1", "open", "The target has no value yet", "", fields)
    shown = amount(target.value, facts.unit)
    if target.problem:
        return Check("SC-A1", "fail", f"The target of {shown} cannot be: {target.problem}",
                     "Is the change relative, or in points?", fields)  # fmt: skip
    return Check("SC-A1", "pass", f"{shown} is a value that the metric can have", "", fields)


def check_change(facts: ProblemFacts, rules: SmartRules) -> Check:
    """A2: the relative change is not larger than what is usual, or a benchmark is given."""
    fields = ("problem.target_amount", "problem.benchmark")
    target, baseline = target_of(facts), facts.baseline
    if target is None or target.value is None or baseline is None:
        return Check("SC-A2", "open", "The change is not known yet", "", fields)
    most = number(rules.relative_change_most)
    if baseline == 0:
        large, title = True, "From a baseline of 0 no change can be called small"
    else:
        change = abs(target.value - baseline) / abs(baseline) * 100
        large = change > rules.relative_change_most
        short = round(change, 1)
        told = short if (short > rules.relative_change_most) == large else change
        title = f"Change is {amount(told, '%')}"
    if not large:
        return Check("SC-A2", "pass", f"{title}, at most {most}%", "", fields)
    if facts.benchmark:
        return Check("SC-A2", "pass", f"{title}; a benchmark is named", "", fields)
    over = f"{title}, more than {most}%" if baseline else title
    remedy = "Name who has reached such a change, and where it is written."
    return Check("SC-A2", "warn", over, remedy, fields)


def check_variation(facts: ProblemFacts, rules: SmartRules) -> Check:
    """A4: the change stands out from what the metric does by itself."""
    fields = ("problem.usual_variation",)
    target, baseline = target_of(facts), facts.baseline
    if target is None or target.value is None or baseline is None:
        return Check("SC-A4", "open", "The change is not known yet", "", fields)
    if facts.usual_variation is None:
        return Check("SC-A4", "warn", "How much the metric changes by itself is not known",
                     "Give the usual change from one period to the next.", fields)  # fmt: skip
    change, least = abs(target.value - baseline), rules.variation_factor * facts.usual_variation
    unit = "points" if scale_of(facts).is_percentage else facts.unit  # "2%" could be relative
    said = f"a change of {amount(change, unit)}, usual is {amount(facts.usual_variation, unit)}"
    if change >= least:
        return Check("SC-A4", "pass", f"It stands out: {said}", "", fields)
    factor = number(rules.variation_factor)
    return Check("SC-A4", "warn", f"It could be chance: {said}",
                 f"Aim for at least {factor} times the usual change.", fields)  # fmt: skip


_NAMES = {
    "metric_name": "metric", "segment": "segment", "unit": "unit", "baseline": "value",
    "baseline_on": "date", "baseline_source": "source", "measured_by": "method",
    "frequency": "frequency",
}  # fmt: skip


def _present(check: str, parts: dict[str, str], passed: str, remedy: str) -> Check:
    """Pass where all parts are filled in, open where none is, and fail naming those missing."""
    missing = [key for key, value in parts.items() if not value]
    fields = tuple(f"problem.{key}" for key in missing or parts)
    if not missing:
        return Check(check, "pass", passed, "", fields)
    if len(missing) == len(parts):
        return Check(check, "open", "Not filled in yet", remedy, fields)
    names = join_words([_NAMES[key] for key in missing])
    return Check(check, "fail", f"Missing: {names}", remedy, fields)


def days_after(day: datetime.date, days: int) -> datetime.date | None:
    """The day so many days later; None beyond the calendar.

    >>> days_after(datetime.date(2027, 2, 1), 180)
    datetime.date(2027, 7, 31)
    """
    try:
        return day + datetime.timedelta(days=days)
    except OverflowError:
        return None
