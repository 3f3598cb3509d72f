"""Risks and actions as files."""

import pytest
import scoping_data
from django.urls import reverse

pytestmark = pytest.mark.django_db


def _lines(client, project, name):
    answer = client.get(reverse(f"scoping:{name}", args=[project.public_id]))
    return answer.content.decode("utf-8-sig").splitlines()


def test_risks_stand_by_their_score(as_manager, project, manager):
    rows = [
        {"id": "aaaa", "what": "Small", "likelihood": "1", "impact": "2"},
        {"id": "bbbb", "what": "Large", "likelihood": "4", "impact": "5", "due": "2027-03-01"},
    ]
    scoping_data.save(project, "risks", manager, {"risks": rows})
    lines = _lines(as_manager, project, "risks_csv")
    assert [line.split(",")[0] for line in lines] == ["Risk", "Large", "Small"]
    assert lines[1] == "Large,,4,5,20,,,,,2027-03-01"


def test_actions_come_from_every_section_by_date(as_manager, project, manager):
    risk = {"id": "aaaa", "what": "Late data", "owner": "Ana", "due": "2027-03-01"}
    milestone = {"id": "bbbb", "name": "Pilot", "day": "2027-02-01", "budget": "5"}
    scoping_data.save(project, "risks", manager, {"risks": [risk]})
    scoping_data.save(project, "plan", manager, {"milestones": [milestone]})
    lines = _lines(as_manager, project, "actions_csv")
    assert lines[1].startswith("Milestone,Pilot,,2027-02-01,,5,USD,")
    assert lines[2].startswith("Risk,Late data,Ana,2027-03-01,")


def test_an_enabler_names_its_owner(as_manager, project, manager):
    found = project.candidates.current().last()
    row = {"id": "aaaa", "dimension": "technical_expertise", "what": "Train two people",
           "owner": manager.public_id, "due": "2027-03-01", "cost": "900"}  # fmt: skip
    found.content = {**found.content, "enablers": [row]}
    found.save()
    line = _lines(as_manager, project, "actions_csv")[1]
    assert line.startswith(f"Enabler,Train two people,{manager},2027-03-01,,900,USD,")


@pytest.mark.parametrize("text", ["=1+1", " =1+1", "@SUM(A1)", "+1", "\t=1", "＝1+1"])
def test_no_cell_acts_as_a_formula(as_manager, project, manager, text):
    """U5"""
    row = {"id": "aaaa", "what": text, "likelihood": "1", "impact": "1"}
    scoping_data.save(project, "risks", manager, {"risks": [row]})
    cell = _lines(as_manager, project, "risks_csv")[1].split(",")[0].strip('"')
    assert cell.startswith("'")
