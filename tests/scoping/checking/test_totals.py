"""Sums of the money section."""

from decimal import Decimal

import whole_worksheet

from scoping.checking.totals import milestone_budgets, totals_of
from scoping.worksheet.state import WorksheetState


def test_totals_are_derived_from_rows():
    found = totals_of(whole_worksheet.whole())
    assert (found.build, found.preparation, found.contingency, found.total) == (
        100_000, 5_000, 10_000, 115_000,
    )  # fmt: skip


def test_preparation_changes_the_total_by_its_exact_effort():
    more = whole_worksheet.whole({"data.preparation.p1.days": "10.5"})
    assert totals_of(more).total - totals_of(whole_worksheet.whole()).total == 250


def test_nothing_saved_costs_nothing_and_runs_at_an_unknown_cost():
    found = totals_of(WorksheetState({}))
    assert (found.total, found.run) == (0, (None, None, None))


def test_milestones_share_the_total():
    assert milestone_budgets(whole_worksheet.whole()) == Decimal(115_000)
