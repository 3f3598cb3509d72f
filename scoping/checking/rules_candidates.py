"""Rules between the candidates: choice, reasons, technique, explanation, benefit, first slice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from aiproj.shared.format import join_words, number
from scoping.calc.readiness import Readiness
from scoping.calc.rubric import POOR_DATA, Verdict, score_candidate
from scoping.checking.evaluation import rating_of
from scoping.checking.findings import Case, Finding, Severity
from scoping.checking.reading import (
    DECISION,
    LEVELS,
    NOTHING,
    RULE_KINDS,
    day_of,
    decimal_of,
    integer_of,
    is_ai,
    kind_of,
    name_of,
    path_of,
    rows_of,
    text_of,
)
from scoping.checking.totals import totals_of
from scoping.rules.model import DIMENSION_NAMES
from scoping.worksheet.state import CandidateState

DATA = "infrastructure_data"  # the dimension that data belongs to
FALLBACK_SECTOR = "SC-L19"
SECTOR_RULES = {"finance": "SC-L2"}
NO_AI = "Do not use AI: a simple rule solves nearly all of it"


def one_is_chosen(case: Case) -> Iterator[Finding]:
    """X1: exactly one candidate is chosen, and each that is not says why."""
    chosen = [each for each in case.state.candidates if each.decision == "chosen"]
    if len(chosen) != 1:
        found = "No candidate is chosen" if not chosen else f"{len(chosen)} candidates are chosen"
        yield Finding("SC-X1", "error", found, "Choose exactly one.", DECISION)
    for each in case.state.candidates:
        if each.decision in {"rejected", "parked"} and not each.decision_reason.strip():
            title = f"{name_of(each)} was {each.decision} without a reason"
            yield Finding("SC-X1", "error", title, "Write down why.", path_of(each))


def two_without_ai(case: Case) -> Iterator[Finding]:
    """L1: to do nothing and a simple rule stand beside whatever learns."""
    kinds = {kind_of(each) for each in case.state.candidates}
    missing = []
    if NOTHING not in kinds:
        missing.append("to do nothing")
    if not kinds & RULE_KINDS:
        missing.append("a simple rule")
    if missing:
        title = f"Not compared with: {join_words(missing)}"
        remedy = "Add the candidate: without it nobody knows what AI adds."
        yield Finding("SC-L1", "error", title, remedy, "candidates")


def rule_is_enough(case: Case) -> Iterator[Finding]:
    """L42: where a rule solves the problem, AI is advised against, and not chosen."""
    is_enough = case.state.value("problem", "rule_is_enough") == "yes"
    if is_enough and case.has_ai:
        remedy = "Choose the rule, or say in the problem what it leaves unsolved."
        yield Finding("SC-L42", "error" if case.chosen else "warn", NO_AI, remedy,
                      "problem.rule_is_enough")  # fmt: skip


def sector_needs_explanation(case: Case) -> Iterator[Finding]:
    """L2, L19: the sector sets the least level of explanation."""
    sector = text_of(case.section("problem"), "sector")
    least = {str(key): level for key, level in case.pack.checks.explanation_by_sector.items()}
    wanted = least.get(sector, 0)
    for each in case.standing:
        level = integer_of(each.content, "explanation_level")
        if is_ai(each) and level is not None and level < wanted:
            rule = SECTOR_RULES.get(sector, FALLBACK_SECTOR)
            title = f"{name_of(each)}: explanation level {level}, the sector asks for {wanted}"
            remedy = "Raise the level, and choose a technique that reaches it."
            yield Finding(rule, "error", title, remedy, path_of(each, "explanation_level"))


def technique_explains(case: Case) -> Iterator[Finding]:
    """L16: the technique reaches the level of explanation, and a method is named."""
    techniques = case.pack.techniques.by_key
    for each in case.standing:
        level = integer_of(each.content, "explanation_level")
        technique = techniques.get(text_of(each.content, "technique"))
        if level and technique and technique.explanation < level:
            title = f"{technique.name} explains up to level {technique.explanation}, not {level}"
            remedy = "Choose another technique, or a lower level if law and sector let you."
            yield Finding("SC-L16", "error", title, remedy, path_of(each, "technique"))
        if level and text_of(each.content, "explanation_method") == "none":
            title = f"{name_of(each)}: level {level} is asked for, but nothing is explained"
            yield Finding("SC-L16", "error", title, "Say how it is explained.",
                          path_of(each, "explanation_method"))  # fmt: skip


def learns_under_watch(case: Case) -> Iterator[Finding]:
    """L4: what learns all the time is watched: a signal without limit alarms nobody."""
    signals = case.rows("operations", "signals")
    if any(decimal_of(row, "limit") is not None for row in signals):
        return
    for each in case.standing:
        if is_ai(each) and text_of(each.content, "learning_mode") == "continuous":
            title = f"{name_of(each)} learns all the time, and nothing watches it"
            remedy = "Add a signal with a limit in operations."
            yield Finding("SC-L4", "error", title, remedy, path_of(each, "learning_mode"))


def features_are_known(case: Case) -> Iterator[Finding]:
    """L93: a feature that is not known at decision time leaks the answer."""
    for each in case.standing:
        for row in rows_of(each.content, "features"):
            if row.get("known_at_decision") is False:
                title = f"“{text_of(row, 'name')}” is not known when the decision is made"
                path = path_of(each, f"features.{row.get('id')}.known_at_decision")
                yield Finding("SC-L93", "warn", title, "Leave it out: it leaks the answer.", path)


def somebody_acts(case: Case) -> Iterator[Finding]:
    """F1: the chosen candidate's result is used by somebody."""
    if (
        case.chosen
        and kind_of(case.chosen) != NOTHING
        and not text_of(case.chosen.content, "actor")
    ):
        title = f"Nobody acts on the result of {name_of(case.chosen)}"
        remedy = "Name who acts on it; else the result is worth nothing."
        yield Finding("SC-F1", "error", title, remedy, path_of(case.chosen, "actor"))


def first_slice_is_small(case: Case) -> Iterator[Finding]:
    """L50: the first slice costs at most a quarter of the budget."""
    total = totals_of(case.state).total
    if not case.chosen or total <= 0:
        return
    cap = decimal_of(case.chosen.content, "first_slice_cap")
    most = case.pack.checks.first_slice_share
    if cap is not None and cap / total * 100 > most:
        share = number(cap / total * 100)
        title = f"The first slice takes {share}% of the budget, more than {number(most)}%"
        remedy = "Start with fewer users or a shorter time."
        yield Finding("SC-L50", "warn", title, remedy, path_of(case.chosen, "first_slice_cap"))


def scope_has_an_outside(case: Case) -> Iterator[Finding]:
    """L41: what is left out is written down."""
    for each in case.standing:
        if kind_of(each) != NOTHING and not each.content.get("out_of_scope"):
            title = f"{name_of(each)}: nothing is out of scope"
            remedy = "Write down what it will not do."
            yield Finding("SC-L41", "warn", title, remedy, path_of(each, "out_of_scope"))


def benefit_rises(case: Case) -> Iterator[Finding]:
    """F2, X12: low, likely and high rise, and likely is not already the best."""
    for each in case.state.candidates:
        keys = ("benefit_low", "benefit_likely", "benefit_high")
        low, likely, high = (decimal_of(each.content, key) for key in keys)
        if low is None or likely is None or high is None:
            continue
        if not low <= likely <= high:
            title = f"{name_of(each)}: the benefit does not rise from low over likely to high"
            yield Finding("SC-F2", "error", title, "Order the three figures.",
                          path_of(each, "benefit_likely"))  # fmt: skip
        elif likely == high and not likely == low == 0:
            title = f"{name_of(each)}: the likely benefit is already the highest"
            remedy = "Say what the best case would be: a range without width hides what is unsure."
            yield Finding("SC-X12", "warn", title, remedy, path_of(each, "benefit_high"))


def benefit_is_believable(case: Case) -> Iterator[Finding]:
    """X11: a benefit of many times the cost rests on a measurement."""
    times = case.pack.checks.benefit_times_cost
    for each in case.standing:
        benefit = _margin_of(each)
        costs = [decimal_of(each.content, key) for key in ("build_cost", "run_cost")]
        cost = sum((value for value in costs if value is not None), Decimal(0))
        if case.chosen:
            cost = max(cost, totals_of(case.state).total)
        is_measured = text_of(each.content, "benefit_evidence") == "measured"
        if benefit is not None and cost > 0 and benefit > times * cost and not is_measured:
            title = f"{name_of(each)}: a year brings {number(benefit / cost)} times the cost"
            remedy = f"Above {number(times)} times only a measurement convinces."
            yield Finding("SC-X11", "warn", title, remedy, path_of(each, "benefit_evidence"))


def _margin_of(candidate: CandidateState) -> Decimal | None:
    likely = decimal_of(candidate.content, "benefit_likely")
    margin = decimal_of(candidate.content, "margin")
    return None if likely is None or margin is None else likely * margin / 100


def spread_has_a_reason(case: Case) -> Iterator[Finding]:
    """L25: raters who are far apart say why."""
    names = case.pack.rubric.names
    for each in case.state.candidates:
        rated: dict[str, list[int]] = defaultdict(list)
        explained = set()
        for rating in each.ratings:
            factor = str(rating["factor"])
            rated[factor].append(int(rating["score"]))
            if text_of(rating, "note"):
                explained.add(factor)
        for factor, scores in sorted(rated.items()):
            spread = max(scores) - min(scores)
            if spread >= case.pack.checks.rating_spread and factor not in explained:
                called = names.get(factor, factor)
                title = f"{name_of(each)}: raters of {called} are {spread} apart, without a reason"
                yield Finding("SC-L25", "error", title, "Ask both sides to write a note.",
                              path_of(each))  # fmt: skip


def gaps_have_enablers(case: Case) -> Iterator[Finding]:
    """L51: where readiness is conditional, each gap has an enabler with owner and date."""
    chosen = case.chosen
    if chosen is None or case.around.readiness.get(chosen.id) is not Readiness.CONDITIONAL:
        return
    closed = _closed(chosen)
    for gap in case.around.gaps.get(chosen.id, ()):
        if gap not in closed:
            title = f"Nobody closes the gap in {DIMENSION_NAMES.get(gap, gap)}"
            remedy = "Add an enabler with owner, date and cost."
            yield Finding("SC-L51", "error", title, remedy, path_of(chosen, "enablers"))


def _closed(candidate: CandidateState) -> set[str]:
    """The dimensions that an enabler raises, with somebody who does it until a day."""
    return {
        text_of(row, "dimension")
        for row in rows_of(candidate.content, "enablers")
        if text_of(row, "owner") and day_of(row, "due")
    }


def knock_outs_are_answered(case: Case) -> Iterator[Finding]:
    """L48: poor data is mended by an enabler first; what is blocked is not chosen."""
    chosen = case.chosen
    if chosen is None:
        return
    rated = [rating_of(row) for row in chosen.ratings]
    scores = score_candidate(rated, case.pack.rubric.rubric)
    low = {Verdict.FIX_DATA: POOR_DATA, Verdict.BLOCKED: 0}.get(scores.verdict)
    if low is None or (scores.verdict is Verdict.FIX_DATA and DATA in _closed(chosen)):
        return
    factor = next(key for key, each in scores.factors.items()
                  if key.startswith("V") and each.score <= low)  # fmt: skip
    said = f"{case.pack.rubric.names.get(factor, factor)} is rated {scores.factors[factor].score:g}"
    title, remedy, path = f"{name_of(chosen)} is blocked: {said}", "Choose another one.", ""
    if scores.verdict is Verdict.FIX_DATA:
        title, path = f"{name_of(chosen)}: fix the data first, {said} of 4", "enablers"
        remedy = "Add an enabler for infrastructure and data, with owner and date."
    yield Finding("SC-L48", "error", title, remedy, path_of(chosen, path))


def own_check_holds(case: Case) -> Iterator[Finding]:
    """L34: the project's own readiness check counts beside the organization's levels."""
    own = case.around.own_check
    if own is None or own.readiness is Readiness.READY:
        return
    title = f"The project's own readiness check says: {own.said.lower()}"
    severity: Severity = "warn"
    remedy = own.reason or "Ask enough people to answer it."
    if own.open_points and own.readiness is not Readiness.UNKNOWN:
        remedy = f"Clear these up first: {own.open_points}."
    if own.readiness is Readiness.NOT_READY:
        if case.around.accepted_because:
            title += f"; the sponsor accepts the risk: {case.around.accepted_because}"
        else:
            severity, remedy = "error", f"{remedy[:-1]}, or ask the sponsor to accept the risk."
    yield Finding("SC-L34", severity, title, remedy, LEVELS)


RULES = (
    one_is_chosen,
    two_without_ai,
    rule_is_enough,
    sector_needs_explanation,
    technique_explains,
    learns_under_watch,
    features_are_known,
    somebody_acts,
    first_slice_is_small,
    scope_has_an_outside,
    benefit_rises,
    benefit_is_believable,
    spread_has_a_reason,
    gaps_have_enablers,
    knock_outs_are_answered,
    own_check_holds,
)
