"""How two charters differ, and which differences ask for new signatures."""

from copy import deepcopy

import pytest
from charter_data import frozen

from scoping.worksheet.editions import edits, is_material


def _edits(change, before=None):
    before = before or frozen()
    after = deepcopy(before)
    change(after)
    return edits(before, after)


def _set(path, value):
    *way, last = path

    def change(content):
        for step in way:
            content = content[step]
        content[last] = value

    return change


def _planned(end):
    found = frozen()
    found["sections"]["plan"] = {"end": end}
    return found


def test_equal_charters_do_not_differ():
    assert edits(frozen(), frozen()) == []


def test_another_round_is_no_change():
    assert _edits(_set(["version", "round"], 2)) == []


@pytest.mark.parametrize("key", ["target_amount", "deadline", "metric_name", "baseline"])
def test_problem_and_target_are_material(key):
    found = _edits(_set(["sections", "problem", key], "2028-01-01" if key == "deadline" else "9"))
    assert [edit.material for edit in found] == [True]


def test_wording_beside_the_problem_is_editorial():
    found = _edits(_set(["sections", "problem", "earlier_attempts"], "A survey"))
    assert [edit.material for edit in found] == [False]


@pytest.mark.parametrize("key", ["sponsor", "owner"])
def test_another_owner_is_material(key):
    assert is_material(_edits(_set(["sections", "people", key], "somebody00000001")))


@pytest.mark.parametrize(("total", "material"), [("339900", False), ("339901", True)])
def test_a_budget_may_move_by_a_tenth(total, material):
    found = _edits(_set(["totals", "total"], total))
    assert [(edit.path, edit.material) for edit in found] == [("money.total", material)]


@pytest.mark.parametrize(("end", "material"), [("2027-12-31", False), ("2028-01-01", True)])
def test_the_end_may_move_by_thirty_days(end, material):
    found = _edits(_set(["sections", "plan", "end"], end), _planned("2027-12-01"))
    assert [edit.material for edit in found] == [material]


def test_an_end_that_was_missing_is_material():
    found = edits(_planned(None), _planned("2027-12-01"))
    assert is_material(found)


def test_another_choice_is_material():
    found = _edits(_set(["candidates", 1, "decision"], "parked"))
    assert not is_material(found)
    assert is_material(_edits(_set(["candidates", 1, "decision"], "chosen")))


def test_figures_of_a_rejected_candidate_are_editorial():
    found = _edits(_set(["candidates", 1, "content", "benefit_likely"], "5"))
    assert [edit.material for edit in found] == [False]


def test_figures_of_the_chosen_candidate_are_material():
    assert is_material(_edits(_set(["candidates", 0, "content", "benefit_likely"], "5")))


@pytest.mark.parametrize("path", [("legal", "class"), ("impact", "level")])
def test_another_class_is_material(path):
    assert is_material(_edits(_set(["classes", *path], "other")))


def test_another_class_of_data_is_material():
    before = frozen()
    before["sections"]["data"] = {"datasets": [{"id": "a", "name": "CRM"}]}
    change = _set(["sections", "data", "datasets", 0, "personal_class"], "personal")
    assert is_material(_edits(change, before))


def test_people_are_shown_by_name():
    found = _edits(_set(["sections", "people", "sponsor"], "personlead000001"))
    assert (found[0].before, found[0].after) == ("Sam Sponsor", "Lea Lead")


def test_a_whole_row_is_shown_by_its_name():
    found = _edits(_set(["sections", "risks", "risks"], []))
    assert (found[0].label, found[0].before) == ("Risks: risks: Data comes late", "Data comes late")


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [("relative", "20%", "25%"), ("points", "20 points", "25 points"), ("absolute", "20%", "25%")],
)
def test_a_target_is_told_with_its_unit(kind, before, after):
    (found,) = _edits(_set(["sections", "problem", "target_amount"], "25"),
                      frozen(target_kind=kind))  # fmt: skip
    assert (found.before, found.after) == (before, after)


def test_an_answer_of_law_is_told_with_its_question():
    def answered(**answers):
        content = frozen()
        content["sections"]["risks"]["legal_answers"] = answers
        path = [{"question": f"Does it {key}?", "answer": said} for key, said in answers.items()]
        content["classes"]["legal"] = {"path": path}
        return content

    (found,) = edits(answered(score="No", decide="Yes"), answered(score="Yes", decide="Yes"))
    assert (found.before, found.after) == ("Does it score? No", "Does it score? Yes")


def test_answers_from_before_their_questions_were_kept_are_told_by_key():
    old, new = frozen(), frozen()
    for content, said in ((old, "no"), (new, "yes")):
        content["sections"]["risks"]["legal_answers"] = {"score": said}
        content["classes"] = {}
    (found,) = edits(old, new)
    assert (found.before, found.after) == ("score: no", "score: yes")
