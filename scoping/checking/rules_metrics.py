"""Rules of metrics, criteria and money figures: links, formulas, savings, currencies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from aiproj.shared.format import join_words, number
from metrics.calc.links import find_cycle, find_unlinked
from scoping.checking.findings import Case, Finding
from scoping.checking.rates import converted, rates_of
from scoping.checking.reading import decimal_of, name_of, path_of, text_of
from scoping.checking.sources import OTHER_CURRENCY, currency_fault, edited_words, origin_of
from scoping.worksheet.model import Content, Need
from scoping.worksheet.state import CandidateState

SIDES = ("business", "technical")
BRING_BACK = "Restore it under Measure, or choose another."
CRITERIA = {"quantitative": "by numbers", "qualitative": "by people"}


def business_is_measured(case: Case) -> Iterator[Finding]:
    """L52: there is a business metric, not only measures of a model."""
    if case.rows("metrics", "technical") and not case.rows("metrics", "business"):
        title = "Only the model is measured, not the business"
        remedy = "Add the number that the business steers by."
        yield Finding("SC-L52", "error", title, remedy, "metrics.business")


def technical_reaches_business(case: Case) -> Iterator[Finding]:
    """X2: each measure of a model moves a business metric of this worksheet, without a circle."""
    business = [text_of(row, "metric") for row in case.rows("metrics", "business")]
    rows = case.rows("metrics", "technical")
    links = [
        case.around.links[key]
        for row in case.rows("metrics", "links")
        if (key := text_of(row, "link")) in case.around.links
    ]
    edges = [(text_of(row, "metric"), text_of(row, "moves")) for row in rows if row.get("moves")]
    for link in links:
        edges += [(source, link.metric) for source in (*link.technical, *link.drivers)]
    unlinked = set(find_unlinked([text_of(row, "metric") for row in rows], business, edges))
    for row in rows:
        if text_of(row, "metric") in unlinked:
            yield _unlinked(case, row)
    if cycle := find_cycle(edges):
        way = " → ".join(_metric(case, key) for key in cycle)
        yield Finding("SC-X2", "error", f"Metrics move each other in a circle: {way}",
                      "Take one of the links out.", "metrics.links")  # fmt: skip


def _unlinked(case: Case, row: Content) -> Finding:
    """A measure that moves nothing, or only what the worksheet does not list."""
    metric, moved = (text_of(row, key) for key in ("metric", "moves"))
    title = f"{_metric(case, metric)} moves no business metric"
    remedy = "Say which one it moves, or leave it out."
    if moved and moved != metric:
        title = f"{_metric(case, metric)} moves {_metric(case, moved)}, which is not listed here"
        remedy = "List it among the business metrics, or say which of those it moves."
    path = f"metrics.technical.{row.get('id')}.moves"
    return Finding("SC-X2", "error", title, remedy, path)


def _metric(case: Case, key: str) -> str:
    known = case.around.metrics.get(key)
    return known.name if known else "A metric that was removed"


def references_exist(case: Case) -> Iterator[Finding]:
    """F6: metrics, formulas and profit curves that the worksheet names still exist."""
    rows = (("business", "metric"), ("technical", "metric"), ("technical", "moves"),
            ("links", "link"))  # fmt: skip
    main = text_of(case.section("problem"), "metric")
    if main and main not in case.around.metrics:
        yield Finding("SC-F6", "error", "The metric of the problem was removed", BRING_BACK,
                      "problem.metric")  # fmt: skip
    for group, field in rows:
        known = case.around.links if field == "link" else case.around.metrics
        for row in case.rows("metrics", group):
            if row.get(field) and text_of(row, field) not in known:
                what = "driver formula" if field == "link" else "metric"
                path = f"metrics.{group}.{row.get('id')}.{field}"
                title = f"A {what} that is named here was removed"
                yield Finding("SC-F6", "error", title, BRING_BACK, path)
    for each in case.standing:
        source = text_of(each.content, "benefit_source")
        if source in {"link", "valuation"} and _source(case, each) is None:
            title = f"{name_of(each)}: the source of the benefit is missing"
            yield Finding("SC-F6", "error", title, "Choose it again, or type the figures.",
                          path_of(each, f"benefit_{source}"))  # fmt: skip


def _source(case: Case, candidate: CandidateState) -> tuple[Decimal | None, str] | None:
    """Value and currency of what the benefit comes from; None where it is typed or missing."""
    if candidate.content.get("benefit_source") == "link":
        link = case.around.links.get(text_of(candidate.content, "benefit_link"))
        return (link.value, link.currency) if link else None
    if candidate.content.get("benefit_source") == "valuation":
        found = case.around.valuations.get(text_of(candidate.content, "benefit_valuation"))
        return (found.value, found.currency) if found else None
    return None


def figures_follow_formulas(case: Case) -> Iterator[Finding]:
    """X5: a money figure agrees with what its formula or curve gives, at the rate of the day."""
    tolerance, rates = case.pack.checks.formula_tolerance, rates_of(case.section("money"))
    for each in case.state.candidates:
        source, typed = _source(case, each), decimal_of(each.content, "benefit_likely")
        value, currency = source or (None, "")
        if value is None or typed is None:
            continue
        computed = converted(value, currency, case.state.currency, rates)
        if computed is None:
            continue  # X14 asks for the rate
        if abs(typed - computed) > abs(computed) * tolerance / 100:
            title = (
                f"{name_of(each)}: the likely benefit is {number(typed)}, "
                f"its formula gives {number(computed)}"
            )
            yield Finding("SC-X5", "error", title, "Take the figure of the formula, or mend it.",
                          path_of(each, "benefit_likely"))  # fmt: skip


def one_currency(case: Case) -> Iterator[Finding]:
    """X14: a figure in another currency has a dated rate."""
    own, rates = case.state.currency, rates_of(case.section("money"))
    for each in case.state.candidates:
        source = _source(case, each)
        if source is None or source[1] in rates:
            continue
        if title := currency_fault(name_of(each), source[1], own):
            yield Finding("SC-X14", "error", title, OTHER_CURRENCY,
                          path_of(each, "benefit_source"))  # fmt: skip


def edited_figures_are_flagged(case: Case) -> Iterator[Finding]:
    """L76: a figure that was taken from a source and typed over is said to be edited."""
    for each in case.state.candidates:
        origin = origin_of(each.content)
        if origin and origin.edits:
            title = f"{name_of(each)}: edited after it was taken: {edited_words(origin)}"
            remedy = f"Take it again from {origin.name}, or say that it is typed."
            yield Finding("SC-L76", "warn", title, remedy, path_of(each, "benefit_source"))


def savings_count_once(case: Case) -> Iterator[Finding]:
    """X6: the same saving counts in one category."""
    claimed: dict[str, dict[str, str]] = defaultdict(dict)
    for row in case.rows("metrics", "business"):
        saving, category = text_of(row, "saving").casefold(), text_of(row, "category")
        if not saving or not category:
            continue
        others = [name for name in claimed[saving] if name != category]
        if others:
            title = f"“{text_of(row, 'saving')}” counts as {join_words([others[0], category])}"
            yield Finding("SC-X6", "error", title, "Keep it in one category.",
                          f"metrics.business.{row.get('id')}.saving")  # fmt: skip
        claimed[saving][category] = str(row.get("id"))


def links_are_agreed(case: Case) -> Iterator[Finding]:
    """L60: each driver formula is agreed by both sides; a warning until gate 2."""
    for row in case.rows("metrics", "links"):
        link = case.around.links.get(text_of(row, "link"))
        missing = [side for side in SIDES if link and side not in link.agreed]
        if missing:
            title = f"The formula is not agreed by the {join_words(missing)} side"
            yield Finding("SC-L60", case.later(Need.GATE_2), title,
                          "Ask for the agreement where the formula stands.",
                          f"metrics.links.{row.get('id')}.link")  # fmt: skip


def both_kinds_of_criteria(case: Case) -> Iterator[Finding]:
    """L64: one criterion is judged by numbers and one by people; numbers have a threshold."""
    rows = case.rows("evaluation", "criteria")
    if not rows:
        return
    kinds = {text_of(row, "kind") for row in rows}
    for kind, words in CRITERIA.items():
        if kind not in kinds:
            yield Finding("SC-L64", "error", f"No criterion is judged {words}", "Add one.",
                          "evaluation.criteria")  # fmt: skip
    for row in rows:
        if row.get("kind") == "quantitative" and decimal_of(row, "threshold") is None:
            title = f"“{text_of(row, 'name')}” is judged by numbers, but has no threshold"
            yield Finding("SC-L64", "error", title, "Give the number that decides.",
                          f"evaluation.criteria.{row.get('id')}.threshold")  # fmt: skip


def persons_are_treated_alike(case: Case) -> Iterator[Finding]:
    """L18: what decides about persons has a fairness measure."""
    has_impact = any(each.content.get("personal_impact") is True for each in case.standing)
    if has_impact and not case.rows("evaluation", "fairness"):
        title = "It decides about persons, and no fairness is measured"
        remedy = "Add a measure, the groups and the largest difference."
        yield Finding("SC-L18", "error", title, remedy, "evaluation.fairness")


RULES = (
    business_is_measured,
    technical_reaches_business,
    references_exist,
    figures_follow_formulas,
    one_currency,
    edited_figures_are_flagged,
    savings_count_once,
    links_are_agreed,
    both_kinds_of_criteria,
    persons_are_treated_alike,
)
