"""From a worksheet and its surroundings to what the SMART checks look at."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from scoping.calc.smart_facts import ProblemFacts
from scoping.checking.findings import Case
from scoping.checking.reading import (
    day_of,
    decimal_of,
    direction_of,
    integer_of,
    is_ai,
    name_of,
    rows_of,
    target_kind_of,
    text_of,
)
from scoping.worksheet.model import Content


def problem_facts(case: Case) -> ProblemFacts:
    """Return the facts of a worksheet as plain values.

    The yearly value is the chosen candidate's likely benefit times its margin, while there is none
    the yearly cost of the problem. The wait for the outcome is that of the chosen candidate, else
    the longest of all, and at least the longest delay of labels of the datasets in use; candidates
    without AI wait for nothing of their own.
    """
    people, plan, chosen = case.section("people"), case.section("plan"), case.chosen
    value, is_benefit = _yearly_value(case)
    return replace(
        _of_problem(case),
        main_metrics=sum(row.get("use") == "main" for row in case.rows("metrics", "business")),
        yearly_value=value,
        value_is_benefit=is_benefit,
        has_people=any(key != "manager" for key in people),  # whoever begins it manages it
        sponsor=text_of(people, "sponsor"),
        owner=text_of(people, "owner"),
        chosen=name_of(chosen) if chosen else "",
        readiness=case.around.readiness.get(chosen.id) if chosen else None,
        accepted_because=case.around.accepted_because,
        has_plan=bool(rows_of(plan, "milestones")),
        go_live=day_of(plan, "go_live"),
        outcome_wait_days=_outcome_wait(case),
        measurement_days=integer_of(case.section("evaluation"), "measurement_days"),
        checkpoints=tuple(
            day
            for row in rows_of(plan, "milestones")
            if row.get("checkpoint") is True and (day := day_of(row, "day"))
        ),
    )


def _of_problem(case: Case) -> ProblemFacts:
    """What the problem itself says."""
    problem = case.section("problem")
    objective = text_of(problem, "objective")
    return ProblemFacts(
        today=case.around.today,
        statement=text_of(problem, "statement"),
        metric=_metric(case, problem),
        segment=text_of(problem, "segment"),
        unit=text_of(problem, "unit"),
        baseline=decimal_of(problem, "baseline"),
        baseline_on=day_of(problem, "baseline_on"),
        baseline_source=text_of(problem, "baseline_source"),
        measured_by=text_of(problem, "measured_by"),
        frequency=text_of(problem, "frequency"),
        target_words=text_of(problem, "target_words"),
        direction=direction_of(problem),
        target_kind=target_kind_of(problem),
        target_amount=decimal_of(problem, "target_amount"),
        deadline=day_of(problem, "deadline"),
        minimum=decimal_of(problem, "minimum"),
        maximum=decimal_of(problem, "maximum"),
        usual_variation=decimal_of(problem, "usual_variation"),
        benchmark=text_of(problem, "benchmark"),
        objective_id=objective,
        objective=case.around.objectives.get(objective),
        threshold=case.around.threshold,
        currency=case.state.currency,
    )


def _metric(case: Case, problem: Content) -> str:
    known = case.around.metrics.get(text_of(problem, "metric"))
    return text_of(problem, "metric_name") or (known.name if known else "")


def _yearly_value(case: Case) -> tuple[Decimal | None, bool]:
    if case.chosen:
        likely = decimal_of(case.chosen.content, "benefit_likely")
        margin = decimal_of(case.chosen.content, "margin")
        if likely is not None and margin is not None:
            return likely * margin / 100, True
    return decimal_of(case.section("problem"), "yearly_cost"), False


def _outcome_wait(case: Case) -> int | None:
    chosen = case.chosen
    candidates = (chosen,) if chosen else case.state.candidates
    waits = [
        wait
        for candidate in candidates
        if is_ai(candidate)
        and (wait := integer_of(candidate.content, "outcome_wait_days")) is not None
    ]
    if not waits and (chosen is None or is_ai(chosen)):
        return None
    delays = [integer_of(row, "label_delay_days") or 0 for row in case.used_datasets]
    return max([0, *waits, *delays])
