"""The SMART engine: nineteen checks, a score for each letter, and whether one may submit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from aiproj.shared.format import counted, date, day_month, join_words, number
from scoping.calc import smart_target as target
from scoping.calc.due_words import add_months, read_days
from scoping.calc.readiness import Readiness
from scoping.calc.smart_facts import LETTERS, Check, Letter, ProblemFacts, SmartRules

FORMULA_VERSION = "1.0"


@dataclass(frozen=True)
class SmartResult:
    """Every check in the order of the list, the score of each letter (0-1) and the total (0-100).

    A letter whose checks are all open has no score, and without any letter there is no total.
    """

    checks: tuple[Check, ...]
    letters: Mapping[Letter, Decimal | None]
    total: Decimal | None
    may_submit: bool

    @property
    def hard_failures(self) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if check.status == "fail")


def check_problem(
    facts: ProblemFacts, rules: SmartRules, *, at_submission: bool = False
) -> SmartResult:
    """Return the answers of all nineteen checks, and what they add up to.

    pass 1, warn 0.5, fail 0; a letter's score is the mean of its checks, the total the mean of the
    letters x 100, so that five letters of 1, 0.9, 1, 1 and 0.5 make 88. Where what a check looks at
    is not filled in it is open: it counts for nothing in a draft and is a failure at submission.
    One may submit without a failure, without anything open and with each letter at
    `letter_least` or above. Errors: none; the same facts and rules always score the same.
    Source: scoping spec 4.

    >>> import datetime
    >>> found = check_problem(ProblemFacts(datetime.date(2026, 11, 28)), SmartRules())
    >>> {check.status for check in found.checks}, found.total, found.may_submit
    ({'open'}, None, False)
    """
    checks = tuple(check(facts, rules) for check in CHECKS)
    strict = tuple(_closed(check) for check in checks)
    shown = strict if at_submission else checks
    letters = letter_scores(shown)
    scores = [score for score in letters.values() if score is not None]
    total = sum(scores, Decimal(0)) / len(scores) * 100 if scores else None
    least = min(score for score in letter_scores(strict).values() if score is not None)
    has_failed = any(check.status == "fail" for check in strict)
    return SmartResult(shown, letters, total, not has_failed and least >= rules.letter_least)


def letter_scores(checks: Iterable[Check]) -> dict[Letter, Decimal | None]:
    """Return the mean of each letter's checks that are not open; None where all are.

    >>> scores = letter_scores([Check("SC-T1", "pass", ""), Check("SC-T3", "warn", "")])
    >>> scores["T"], scores["S"]
    (Decimal('0.75'), None)
    """
    found: dict[Letter, Decimal | None] = dict.fromkeys(LETTERS)
    known = [check for check in checks if check.status != "open"]
    for letter in LETTERS:
        points = [check.points for check in known if check.letter == letter]
        if points:
            found[letter] = sum(points, Decimal(0)) / len(points)
    return found


def _closed(check: Check) -> Check:
    return replace(check, status="fail") if check.status == "open" else check


def check_readiness(facts: ProblemFacts, rules: SmartRules) -> Check:
    """A3: the organization is not unready for the chosen candidate, or the sponsor accepts it."""
    fields = ("candidates.readiness",)
    if not facts.chosen or facts.readiness is None:
        return Check("SC-A3", "open", "No candidate is chosen yet", "Choose one.", fields)
    if facts.readiness is Readiness.NOT_READY:
        title = f"The organization is not ready for {facts.chosen}"
        if facts.accepted_because:
            title += f"; the sponsor accepts the risk: {facts.accepted_because}"
            return Check("SC-A3", "warn", title, "", fields)
        remedy = (
            "Close the gap first, choose what you are ready for, or ask the sponsor, who can "
            "accept the risk beside the candidates."
        )
        return Check("SC-A3", "fail", title, remedy, fields)
    if facts.readiness is Readiness.UNKNOWN:
        return Check("SC-A3", "warn", f"Whether you are ready for {facts.chosen} is not known",
                     "Name a published assessment that has not expired.", fields)  # fmt: skip
    word = "ready" if facts.readiness is Readiness.READY else "ready on conditions"
    return Check("SC-A3", "pass", f"The organization is {word} for {facts.chosen}", "", fields)


def check_objective(facts: ProblemFacts, rules: SmartRules) -> Check:
    """R1: an objective that is active at the deadline."""
    fields = ("problem.objective",)
    if not facts.objective_id:
        return Check("SC-R1", "open", "No objective is linked yet",
                     "Choose the objective that it serves.", fields)  # fmt: skip
    if facts.objective is None:
        return Check("SC-R1", "fail", "The objective no longer exists",
                     "Choose one that holds.", fields)  # fmt: skip
    if facts.deadline is None:
        return Check("SC-R1", "open", "There is no deadline yet", "", fields)
    name, deadline = facts.objective.name, date(facts.deadline)
    if facts.objective.starts_on <= facts.deadline <= facts.objective.ends_on:
        return Check("SC-R1", "pass", f"“{name}” is active on {deadline}", "", fields)
    span = f"{date(facts.objective.starts_on)} to {date(facts.objective.ends_on)}"
    return Check("SC-R1", "fail", f"“{name}” holds from {span}, not on {deadline}",
                 "Choose an objective that holds at the deadline.", fields)  # fmt: skip


def check_significance(facts: ProblemFacts, rules: SmartRules) -> Check:
    """R2: the likely yearly value reaches the organization's threshold."""
    fields = ("problem.yearly_cost",)
    if facts.yearly_value is None:
        return Check("SC-R2", "open", "The yearly value is not known yet", "", fields)
    what = "likely yearly benefit" if facts.value_is_benefit else "yearly cost of the problem"
    value, threshold = (
        f"{facts.currency} {number(each)}".strip() for each in (facts.yearly_value, facts.threshold)
    )
    if facts.yearly_value >= facts.threshold:
        title = f"Worth more than the threshold: {what} {value}, threshold {threshold}"
        return Check("SC-R2", "pass", title, "", fields)
    return Check("SC-R2", "fail", f"The {what}, {value}, is below the threshold of {threshold}",
                 "Take a larger problem, or solve it without a project.", fields)  # fmt: skip


def check_people(facts: ProblemFacts, rules: SmartRules) -> Check:
    """R3: sponsor and business owner are named."""
    people = {"sponsor": facts.sponsor, "owner": facts.owner}
    missing = [key for key, value in people.items() if not value]
    fields = tuple(f"people.{key}" for key in missing or people)
    if not missing:
        return Check("SC-R3", "pass", "Sponsor and business owner are named", "", fields)
    if not facts.has_people:
        return Check("SC-R3", "open", "No people are named yet", "", fields)
    return Check("SC-R3", "fail", f"Not named: {join_words(missing)}",
                 "Without both, nobody decides and nobody uses the result.", fields)  # fmt: skip


def check_deadline(facts: ProblemFacts, rules: SmartRules) -> Check:
    """T1: the deadline is a date in the future, not too far."""
    fields = ("problem.deadline",)
    if facts.deadline is None:
        days = read_days(facts.target_words, facts.today)
        if not days:
            return Check("SC-T1", "open", "There is no deadline yet", "Give a date.", fields)
        meant = join_words([date(each.day) for each in days], "or")
        fix = {"problem.deadline": days[0].day.isoformat()} if len(days) == 1 else {}
        return Check("SC-T1", "fail", f"“{facts.target_words}” means {meant}; no date is set",
                     "Set the date.", fields, fix)  # fmt: skip
    if facts.deadline <= facts.today:
        return Check("SC-T1", "fail", f"The deadline, {date(facts.deadline)}, is past",
                     "Give a date in the future.", fields)  # fmt: skip
    most = rules.deadline_months_most
    if facts.deadline > add_months(facts.today, most):
        title = f"The deadline, {date(facts.deadline)}, is more than {most} months away"
        return Check("SC-T1", "fail", title, "Take a first part that ends sooner.", fields)
    return Check("SC-T1", "pass", f"The deadline is {date(facts.deadline)}", "", fields)


def check_observable(facts: ProblemFacts, rules: SmartRules) -> Check:
    """T2: the outcome can be seen and measured before the deadline."""
    fields = ("problem.deadline", "plan.go_live", "evaluation.measurement_days")
    wait, measuring, start = facts.outcome_wait_days, facts.measurement_days, facts.go_live
    if facts.deadline is None or start is None or wait is None or measuring is None:
        return Check("SC-T2", "open", "When the outcome can be seen is not known yet",
                     "Give deadline, go-live, the wait for the outcome and the days of measuring.",
                     fields)  # fmt: skip
    earliest = target.days_after(start, wait + measuring)
    said = (
        f"Go-live {day_month(start)} + {counted(wait, 'day')} until the outcome is known + "
        f"{counted(measuring, 'day')} of measuring = {date(earliest)}"
    )
    if earliest is not None and earliest <= facts.deadline:
        return Check("SC-T2", "pass", "The outcome can be seen before the deadline", said, fields)
    fix = {"problem.deadline": earliest.isoformat()} if earliest else {}
    remedy = f"{said}. Use {date(earliest)}." if earliest else f"{said}."
    return Check("SC-T2", "fail", "The deadline comes before the outcome", remedy, fields, fix)


def check_checkpoint(facts: ProblemFacts, rules: SmartRules) -> Check:
    """T3: the target is looked at once before the deadline."""
    fields = ("plan.milestones",)
    if not facts.has_plan or facts.deadline is None:
        return Check("SC-T3", "open", "Plan and deadline are not there yet", "", fields)
    before = [day for day in facts.checkpoints if day < facts.deadline]
    if not before:
        return Check("SC-T3", "warn", "No checkpoint before the deadline",
                     "Add one in the plan.", fields)  # fmt: skip
    return Check("SC-T3", "pass", f"The target is checked on {date(min(before))}", "", fields)


CHECKS: tuple[Callable[[ProblemFacts, SmartRules], Check], ...] = (
    target.check_specific,
    target.check_no_solution,
    target.check_not_vague,
    target.check_one_metric,
    target.check_baseline,
    target.check_target_kind,
    target.check_direction,
    target.check_baseline_age,
    target.check_method,
    target.check_bounds,
    target.check_change,
    check_readiness,
    target.check_variation,
    check_objective,
    check_significance,
    check_people,
    check_deadline,
    check_observable,
    check_checkpoint,
)
