"""Plans and readings of A/B tests, each computed once and kept."""

from dataclasses import asdict
from typing import Any

from django.db import IntegrityError, transaction

from accounts import audit
from accounts.models import Organization, User
from aiproj.shared.errors import Refused, Stale
from metrics.calc.experiment import compare_proportions
from metrics.calc.experiment_plan import plan_proportions
from metrics.models import Experiment, ExperimentReading

FORMULA_VERSION = "1"
ALPHA = 0.05


@transaction.atomic
def create(
    *, organization: Organization, actor: User, name: str, question: dict[str, Any]
) -> Experiment:
    """Plan a test. Raises Refused for a name that is taken, or a plan that does not exist."""
    try:
        plan = plan_proportions(
            question["rate"],
            question["rate"] + question["effect"],
            power=question["power"],
            alpha=ALPHA,
            share_b=question["share_b"],
            daily_traffic=question["daily_traffic"],
        )
    except ValueError as error:
        raise Refused(f"This cannot be planned: {error}.") from error
    experiment = Experiment(
        organization=organization,
        name=name,
        question=question,
        plan=asdict(plan),
        formula_version=FORMULA_VERSION,
        created_by=actor,
    )
    try:
        with transaction.atomic():
            experiment.save()
    except IntegrityError as error:
        raise Refused(f"There is a test called {name} already. Choose another name.") from error
    _record(experiment, actor, "planned", question | {"n_total": plan.n_total})
    return experiment


@transaction.atomic
def read(
    *, experiment: Experiment, actor: User, seen: int, counts: dict[str, int]
) -> ExperimentReading:
    """Look at a test. `seen` is the number of the newest look that the person saw.

    A look before the planned size, and every one after such a look, rests on the range that is
    valid however often one looks. Raises Stale, Refused.
    """
    last = experiment.last_reading()
    if (last.number if last else 0) != seen:
        raise Stale("Somebody else has looked at this test meanwhile.")
    planned = experiment.plan["n_total"]
    is_early = counts["n_a"] + counts["n_b"] < planned
    result = compare_proportions(
        counts["conversions_a"],
        counts["n_a"],
        counts["conversions_b"],
        counts["n_b"],
        alpha=ALPHA,
        planned_share_b=experiment.question["share_b"],
        n_planned=planned if is_early or last else None,
    )
    reading = ExperimentReading(
        experiment=experiment,
        number=seen + 1,
        counts=counts,
        result=asdict(result) | {"is_early": is_early},
        formula_version=FORMULA_VERSION,
        created_by=actor,
    )
    try:
        with transaction.atomic():
            reading.save()
    except IntegrityError as error:
        raise Stale("Somebody else has looked at this test meanwhile.") from error
    _record(experiment, actor, "read", counts | {"verdict": result.verdict})
    return reading


def _record(experiment: Experiment, actor: User, what: str, after: dict[str, Any]) -> None:
    target = f"experiment {experiment.public_id}"
    audit.record(experiment.organization, actor, f"experiment.{what}", target, after=after)
