"""What a valuation says, in words and rows for people who decide; plain data in and out."""

from dataclasses import dataclass
from typing import Any

from aiproj.shared import format as show
from metrics.reading.encodings import ENCODINGS
from metrics.wording.limits import held_back, short_budget
from metrics.wording.tuning import nothing_pays, tuned_on, where_picked

SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹"}
PERIODS = {"month": "a month", "quarter": "a quarter", "year": "a year", "": "in all"}
TOO_FEW = {"few_positives": "fewer than 30 positives", "few_treated": "fewer than 30 treated"}
NO_NUMBER = "too few cases for one number"
SIMPLE = {"treat_none": "nobody", "treat_all": "everybody"}
DECIDES = (
    ("Treating a positive is worth", ""),
    ("Treating a negative costs", ""),
    ("Pays from a chance of", "if calibrated"),
)


PAYOFFS = {
    "true_positive": "Positive, treated",
    "false_positive": "Negative, treated",
    "false_negative": "Positive, left alone",
    "true_negative": "Negative, left alone",
    "cost_per_action": "Cost for each treated",
}


@dataclass(frozen=True)
class Words:
    """How this valuation names people, what is done to them, money and time."""

    doing: str
    people: str
    currency: str
    period: str

    @classmethod
    def of(cls, question: dict[str, Any]) -> "Words":
        return cls(
            doing=question.get("doing") or "treating",
            people=question.get("people") or "cases",
            currency=symbol(question.get("currency", "USD")),
            period=question.get("period", ""),
        )

    @property
    def each_period(self) -> str:
        return PERIODS[self.period]

    def money(self, value: float, places: int = 0) -> str:
        return money(value, self.currency, places)


def symbol(currency: str) -> str:
    """The sign of a currency before a number; its code and a space where it has none."""
    return SYMBOLS.get(currency, f"{currency} ")


def money(value: float, currency: str, places: int = 0) -> str:
    """An amount with its sign before the currency.

    >>> money(-1234.5, "$"), money(12, "CHF ")
    ('−$1,235', 'CHF 12')
    """
    text = show.number(abs(value), places)
    negative = show.round_half_up(value, places) < 0
    return f"{show.MINUS if negative else ''}{currency}{text}"


def score(threshold: float | None) -> str:
    """A threshold to six figures; empty for the one that treats nobody.

    >>> score(0.123456789), score(None)
    ('0.123457', '')
    """
    return "" if threshold is None else f"{threshold:.6g}"


def rounded(value: float) -> float:
    """An amount to three figures, as a headline says it.

    >>> rounded(170_432.7), rounded(-52.04), rounded(0.0)
    (170000.0, -52.0, 0.0)
    """
    return float(f"{value:.3g}") if value else 0.0


@dataclass(frozen=True)
class Line:
    """One row of a table: what it is, its number as text, and a remark."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class Story:
    """The page's sentences: the finding, what surrounds it, and what the curve shows."""

    headline: str
    lede: str
    chart_title: str
    chart_subtitle: str
    caption: str


def tell(question: dict[str, Any], result: dict[str, Any]) -> Story:
    """Put a stored valuation into sentences."""
    words = Words.of(question)
    held = held_back(result)
    return Story(
        headline=allows_nobody(question) if held else _headline(words, result),
        lede=" ".join(_lede_of_nobody(words, result) if held else _lede(words, result)),
        chart_title=_chart_title(words, question, result),
        chart_subtitle=f"Profit {words.each_period} in {question.get('currency', 'USD')}, "
        "with the likely range (95%).",
        caption=" ".join(_caption(words, result)),
    )


def allows_nobody(question: dict[str, Any]) -> str:
    """Why the limit leaves nobody to treat.

    >>> allows_nobody({"budget": "5", "fixed_cost": "7.5", "doing": "calling"})
    'The budget of $5.00 does not cover the fixed cost of $7.50: it allows calling nobody'
    """
    words, short = Words.of(question), short_budget(question)
    if short is None:
        return f"Within the limit {words.doing} nobody is best"
    exact = (places for places in (0, 2) if all(round(each, places) == each for each in short))
    budget, fixed = (words.money(each, places) for places in [next(exact, 4)] for each in short)
    return (
        f"The budget of {budget} does not cover the fixed cost of {fixed}: "
        f"it allows {words.doing} nobody"
    )


def without_limit(words: Words, free: dict[str, Any]) -> str:
    """What the model could bring if there were no limit; a range where cases are too few."""
    if free["refused"]:
        return (
            f"Without the limit it could be {span(words, free['value'])} {words.each_period}; "
            f"{NO_NUMBER}."
        )
    treated = whom(words, free["point"]["treated_share"])
    worth = words.money(rounded(free["value"]["estimate"]))
    return (
        f"Without the limit {words.doing} {treated} could be worth {worth} {words.each_period}, "
        f"likely {_ends(free['value'])}."
    )


def whom(words: Words, share: float) -> str:
    """Who is treated, as sentences say it."""
    return "everybody" if share >= 1 else f"the best {part(share)} of {words.people}"


def span(words: Words, value: dict[str, float]) -> str:
    """A range in money, to three figures."""
    low, high = (words.money(rounded(value[end])) for end in ("low", "high"))
    return f"{low} to {high}"


def _headline(words: Words, result: dict[str, Any]) -> str:
    chosen, partial = result["chosen"], result["partial"]
    share = chosen["point"]["treated_share"]
    doing = show.sentence_case(words.doing)
    if not share and partial:
        return f"No whole block of {words.people} with equal scores pays within the limit"
    if not share:
        return f"{doing} nobody is best: {nothing_pays(result)}"
    best = f"{doing} {whom(words, share)}"
    if chosen["refused"]:
        few = too_few(chosen["refused"])
        return f"{few} for one number: {span(words, chosen['value'])} {words.each_period}"
    return (
        f"{best} is worth {words.money(rounded(chosen['value']['estimate']))} {words.each_period}"
    )


def too_few(refused: str) -> str:
    """Of what there are too few.

    >>> too_few("few_treated")
    'Too few treated rows'
    """
    return f"Too few {'positives' if refused == 'few_positives' else 'treated rows'}"


def few_cases(result: dict[str, Any]) -> str:
    """Of what there are too few for amounts that follow from the best points; else empty.

    >>> few_cases({"chosen": {"refused": "few_treated"}, "free": {"refused": None}})
    'Fewer than 30 treated'
    """
    refused = result["chosen"]["refused"] or result["free"]["refused"]
    return show.sentence_case(TOO_FEW[refused]) if refused else ""


def _lede_of_nobody(words: Words, result: dict[str, Any]) -> list[str]:
    said, change = [without_limit(words, result["free"])], result["gain_over_current"]
    if change is not None:
        doing = show.sentence_case(words.doing)
        said.append(f"{doing} nobody brings {_more(change)} than current practice.")
    return said


def _lede(words: Words, result: dict[str, Any]) -> list[str]:
    chosen, free = result["chosen"], result["free"]
    value, gain = chosen["value"], result["gain_over_simple"]
    simple = f"{words.doing} {SIMPLE[result['simple']]}"
    if chosen["refused"]:
        return [f"Compared with {simple}: {_ends(gain)}."]
    said = [f"Likely {_ends(value)}."] if value["low"] < value["high"] else []
    current = over_current(result)
    said.append(_compared(current, "current practice") if current else _compared(gain, simple))
    more = free["value"]["estimate"] - value["estimate"]
    if result["limit_share"] is not None and more > 0 and not free["refused"]:
        said.append(f"Without the limit it could be {show.number(rounded(more))} more.")
    return said


def over_current(result: dict[str, Any]) -> dict[str, float] | None:
    """The gain over current practice, an estimate alone where the pairs were not counted; None
    where today's decisions are not known."""
    estimate = result["gain_over_current"]
    if estimate is None:
        return None
    return result.get("range_over_current") or {"estimate": estimate}


def _compared(gain: dict[str, float], other: str) -> str:
    """The difference to another choice; where it may be none, its range alone."""
    if "low" in gain and not any(gain.values()):
        return f"The model adds nothing to {other}."
    if is_unclear(gain):
        return f"It may bring {_ends(gain)} more than {other}: no clear difference."
    return f"That is {_more(gain['estimate'])} than {other}."


def is_unclear(gain: dict[str, float]) -> bool:
    """Whether the range of a difference holds both a loss and a gain.

    >>> is_unclear({"low": -200, "high": 733}), is_unclear({"low": 0, "high": 0}), is_unclear({})
    (True, False, False)
    """
    return "low" in gain and gain["low"] < 0 < gain["high"]


def _ends(span: dict[str, float]) -> str:
    return " to ".join(show.number(rounded(span[end])) for end in ("low", "high"))


def _more(difference: float) -> str:
    word = "more" if difference >= 0 else "less"
    return f"{show.number(rounded(abs(difference)))} {word}"


def _chart_title(words: Words, question: dict[str, Any], result: dict[str, Any]) -> str:
    share = _share_of_highest(result)
    if not share:
        return "Profit never rises above that of treating nobody"
    if held_back(result) and short_budget(question):
        some = "everybody is" if share >= 1 else f"{part(share)} of {words.people} are"
        return f"Profit would rise until {some} treated, but the budget allows nobody"
    if share >= 1:
        return "Profit rises until everybody is treated"
    return f"Profit rises until {part(share)} of {words.people} are treated, then falls"


def _share_of_highest(result: dict[str, Any]) -> float:
    """Where the curve is highest, which a threshold of another file need not meet."""
    if not tuned_on(result):
        return float(result["free"]["point"]["treated_share"])
    drawing = result["drawing"]
    highest = drawing["profit"].index(max(drawing["profit"]))
    return float(drawing["treated_share"][highest])


def _caption(words: Words, result: dict[str, Any]) -> list[str]:
    chosen = result["chosen"]
    said = [
        "The range covers which rows happened to be in the file. It does not cover the payoffs.",
    ]
    if chosen["refused"]:
        return said
    if tuned_on(result):
        said.append(where_picked(result))
    if chosen["optimism"] > 0:
        corrected = words.money(rounded(chosen["optimism"]))
        said.append(f"The best point is corrected by {corrected} for being picked on this file.")
    return said


def part(share: float) -> str:
    """A share of people as sentences say it: whole percents where these are not nearly none or all.

    >>> part(0.81), part(0.048), part(0.9984), part(1)
    ('81%', '4.8%', '99.8%', '100%')
    """
    return show.percent(share, 0 if 0.1 <= share < 0.995 or share == 1 else 1)


def decides(question: dict[str, Any], result: dict[str, Any]) -> list[Line]:
    """The two differences that decide, from what chance acting pays, and what more room brings.

    The last follows from the model, and is left out where cases are too few for one number.
    """
    words = Words.of(question)
    values = [words.money(result[name], 2) for name in ("right_action", "wrong_action")]
    if result["reasonable"] and result["break_even"] is not None:
        values.append(show.percent(result["break_even"], 1))
    factors = (*map(_of_amount, by_amount(question)), "")
    lines = [
        Line(label, value, note or factor)
        for (label, note), value, factor in zip(DECIDES, values, factors, strict=False)
    ]
    more = result["capacity_worth"] or 0
    if more > 0 and short_budget(question) is None and not result["chosen"]["refused"]:
        lines.append(Line("One more beyond the limit brings", words.money(more, 2)))
    return lines


def by_amount(question: dict[str, Any]) -> tuple[float, float]:
    """The share of a row's amount in what treating a positive is worth, and a negative costs."""
    tp, fp, fn, tn = (float(question.get(f"{name}_per_amount") or 0) for name in tuple(PAYOFFS)[:4])
    return tp - fn, tn - fp


def _of_amount(factor: float) -> str:
    return f"{'plus' if factor > 0 else 'less'} {abs(factor):.4g} of the amount" if factor else ""


def choices(question: dict[str, Any], result: dict[str, Any]) -> list[tuple[str, str, str]]:
    """The strategies compared: name, how many are treated, profit.

    Where cases are too few, the model's profit is its range.
    """
    words = Words.of(question)
    chosen = result["chosen"]["value"]
    return [
        (name, show.number(treated), span(words, chosen) if profit is None else words.money(profit))
        for name, treated, profit in strategies(question, result)
    ]


def strategies(
    question: dict[str, Any], result: dict[str, Any]
) -> list[tuple[str, float | None, float | None]]:
    """The same as numbers: None where it is not known how many are treated, and for the profit of
    a model for which cases are too few."""
    size, chosen, plain = result["size"], result["chosen"], result["baselines"]
    volume = chosen["point"]["treated_share"] * size
    model = "Model" if result["limit_share"] is None else "Model, within the limit"
    profit = None if chosen["refused"] else chosen["value"]["estimate"]
    others: list[tuple[str, float | None, float | None]] = [
        ("Current practice", treated_today(question, result), plain["current"]),
        ("Nobody", 0, plain["treat_none"]),
        ("Same number at random", volume, plain["random"]),
        ("Everybody", size, plain["treat_all"]),
        ("Perfect foresight", None, plain["perfect"]),
    ]
    return [(model, volume, profit), *(row for row in others if row[2] is not None)]


def treated_today(question: dict[str, Any], result: dict[str, Any]) -> float | None:
    """How many current practice treats; old results know it only where it was typed in."""
    typed = question.get("practice_treated")
    found = result.get("current_treated", float(typed) if typed else None)
    return None if found is None else float(found)


def facts_of(facts: dict[str, Any], result: dict[str, Any] | None) -> list[Line]:
    """What is known of the file."""
    rows, left_out, positives = facts["rows"], facts["left_out"], facts["positives"]
    missing = show.number(left_out) if left_out else "none"
    lines = [
        Line("Rows", f"{show.number(rows)}, {missing} left out"),
        Line("Positives", f"{show.number(positives)} ({show.percent(positives / rows, 1)})"),
    ]
    if facts.get("pending"):
        lines.insert(1, Line("Outcome to come", f"{show.number(facts['pending'])} more"))
    if result and result["area_under_roc"] is not None:
        lines.append(Line("AUC", show.number(result["area_under_roc"], 3)))
    return lines + written_in(facts)


def written_in(facts: dict[str, Any]) -> list[Line]:
    """The encoding of a text that is not the usual one."""
    encoding = facts.get("encoding") or "utf-8"
    return [] if encoding == "utf-8" else [Line("Encoding", ENCODINGS.get(encoding, encoding))]
