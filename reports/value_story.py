"""A value report in four blocks, from a stored valuation: context, insight, visual, impact.

Plain data in and out. Every amount carries the formula that gives it, with its numbers.
"""

from dataclasses import asdict, dataclass, field
from typing import Any

from aiproj.shared import format as show
from metrics.wording import chosen as chosen_wording
from metrics.wording import payoffs
from metrics.wording import valuation as wording
from metrics.wording.improvements import held_improvements, improvements
from metrics.wording.limits import held_back, short_budget
from metrics.wording.tuning import nothing_pays
from metrics.wording.valuation import SIMPLE, Words
from reports.value_parts import Amount, Finding, Line, Source, Tree

# What the amounts count; revenue and margin never share a label.
COUNTED = {
    "margin": ("Margin", "margin: what is left after the cost of what is sold"),
    "revenue": ("Revenue", "revenue: before the cost of what is sold"),
    "savings": ("Savings", "savings: cost that does not arise"),
}
LIMITS = (
    "The range says how much the result depends on which rows happened to be in the file.",
    "Tied scores are treated together. Where the share of positives was given, scores are taken to "
    "behave the same within each outcome as in the file.",
)


@dataclass(frozen=True)
class ValueStory:
    """Everything that a value report says, for page, PDF and workbook."""

    title: str
    organization: str
    published: str
    headline: str
    lede: str
    context: tuple[Line, ...]
    findings: tuple[Finding, ...]
    sentence: str
    counts: str
    amounts: tuple[Amount, ...]
    improvements: tuple[dict[str, str], ...]
    choices: tuple[tuple[str, str, str], ...]
    trees: tuple[Tree, ...]
    is_limited: bool
    limits: tuple[str, ...]
    provenance: str
    inputs_hash: str
    chart: dict[str, Any] = field(default_factory=dict)
    charts: tuple[dict[str, Any], ...] = ()  # further ones; stories stored before have none
    kind: str = "classification"
    unit: str = ""
    strategies: tuple[tuple[str, float | None, float | None], ...] = ()  # the choices as numbers
    computed: tuple[Line, ...] = ()
    held_improvements: str = ""
    band_factor: float | None = None

    def as_dict(self) -> dict[str, Any]:
        """The story as it is stored and as the PDF reads it."""
        return asdict(self)


def value_story(source: Source, chart: dict[str, Any]) -> ValueStory:
    """Write the report; `chart` is the curve with its words and rows."""
    story = wording.tell(source.question, source.result)
    improved = improvements(source.question, source.result)
    return ValueStory(
        **about(source),
        headline=story.headline,
        lede=story.lede,
        context=context_of(source, "Predictions"),
        findings=(*_doubts(source), *_findings(source)),
        sentence=_sentence(source),
        amounts=_amounts(source),
        improvements=tuple(asdict(row) for row in improved),
        held_improvements=held_improvements(source.result),
        choices=tuple(wording.choices(source.question, source.result)),
        is_limited=source.result["limit_share"] is not None,
        limits=LIMITS,
        unit=source.unit,
        strategies=tuple(wording.strategies(source.question, source.result)),
        computed=tuple(
            Line(line.label, line.value)
            for line in chosen_wording.computed(source.question, source.result)
        ),
        band_factor=source.result["band_factor"],
        chart=chart,
    )


def about(source: Source) -> dict[str, Any]:
    """What every value report says of itself, whatever was predicted."""
    metric = source.metric
    return {
        "title": f"Value report: {metric.name if metric else source.predictions}",
        "organization": source.organization,
        "published": source.made_on,
        "counts": f"The amounts count {COUNTED[source.counted][1]}.",
        "trees": metric.trees if metric else (),
        "provenance": f"Valuation {source.number} of {source.predictions}, "
        f"formulas {source.formula_version}, {source.made_on}",
        "inputs_hash": source.inputs_hash,
    }


def context_of(source: Source, kind: str) -> tuple[Line, ...]:
    """The metric, if there is one, then the file; `kind` says what its rows are."""
    metric = (Line("Metric", source.metric.name), *source.metric.lines) if source.metric else ()
    return (*metric, Line(kind, source.predictions), *source.file)


def _doubts(source: Source) -> tuple[Finding, ...]:
    said = payoffs.doubts(source.question, source.result)
    action = "Mend the payoffs before anybody acts on this report."
    return tuple(Finding(doubt, action) for doubt in said if doubt)


def _findings(source: Source) -> tuple[Finding, ...]:
    result, words = source.result, source.words
    chosen, free = result["chosen"], result["free"]
    doing = show.sentence_case(words.doing)
    share = chosen["point"]["treated_share"]
    if held_back(result):
        return (_finding_of_limit(source),)
    if not share and not result["partial"]:
        return (
            Finding(
                f"{show.sentence_case(nothing_pays(result))} under these payoffs.",
                "Look at the cost of acting and at what a positive brings before the model.",
            ),
        )
    found = [*([_reach(source, share)] if share else []), *_cut_block(source)]
    more = free["value"]["estimate"] - chosen["value"]["estimate"]
    sure = result["limit_share"] is not None and not (chosen["refused"] or free["refused"])
    if sure and more > 0 and (result["capacity_worth"] or 0) > 0:
        found.append(
            Finding(
                f"The limit costs {words.money(wording.rounded(more))} {words.each_period}.",
                f"{doing} one more would bring {words.money(result['capacity_worth'], 2)}; "
                "compare that with what one more costs.",
            )
        )
    if not any(_doubts(source)) and not held_improvements(result):
        found += _improve_first(chosen["one_point"], words)
    return tuple(found)


def _finding_of_limit(source: Source) -> Finding:
    """The limit leaves nobody to treat: what the model could bring, and what would let it."""
    wider = "budget" if short_budget(source.question) else "limit"
    return Finding(
        f"{wording.allows_nobody(source.question)}.",
        f"{wording.without_limit(source.words, source.result['free'])} "
        f"Compare that with what a larger {wider} costs.",
    )


def _reach(source: Source, share: float) -> Finding:
    """What the chosen threshold reaches; not where a simple choice brings more."""
    words, chosen = source.words, source.result["chosen"]
    gain = source.result["gain_over_simple"]["estimate"]
    if gain < 0 and not chosen["refused"]:
        simple = show.sentence_case(f"{words.doing} {SIMPLE[source.result['simple']]}")
        more = words.money(wording.rounded(-gain))
        return Finding(
            f"{simple} brings about {more} more {words.each_period} than the model.",
            "Do so until another version of the model clearly brings more.",
        )
    recall, threshold = chosen["recall"] or 0.0, chosen["point"]["threshold"]
    times = show.number(recall / share, 1)
    return Finding(
        f"The best {wording.part(share)} of {words.people} hold {show.percent(recall, 1)} of "
        f"all positives, {times} times what chance would give.",
        f"Act on scores of {wording.score(threshold)} or more.",
    )


def _cut_block(source: Source) -> tuple[Finding, ...]:
    """What a random part of the block that the limit cuts would bring, if it pays."""
    said = chosen_wording.cut_block(source.question, source.result)
    return (Finding(*said),) if said else ()


def _improve_first(one_point: dict[str, Any], words: Words) -> list[Finding]:
    """The most valuable of three improvements; none where none is worth anything."""
    names = {"recall": "recall", "precision": "precision", "false_positive_rate": "false alarms"}
    best = max(names, key=lambda name: one_point[name]["value"])
    if one_point[best]["value"] <= 0:
        return []
    worth = words.money(wording.rounded(one_point[best]["value"]))
    return [
        Finding(
            f"One point better in {names[best]} is worth {worth} {words.each_period}, the most "
            "of the three.",
            f"Spend the next work on the model on {names[best]}.",
        )
    ]


def _sentence(source: Source) -> str:
    """The impact in one sentence that an executive understands, made from the numbers."""
    result, words = source.result, source.words
    chosen, gain = result["chosen"], result["gain_over_simple"]
    low, high = (words.money(wording.rounded(gain[end])) for end in ("low", "high"))
    share = chosen["point"]["treated_share"]
    simple = SIMPLE[result["simple"]]
    if held_back(result):
        unbound = wording.without_limit(words, result["free"])
        return f"{wording.allows_nobody(source.question)}. {unbound}"
    if not share and result["partial"]:
        part = f"{words.doing} a random part of the next one"
        more = f"{words.money(result['partial']['profit'])} {words.each_period}"
        what = f"{part} is expected to bring {more} in this file"
        if chosen["refused"]:
            what = f"cases are too few to say what {part} would bring"
        return f"No whole block pays within the limit; {what}."
    if not share:
        return f"Under these payoffs {words.doing} nobody is best, so the model adds nothing."
    doing = show.sentence_case(words.doing)
    if not any(gain.values()):
        return f"{doing} {simple} is best, so the model adds nothing."
    act = f"{doing} {wording.whom(words, share)} instead of {simple}"
    if chosen["refused"]:
        return f"{act} may bring {low} to {high} more {words.each_period}; too few cases to say."
    if wording.is_unclear(gain):
        unclear = "whether it brings more is not clear"
        return f"{act} may bring {low} to {high} more {words.each_period}: {unclear}."
    most = words.money(wording.rounded(abs(gain["estimate"])))
    if gain["estimate"] < 0:
        ends = " to ".join(words.money(wording.rounded(-gain[end])) for end in ("high", "low"))
        return f"{act} brings about {most} less {words.each_period}, likely {ends}."
    return f"{act} brings about {most} more {words.each_period}, likely {low} to {high}."


def _amounts(source: Source) -> tuple[Amount, ...]:
    result, words = source.result, source.words
    name = COUNTED[source.counted][0]
    value, gain = result["chosen"]["value"], result["gain_over_simple"]
    plain, simple = result["baselines"], result["simple"]
    refused = result["chosen"]["refused"]
    profit = "the profit" if refused else words.money(value["estimate"])
    if refused:
        value, gain = _without_point(value), _without_point(gain)
    rows = [
        _amount(source, f"{name} less cost of acting", value, profit_formula(source)),
        _amount(
            source,
            f"More than {words.doing} {SIMPLE[simple]}",
            gain,
            f"{profit} − {words.money(plain[simple])}",
        ),
    ]
    current = wording.over_current(result)
    if current and ("low" in current or not refused):
        rows.append(
            _amount(
                source,
                "More than current practice",
                _without_point(current) if refused else current,
                f"{profit} − {words.money(plain['current'])}",
            )
        )
    rows += _with_part(source)
    spent = {"estimate": result["spent"]}
    costs = _spent_formula(source, result["chosen"]["point"])
    rows.append(_amount(source, "Money spent on acting", spent, costs))
    return (*rows, *_shares(source))


def _without_point(given: dict[str, Any]) -> dict[str, Any]:
    """A range for which cases are too few: its ends only."""
    return {**given, "estimate": None}


def _with_part(source: Source) -> list[Amount]:
    """Where the limit cuts a block: the best whole blocks, and a random part of the cut one."""
    partial, whole = source.result["partial"], source.result["chosen"]["point"]
    if not partial or source.result["chosen"]["refused"]:
        return []
    named = (
        ("In this file, whole blocks of equal scores", whole),
        ("In this file, with part of the cut block", partial),
    )
    return [
        _amount(source, label, {"estimate": point["profit"]}, _file_formula(source, point))
        for label, point in named
    ]


def _amount(source: Source, label: str, given: dict[str, Any], formula: str) -> Amount:
    words, low, high = source.words, given.get("low"), given.get("high")
    span = "" if low is None or high is None else f"{words.money(low)} to {words.money(high)}"
    estimate = given["estimate"]
    text = "too few cases" if estimate is None else words.money(estimate)
    return Amount(label, estimate, low, high, source.unit, text, span, formula)


def _shares(source: Source) -> list[Amount]:
    result, words = source.result, source.words
    if result["chosen"]["refused"]:
        return []
    gain = words.money(result["gain_over_simple"]["estimate"])
    best_case = result["baselines"]["perfect"] - result["baselines"][result["simple"]]
    given = (
        (chosen_wording.RETURN, result["roi"], words.money(result["spent"])),
        (chosen_wording.OF_PERFECT, result["share_of_perfect"], words.money(best_case)),
    )
    return [
        Amount(label, value, None, None, "share", show.percent(value, 1), "", f"{gain} ÷ {of}")
        for label, value, of in given
        if value is not None
    ]


def profit_formula(source: Source) -> str:
    """The profit with its numbers: cases in each outcome times what one of them brings.

    Where cases are too few for one number, in words: its numbers would give one.
    """
    chosen, words = source.result["chosen"], source.words
    if chosen["refused"]:
        return "cases in each outcome × what one of them brings − cost of acting"
    optimism = chosen["optimism"]
    sign = "−" if optimism > 0 else "+"
    moved = f" {sign} {words.money(abs(optimism))} for being picked on this file"
    return f"{_file_formula(source, chosen['point'])}{moved if optimism else ''}"


def _file_formula(source: Source, point: dict[str, Any]) -> str:
    """The profit of a point in this file, before any correction."""
    question, words = source.question, source.words
    treated, left = outcome_counts(source.result, point)
    names = ("true_positive", "false_positive", "false_negative", "true_negative")
    parts = [
        f"{_count(count)} × {_each(question, name, words)}"
        for name, count in zip(names, (*treated, *left), strict=True)
        if _counts(question, name)
    ]
    said = " + ".join(parts) or "0"
    return f"{said} − ({_spent_formula(source, point)})"


def outcome_counts(
    result: dict[str, Any], point: dict[str, Any]
) -> tuple[tuple[float, float], tuple[float, float]]:
    """How many of the population are treated and left: (positives, negatives) of each."""
    size, prevalence = result["size"], result["prevalence"]
    in_file = result["drawing"]["true_positives"][-1]
    positives = size * prevalence
    hits = positives * (point["true_positives"] / in_file if in_file else 0.0)
    misses = size * point["treated_share"] - hits
    return (hits, misses), (positives - hits, size - positives - misses)


def _counts(question: dict[str, Any], name: str) -> bool:
    given = (question.get(name), question.get(f"{name}_per_amount"))
    return any(float(value or 0) for value in given)


def _each(question: dict[str, Any], name: str, words: Words) -> str:
    constant = float(question.get(name) or 0)
    share = float(question.get(f"{name}_per_amount") or 0)
    if not share:
        return words.money(constant, 2)
    by_amount = f"{show.number(share, 4)} of each amount"
    return f"({words.money(constant, 2)} + {by_amount})" if constant else by_amount


def _spent_formula(source: Source, point: dict[str, Any]) -> str:
    question, result, words = source.question, source.result, source.words
    share = point["treated_share"]
    each = words.money(float(question.get("cost_per_action") or 0), 2)
    fixed = float(question.get("fixed_cost") or 0)
    paid = fixed if share or question.get("fixed_cost_always") else 0.0
    return f"{_count(share * result['size'])} × {each} + {words.money(paid, 2)}"


def _count(cases: float) -> str:
    """Cases; with a digit after the point where they were scaled to a population."""
    return show.number(cases, 0 if abs(cases - round(cases)) < 1e-6 else 1)
