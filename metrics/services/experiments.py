"""A/B tests: plans, guardrails, looks and decisions, each kept and in the audit log."""

from dataclasses import asdict
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from accounts import audit
from accounts.models import Organization, User
from aiproj.shared.errors import Refused, Stale
from metrics.calc.experiment import (
    ArmSummary,
    MeanTest,
    ProportionTest,
    Range,
    compare_proportions,
    compare_summaries,
)
from metrics.calc.experiment_plan import ExperimentPlan, plan_means, plan_proportions
from metrics.calc.guardrails import guardrail_standing
from metrics.models import (
    BusinessMetric,
    Experiment,
    ExperimentDecision,
    ExperimentGuardrail,
    ExperimentReading,
    Measure,
)
from metrics.overview.experiments import speaks_against
from metrics.wording.experiments import fewer_said

FORMULA_VERSION = "3"
ALPHA = 0.05
MOST_GUARDRAILS = 10
CHANGED = "Somebody else has worked on this test meanwhile."
NAME_TAKEN = "There is a test called {} already. Choose another name."
ARCHIVED = "The test is archived. Restore it first."
Numbers = dict[str, float]


class NoPlan(Refused):
    """What was asked for cannot be planned."""


@transaction.atomic
def create(
    *,
    organization: Organization,
    actor: User,
    name: str,
    question: dict[str, Any],
    measure: str = Measure.SHARE,
    units: str = "people",
    value_unit: str = "",
) -> Experiment:
    """Plan a test. Raises Refused for a name that is taken, NoPlan for what no test can find."""
    try:
        plan = _plan(measure, question)
    except ValueError as error:
        raise NoPlan(f"This cannot be planned: {error}.") from error
    experiment = Experiment(
        organization=organization,
        name=name,
        measure=measure,
        units=units,
        value_unit=value_unit,
        question=question,
        plan=asdict(plan),
        formula_version=FORMULA_VERSION,
        created_by=actor,
    )
    try:
        with transaction.atomic():
            experiment.save()
    except IntegrityError as error:
        raise Refused(NAME_TAKEN.format(name)) from error
    after = question | {"measure": measure, "units": units, "n_total": plan.n_total}
    _record(experiment, actor, "planned", after)
    return experiment


def _plan(measure: str, question: dict[str, Any]) -> ExperimentPlan:
    how = {name: question[name] for name in ("power", "share_b", "daily_traffic")}
    if measure == Measure.MEAN:
        spreads = question["sd_a"], question["sd_b"]
        return plan_means(question["effect"], *spreads, alpha=ALPHA, **how)
    rate = question["rate"]
    return plan_proportions(rate, rate + question["effect"], alpha=ALPHA, **how)


@transaction.atomic
def add_guardrail(
    *, experiment: Experiment, actor: User, version: int, fields: dict[str, Any]
) -> ExperimentGuardrail:
    """Plan what must not get worse. Raises Stale, Refused after the first look."""
    _touch(experiment, version)
    _refuse_after_a_look(experiment)
    metric: BusinessMetric | None = fields["metric"]
    if metric and metric.organization_id != experiment.organization_id:
        raise Refused("Choose a metric of this organization.")
    if experiment.guardrails.count() >= MOST_GUARDRAILS:
        raise Refused(f"A test has at most {MOST_GUARDRAILS} guardrails.")
    try:
        with transaction.atomic():
            made = experiment.guardrails.create(created_by=actor, **fields)
    except IntegrityError as error:
        raise Refused(f"{fields['name']} is a guardrail of this test already.") from error
    _record(experiment, actor, "guardrail_added", _plain(made))
    return made


@transaction.atomic
def remove_guardrail(*, guardrail: ExperimentGuardrail, actor: User, version: int) -> None:
    """Take a guardrail out of the plan. Raises Stale, Refused after the first look."""
    experiment = guardrail.experiment
    _touch(experiment, version)
    _refuse_after_a_look(experiment)
    before = _plain(guardrail)
    guardrail.delete()
    _record(experiment, actor, "guardrail_removed", before=before)


def _refuse_after_a_look(experiment: Experiment) -> None:
    if experiment.readings.exists():
        raise Refused("The test was looked at. What must not get worse is fixed from then on.")


def _plain(guardrail: ExperimentGuardrail) -> dict[str, str]:
    worst = f"{guardrail.worst_change} {guardrail.unit or 'points'}, {guardrail.worse} is worse"
    return {"guardrail": guardrail.name, "worst acceptable change": worst}


@transaction.atomic
def read(
    *,
    experiment: Experiment,
    actor: User,
    version: int,
    counts: Numbers,
    guardrails: dict[str, Numbers] | None = None,
    is_correction: bool = False,
) -> ExperimentReading:
    """Look at a test; `guardrails` holds the numbers of each by its id, as far as there are any.

    A look before the planned size, and every one after such a look, rests on the range that is
    valid however often one looks. Totals smaller than those of earlier looks need `is_correction`.
    Raises Stale, Refused for a test that is archived or decided.
    """
    _touch(experiment, version)
    last = experiment.last_reading()
    given = guardrails or {}
    now = counts | ({"guardrails": given} if given else {})
    fewer = _may_look(experiment, now, is_correction=is_correction)
    planned = experiment.plan["n_total"]
    is_early = counts["n_a"] + counts["n_b"] < planned
    n_planned = planned if is_early or last else None
    sizes = {name: counts[name] for name in ("n_a", "n_b")}
    try:
        result = _compare(experiment, experiment.measure, counts, n_planned)
        found = [
            _guarded(experiment, each, sizes, given.get(each.public_id), n_planned)
            for each in experiment.guardrails.all()
        ]
    except ValueError as error:
        raise Refused(f"This cannot be read out: {error}.") from error
    reading = experiment.readings.create(
        number=last.number + 1 if last else 1,
        counts=now,
        result=asdict(result)
        | {"is_early": is_early, "guardrails": found, "is_correction": bool(fewer)},
        formula_version=FORMULA_VERSION,
        created_by=actor,
    )
    standings = {each["name"]: each["standing"] for each in found}
    after = reading.counts | {"verdict": result.verdict, "guardrail standings": standings}
    _record(experiment, actor, "read", after | ({"correction": fewer} if fewer else {}))
    return reading


def _may_look(experiment: Experiment, now: dict[str, Any], *, is_correction: bool) -> str:
    """Which totals are smaller than before; raises Refused unless that is a correction."""
    decided = experiment.last_decision()
    if decided and decided.ends_the_test:
        raise Refused("The test is decided. Decide to go on with it before you look again.")
    names = dict(experiment.guardrails.values_list("public_id", "name"))
    fewer = fewer_said(experiment.last_counts(), now, experiment.units, names)
    if fewer and not is_correction:
        raise Refused(f"{fewer} Say that an earlier look counted too many if it did.")
    return fewer


def _compare(
    experiment: Experiment, measure: str, numbers: Numbers, n_planned: int | None
) -> ProportionTest | MeanTest:
    share_b = experiment.question["share_b"]
    n_a, n_b = int(numbers["n_a"]), int(numbers["n_b"])
    if measure == Measure.MEAN:
        return compare_summaries(
            ArmSummary(n_a, numbers["mean_a"], numbers["sd_a"]),
            ArmSummary(n_b, numbers["mean_b"], numbers["sd_b"]),
            alpha=ALPHA,
            planned_share_b=share_b,
            n_planned=n_planned,
        )
    return compare_proportions(
        int(numbers["conversions_a"]),
        n_a,
        int(numbers["conversions_b"]),
        n_b,
        alpha=ALPHA,
        planned_share_b=share_b,
        n_planned=n_planned,
    )


def _guarded(
    experiment: Experiment,
    guardrail: ExperimentGuardrail,
    sizes: Numbers,
    numbers: Numbers | None,
    n_planned: int | None,
) -> dict[str, Any]:
    """What a look says of one guardrail, with its plan, so that the row explains itself."""
    found: dict[str, Any] = {
        "id": guardrail.public_id,
        "name": guardrail.name,
        "measure": guardrail.measure,
        "unit": guardrail.unit,
        "worse": guardrail.worse,
        "worst_change": float(guardrail.worst_change),
        "a": None, "b": None, "difference": None, "range": None, "standing": "unclear",
    }  # fmt: skip
    if numbers is None:
        return found
    result = _compare(experiment, guardrail.measure, sizes | numbers, n_planned)
    found |= {
        "a": result.mean_a if isinstance(result, MeanTest) else result.rate_a,
        "b": result.mean_b if isinstance(result, MeanTest) else result.rate_b,
    }
    if result.sample_ratio.alarm:
        return found
    likely = _likely(result)
    worst = found["worst_change"] / (1 if guardrail.is_mean else 100)
    return found | {
        "difference": result.difference,
        "range": likely,
        "standing": guardrail_standing(likely, worst, guardrail.worse),  # type: ignore[arg-type]
    }


def _likely(result: ProportionTest | MeanTest) -> Range | None:
    """The range on which the verdict rests."""
    if result.basis == "always_valid":
        return result.always_valid.interval if result.always_valid else None
    return result.interval if isinstance(result, MeanTest) else result.newcombe


@transaction.atomic
def decide(
    *,
    experiment: Experiment,
    actor: User,
    version: int,
    kind: str,
    reason: str,
    override: bool = False,
) -> ExperimentDecision:
    """Release, do not release, or go on. Raises Stale, and Refused for a release without a win
    that is not an explicit override."""
    _touch(experiment, version)
    last, look = experiment.last_decision(), experiment.last_reading()
    against = speaks_against(experiment, look) if kind == ExperimentDecision.Kind.RELEASE else ""
    if against and not override:
        raise Refused(f"{against} Releasing nevertheless needs an explicit override.")
    made = experiment.decisions.create(
        number=last.number + 1 if last else 1,
        kind=kind,
        reason=reason,
        overrides=against,
        look=look.number if look else None,
        created_by=actor,
    )
    after = {"decision": kind, "reason": reason, "look": made.look, "override of": against}
    _record(experiment, actor, "decided", after)
    return made


@transaction.atomic
def archive(*, experiment: Experiment, actor: User) -> None:
    """Put a test aside; doing it twice is doing it once."""
    rows = Experiment.objects.filter(pk=experiment.pk, archived_at=None)
    if rows.update(archived_at=timezone.now(), version=F("version") + 1):
        _record(experiment, actor, "archived")


@transaction.atomic
def restore(*, experiment: Experiment, actor: User) -> None:
    """Take a test back. Raises Refused where its name was taken meanwhile."""
    rows = Experiment.objects.filter(pk=experiment.pk, archived_at__isnull=False)
    try:
        with transaction.atomic():
            changed = rows.update(archived_at=None, version=F("version") + 1)
    except IntegrityError as error:
        raise Refused(NAME_TAKEN.format(experiment.name)) from error
    if changed:
        _record(experiment, actor, "restored")


def _touch(experiment: Experiment, version: int) -> None:
    """Take the next version, which also keeps others out until the end of the transaction."""
    rows = Experiment.objects.filter(pk=experiment.pk, version=version)
    if not rows.update(version=F("version") + 1):
        raise Stale(CHANGED)
    experiment.refresh_from_db()
    if experiment.archived_at:
        raise Refused(ARCHIVED)


def _record(
    experiment: Experiment,
    actor: User,
    what: str,
    after: dict[str, Any] | None = None,
    before: dict[str, Any] | None = None,
) -> None:
    target = f"experiment {experiment.public_id}"
    action = f"experiment.{what}"
    audit.record(experiment.organization, actor, action, target, before=before, after=after)
