"""Every state x event x capacity of charters and stages against a declared table."""

import pytest

from aiproj.shared.errors import Refused
from scoping import workflow
from scoping.models import Charter, GateDecision, Project
from scoping.workflow import NotAllowed, State, Who, charter_move, stage_after

CHARTER = {
    ("draft", "submit"): ("in_review", {"manager"}),
    ("draft", "publish"): ("approved", {"manager"}),
    ("in_review", "withdraw"): ("draft", {"author"}),
    ("in_review", "request_changes"): ("changes_requested", {"signatory"}),
    ("in_review", "sign"): ("in_review", {"signatory", "deputy"}),
    ("in_review", "approve"): ("approved", {"system"}),
    ("in_review", "reject"): ("rejected", {"signatory"}),
    ("changes_requested", "resubmit"): ("in_review", {"manager"}),
    ("approved", "amend"): ("approved", {"manager"}),
    ("approved", "revoke"): ("revoked", {"sponsor"}),
    ("approved", "expire"): ("expired", {"system"}),
    ("approved", "supersede"): ("superseded", {"system"}),
    ("rejected", "copy"): ("rejected", {"manager"}),
    ("expired", "renew"): ("expired", {"manager"}),
}
RUNNING = ("idea", "scoped", "chartered", "pilot", "live", "benefits")
DECIDE = {"manager", "sponsor"}
STAGES = {
    ("idea", "scope"): ("scoped", {"system"}),
    ("scoped", "G1"): ("chartered", DECIDE),
    ("chartered", "G2"): ("pilot", DECIDE),
    ("pilot", "G3"): ("live", DECIDE),
    ("live", "G4"): ("benefits", DECIDE),
    ("benefits", "close"): ("closed", DECIDE),
    ("paused", "resume"): ("pilot", DECIDE),
    ("paused", "stop"): ("stopped", DECIDE),
    **{(stage, "pause"): ("paused", {*DECIDE, "system"}) for stage in RUNNING},
    **{(stage, "stop"): ("stopped", DECIDE) for stage in RUNNING},
}


def _answer(ask):
    try:
        return str(ask())
    except NotAllowed:
        return "not for them"
    except Refused:
        return "no such move"


@pytest.mark.parametrize("who", list(Who))
@pytest.mark.parametrize("event", list(workflow.Event))
@pytest.mark.parametrize("state", list(State))
def test_a_charter_moves_as_declared_and_no_other_way(state, event, who):
    target, allowed = CHARTER.get((state, event), ("no such move", set(Who)))
    expected = target if who in allowed else "not for them"
    assert _answer(lambda: charter_move(state, event, [who]).target) == expected


@pytest.mark.parametrize("who", list(Who))
@pytest.mark.parametrize("step", list(workflow.Step))
@pytest.mark.parametrize("stage", list(workflow.Stage))
def test_a_project_moves_as_declared_and_no_other_way(stage, step, who):
    target, allowed = STAGES.get((stage, step), ("no such move", set(Who)))
    expected = target if who in allowed else "not for them"
    assert _answer(lambda: stage_after(stage, step, [who], paused_from="pilot")) == expected


def test_the_states_are_those_that_are_stored():
    assert set(State) == set(Charter.State.values)
    assert set(workflow.Stage) == set(Project.Stage.values)
    assert set(workflow.GATES) == set(GateDecision.Gate.values)


def test_a_refusal_says_what_cannot_be_done():
    with pytest.raises(Refused, match="A charter that is in review cannot be amended"):
        charter_move("in_review", "amend", ["manager"])


def test_a_refusal_says_who_could():
    with pytest.raises(NotAllowed, match="Only the sponsor can do this"):
        charter_move("approved", "revoke", ["manager"])


def test_a_skipped_gate_is_named():
    with pytest.raises(Refused, match="chartered has no step “gate G3”"):
        stage_after("chartered", "G3", ["sponsor"])
