"""The pack as a value: routing, JSON form, hash, conversion for the engine."""

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from assessments import pack_schema
from assessments.pack_schema import Pack, content_hash, parse_pack, to_parameters, to_questionnaire

PACKS = Path(pack_schema.__file__).parent / "packs"


@pytest.fixture(scope="module")
def core():
    return parse_pack((PACKS / "ai-maturity-core.yaml").read_bytes(), file_name="core.yaml")


@pytest.fixture(scope="module")
def project():
    return parse_pack((PACKS / "ai-project-readiness.yaml").read_bytes(), file_name="p.yaml")


@pytest.mark.parametrize(("audience", "count"), [("business", 10), ("technical", 18), ("both", 20)])
def test_core_pack_asks_each_audience_its_questions(core, audience, count):
    assert len(core.asked_of(audience)) == count


def test_questions_keep_the_order_of_the_pack(core):
    assert core.asked_of("both") == tuple(item.key for item in core.capabilities)
    assert core.asked_of("business")[:3] == ("data_protection", "ai_skills", "team_collaboration")


def test_capability_is_found_by_key(core):
    assert core.capability("data_quality").gate
    with pytest.raises(KeyError):
        core.capability("magic")


def test_levels_are_keyed_by_number(core):
    assert list(core.capability("data_quality").levels) == [1, 2, 3, 4, 5]
    assert core.level_labels[3] == "Established"


@pytest.mark.parametrize("name", ["core", "project"])
def test_pack_survives_the_way_through_a_json_column(name, request):
    pack = request.getfixturevalue(name)
    stored = json.dumps(pack.as_json(), sort_keys=True)
    again = Pack.from_json(json.loads(stored))
    assert again == pack
    assert json.dumps(again.as_json(), sort_keys=True) == stored


def test_levels_count_upward_even_if_the_database_forgot_the_order(core):
    content = core.as_json()
    capability = content["dimensions"][0]["capabilities"][0]
    capability["levels"] = dict(reversed(capability["levels"].items()))
    assert list(Pack.from_json(content).capability("data_quality").levels) == [1, 2, 3, 4, 5]


def test_hash_is_stable_and_sees_every_word(core):
    changed = Pack.from_json({**core.as_json(), "summary": "Another summary."})
    assert content_hash(core) == content_hash(Pack.from_json(core.as_json()))
    assert len(content_hash(core)) == 64
    assert content_hash(changed) != content_hash(core)


def test_whole_number_weight_hashes_like_the_same_decimal(core):
    content = core.as_json()
    content["dimensions"][0]["weight"] = 1
    assert content_hash(Pack.from_json(content)) == content_hash(core)


def test_pack_is_frozen(core):
    with pytest.raises(ValidationError):
        core.title = "Another title"


def test_engine_gets_weights_gates_audiences_and_efforts(core):
    questionnaire = to_questionnaire(core)
    first = questionnaire.capabilities[0]
    assert (first.key, first.weight, first.gate, first.audience) == (
        "data_quality",
        2.0,
        True,
        "technical",
    )
    assert first.effort == (1, 2, 2, 3)
    assert questionnaire.kind == "organization"


def test_engine_gets_the_verdict_rules_of_the_pack(project):
    content = project.as_json()
    content["verdicts"]["ready_to_build"]["rule"]["min_score"] = 4.5
    assert to_parameters(project).build_min_score == 3.0
    assert to_parameters(Pack.from_json(content)).build_min_score == 4.5
