"""Gates, stages, and the sponsor's word."""

import pytest
from django.urls import reverse

from accounts.models import AuditEvent
from aiproj.shared.errors import Refused
from scoping.models import GateDecision, Project
from scoping.overview.editions import overrides
from scoping.overview.gates import gate_page
from scoping.services import gates, versions
from scoping.views import gates as gate_views
from scoping.workflow import NotAllowed

pytestmark = pytest.mark.django_db
GO = {"decision": "go", "reason": "All evidence is there"}


def _decide(flow, gate, actor=None, **fields):
    return gates.decide(
        project=flow.project, actor=actor or flow.manager, gate=gate, fields={**GO, **fields}
    )


def _project(flow):
    return Project.objects.get(pk=flow.project.pk)


def _measure(flow, value, row=0):
    rows = [dict(each) for each in flow.project.content_of("plan")["gates"]]
    rows[row]["measured"] = value
    flow.save("plan", gates=rows)


def test_the_first_gate_needs_a_charter_in_force(flow):
    flow.submit()
    with pytest.raises(Refused, match="No charter is in force"):
        _decide(flow, "G1")


def test_a_signed_project_passes_the_first_gate(flow):
    flow.approve()
    _decide(flow, "G1")
    assert _project(flow).stage == "chartered"


def test_a_decision_counts_for_the_gate_that_its_page_showed(sign_in, flow):
    """S3: a second manager whose page still shows the first gate does not pass the next one."""
    flow.approve()
    client, address = (
        sign_in(flow.manager),
        reverse("scoping:gate_decide", args=[flow.project.public_id]),
    )
    fields = {"gate": "G1", "decision": "go", "reason": "Everybody signed"}
    assert client.post(address, fields).status_code == 302
    answer = client.post(address, fields)
    assert answer.status_code == 409
    assert b"does not stand before gate G1" in answer.content
    assert b"Everybody signed</textarea>" in answer.content
    assert b'name="gate" value="G2"' in answer.content
    assert GateDecision.objects.count() == 1


def test_no_gate_is_skipped(flow):
    flow.approve()
    with pytest.raises(Refused, match="does not stand before gate G3"):
        _decide(flow, "G3")


def test_members_decide_nothing(flow):
    flow.approve()
    with pytest.raises(NotAllowed):
        _decide(flow, "G1", flow.lead)


def test_a_value_that_was_not_measured_is_missing_evidence(flow):
    flow.approve()
    _decide(flow, "G1")
    with pytest.raises(Refused, match="A measured value: Precision"):
        _decide(flow, "G2")


def test_a_good_value_lets_the_project_go_on(flow):
    flow.approve()
    _decide(flow, "G1")
    _measure(flow, "25")
    _decide(flow, "G2")
    assert _project(flow).stage == "pilot"


def test_a_stop_criterion_that_is_met_stops_the_manager(flow):
    flow.approve()
    _decide(flow, "G1")
    _measure(flow, "8")
    with pytest.raises(Refused, match="Only the sponsor"):
        _decide(flow, "G2", override_reason="We go on")


def test_the_sponsor_overrides_with_words_that_stay_in_view(flow):
    flow.approve()
    _decide(flow, "G1")
    _measure(flow, "8")
    with pytest.raises(Refused, match="with a reason"):
        _decide(flow, "G2", flow.sponsor)
    _decide(flow, "G2", flow.sponsor, override_reason="The sample was too small")
    assert _project(flow).stage == "pilot"
    assert "The sample was too small" in overrides(flow.project)[0]


def test_a_stop_criterion_is_the_one_that_was_signed(flow):
    flow.approve()
    _decide(flow, "G1")
    rows = [dict(each) for each in flow.project.content_of("plan")["gates"]]
    rows[0] |= {"stop_value": "1", "measured": "8"}
    flow.save("plan", gates=rows)
    assert gate_page(_project(flow)).criteria[0].is_met


@pytest.mark.parametrize(
    ("section", "rows", "changed"),
    [("plan", "gates", {"stop_value": "1"}), ("plan", "gates", {"stop_metric": "Recall"}),
     ("evaluation", "guardrails", {"limit": "500"})],
)  # fmt: skip
def test_what_was_signed_beforehand_is_not_loosened_as_wording(flow, section, rows, changed):
    """Rows 9 and 16 of scoping.md 9: else the sponsor's word could be gone around."""
    flow.approve()
    flow.amend()
    stored = [dict(each) for each in flow.project.content_of(section)[rows]]
    flow.save(section, **{rows: [stored[0] | changed, *stored[1:]]})
    with pytest.raises(Refused, match="is a material change"):
        versions.publish(charter=flow.charter, actor=flow.manager)


def test_a_measured_value_is_no_material_change(flow):
    flow.approve()
    flow.amend()
    stored = [dict(each) for each in flow.project.content_of("plan")["gates"]]
    flow.save("plan", gates=[stored[0] | {"measured": "8"}, *stored[1:]])
    assert versions.publish(charter=flow.charter, actor=flow.manager).number == "1.1"


@pytest.mark.parametrize(
    ("decision", "stage"), [("rework", "scoped"), ("hold", "paused"), ("stop", "stopped")]
)
def test_other_decisions_need_no_evidence(flow, decision, stage):
    flow.submit()
    _decide(flow, "G1", decision=decision)
    assert _project(flow).stage == stage
    assert GateDecision.objects.get().decision == decision


def test_going_on_with_conditions_names_them(flow):
    flow.approve()
    with pytest.raises(Refused, match="under which conditions"):
        _decide(flow, "G1", decision="conditions", conditions=" ")


def _disagree(flow):
    rows = flow.project.content_of("operations")["integrations"]
    flow.save("operations", integrations=[{**rows[0], "agreed": False}])


def test_an_integration_that_is_not_agreed_is_a_condition(flow):
    """Checklist row 20."""
    _disagree(flow)
    flow.approve()
    with pytest.raises(Refused, match="not agreed with its owner"):
        _decide(flow, "G1")
    _decide(flow, "G1", decision="conditions", conditions="The owner of CRM agrees by May")
    assert _project(flow).stage == "chartered"


def test_the_gate_names_the_condition_and_the_form_holds_it(flow, sign_in):
    _disagree(flow)
    flow.approve()
    page = sign_in(flow.manager).get(reverse("scoping:gates", args=[flow.project.public_id]))
    assert b"Goes on under conditions only" in page.content
    assert page.context["form"]["conditions"].value() == "CRM: not agreed with its owner."


def test_a_paused_project_goes_on_where_it_was(flow):
    flow.approve()
    _decide(flow, "G1")
    for step in ("pause", "resume"):
        gates.move(project=flow.project, actor=flow.sponsor, step=step, reason="Budget talks")
    assert _project(flow).stage == "chartered"


def test_after_a_revoked_charter_a_project_does_not_simply_go_on(flow):
    flow.approve()
    _decide(flow, "G1")
    versions.revoke(charter=flow.charter, actor=flow.sponsor, reason="The market moved")
    with pytest.raises(Refused, match="No charter is in force"):
        gates.move(project=flow.project, actor=flow.sponsor, step="resume", reason="Go on")


def test_decisions_are_in_the_audit_log(flow):
    flow.approve()
    _decide(flow, "G1")
    assert AuditEvent.objects.filter(action="project.gate_decided").count() == 1


def test_only_the_sponsor_accepts_a_risk(flow):
    chosen = flow.project.candidates.get(decision="chosen").public_id
    fields = {"project": flow.project, "candidate_id": chosen, "reason": "We hire two people"}
    with pytest.raises(Refused, match="Only the sponsor"):
        gates.accept_risk(actor=flow.manager, **fields)
    assert gates.accept_risk(actor=flow.sponsor, **fields).person == flow.sponsor


def test_the_reason_of_a_risk_is_no_longer_than_what_is_kept(flow, sign_in):
    """PostgreSQL refuses what its column does not hold."""
    client = sign_in(flow.sponsor)
    address = reverse("scoping:risk_accept", args=[flow.project.public_id])
    chosen = flow.project.candidates.get(decision="chosen").public_id
    fields = {"candidate": chosen, "reason": "y" * 601}
    assert client.post(address, fields).status_code == 422
    assert client.post(address, {**fields, "reason": "y" * 600}).status_code == 302


def test_a_risk_of_a_candidate_that_goes_meanwhile_is_told(flow, sign_in, monkeypatch):
    def gone(**given):
        raise Refused("Choose a candidate of this project.")

    monkeypatch.setattr(gates, "accept_risk", gone)
    chosen = flow.project.candidates.get(decision="chosen").public_id
    address = reverse("scoping:risk_accept", args=[flow.project.public_id])
    answer = sign_in(flow.sponsor).post(address, {"candidate": chosen, "reason": "We hire"})
    assert answer.status_code == 409
    assert b"Choose a candidate of this project." in answer.content


def test_the_evidence_of_a_page_is_gathered_once(flow, sign_in, monkeypatch):
    flow.approve()
    gathered = []
    monkeypatch.setattr(
        gate_views, "gate_page", lambda project: gathered.append(project) or gate_page(project)
    )
    sign_in(flow.manager).get(reverse("scoping:gates", args=[flow.project.public_id]))
    assert len(gathered) == 1


@pytest.mark.parametrize(
    ("decision", "said"), [("hold", "The project is paused"), ("stop", "The project was stopped")]
)
def test_where_no_gate_lies_ahead_the_page_says_why(sign_in, flow, decision, said):
    flow.approve()
    _decide(flow, "G1", decision=decision)
    page = sign_in(flow.manager).get(reverse("scoping:gates", args=[flow.project.public_id]))
    assert f"<h1>{said}</h1>" in page.content.decode()
    assert b"Every gate has been decided" not in page.content


def test_a_page_says_who_can_go_on_past_a_stop_and_what_that_takes(sign_in, flow):
    flow.approve()
    _decide(flow, "G1")
    address = reverse("scoping:gates", args=[flow.project.public_id])
    page = sign_in(flow.manager).get(address).content.decode()
    assert "#row_id_gates-g2-measured" in page
    _measure(flow, "8")
    for person, is_asked in ((flow.manager, False), (flow.sponsor, True)):
        page = sign_in(person).get(address).content.decode()
        assert "takes the sponsor&#x27;s word" in page or "takes the sponsor's word" in page
        assert ("(needed to go on)" in page) is is_asked
