"""Rules of plan, money and follow-up: order, budgets, stop criteria, run costs, feedback."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from aiproj.shared.format import counted, date, number
from metrics.calc.links import find_cycle
from scoping.checking.findings import Case, Finding
from scoping.checking.reading import LEVELS, day_of, decimal_of, depends_on, text_of
from scoping.checking.totals import CENT, milestone_budgets, totals_of
from scoping.worksheet.model import Content

RUN_COSTS = ("run_cost_1", "run_cost_2", "run_cost_3")


def assessment_is_current(case: Case) -> Iterator[Finding]:
    """L33: the project names a published assessment that has not expired."""
    facts, path = case.around.assessment, LEVELS
    if facts is None:
        yield Finding("SC-L33", "error", "No assessment of maturity is named",
                      "Choose the published one.", path)  # fmt: skip
    elif facts.published_on is None:
        yield Finding("SC-L33", "error", "The assessment is not published",
                      "Publish it, or choose another.", path)  # fmt: skip
    elif facts.expires_on and facts.expires_on < case.around.today:
        title = f"The assessment expired on {date(facts.expires_on)}"
        yield Finding("SC-L33", "error", title, "Assess again.", path)


def milestones_are_ordered(case: Case) -> Iterator[Finding]:
    """F10: milestones depend on others that exist, without a circle and not on later ones."""
    rows = case.rows("plan", "milestones")
    named = {text_of(row, "name").casefold(): row for row in rows}
    edges = [
        (need.casefold(), text_of(row, "name").casefold())
        for row in rows
        for need in depends_on(row)
    ]
    if cycle := find_cycle(edges):
        way = " → ".join(text_of(named[key], "name") if key in named else key for key in cycle)
        yield Finding("SC-F10", "error", f"Milestones wait for each other: {way}",
                      "Take one dependency out.", "plan.milestones")  # fmt: skip
    for row in rows:
        for need in depends_on(row):
            yield from _dependency(row, need, named.get(need.casefold()))


def _dependency(row: Content, need: str, earlier: Content | None) -> Iterator[Finding]:
    path, name = f"plan.milestones.{row.get('id')}.after", text_of(row, "name")
    if earlier is None:
        title = f"“{name}” depends on “{need}”, which is no milestone"
        yield Finding("SC-F10", "error", title, "Write the name as it stands there.", path)
        return
    day, before = day_of(row, "day"), day_of(earlier, "day")
    if day and before and day < before:
        title = (
            f"“{name}” is on {date(day)}, before “{text_of(earlier, 'name')}” on {date(before)}, "
            "on which it depends"
        )
        yield Finding("SC-F10", "error", title, "Move one of them.", path)


def dates_are_ordered(case: Case) -> Iterator[Finding]:
    """F11: start, go-live and end follow each other, and milestones lie between."""
    plan = case.section("plan")
    start, live, end = (day_of(plan, key) for key in ("start", "go_live", "end"))
    if start and live and live < start:
        yield Finding("SC-F11", "error", "Go-live comes before the start", "Mend the dates.",
                      "plan.go_live")  # fmt: skip
    if end and (earliest := live or start) and end < earliest:
        yield Finding("SC-F11", "error", "The end comes before go-live or start",
                      "Mend the dates.", "plan.end")  # fmt: skip
    for row in case.rows("plan", "milestones"):
        day = day_of(row, "day")
        if day and ((start and day < start) or (end and day > end)):
            title = f"“{text_of(row, 'name')}” on {date(day)} lies outside the project"
            yield Finding("SC-F11", "warn", title, "Move it, or the project's dates.",
                          f"plan.milestones.{row.get('id')}.day")  # fmt: skip


def early_win_is_early(case: Case) -> Iterator[Finding]:
    """F12: the early win comes before half of the duration."""
    plan = case.section("plan")
    start, end, win = (day_of(plan, key) for key in ("start", "end", "early_win_on"))
    if start and end and win and start < end:
        half = start + datetime.timedelta(days=(end - start).days // 2)
        if win >= half:
            title = f"The early win on {date(win)} does not come before half-time, {date(half)}"
            yield Finding("SC-F12", "error", title, "Show something smaller, sooner.",
                          "plan.early_win_on")  # fmt: skip


def budgets_add_up(case: Case) -> Iterator[Finding]:
    """X7: the milestones' budgets sum to the total."""
    total, shared = totals_of(case.state).total, milestone_budgets(case.state)
    has_both = case.rows("plan", "milestones") and case.rows("money", "costs")
    if has_both and abs(total - shared) >= CENT:
        left = total - shared
        word = "more than" if left < 0 else "less than"
        title = (
            f"The milestones add up to {number(shared)}, {number(abs(left))} {word} "
            f"the budget of {number(total)}"
        )
        yield Finding("SC-X7", "error", title, "Share the budget out among the milestones.",
                      "plan.milestones")  # fmt: skip


def stop_criteria_decide(case: Case) -> Iterator[Finding]:
    """X10: each gate stops at a number, measured on a day before the next gate."""
    gates = case.rows("plan", "gates")
    days = sorted(day for row in gates if (day := day_of(row, "day")))
    for row in gates:
        base, gate = f"plan.gates.{row.get('id')}", text_of(row, "gate")
        value, on = decimal_of(row, "stop_value"), day_of(row, "stop_on")
        if value is None or on is None or not text_of(row, "stop_metric"):
            field = "stop_metric" if not text_of(row, "stop_metric") else "stop_value"
            field = "stop_on" if value is not None and on is None else field
            title = f"{gate}: no stop criterion with metric, number and date"
            yield Finding("SC-X10", "error", title, "Say which number would stop the project.",
                          f"{base}.{field}")  # fmt: skip
            continue
        own = day_of(row, "day")
        following = next((day for day in days if own and day > own), None)
        if following and on >= following:
            title = f"{gate}: measured on {date(on)}, not before the next gate, {date(following)}"
            yield Finding("SC-X10", "error", title, "Measure earlier, or move the gate.",
                          f"{base}.stop_on")  # fmt: skip


def running_costs_something(case: Case) -> Iterator[Finding]:
    """L12: a year that costs nothing says why."""
    money = case.section("money")
    for key in RUN_COSTS:
        if decimal_of(money, key) == 0 and not text_of(money, "run_cost_zero_reason"):
            title = "A year of running costs nothing, without a reason"
            yield Finding("SC-L12", "error", title, "Say who keeps it alive, and why for free.",
                          "money.run_cost_zero_reason")  # fmt: skip
            return


def goals_are_reviewed(case: Case) -> Iterator[Finding]:
    """L15: the next review against the goals is not overdue."""
    day = day_of(case.section("operations"), "alignment_review")
    if day and day < case.around.today:
        title = f"The review against the goals was due on {date(day)}"
        yield Finding("SC-L15", "warn", title, "Hold it, write its outcome, set the next.",
                      "operations.alignment_review")  # fmt: skip


def feedback_is_decided(case: Case) -> Iterator[Finding]:
    """L80: feedback does not stay undecided."""
    most = case.pack.checks.feedback_days
    for row in case.rows("communication", "feedback"):
        day = day_of(row, "day")
        if day and not text_of(row, "decision") and (case.around.today - day).days > most:
            age = counted((case.around.today - day).days, "day")
            title = f"Feedback from {text_of(row, 'source')} is undecided for {age}"
            yield Finding("SC-L80", "warn", title, "Adopt it, put it off or decline it.",
                          f"communication.feedback.{row.get('id')}.decision")  # fmt: skip


RULES = (
    assessment_is_current,
    milestones_are_ordered,
    dates_are_ordered,
    early_win_is_early,
    budgets_add_up,
    stop_criteria_decide,
    running_costs_something,
    goals_are_reviewed,
    feedback_is_decided,
)
