"""What the valuation of a forecast says, in words and rows; plain data in and out."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from aiproj.shared import format as show
from metrics.wording import figures
from metrics.wording.valuation import Line, money, rounded, symbol, written_in

REFERENCES = {
    "practice": "current practice",
    "season": "the value of {season} periods earlier",
    "previous": "the value of the period before",
    "earlier_mean": "the mean of all earlier periods",
    "mean": "the mean of the whole file",
}
SHORT_NAMES = {
    "practice": "current practice",
    "season": "{season} periods ago",
    "previous": "period before",
    "earlier_mean": "mean so far",
    "mean": "mean of the file",
}
HINDSIGHT = "mean"  # nobody could have planned by it
SMALL, SHORT = 1000, 100


@dataclass(frozen=True)
class ForecastWords:
    """How this valuation names money, what is forecast, time and the reference."""

    currency: str
    unit: str
    span: str
    reference: str

    @classmethod
    def of(cls, question: dict[str, Any], result: dict[str, Any]) -> "ForecastWords":
        return cls(
            currency=symbol(question["currency"]),
            unit=question["unit"],
            span="a year" if question.get("size") else "on this file",
            reference=reference_name(question["reference"], result["season"]),
        )

    def money(self, value: float) -> str:
        """An amount, with cents where they matter."""
        return money(value, self.currency, 2 if abs(value) < SMALL else 0)

    def about(self, value: float) -> str:
        """An amount to three figures, as a sentence says it."""
        short = rounded(value)
        return money(short, self.currency, 0 if abs(short) >= SHORT or not short else 2)

    def units(self, value: float) -> str:
        return f"{units(value)} {self.unit}"


def reference_name(reference: str, season: int | None) -> str:
    """What the forecast is compared with, for the middle of a sentence."""
    return REFERENCES[reference].format(season=season)


def units(value: float) -> str:
    """A computed amount of what is forecast.

    >>> units(1234.5), units(0.034512)
    ('1,235', '0.0345')
    """
    return figures.rounded(Decimal(f"{value:.12g}"))


@dataclass(frozen=True)
class ForecastStory:
    """The page's sentences: the finding, and what surrounds it."""

    headline: str
    lede: str


def tell(question: dict[str, Any], result: dict[str, Any]) -> ForecastStory:
    """Put a stored valuation into sentences."""
    words = ForecastWords.of(question, result)
    return ForecastStory(_headline(words, result["saving"]), " ".join(_lede(words, result)))


def _headline(words: ForecastWords, saving: dict[str, Any]) -> str:
    estimate = saving["estimate"]
    if _is_open(saving):
        return f"It is not clear that the forecast saves anything against {words.reference}"
    if estimate > 0:
        return f"The forecast saves {words.about(estimate)} {words.span} against {words.reference}"
    if estimate < 0:
        more = f"{words.about(-estimate)} {words.span} more"
        return f"The forecast costs {more} than {words.reference}"
    return f"The forecast saves nothing against {words.reference}"


def _is_open(saving: dict[str, Any]) -> bool:
    """Whether the range holds both a saving and a loss."""
    low, high = saving["low"], saving["high"]
    return low is not None and low <= 0 <= high and low < high


def _lede(words: ForecastWords, result: dict[str, Any]) -> list[str]:
    saving = result["saving"]
    said = []
    if saving["low"] is None:
        only = "block of periods" if saving["by_block"] else "row"
        said.append(f"There is one {only} only, so nothing says how sure that is.")
    else:
        likely = " to ".join(words.about(saving[end]) for end in ("low", "high"))
        best = f"The best estimate is {words.about(saving['estimate'])} {words.span}, likely"
        said.append(f"{best if _is_open(saving) else 'Likely'} {likely}.")
    own, other = (words.about(result[name]["total"]) for name in ("forecast", "reference"))
    said.append(f"Its errors cost {own}, those of the reference {other}{_share(saving['share'])}.")
    return said


def _share(share: float | None) -> str:
    if not share:
        return ""
    return f": {show.percent(abs(share))} {'less' if share > 0 else 'more'}"


def costs(question: dict[str, Any], result: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    """What errors cost: whose, for too little, for too much, in all."""
    words = ForecastWords.of(question, result)
    return [
        (name, words.money(cost["short"]), words.money(cost["over"]), words.money(cost["total"]))
        for name, cost in (
            ("The forecast", result["forecast"]),
            (show.sentence_case(words.reference), result["reference"]),
        )
    ]


@dataclass(frozen=True)
class AgainstReference:
    """What the forecast saves against one reference: numbers for drawings, and their words."""

    reference: str
    short: str
    saving: float
    ends: tuple[float, float] | None
    share: float | None
    text: str
    span: str
    rows: str
    costs: tuple[float, float]  # of the forecast, of the reference
    is_hindsight: bool = False

    @property
    def name(self) -> str:
        """The reference as a row or a sentence begins with it."""
        return show.sentence_case(self.reference)

    @property
    def is_open(self) -> bool:
        """Whether the range holds both a saving and a loss."""
        low, high = self.ends or (0.0, 0.0)
        return low <= 0 <= high and low < high


def savings(question: dict[str, Any], result: dict[str, Any]) -> list[AgainstReference]:
    """The saving against every reference that the file allows.

    Answers of formula version 1 kept the chosen reference only.
    """
    chosen = {
        "reference": question["reference"],
        "rows": result["rows"],
        "cost": result["forecast"]["total"],
        "reference_cost": result["reference"]["total"],
        "saving": result["saving"],
    }
    words = ForecastWords.of(question, result)
    found = result.get("references", [chosen])
    return [_against(words, each, result["season"]) for each in found]


def _against(words: ForecastWords, given: dict[str, Any], season: int | None) -> AgainstReference:
    key, saving = given["reference"], given["saving"]
    low, high = saving["low"], saving["high"]
    known = low is not None and high is not None
    return AgainstReference(
        reference=reference_name(key, season),
        short=SHORT_NAMES[key].format(season=season),
        saving=saving["estimate"],
        ends=(low, high) if known else None,
        share=saving["share"],
        text=words.money(saving["estimate"]),
        span=f"{words.money(low)} to {words.money(high)}" if known else "",
        rows=show.number(given["rows"]),
        costs=(given["cost"], given["reference_cost"]),
        is_hindsight=key == HINDSIGHT,
    )


def hardest(found: list[AgainstReference]) -> AgainstReference:
    """The reference that is hardest to beat: one that is cheaper, then one that may be.

    Among several the one of whose cost the least share is saved, a reference without any cost
    before all; of equal ones the first. One that knew what came later counts only
    where it is alone.
    """

    def ease(each: AgainstReference) -> tuple[int, float]:
        standing = 1 if each.is_open else 2 if each.saving > 0 else 0
        return standing, float("-inf") if each.share is None else each.share

    return min([each for each in found if not each.is_hindsight] or found, key=ease)


def hardest_title(found: list[AgainstReference]) -> str:
    """What the comparison of all references shows, as the title of its chart."""
    least = hardest(found)
    if least.is_open:
        return f"It is not clear that the forecast beats {least.reference}"
    if least.saving > 0:
        return f"The hardest to beat is {least.reference}"
    return f"The forecast does not beat {least.reference}"


@dataclass(frozen=True)
class Better:
    """A change of the forecast, what it would save, and what that rests on."""

    label: str
    worth: str
    note: str


def better(question: dict[str, Any], result: dict[str, Any]) -> list[Better]:
    """What smaller errors would save, and a constant added to every forecast."""
    words = ForecastWords.of(question, result)
    shift = result["shift"]
    if shift["shift"]:
        label = f"{signed_units(shift['shift'])} {words.unit} on every forecast"
        note = "at most: found on the rows that judge it"
    else:
        label, note = "A constant on every forecast", "none is better than 0 on these rows"
    return [
        Better("Errors 1% smaller", words.money(result["one_percent"]), "exactly 1% of the cost"),
        Better(label, words.money(shift["saving"]), note),
    ]


def signed_units(value: float) -> str:
    """An amount that is added, with its sign.

    >>> signed_units(3.0), signed_units(-0.25)
    ('+3', '−0.25')
    """
    return f"{show.MINUS if value < 0 else '+'}{units(abs(value))}"


def aims(question: dict[str, Any], result: dict[str, Any]) -> list[Line]:
    """The quantile that is cheapest to forecast, and how far the forecasts are from it."""
    words, aim = ForecastWords.of(question, result), result["target_quantile"]
    own, other = (words.units(result[name]["loss"]) for name in ("forecast", "reference"))
    return [
        Line("Best target", f"{show.percent(aim, 1)} quantile", "enough in that share of cases"),
        Line("Pinball loss there", own, "a row"),
        Line("Of the reference", other, "a row"),
    ]


def basis(question: dict[str, Any], result: dict[str, Any]) -> str:
    """What the range rests on, and what it leaves out."""
    saving, left = result["saving"], result["rows_without"]
    said = []
    if saving["low"] is not None:
        count = show.counted(saving["units"], "row")
        if saving["by_block"]:
            each = show.counted(result["block"], "period")
            count = f"{show.counted(saving['units'], 'block')} of {each}"
        said.append(f"The range (95%) compares the errors of both in {count}.")
    if left:
        rows = show.counted(left, "row has", "rows have")
        said.append(
            f"{rows} no such reference and {show.plural(left, 'is', 'are')} left out of both."
        )
    said.append("The range does not cover the costs of a unit.")
    return " ".join(said)


def facts_of(facts: dict[str, Any]) -> list[Line]:
    """What is known of the file."""
    left = show.number(facts["left_out"]) if facts["left_out"] else "none"
    lines = [Line("Rows", f"{show.number(facts['rows'])}, {left} left out")]
    if facts["periods"]:
        lines.append(Line("Periods", show.number(len(facts["periods"]))))
    if facts["series"] > 1:
        lines.append(Line("Series", show.number(facts["series"])))
    return lines + written_in(facts)
