"""Evidence that is dated in the future is none; what learns all the time needs a limit."""

import pytest
import whole_worksheet

from scoping.checking.cross_rules import find_all
from scoping.worksheet.model import Need

TODAY, TOMORROW = "2026-11-28", "2026-11-29"


def _brief(changes, at=Need.SUBMISSION):
    found = find_all(whole_worksheet.case(changes, at=at))
    return [(each.rule, each.severity, each.path) for each in found]


@pytest.mark.parametrize(
    ("rule", "path", "gate"),
    [
        ("SC-L17", "evaluation.explanation_accepted_on", Need.GATE_2),
        ("SC-L98", "operations.load_tested_on", Need.GATE_3),
        ("SC-L106", "operations.rollback_tested_on", Need.GATE_3),
        ("SC-L83", "risks.concerns.ethics.closed_on", Need.GATE_2),
    ],
)
def test_a_day_to_come_is_a_plan_until_the_gate_that_needs_it(rule, path, gate):
    assert _brief({path: TODAY}, gate) == []
    assert _brief({path: TOMORROW}) == [(rule, "warn", path)]
    assert _brief({path: TOMORROW}, gate) == [(rule, "error", path)]


def test_a_high_risk_is_not_controlled_by_a_test_to_come():
    path = "risks.risks.r1.control_tested_on"
    assert _brief({path: TODAY}) == []
    assert _brief({path: TOMORROW}) == [("SC-X9", "error", path)]


def test_signals_without_limits_watch_nothing_that_learns_all_the_time():
    changes = {"churn:candidate.learning_mode": "continuous"}
    limits = {f"operations.signals.{key}.limit": None for key in ("behavior", "market", "pipeline")}
    assert "SC-L4" not in {rule for rule, _, _ in _brief(changes)}
    assert "SC-L4" in {rule for rule, _, _ in _brief(changes | limits)}
    limits.pop("operations.signals.market.limit")
    assert "SC-L4" not in {rule for rule, _, _ in _brief(changes | limits)}


@pytest.mark.parametrize(("day", "found"), [(TODAY, []), (TOMORROW, ["SC-X14"])])
def test_a_rate_of_exchange_is_not_of_a_day_to_come(day, found):
    row = {"id": "usd", "currency": "USD", "rate": "0.9", "day": day}
    assert [rule for rule, _, _ in _brief({"money.rates": [row]})] == found


@pytest.mark.parametrize("accountable", ["Tess and Tom", "Tess/Tom"])
def test_what_may_be_two_people_is_asked_about(accountable):
    path = "people.raci.k1.accountable"
    assert _brief({path: accountable}) == [("SC-X8", "warn", path)]
    assert _brief({path: "Alexander Sand"}) == []
