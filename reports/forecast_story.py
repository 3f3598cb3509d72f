"""A value report of a forecast in four blocks, from a stored valuation.

Plain data in and out. Every amount carries the formula that gives it, with its numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from aiproj.shared import format as show
from metrics.exports import periods_with_rows
from metrics.wording import forecasts as wording
from metrics.wording.forecasts import AgainstReference, ForecastWords
from metrics.wording.valuation import money
from reports.value_parts import Amount, Finding, Line, Source
from reports.value_story import COUNTED, ValueStory, about, context_of

LIMITS = (
    "The range compares the errors of both forecasts in the rows of the file. It does not cover "
    "unit costs that were guessed wrong, or a future unlike the file.",
    "The best constant is found on the rows that judge it, so on other rows it saves less.",
    "Each reference is compared on the rows that have it, so the cost of the forecast may differ "
    "beside it. The mean of the whole file knew what came later: nobody could have planned by it.",
)


@dataclass(frozen=True)
class _Names:
    """How amounts are called; revenue and margin never share a label."""

    cost: str
    saving: str
    impact: str


NAMES = {
    "margin": _Names("Margin lost to errors of {}", "Margin kept against {}", "keeps {} of margin"),
    "revenue": _Names(
        "Revenue lost to errors of {}", "Revenue kept against {}", "keeps {} of revenue"
    ),
    "savings": _Names("Cost of errors of {}", "Saved against {}", "saves {}"),
}


def forecast_story(source: Source, charts: Sequence[dict[str, Any]]) -> ValueStory:
    """Write the report; `charts` are the drawings with their words and rows, the first on top."""
    question, result = source.question, source.result
    story, words = wording.tell(question, result), ForecastWords.of(question, result)
    return ValueStory(
        **about(source),
        headline=story.headline,
        lede=f"{story.lede} {wording.basis(question, result)}",
        context=(*context_of(source, "Forecasts"), *_terms(question, result)),
        findings=tuple(_findings(question, result)),
        sentence=_sentence(words, result["saving"], NAMES[source.counted]),
        amounts=tuple(_amounts(source, words)),
        improvements=(),
        choices=(),
        is_limited=False,
        limits=LIMITS,
        chart=charts[0] if charts else {},
        charts=tuple(charts[1:]),
        kind="forecast",
    )


def _terms(question: dict[str, Any], result: dict[str, Any]) -> list[Line]:
    """What was asked: unit costs, the reference, and how many rows a year stand for."""
    words = ForecastWords.of(question, result)
    lines = [
        Line("Each unit too little", _price(words, question["cost_under"])),
        Line("Each unit too much", _price(words, question["cost_over"])),
        Line("Unit", words.unit),
        Line("Compared with", words.reference),
    ]
    if question.get("size"):
        scaled = f"{_count(result['size'])}, scaled from {_count(result['weight'])} in the file"
        lines.append(Line("Rows a year", scaled))
    return lines


def _findings(question: dict[str, Any], result: dict[str, Any]) -> list[Finding]:
    words = ForecastWords.of(question, result)
    found = [*_side(words, result), _shift(words, result["shift"])]
    others = wording.savings(question, result)
    if len(others) > 1:
        found.append(_hardest(words, others))
    return [*found, *_worst_period(words, result)]


def _side(words: ForecastWords, result: dict[str, Any]) -> list[Finding]:
    """Which kind of error costs most; nothing where no error costs anything."""
    own = result["forecast"]
    if not own["total"]:
        return []
    most = max(("short", "over"), key=lambda side: own[side])
    kind = {"short": "Too little", "over": "Too much"}[most]
    part = show.percent(own[most] / own["total"])
    aim = show.percent(result["target_quantile"], 1)
    return [
        Finding(
            f"{kind} costs {words.about(own[most])} {words.span}, {part} of what errors cost.",
            f"Aim at the {aim} quantile: an amount that is enough in that share of cases.",
        )
    ]


def _shift(words: ForecastWords, shift: dict[str, Any]) -> Finding:
    if not shift["shift"]:
        return Finding(
            "No constant added to every forecast makes it cheaper.",
            "Look at single periods and series, not at the level.",
        )
    size = f"{wording.units(abs(shift['shift']))} {words.unit}"
    more = "more" if shift["shift"] > 0 else "less"
    return Finding(
        f"{size} {more} in every forecast would save at most {words.about(shift['saving'])} "
        f"{words.span}.",
        "Try it on rows that were not used here before relying on it.",
    )


def _hardest(words: ForecastWords, others: list[AgainstReference]) -> Finding:
    least = wording.hardest(others)
    if least.is_open or least.saving <= 0:
        action = "Use the simpler way unless the next version of the forecast clearly beats it."
    else:
        action = "Measure every next version of the forecast against it."
    word = "saved" if least.saving >= 0 else "lost"
    amount = f"with {words.about(abs(least.saving))} {word} {words.span}"
    return Finding(f"{wording.hardest_title(others)}, {amount}.", action)


def _worst_period(words: ForecastWords, result: dict[str, Any]) -> list[Finding]:
    """The period in which the reference was better by most; nothing where it never was."""
    labels, columns = periods_with_rows(result)
    pairs = list(zip(columns["saving"], labels, strict=True))
    lost = [(saved, label) for saved, label in pairs if saved < 0]
    if not lost:
        return []
    saved, label = min(lost)
    names = ("period",) if result["together"] == 1 else ("group of periods", "groups of periods")
    times = show.counted_of(len(lost), len(pairs), *names)
    return [
        Finding(
            f"In {times} the reference was better, most in {label}, by {words.about(-saved)} "
            "in the file.",
            "Look at what happened there, and whether the forecast could have known.",
        )
    ]


def _sentence(words: ForecastWords, saving: dict[str, Any], names: _Names) -> str:
    """The impact in one sentence that an executive understands, made from the numbers."""
    estimate, low, high = (saving[name] for name in ("estimate", "low", "high"))
    act = f"Planning with the forecast instead of {words.reference}"
    if low is None:
        only = "block of periods" if saving["by_block"] else "case"
        most = _effect(words, estimate, names, "")
        return f"{act} {most} {words.span}; one {only} alone does not say how sure that is."
    if low <= 0 <= high and low < high:
        likely = f"{words.about(low)} to {words.about(high)}"
        return f"{act} may bring {likely} {words.span}: whether it saves anything is not clear."
    ends = (-high, -low) if estimate < 0 else (low, high)
    likely = f", likely {' to '.join(map(words.about, ends))}" if estimate else ""
    return f"{act} {_effect(words, estimate, names, 'about ')} {words.span}{likely}."


def _effect(words: ForecastWords, saving: float, names: _Names, about: str) -> str:
    if not saving:
        return "makes no difference"
    amount = f"{about}{words.about(abs(saving))}"
    return names.impact.format(amount) if saving > 0 else f"costs {amount} more"


def _amounts(source: Source, words: ForecastWords) -> list[Amount]:
    question, result, names = source.question, source.result, NAMES[source.counted]
    own, other, saving = (result[name] for name in ("forecast", "reference", "saving"))
    shift, total = result["shift"], _cents(words, own["total"])
    formula = _less(words, other["total"], own["total"])
    rows = [
        _amount(source, words, names.cost.format("the forecast"), own["total"],
                cost_formula(question, words, own)),
        _amount(source, words, names.cost.format(words.reference), other["total"],
                cost_formula(question, words, other)),
        _amount(source, words, names.saving.format(words.reference), saving["estimate"], formula,
                (saving["low"], saving["high"])),
        *_share_of_cost(words, saving, other["total"]),
        *_against_others(source, words),
        _amount(source, words, f"{COUNTED[source.counted][0]} from errors 1% smaller",
                result["one_percent"], f"0.01 × {total}"),
    ]  # fmt: skip
    if shift["shift"]:
        each = f"{wording.signed_units(shift['shift'])} {words.unit}"
        label = f"{COUNTED[source.counted][0]} from {each} on every forecast, at most"
        formula = _less(words, own["total"], shift["cost"])
        rows.append(_amount(source, words, label, shift["saving"], formula))
    return rows


def _amount(
    source: Source,
    words: ForecastWords,
    label: str,
    value: float,
    formula: str,
    ends: tuple[float | None, float | None] = (None, None),
) -> Amount:
    low, high = ends
    span = "" if low is None or high is None else f"{words.money(low)} to {words.money(high)}"
    unit = f"{source.question['currency']} {words.span}"
    return Amount(label, value, low, high, unit, words.money(value), span, formula)


def _share_of_cost(words: ForecastWords, saving: dict[str, Any], cost: float) -> list[Amount]:
    """The saving as a share of what the errors of the reference cost; none where that is 0."""
    if saving["share"] is None:
        return []
    label, text = "Saved share of the cost of the reference", show.percent(saving["share"], 1)
    formula = f"{_cents(words, saving['estimate'])} ÷ {_cents(words, cost)}"
    return [Amount(label, saving["share"], None, None, "share", text, "", formula)]


def _against_others(source: Source, words: ForecastWords) -> list[Amount]:
    """The saving against each reference that was not chosen."""
    label = NAMES[source.counted].saving
    return [
        _amount(source, words, label.format(each.reference), each.saving,
                _less(words, each.costs[1], each.costs[0]), each.ends or (None, None))
        for each in wording.savings(source.question, source.result)
        if each.reference != words.reference
    ]  # fmt: skip


def cost_formula(question: dict[str, Any], words: ForecastWords, cost: dict[str, float]) -> str:
    """What errors cost: units too little and too much, each times what one of them costs."""
    sides = (("short", "cost_under", "too little"), ("over", "cost_over", "too much"))
    parts = [
        f"{_count(cost[side] / float(question[each]))} {words.unit} {said} × "
        f"{_price(words, question[each])}"
        for side, each, said in sides
        if float(question[each])
    ]
    return " + ".join(parts)


def _less(words: ForecastWords, one: float, other: float) -> str:
    return f"{_cents(words, one)} − {_cents(words, other)}"


def _cents(words: ForecastWords, value: float) -> str:
    """An amount in a formula, so that one can compute with it whatever its size."""
    return money(value, words.currency, 2)


def _price(words: ForecastWords, typed: str) -> str:
    """A unit cost with every digit that was typed, at least cents."""
    return money(float(typed), words.currency, max(2, _places(Decimal(typed))))


def _count(value: float) -> str:
    """A computed number to seven figures, so that one can compute with it.

    >>> _count(1234567.8), _count(26.0), _count(0.1234)
    ('1,234,568', '26', '0.1234')
    """
    short = Decimal(f"{value:.7g}")
    return show.number(short, _places(short))


def _places(value: Decimal) -> int:
    return max(0, -int(value.normalize().as_tuple().exponent))
