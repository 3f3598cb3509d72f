"""What the money section and the questions of law say of the chosen candidate."""

from decimal import Decimal

import pytest
import whole_worksheet

from scoping.calc.rubric import Verdict
from scoping.checking.evaluation import Rules, compare
from scoping.checking.standing import fingerprint
from scoping.rules.loading import (
    shipped_legal,
    shipped_rubric,
    shipped_settings,
    shipped_techniques,
)

RULES = Rules(
    shipped_rubric().rubric, shipped_techniques().by_key, shipped_settings(), shipped_legal()
)
CHANCE = {f"{key}:candidate.{name}": value for key in ("rule", "churn")
          for name, value in (("success_chance", "50"), ("success_reason", "Tried"))}  # fmt: skip


def figures(changes, key):
    state = whole_worksheet.whole({**CHANCE, **changes})
    return next(each for each in compare(state, RULES, None).candidates if each.id == key)


def test_each_year_of_the_money_section_counts_in_the_value():
    """Checklist row 110: one year that costs 100,000 more is worth p / 1.1^t x 100,000 less."""
    before = figures({}, "churn").money.net_present_value
    after = figures({"money.run_cost_3": "220000"}, "churn").money.net_present_value
    assert before - after == pytest.approx(Decimal("0.5") * 100_000 / Decimal("1.1") ** 3)


def test_other_candidates_cost_what_they_say():
    before, after = (figures(each, "rule").money for each in ({}, {"money.run_cost_1": "1"}))
    assert before == after


def test_without_all_three_years_the_candidate_says_what_it_costs():
    changes = {"money.run_cost_1": "1", "money.run_cost_2": None}
    assert figures(changes, "churn").money.run == 120_000


def test_the_law_excludes_the_chosen_candidate():
    """Scoping spec 2: the first knock-out."""
    answers = {**whole_worksheet.LEGAL, "social_scoring": "yes"}
    changes = {"risks.legal_answers": answers}
    assert figures(changes, "churn").scores.verdict is Verdict.EXCLUDED
    assert figures(changes, "rule").scores.verdict is not Verdict.EXCLUDED


def test_lists_are_computed_anew_when_the_money_section_changes():
    found = {
        fingerprint(whole_worksheet.whole(each), RULES, None)
        for each in ({}, {"money.run_cost_3": "1"})
    }
    assert len(found) == 2
