"""Pack files: what is refused, with the line and the key of every fault."""

import json
from pathlib import Path

import pytest

from assessments import pack_schema
from assessments.pack_schema import PackError, parse_pack

PACKS = Path(pack_schema.__file__).parent / "packs"
CORE = (PACKS / "ai-maturity-core.yaml").read_text().splitlines()
PROJECT = (PACKS / "ai-project-readiness.yaml").read_text().splitlines()
FIRST = "dimensions[0].capabilities[0]"  # stands in lines 54 to 85


def with_line(lines, number, text):
    return "\n".join([*lines[: number - 1], *text, *lines[number:]])


def problems_of(text):
    with pytest.raises(PackError) as caught:
        parse_pack(text, file_name="core.yaml")
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize("name", ["ai-maturity-core", "ai-project-readiness"])
def test_built_in_pack_loads(name):
    pack = parse_pack((PACKS / f"{name}.yaml").read_bytes(), file_name=name)
    assert (pack.key, pack.version, len(pack.golden_cases) > 0) == (name, "1.0.0", True)


def test_missing_level_names_file_line_key_and_level():
    text = with_line(CORE, 68, [])
    assert problems_of(text) == [f"core.yaml, line 64, {FIRST}.levels: level 4 is missing"]


@pytest.mark.parametrize(
    ("line", "new", "key", "message"),
    [
        (5, 'key: "Core"', "pack.key", "must be at most 64 lower-case letters, digits and hyphens"),
        (6, 'version: "1.0"', "pack.version", "must be three numbers like 1.0.0"),
        (7, 'kind: "team"', "pack.kind", "must be 'organization' or 'project'"),
        (8, 'language: "English"', "pack.language", 'must be a language code like "en"'),
        (11, "estimated_minutes: 2.5", "pack.estimated_minutes", "must be a whole number"),
    ],
)
def test_header_fault_names_line_and_key(line, new, key, message):
    [problem] = problems_of(with_line(CORE, line, [f"  {new}"]))
    assert problem.startswith(f"core.yaml, line {line}, {key}: {message}")


@pytest.mark.parametrize(
    ("line", "new", "key", "message"),
    [
        (54, '- key: "Data"', "key", "must be at most 64 lower-case letters, digits and under"),
        (54, f'- key: "{"a" * 65}"', "key", "must be at most 64 lower-case letters"),
        (57, '  help: ""', "help", "is empty"),
        (57, f"  help: {'a' * 601}", "help", "is longer than 600 characters"),
        (57, "  help: 2024", "help", "must be text"),
        (57, '  help: "a\\u0007b"', "help", "the text holds the character U+0007"),
        (57, '  help: "a\\nb"', "help", "the text holds the character U+000A"),
        (57, '  help: "\\ud800"', "help", "the text holds the character U+D800"),
        (59, "  audience: everyone", "audience", "must be 'business', 'technical' or 'both'"),
        (60, "  weight: 0", "weight", "must be greater than 0"),
        (60, "  weight: -1.5", "weight", "must be greater than 0"),
        (60, "  weight: 10.5", "weight", "must be at most 10"),
        (60, "  weight: 0.0001", "weight", "must have at most 3 decimals"),
        (60, "  weight: .inf", "weight", "must be a number"),
        (60, '  weight: "2"', "weight", "must be a number"),
        (60, "  weight: true", "weight", "must be a number"),
        (61, "  gate: yes", "gate", "must be true or false"),
        (62, "  surprise: 1", "surprise", "is not a known field"),
        (69, '    6: "more"', "levels.6", "must be a number from 1 to 5"),
        (69, "    5: [a]", "levels.5", "must be text"),
        (79, "  effort: {1: 1, 2: 2, 3: 2, 4: 4}", "effort.4", "must be at most 3"),
        (79, "  effort: {1: 0, 2: 2, 3: 2, 4: 3}", "effort.1", "must be at least 1"),
        (79, "  effort: {1: 1, 2: 2, 3: 2}", "effort", "step 4 is missing"),
        (79, "  effort: []", "effort", "must be a mapping of names to values"),
        (80, "  depends_on: [magic]", "depends_on[0]", "magic is not a capability of this pack"),
        (80, "  depends_on: none", "depends_on", "must be a list"),
        (80, "  depends_on: [data_quality]", "depends_on", "the capability depends on itself: "),
        (85, '    aima: ["x"]', "mappings.aima", "the framework is not declared"),
        (
            85,
            '    iso_42001: ["x"]',
            "mappings.iso_42001",
            "the key is given twice, first in line 8",
        ),
    ],
)
def test_capability_fault_names_line_and_key(line, new, key, message):
    problems = problems_of(with_line(CORE, line, [f"      {new}"]))
    expected = f"core.yaml, line {line}, {FIRST}.{key}: {message}"
    assert any(problem.startswith(expected) for problem in problems)


def test_missing_field_has_the_line_of_its_part():
    text = with_line(CORE, 60, [])
    assert problems_of(text) == [f"core.yaml, line 54, {FIRST}.weight: is missing"]


def test_capability_key_is_unique_in_the_whole_pack():
    line = CORE.index('      - key: "ai_skills"') + 1
    problems = problems_of(with_line(CORE, line, ['      - key: "data_quality"']))
    expected = "dimensions[1].capabilities[0].key: the capability key data_quality is used twice"
    assert f"core.yaml, line {line}, {expected}" in problems


def test_dimension_key_is_unique():
    line = CORE.index('  - key: "technical_expertise"') + 1
    problems = problems_of(with_line(CORE, line, ['  - key: "infrastructure_data"']))
    expected = "dimensions[1].key: the dimension key infrastructure_data is used twice"
    assert problems == [f"core.yaml, line {line}, {expected}"]


def test_every_circle_of_prerequisites_is_named():
    data = parse_pack("\n".join(CORE), file_name="core.yaml").as_json()
    capabilities = data["dimensions"][0]["capabilities"]
    for here, there in ((0, 1), (1, 0), (2, 3), (3, 2)):
        capabilities[here]["depends_on"] = [capabilities[there]["key"]]
    problems = problems_of(as_file(data))
    assert len(problems) == 2
    assert "data_quality -> data_access -> data_quality" in problems[0]


def as_file(data):
    """A pack's JSON as the text of a pack file; JSON is YAML too."""
    body = {name: data.pop(name) for name in ("schema_version", "dimensions")}
    data.pop("golden_cases")
    return json.dumps({**body, "pack": data}, indent=1)


def test_organization_pack_has_no_verdicts():
    text = "\n".join(PROJECT).replace('kind: "project"', 'kind: "organization"')
    assert problems_of(text) == [
        "core.yaml, line 41, pack.verdicts: only a pack of kind project has verdicts"
    ]


def test_project_pack_needs_verdicts():
    text = with_line(CORE, 7, ['  kind: "project"'])
    assert problems_of(text) == [
        "core.yaml, line 4, pack.verdicts: is missing; a pack of kind project needs verdicts"
    ]


def test_last_verdict_is_unconditional():
    old = "rule: {min_gate_level: 1, min_item_level: 1, min_score: 1.0}"
    text = "\n".join(PROJECT).replace(old, old.replace("1.0", "2.0"))
    [problem] = problems_of(text)
    assert problem.endswith("pack.verdicts.not_ready.rule.min_score: must be 1 for this verdict")


def test_sixty_capabilities_are_allowed_and_sixty_one_are_not():
    block = CORE[53:85]

    def grown(count):
        copies = [
            line.replace("data_quality", f"copy_{number}")
            for number in range(count)
            for line in block
        ]
        lines = [*CORE[:85], *copies, *CORE[85 : CORE.index("golden_cases:")]]
        return "\n".join(lines)

    assert len(parse_pack(grown(40), file_name="core.yaml").capabilities) == 60
    [problem] = problems_of(grown(41))
    assert problem == "core.yaml, line 41, dimensions: the pack has more than 60 capabilities"


@pytest.mark.parametrize(
    ("count", "message"), [(0, "needs at least 1 entry"), (13, "has more than 12 entries")]
)
def test_number_of_dimensions_is_bounded(count, message):
    data = parse_pack("\n".join(CORE), file_name="core.yaml").as_json()
    data["dimensions"] = [data["dimensions"][0]] * count
    assert f"core.yaml, line 3, dimensions: {message}" in problems_of(as_file(data))


def test_all_problems_are_reported_at_once_in_the_order_of_the_file():
    text = with_line(CORE, 60, ["        weight: 0"])
    text = with_line(text.splitlines(), 59, ['        audience: "all"'])
    text = with_line(text.splitlines(), 80, ["        depends_on: [nothing, nobody]"])
    text = with_line(text.splitlines(), 6, ['  version: "one"'])
    lines = [problem.split(",")[1] for problem in problems_of(text)]
    assert lines == [" line 6", " line 59", " line 60", " line 80", " line 80"]


def test_fault_in_the_only_dimension_is_the_only_problem():
    data = parse_pack("\n".join(CORE), file_name="core.yaml").as_json()
    data["dimensions"] = [{**data["dimensions"][0], "weight": 0}]
    [problem] = problems_of(as_file(data))
    assert problem.endswith("dimensions[0].weight: must be greater than 0")


def test_endless_faults_are_counted_instead_of_listed():
    text = "\n".join([*CORE, *(f"unknown_{number}: 1" for number in range(600))])
    problems = problems_of(text)
    assert len(problems) == 501
    assert problems[-1].endswith(": 100 more problems")


@pytest.mark.parametrize("text", ["just text", "[]", "3", "null"])
def test_file_that_is_not_a_mapping_is_refused(text):
    [problem] = problems_of(text)
    assert problem == "core.yaml, line 1: must be a mapping of names to values"


def test_folded_text_may_end_with_a_line_break():
    text = with_line(CORE, 57, ["        help: >", "          Two lines", "          of help."])
    pack = parse_pack(text, file_name="core.yaml")
    assert pack.capability("data_quality").help == "Two lines of help."


def test_problems_are_also_the_message_of_the_error():
    with pytest.raises(PackError, match=r"core\.yaml, line 64, .*level 4 is missing"):
        parse_pack(with_line(CORE, 68, []), file_name="core.yaml")
