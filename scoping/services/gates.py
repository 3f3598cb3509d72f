"""Stages of a project: gates that are decided on evidence, pausing, going on, stopping, closing."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from aiproj.shared.errors import Refused
from scoping.models import Charter, GateDecision, Project, RiskAcceptance
from scoping.overview.gates import GatePage, gate_page
from scoping.services import contract, outcomes
from scoping.services.moving import capacities, hold_project, need_words
from scoping.services.recording import record, refuse_archived
from scoping.workflow import Stage, Step, Who, gate_of, stage_after

Decision = GateDecision.Decision
GOING = (Decision.GO, Decision.CONDITIONS)
STEPS: Mapping[str, Step] = {Decision.HOLD: Step.PAUSE, Decision.STOP: Step.STOP}
NEEDS_WORDS = "A stop criterion is met. Only the sponsor can go on nevertheless, with a reason."
OFFERED = {Step.PAUSE, Step.RESUME, Step.STOP, Step.CLOSE}


def who_decides(project: Project, actor: User) -> set[Who]:
    """In which capacities somebody may decide on the stages of a project."""
    charter = latest(project)
    return capacities(charter, actor) & {Who.MANAGER, Who.SPONSOR}


def latest(project: Project) -> Charter:
    """The charter in force, else the newest one: whose sponsor counts."""
    found = project.charters.approved().first() or project.charters.newest().first()
    if found is None:
        raise Refused("The project has no charter.")
    return found


@transaction.atomic
def decide(
    *,
    project: Project,
    actor: User,
    gate: str,
    fields: Mapping[str, str],
    outcome: Mapping[str, Any] | None = None,
) -> GateDecision:
    """Decide at the gate that the project stands before. Raises Refused, NotAllowed.

    `fields` holds decision, reason, conditions and override_reason, `outcome` what was measured
    for the last gate. Evidence and stop criteria are read under the project's lock: a value that
    somebody saves meanwhile counts, or comes after the decision.
    """
    project = hold_project(project)
    refuse_archived(project)
    if gate_of(project.stage) != gate:
        raise Refused(f"The project does not stand before gate {gate}.")
    who, decision = who_decides(project, actor), fields["decision"]
    step = Step(gate) if decision in GOING else STEPS.get(decision)
    target = stage_after(project.stage, step, who) if step else Stage(project.stage)
    if step is None and not who:
        stage_after(project.stage, Step.PAUSE, who)  # says who may
    found = gate_page(project)
    if decision in GOING:
        _refuse_going(fields, who, found)
        _refuse_unconditional(decision, found)
        outcomes.refuse_unmeasured(gate, outcome)
    overridden = decision in GOING and bool(found.stop_met)
    made = GateDecision.objects.create(
        project=project,
        charter=found.charter,
        gate=gate,
        decision=decision,
        reason=need_words(fields["reason"], "why you decide so"),
        conditions=fields.get("conditions", "").strip(),
        stop_met=found.stop_met,
        override_by=actor if overridden else None,
        override_reason=fields.get("override_reason", "").strip() if overridden else "",
        decided_by=actor,
    )
    if outcome:
        outcomes.keep(project=project, actor=actor, fields=outcome, decision=made)
    _enter(project, target)
    _note(project, actor, "project.gate_decided", gate=gate, decision=decision,
          stage=project.stage, override=made.override_reason)  # fmt: skip
    return made


def _refuse_going(fields: Mapping[str, str], who: set[Who], found: GatePage) -> None:
    if found.charter is None:
        raise Refused("No charter is in force, so the project cannot pass a gate.")
    if found.missing:
        lack = found.missing[0].text
        raise Refused(f"Evidence is missing: {lack}. Fill it in, or decide otherwise.")
    if fields["decision"] == Decision.CONDITIONS:
        need_words(fields.get("conditions", ""), "under which conditions")
    if found.stop_met and (Who.SPONSOR not in who or not fields.get("override_reason", "").strip()):
        raise Refused(NEEDS_WORDS)


def _refuse_unconditional(decision: str, found: GatePage) -> None:
    if found.conditions and decision != Decision.CONDITIONS:
        raise Refused(f"{found.conditions[0].text}. Settle it, or go on with conditions.")


@transaction.atomic
def move(*, project: Project, actor: User, step: str, reason: str) -> Project:
    """Pause, go on, stop or close a project. Raises Refused, NotAllowed."""
    project = hold_project(project)
    refuse_archived(project)
    if step not in OFFERED:
        raise Refused("Choose what shall happen to the project.")
    who = who_decides(project, actor)
    target = stage_after(project.stage, step, who, paused_from=project.paused_from)
    reason = need_words(reason, "why")
    if step == Step.RESUME and target not in (Stage.IDEA, Stage.SCOPED):
        _need_charter(project)
    _enter(project, target)
    _note(project, actor, "project.moved", step=step, stage=project.stage, reason=reason)
    return project


def _need_charter(project: Project) -> None:
    if not project.charters.approved().exists():
        raise Refused("No charter is in force. Have one signed before the project goes on.")


def _enter(project: Project, target: Stage) -> None:
    if project.stage == target:
        return
    project.paused_from = project.stage if target is Stage.PAUSED else ""
    project.stage = str(target)
    project.save(update_fields=["stage", "paused_from"])
    if target is Stage.STOPPED:
        contract.follow_stop(project)


def is_sponsor(project: Project, actor: User) -> bool:
    """Whether the worksheet names this person as the sponsor."""
    return bool(project.content_of("people").get("sponsor", "") == actor.public_id)


@transaction.atomic
def accept_risk(*, project: Project, actor: User, candidate_id: str, reason: str) -> RiskAcceptance:
    """Let a candidate start although the organization is not ready: the sponsor's word.

    Raises Refused for others, and for a candidate that is not the project's.
    """
    project = hold_project(project)
    refuse_archived(project)
    if not is_sponsor(project, actor):
        raise Refused("Only the sponsor can accept this risk.")
    if not project.candidates.current().filter(public_id=candidate_id).exists():
        raise Refused("Choose a candidate of this project.")
    project.risk_acceptances.filter(candidate_id=candidate_id, withdrawn_at=None).update(
        withdrawn_at=timezone.now()
    )
    made = RiskAcceptance.objects.create(
        project=project,
        candidate_id=candidate_id,
        person=actor,
        reason=need_words(reason, "why the risk is accepted"),
    )
    _note(project, actor, "project.risk_accepted", candidate=candidate_id, reason=made.reason)
    return made


def _note(project: Project, actor: User, action: str, **after: Any) -> None:
    record(project, actor, action, f"project {project.public_id}", after=after)
