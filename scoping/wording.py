"""Words for figures of candidates: headlines, verdicts, money in short."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from aiproj.shared import format as formats
from scoping.calc.priority import MILD, STRONG, Stability, is_early_win
from scoping.calc.readiness import Readiness
from scoping.calc.rubric import Verdict
from scoping.checking.evaluation import METHODS, Comparison, Figures
from scoping.rules.model import DIMENSION_NAMES

READINESS = {
    Readiness.READY: "Ready",
    Readiness.CONDITIONAL: "Conditional",
    Readiness.NOT_READY: "Not ready",
    Readiness.UNKNOWN: "Unknown",
}
VERDICTS = {
    Verdict.EXCLUDED: "Excluded by law",
    Verdict.FIX_DATA: "Fix the data first",
    Verdict.BLOCKED: "Blocked",
    Verdict.NOT_VIABLE: "Not viable",
    Verdict.CONDITIONAL: "Viable with conditions",
    Verdict.VIABLE: "Viable",
    Verdict.INCOMPLETE: "Not rated by both sides",
}
SHORT_NAMES = {
    "infrastructure_data": "Data",
    "technical_expertise": "Skills",
    "organizational_support": "Support",
    "monitoring_maintenance": "Monitoring",
}
MILLION, THOUSAND = Decimal(1_000_000), Decimal(1_000)


def short_money(value: Decimal | None, currency: str) -> str:
    """An amount in millions with two decimals, below 100,000 in thousands with none.

    >>> short_money(Decimal(760_000), "USD"), short_money(Decimal(-262_000), "USD")
    ('USD 0.76m', '−USD 0.26m')
    >>> short_money(Decimal(14_600), "EUR"), short_money(None, "EUR")
    ('EUR 15k', '–')
    """
    if value is None:
        return "–"
    sign, size = "−" if value < 0 else "", abs(value)
    if size >= MILLION / 10:
        return f"{sign}{currency} {formats.number(size / MILLION, 2)}m"
    if size >= THOUSAND:
        return f"{sign}{currency} {formats.number(size / THOUSAND)}k"
    return f"{sign}{currency} {formats.number(size)}"


def headline(comparison: Comparison) -> str:
    """What the comparison says, in one line."""
    leaders = comparison.leaders.get("priority", ())
    if not leaders:
        return "The candidates cannot be compared yet"
    first = _named(comparison, leaders[0])
    ready = comparison.smallest_ready
    if ready is None:
        return f"{first.name} leads; no candidate is ready today"
    if ready.id == first.id:
        return f"{first.name} leads and is ready today"
    return f"{first.name} leads; {ready.name} is ready today"


def _named(comparison: Comparison, key: str) -> Figures:
    return next(each for each in comparison.candidates if each.id == key)


def readiness_words(figures: Figures) -> str:
    """Why the verdict is what it is."""
    fit = figures.fit
    if fit is None:
        return "choose a technique first"
    if fit.unknown:
        return "no level of " + formats.join_words(
            [SHORT_NAMES[key].lower() for key in fit.unknown]
        )
    if fit.dimension is None:
        return "no gap"
    gap = formats.number(fit.largest_gap, 1)
    return f"largest gap {gap}, {SHORT_NAMES[fit.dimension].lower()}"


def findings(
    comparison: Comparison, currency: str, names: Mapping[str, str], *, is_visible: bool
) -> list[tuple[str, str]]:
    """The lessons beside the table: title and sentence, only those that can be told.

    `names` are those of the factors. `is_visible` says whether a stakeholder of high influence
    would see a first success.
    """
    found = [
        ("What AI adds over the best without AI", increment(comparison, currency)),
        ("How stable is the order?", stability_words(comparison)),
        ("Where methods disagree", disagreement(comparison)),
        ("Smallest step you are ready for", smallest_step(comparison)),
        ("An early win", early_wins(comparison, is_visible=is_visible)),
        ("What would change a verdict", flips_words(comparison)),
        ("What to measure next", measure_words(comparison, names)),
    ]
    return [(title, text) for title, text in found if text]


def increment(comparison: Comparison, currency: str) -> str:
    """The risk-adjusted value that AI adds, and what more it costs to build."""
    ai, rival = comparison.best_ai, comparison.best_rival
    if ai is None or rival is None:
        return ""
    worth = _known(ai.money.net_present_value) - _known(rival.money.net_present_value)
    build = _known(ai.money.build) - _known(rival.money.build)
    more = "more" if worth >= 0 else "less"
    dearer = "more" if build >= 0 else "less"
    return (
        f"{short_money(abs(worth), currency)} {more} value over three years for "
        f"{short_money(abs(build), currency)} {dearer} to build ({ai.name} against {rival.name})."
    )


def _known(value: Decimal | None) -> Decimal:
    return Decimal(0) if value is None else value


def stability_words(comparison: Comparison) -> str:
    """In how many weightings the leader stays first."""
    mild, strong = comparison.stability(MILD), comparison.stability(STRONG)
    if mild is None or strong is None or mild.of == 0:
        return ""
    name = _named(comparison, mild.leader).name
    return (
        f"{name} stays first in {_share(mild)} when weights change by 20%, "
        f"and in {_share(strong)} by 50%."
    )


def _share(found: Stability) -> str:
    return f"{found.stays} of {found.of} weightings ({formats.percent(found.stays / found.of)})"


def disagreement(comparison: Comparison) -> str:
    """Which methods put whom first, where they do not agree."""
    leaders = comparison.leaders
    if len(set(leaders.values())) < 2:
        return ""
    by_leader: dict[tuple[str, ...], list[str]] = {}
    for method, first in leaders.items():
        by_leader.setdefault(first, []).append(METHODS[method])
    parts = []
    for first, methods in by_leader.items():
        names = formats.join_words([_named(comparison, key).name for key in first])
        verb = "puts" if len(methods) == 1 else "put"
        parts.append(f"{formats.join_words(methods)} {verb} {names} first")
    return "; ".join(parts) + ". RICE and WSJF reward small effort."


def smallest_step(comparison: Comparison) -> str:
    """The least complex candidate that is ready."""
    ready = comparison.smallest_ready
    if ready:
        return f"{ready.name}, ready today."
    if any(each.readiness is Readiness.UNKNOWN for each in comparison.candidates):
        return "Not known: readiness is unknown."
    return "None of the candidates is ready today."


def early_wins(comparison: Comparison, *, is_visible: bool) -> str:
    """Which candidates could show value soon; empty where none can. Doing nothing is none."""
    able = [
        each
        for each in comparison.candidates
        if each.kind != "none"
        and each.scores.complexity is not None
        and is_early_win(
            each.scores.complexity, each.readiness, each.money.payback, is_visible=True
        )
    ]
    if not able:
        return ""
    names = formats.join_words(
        [f"{each.name} (back in {formats.number(each.money.payback, 1)} months)" for each in able]
    )
    if is_visible:
        return f"{names}: simple enough, ready or nearly so, and seen by those who decide."
    return f"{names}, once a stakeholder of high influence is named who would see it."


def flips_words(comparison: Comparison) -> str:
    """Which single level would better the verdict of which candidate."""
    parts = []
    for each in comparison.candidates:
        for key, level in each.flips.items():
            needed = formats.number(level, 1)
            parts.append(f"Raising {DIMENSION_NAMES[key]} to {needed} betters {each.name}.")
    return " ".join(parts)


def measure_words(comparison: Comparison, names: Mapping[str, str], most: int = 3) -> str:
    """The guesses whose measurement could move the order most."""
    parts = []
    for each in comparison.candidates:
        if each.measure_next:
            rows = each.measure_next[:most]
            keys = formats.join_words([names.get(row.factor, row.factor) for row in rows])
            parts.append(f"{each.name}: {keys}")
    return "Guessed, and able to move the order: " + "; ".join(parts) + "." if parts else ""


def matrix_title(names: Sequence[str], intricate: Sequence[str] = ()) -> str:
    """The finding of the matrix: who is both worth it and doable.

    `intricate` are those that stand in the same corner but are too complex to begin at once.
    """
    if not names and intricate:
        verb = "is" if len(intricate) == 1 else "are"
        called = formats.join_words(list(intricate))
        return f"{called} {verb} worth it and viable, but too complex to do now"
    if not names:
        return "No candidate is both worth it and doable yet"
    verb = "is" if len(names) == 1 else "are"
    return f"{formats.join_words(list(names))} {verb} worth it and doable"
