"""The nineteen SMART checks."""

import datetime
import doctest
from dataclasses import replace
from decimal import Decimal

import pytest

from scoping.calc import smart, smart_facts, smart_target
from scoping.calc.readiness import Readiness
from scoping.calc.smart import check_problem
from scoping.calc.smart_facts import Objective, ProblemFacts, SmartRules

TODAY = datetime.date(2026, 11, 28)
RULES = SmartRules(
    solution_words=("model", "AI", "chatbot"),
    vague_verbs=("improve", "optimize"),
    several_marks=(" and ", ";"),
)
CHURN = ProblemFacts(
    today=TODAY,
    statement="One in ten customers leaves within a year, most of them before renewal.",
    metric="Yearly churn rate",
    main_metrics=1,
    segment="Private customers",
    unit="%",
    baseline=Decimal(10),
    baseline_on=datetime.date(2026, 10, 31),
    baseline_source="Billing system",
    measured_by="Contracts ended without renewal",
    frequency="monthly",
    direction="down",
    target_kind="relative",
    target_amount=Decimal(20),
    deadline=datetime.date(2027, 7, 31),
    usual_variation=Decimal("0.5"),
    objective_id="abc",
    objective=Objective("Keep customers", datetime.date(2026, 1, 1), datetime.date(2028, 12, 31)),
    yearly_value=Decimal(2_000_000),
    threshold=Decimal(100_000),
    currency="USD",
    has_people=True,
    sponsor="Ada",
    owner="Ben",
    chosen="Churn model",
    readiness=Readiness.CONDITIONAL,
    has_plan=True,
    go_live=datetime.date(2027, 2, 1),
    outcome_wait_days=90,
    measurement_days=90,
    checkpoints=(datetime.date(2027, 4, 30),),
)


def _check(key, **changes):
    found = check_problem(replace(CHURN, **changes), RULES)
    return next(check for check in found.checks if check.id == f"SC-{key}")


def _day(text):
    return datetime.date.fromisoformat(text)


@pytest.mark.parametrize("module", [smart, smart_facts, smart_target])
def test_the_examples_hold(module):
    assert doctest.testmod(module).failed == 0


def test_a_complete_problem_scores_a_hundred_and_may_be_submitted():
    found = check_problem(CHURN, RULES)
    assert (found.total, found.may_submit) == (100, True)


def test_there_are_nineteen_checks_in_the_order_of_the_list():
    found = [check.id.removeprefix("SC-") for check in check_problem(CHURN, RULES).checks]
    assert " ".join(found) == "S1 S2 S3 S4 M1 M2 M3 M4 M5 A1 A2 A3 A4 R1 R2 R3 T1 T2 T3"


@pytest.mark.parametrize(
    ("key", "status", "changes"),
    [
        ("S1", "fail", {"segment": ""}),
        ("S1", "open", {"metric": "", "segment": "", "unit": ""}),
        ("S2", "warn", {"statement": "We need a Chatbot for our customers."}),
        ("S2", "warn", {"statement": "Our models are wrong in one case of five."}),
        ("S2", "pass", {"statement": "We remodel the shop and maintain it daily."}),
        ("S3", "warn", {"statement": "We want to improve how customers stay."}),
        ("S3", "pass", {"statement": "We want to improve churn from 10 % to 8 %."}),
        ("S3", "warn", {"target_words": "optimize churn"}),
        ("S4", "warn", {"metric": "Churn and satisfaction"}),
        ("S4", "warn", {"main_metrics": 2}),
        ("S4", "pass", {"metric": "Brand strength", "main_metrics": 0}),
        ("M1", "fail", {"baseline_source": ""}),
        ("M1", "fail", {"baseline_on": _day("2026-11-29")}),
        ("M1", "pass", {"baseline": Decimal(0)}),
        ("M2", "fail", {"target_kind": None}),
        ("M2", "open", {"target_kind": None, "target_amount": None}),
        ("M2", "open", {"direction": None}),
        ("M2", "fail", {"baseline": Decimal(0)}),
        ("M3", "fail", {"target_kind": "absolute", "target_amount": Decimal(12)}),
        ("M3", "fail", {"target_kind": "absolute", "target_amount": Decimal(10)}),
        ("M3", "fail", {"target_amount": Decimal(0)}),
        ("M4", "pass", {"baseline_on": _day("2026-06-01")}),
        ("M4", "warn", {"baseline_on": _day("2026-05-31")}),
        ("M5", "fail", {"frequency": ""}),
        ("A1", "fail", {"target_kind": "points"}),
        ("A1", "fail", {"minimum": Decimal(9)}),
        ("A2", "pass", {"target_amount": Decimal(50)}),
        ("A2", "warn", {"target_amount": Decimal(51)}),
        ("A2", "pass", {"target_amount": Decimal(51), "benchmark": "Trade report 2026"}),
        ("A3", "fail", {"readiness": Readiness.NOT_READY}),
        ("A3", "warn", {"readiness": Readiness.NOT_READY, "accepted_because": "We hire"}),
        ("A3", "warn", {"readiness": Readiness.UNKNOWN}),
        ("A3", "open", {"chosen": "", "readiness": None}),
        ("A4", "pass", {"usual_variation": Decimal(1)}),
        ("A4", "warn", {"usual_variation": Decimal("1.01")}),
        ("A4", "warn", {"usual_variation": None}),
        ("R1", "open", {"objective_id": "", "objective": None}),
        ("R1", "fail", {"objective": None}),
        ("R1", "fail", {"deadline": _day("2029-01-01")}),
        ("R1", "pass", {"deadline": _day("2028-12-31")}),
        ("R2", "pass", {"yearly_value": Decimal(100_000)}),
        ("R2", "fail", {"yearly_value": Decimal(99_999)}),
        ("R2", "open", {"yearly_value": None}),
        ("R3", "fail", {"owner": ""}),
        ("R3", "open", {"owner": "", "sponsor": "", "has_people": False}),
        ("T1", "fail", {"deadline": TODAY}),
        ("T1", "pass", {"deadline": _day("2028-11-28")}),
        ("T1", "fail", {"deadline": _day("2028-11-29")}),
        ("T2", "pass", {"deadline": _day("2027-07-31")}),
        ("T2", "fail", {"deadline": _day("2027-07-30")}),
        ("T2", "open", {"go_live": None}),
        ("T2", "fail", {"go_live": _day("9999-12-01")}),
        ("T3", "warn", {"checkpoints": (_day("2027-07-31"),)}),
        ("T3", "open", {"has_plan": False}),
    ],
)
def test_each_check_tells_good_from_bad(key, status, changes):
    assert _check(key, **changes).status == status


def test_a_deadline_before_the_outcome_offers_the_earliest_one():
    found = _check("T2", deadline=_day("2027-03-31"))
    assert found.fix == {"problem.deadline": "2027-07-31"}
    assert found.remedy == (
        "Go-live 1 Feb + 90 days until the outcome is known + 90 days of measuring"
        " = 31 Jul 2027. Use 31 Jul 2027."
    )


def test_a_deadline_in_words_offers_its_date():
    found = _check("T1", deadline=None, target_words="down 20% next quarter")
    assert found.fix == {"problem.deadline": "2027-03-31"}


def test_a_deadline_with_two_readings_offers_none():
    found = _check("T1", deadline=None, target_words="down 20% by 03/04/2027")
    assert (found.status, found.fix) == ("fail", {})


def test_a_target_in_words_shows_both_readings():
    found = _check(
        "M2", baseline=Decimal(24), target_kind=None, target_amount=None,
        target_words="down by 10 % next quarter",
    )  # fmt: skip
    assert found.title == "“down by 10 % next quarter” can mean 21.6% or 14%"


def test_a_target_on_the_worse_side_offers_the_other_direction():
    found = _check("M3", target_kind="absolute", target_amount=Decimal(12))
    assert found.fix == {"problem.direction": "up"}


def test_letters_are_means_and_the_total_is_the_mean_of_letters():
    late = replace(
        CHURN, baseline_on=_day("2026-05-11"), deadline=_day("2027-03-31"), checkpoints=()
    )
    found = check_problem(late, RULES)
    assert found.letters == {"S": 1, "M": Decimal("0.9"), "A": 1, "R": 1, "T": Decimal("0.5")}
    assert found.total == 88


def test_what_is_open_counts_for_nothing_in_a_draft():
    draft = check_problem(replace(CHURN, has_plan=False, go_live=None), RULES)
    assert (draft.letters["T"], draft.total, draft.may_submit) == (1, 100, False)


def test_what_is_open_fails_at_submission():
    facts = replace(CHURN, has_plan=False, go_live=None)
    found = check_problem(facts, RULES, at_submission=True)
    assert [check.id for check in found.hard_failures] == ["SC-T2", "SC-T3"]


def test_changes_are_said_in_numbers_that_people_read():
    """A change of a percentage is in points: "2%" could be relative."""

    def said(target):
        facts = replace(CHURN, target_kind="absolute", target_amount=Decimal(target))
        return {check.id: check.title for check in check_problem(facts, RULES).checks}

    assert said("4.89")["SC-A2"] == "Change is 51.1%, more than 50%"
    assert said("4.9999")["SC-A2"] == "Change is 50.001%, more than 50%"
    assert said("8")["SC-A4"] == "It stands out: a change of 2 points, usual is 0.5 points"


def test_warnings_alone_do_not_stop_a_submission():
    found = check_problem(replace(CHURN, checkpoints=(), usual_variation=None), RULES)
    assert found.may_submit


def test_a_letter_below_the_least_stops_a_submission():
    strict = replace(RULES, letter_least=Decimal("0.9"))
    assert not check_problem(replace(CHURN, checkpoints=()), strict).may_submit
