"""What may happen to a charter and to a project, from where, by whom: one plain table each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from aiproj.shared.errors import Refused


class Who(StrEnum):
    """In which capacity somebody acts; one person may have several."""

    MANAGER = "manager"
    AUTHOR = "author"
    SIGNATORY = "signatory"
    DEPUTY = "deputy"
    SPONSOR = "sponsor"
    SYSTEM = "system"


class State(StrEnum):
    """States of a version of a charter."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    CHANGES_REQUESTED = "changes_requested"
    APPROVED = "approved"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"
    EXPIRED = "expired"


class Event(StrEnum):
    """What happens to a version of a charter."""

    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    REQUEST_CHANGES = "request_changes"
    RESUBMIT = "resubmit"
    SIGN = "sign"
    APPROVE = "approve"
    REJECT = "reject"
    AMEND = "amend"
    PUBLISH = "publish"
    COPY = "copy"
    RENEW = "renew"
    REVOKE = "revoke"
    EXPIRE = "expire"
    SUPERSEDE = "supersede"


@dataclass(frozen=True)
class Move:
    """One line of the table. `begins_draft`: a new version in draft comes to stand beside it."""

    source: State
    event: Event
    target: State
    who: frozenset[Who]
    guards: tuple[str, ...] = ()
    begins_draft: bool = False


def _move(
    source: State, event: Event, target: State, *who: Who, guards: str = "", draft: bool = False
) -> Move:
    return Move(source, event, target, frozenset(who), tuple(guards.split()), draft)


SUBMITTING = "no_errors current_assessment complete_legal_path every_slot_filled"
SIGNING = "hash_matches not_author_or_editor recent_sign_in own_turn"
MOVES = (
    _move(State.DRAFT, Event.SUBMIT, State.IN_REVIEW, Who.MANAGER, guards=SUBMITTING),
    _move(State.IN_REVIEW, Event.WITHDRAW, State.DRAFT, Who.AUTHOR),
    _move(State.IN_REVIEW, Event.REQUEST_CHANGES, State.CHANGES_REQUESTED, Who.SIGNATORY,
          guards="comment_with_anchor"),
    _move(State.CHANGES_REQUESTED, Event.RESUBMIT, State.IN_REVIEW, Who.MANAGER,
          guards=f"every_comment_answered new_hash {SUBMITTING}"),
    _move(State.IN_REVIEW, Event.SIGN, State.IN_REVIEW, Who.SIGNATORY, Who.DEPUTY, guards=SIGNING),
    _move(State.IN_REVIEW, Event.APPROVE, State.APPROVED, Who.SYSTEM, guards="every_slot_signed"),
    _move(State.IN_REVIEW, Event.REJECT, State.REJECTED, Who.SIGNATORY, guards="reason"),
    _move(State.APPROVED, Event.AMEND, State.APPROVED, Who.MANAGER, guards="no_other_draft",
          draft=True),
    _move(State.DRAFT, Event.PUBLISH, State.APPROVED, Who.MANAGER,
          guards="approved_in_force no_material_change something_changed"),
    _move(State.REJECTED, Event.COPY, State.REJECTED, Who.MANAGER, guards="no_other_draft",
          draft=True),
    _move(State.EXPIRED, Event.RENEW, State.EXPIRED, Who.MANAGER,
          guards="no_other_draft current_assessment", draft=True),
    _move(State.APPROVED, Event.REVOKE, State.REVOKED, Who.SPONSOR, guards="reason"),
    _move(State.APPROVED, Event.EXPIRE, State.EXPIRED, Who.SYSTEM, guards="unstarted"),
    _move(State.APPROVED, Event.SUPERSEDE, State.SUPERSEDED, Who.SYSTEM),
)  # fmt: skip
_BY_SOURCE = {(move.source, move.event): move for move in MOVES}
_CALLED = {
    **{state: state.replace("_", " ") for state in State},
    State.DRAFT: "a draft",
    State.CHANGES_REQUESTED: "sent back for changes",
}
SAID = {
    Event.SUBMIT: "submitted", Event.WITHDRAW: "withdrawn", Event.REQUEST_CHANGES: "sent back",
    Event.RESUBMIT: "submitted again", Event.SIGN: "signed", Event.APPROVE: "approved",
    Event.REJECT: "rejected", Event.AMEND: "amended", Event.PUBLISH: "published",
    Event.COPY: "copied", Event.RENEW: "renewed", Event.REVOKE: "revoked",
    Event.EXPIRE: "expired", Event.SUPERSEDE: "superseded",
}  # fmt: skip


class NotAllowed(Refused):
    """The move exists, but not for this person."""


def charter_move(state: str, event: str, who: Iterable[str]) -> Move:
    """Return the move of a charter in this state. Raises Refused, NotAllowed.

    >>> charter_move("draft", "submit", ["manager"]).target
    <State.IN_REVIEW: 'in_review'>
    """
    move = _BY_SOURCE.get((State(state), Event(event)))
    if move is None:
        raise Refused(f"A charter that is {_CALLED[State(state)]} cannot be {SAID[Event(event)]}.")
    if not move.who & set(who):
        raise NotAllowed(f"Only the {_any_of(move.who)} can do this.")
    return move


def _any_of(who: Iterable[Who]) -> str:
    words = {Who.SIGNATORY: "people who sign", Who.DEPUTY: "their deputies"}
    return " or ".join(sorted(words.get(each, str(each)) for each in who))


class Stage(StrEnum):
    """Stages of a project."""

    IDEA = "idea"
    SCOPED = "scoped"
    CHARTERED = "chartered"
    PILOT = "pilot"
    LIVE = "live"
    BENEFITS = "benefits"
    CLOSED = "closed"
    PAUSED = "paused"
    STOPPED = "stopped"


class Step(StrEnum):
    """What happens to a project."""

    SCOPE = "scope"
    G1 = "G1"
    G2 = "G2"
    G3 = "G3"
    G4 = "G4"
    CLOSE = "close"
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"


LINE = (Stage.IDEA, Stage.SCOPED, Stage.CHARTERED, Stage.PILOT, Stage.LIVE, Stage.BENEFITS,
        Stage.CLOSED)  # fmt: skip
ADVANCES = {
    Step.SCOPE: Stage.IDEA,
    Step.G1: Stage.SCOPED,
    Step.G2: Stage.CHARTERED,
    Step.G3: Stage.PILOT,
    Step.G4: Stage.LIVE,
    Step.CLOSE: Stage.BENEFITS,
}
GATES = (Step.G1, Step.G2, Step.G3, Step.G4)
RUNNING = LINE[:-1]
DECIDES = frozenset({Who.MANAGER, Who.SPONSOR})


def stage_after(stage: str, step: str, who: Iterable[str], *, paused_from: str = "") -> Stage:
    """Return the stage that a step leads to; no gate is skipped. Raises Refused, NotAllowed.

    `paused_from` is where a paused project goes on. Scoping is the system's: it happens when a
    charter is submitted. The system pauses too, when a charter is revoked.

    >>> stage_after("scoped", "G1", ["sponsor"])
    <Stage.CHARTERED: 'chartered'>
    """
    now, what = Stage(stage), Step(step)
    target = _target(now, what, paused_from)
    if target is None:
        raise Refused(f"A project that is {_called(now)} has no step “{_named(what)}”.")
    allowed = {Step.SCOPE: frozenset({Who.SYSTEM}), Step.PAUSE: DECIDES | {Who.SYSTEM}}
    if not allowed.get(what, DECIDES) & set(who):
        raise NotAllowed("Only managers and the sponsor decide on the stage of a project.")
    return target


def _target(now: Stage, what: Step, paused_from: str) -> Stage | None:
    if what in ADVANCES:
        return LINE[LINE.index(now) + 1] if ADVANCES[what] is now else None
    if what is Step.RESUME:
        return Stage(paused_from) if now is Stage.PAUSED and paused_from else None
    if what is Step.PAUSE:
        return Stage.PAUSED if now in RUNNING else None
    return Stage.STOPPED if now in RUNNING or now is Stage.PAUSED else None


def gate_of(stage: str) -> str:
    """The gate that a project in this stage stands before; empty where there is none."""
    return next((str(gate) for gate in GATES if ADVANCES[gate] == stage), "")


def _called(stage: Stage) -> str:
    return {Stage.BENEFITS: "in its benefits review", Stage.IDEA: "an idea"}.get(stage, str(stage))


def _named(step: Step) -> str:
    return f"gate {step}" if step in GATES else str(step)
