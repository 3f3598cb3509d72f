"""The plan of a project beside the one that was signed, as a page and as a file."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from aiproj.shared import format as formats
from aiproj.shared.exports import Column, Sheet
from scoping.calc.variance import Step, StepVariance, Variance, plan_variance
from scoping.checking.reading import day_of, decimal_of, rows_of, text_of
from scoping.models import Charter, Project
from scoping.worksheet.model import Content

DATES = {"start": "Start", "go_live": "Go-live", "end": "End"}
SHEET_COLUMNS = (
    Column("Milestone", 40), Column("State"), Column("Signed day"), Column("Day now"),
    Column("Done on"), Column("Expected or done"), Column("Days late"), Column("Signed budget"),
    Column("Budget now"), Column("Spent"), Column("Expected or spent"), Column("Over budget"),
    Column("Currency"), Column("Charter"),
)  # fmt: skip


@dataclass(frozen=True)
class VarianceRow:
    """One step in words."""

    name: str
    state: str
    signed_on: str
    expected_on: str
    late: str
    is_late: bool
    signed_budget: str
    cost: str
    over: str
    is_over: bool


@dataclass(frozen=True)
class VariancePage:
    """The whole plan; `charter` is None where none was ever signed."""

    charter: Charter | None
    headline: str
    rows: Sequence[VarianceRow]
    total: str = ""


def signed_plan(project: Project) -> Charter | None:
    """The charter in force, else the newest one that was in force once."""
    signed = project.charters.exclude(approved_at=None)
    return signed.approved().first() or signed.newest().first()


def variance_page(project: Project, today: datetime.date) -> VariancePage:
    """What the page shows."""
    charter = signed_plan(project)
    if charter is None:
        return VariancePage(None, "No plan has been signed yet", ())
    names, found = _compared(project, charter, today)
    rows = [_row(names[each.step.key], each, project.currency) for each in found.steps]
    return VariancePage(
        charter, _headline(found, project.currency), rows, _total(found, project.currency)
    )


def _compared(
    project: Project, charter: Charter, today: datetime.date
) -> tuple[dict[str, str], Variance]:
    signed = charter.content["sections"].get("plan", {})
    plan = project.content_of("plan")
    steps = [*_milestones(signed, plan), *_dates(signed, plan)]
    names = {row["id"]: text_of(row, "name") or "A milestone without a name"
             for content in (signed, plan) for row in rows_of(content, "milestones")}  # fmt: skip
    return {**names, **DATES}, plan_variance(steps, today)


def _milestones(signed: Content, plan: Content) -> Iterator[Step]:
    """Those that were signed in their order, then those that came since."""
    before = {row["id"]: row for row in rows_of(signed, "milestones")}
    now = {row["id"]: row for row in rows_of(plan, "milestones")}
    for key in [*before, *(key for key in now if key not in before)]:
        old, new = before.get(key, {}), now.get(key, {})
        yield Step(
            key=key,
            signed_on=day_of(old, "day"),
            planned_on=day_of(new, "day"),
            done_on=day_of(new, "done_on"),
            signed_budget=decimal_of(old, "budget"),
            budget=decimal_of(new, "budget"),
            spent=decimal_of(new, "actual_cost"),
            is_dropped=key not in now,
        )


def _dates(signed: Content, plan: Content) -> Iterator[Step]:
    """Dates of the plan: they moved or did not, whatever day it is today."""
    for key in DATES:
        moved = day_of(plan, key)
        if day_of(signed, key) or moved:
            yield Step(key, day_of(signed, key), moved, moved)


def _state(each: StepVariance) -> str:
    step = each.step
    if step.key in DATES:
        return ""
    if step.is_dropped:
        return "Dropped"
    if step.done_on:
        return "Done"
    if step.signed_on is None and step.signed_budget is None:
        return "Added since"
    is_behind = step.planned_on is not None and each.expected_on != step.planned_on
    return "Overdue" if is_behind else "Ahead"


def _row(name: str, each: StepVariance, currency: str) -> VarianceRow:
    step = each.step
    return VarianceRow(
        name=name,
        state=_state(each),
        signed_on=formats.date(step.signed_on),
        expected_on=formats.date(each.expected_on),
        late=formats.DASH if each.days is None else formats.signed(each.days, 0),
        is_late=each.days is not None and each.days > 0,
        signed_budget=_money(step.signed_budget, currency),
        cost=_money(each.cost, currency),
        over=_signed(each.over, currency),
        is_over=each.over is not None and each.over > 0,
    )


def _total(found: Variance, currency: str) -> str:
    """The sums in a sentence."""
    signed, cost = (_money(each, currency) for each in (found.signed_budget, found.cost))
    said = f"{signed} were signed, {cost} are spent or expected."
    if not found.end_days:
        return said
    days = formats.counted(abs(found.end_days), "day")
    way = "later" if found.end_days > 0 else "earlier"
    return f"{said} The last date comes {days} {way}."


def _headline(found: Variance, currency: str) -> str:
    late = formats.counted(found.late, "date is late", "dates are late")
    if found.over > 0:
        money = f"{_money(found.over, currency)} over the signed budget"
    elif found.over < 0:
        money = f"{_money(-found.over, currency)} under the signed budget"
    else:
        money = "on the signed budget"
    return f"{formats.sentence_case(late) if found.late else 'Nothing is late'}, {money}"


def _money(value: Decimal | None, currency: str) -> str:
    if value is None:
        return formats.DASH
    return f"{currency} {formats.number(value, 0 if value == value.to_integral_value() else 2)}"


def _signed(value: Decimal | None, currency: str) -> str:
    if value is None or value == 0:
        return _money(value, currency)
    sign = "+" if value > 0 else formats.MINUS
    return f"{sign}{_money(abs(value), currency)}"


def variance_sheet(project: Project, today: datetime.date) -> Sheet:
    """The same with exact figures; no rows where nothing was signed."""
    charter = signed_plan(project)
    rows = []
    if charter:
        names, found = _compared(project, charter, today)
        rows = [
            [names[each.step.key], _state(each), each.step.signed_on, each.step.planned_on,
             None if each.step.key in DATES else each.step.done_on, each.expected_on, each.days,
             each.step.signed_budget, each.step.budget, each.step.spent, each.cost, each.over,
             project.currency, charter.number]
            for each in found.steps
        ]  # fmt: skip
    return Sheet("Plan and actual", SHEET_COLUMNS, rows)
