"""Checks a pack file and gives the pack, or everything that is wrong with the file at once."""

from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from typing import Any

from pydantic import ValidationError

from assessments.golden_cases import check_golden_cases
from assessments.pack_model import (
    MAX_CAPABILITIES,
    Capability,
    Dimension,
    Pack,
    PackFile,
    content_hash,
    to_parameters,
    to_questionnaire,
)
from assessments.pack_yaml import KeyPath, PackError, PackProblem, read_pack_yaml

__all__ = [
    "Capability",
    "Dimension",
    "Pack",
    "PackError",
    "PackProblem",
    "check_golden_cases",
    "content_hash",
    "parse_pack",
    "to_parameters",
    "to_questionnaire",
]

Finding = tuple[KeyPath, str]

# What each of these mappings counts from 1, and how far.
_NUMBERED = {
    "labels": ("level", 5),
    "level_meaning": ("level", 5),
    "stage_narrative": ("stage", 5),
    "levels": ("level", 5),
    "recommendations": ("step", 4),
    "effort": ("step", 4),
    "effort_scale": ("effort", 3),
}

_UNCONDITIONAL = (
    ("ready_to_explore", "min_item_level"),
    ("not_ready", "min_gate_level"),
    ("not_ready", "min_item_level"),
    ("not_ready", "min_score"),
)

_MESSAGES = {
    "missing": "is missing",
    "extra_forbidden": "is not a known field",
    "string_type": "must be text",
    "string_too_short": "is empty",
    "string_too_long": "is longer than {max_length} characters",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "bool_type": "must be true or false",
    "greater_than": "must be greater than {gt:g}",
    "greater_than_equal": "must be at least {ge:g}",
    "less_than_equal": "must be at most {le:g}",
    "literal_error": "must be {expected}",
    "tuple_type": "must be a list",
    "model_type": "must be a mapping of names to values",
    "dict_type": "must be a mapping of names to values",
}


def parse_pack(text: str | bytes, *, file_name: str) -> Pack:
    """Read a pack file, check it against the schema, and run its golden cases.

    Raises PackError with every problem found: first what keeps the file from being read, then all
    faults of its content together, then results in which the scoring engine disagrees.
    """
    source = read_pack_yaml(text, file_name=file_name)
    findings = [*_schema_findings(source.data), *_reference_findings(source.data)]
    problems = [*source.faults, *(source.problem(*finding) for finding in findings)]
    if problems:
        raise PackError(problems)
    header = source.data.pop("pack")
    pack = Pack.from_json({**header, **source.data})
    if disagreements := check_golden_cases(pack, source):
        raise PackError(disagreements)
    return pack


def _schema_findings(data: object) -> Iterator[Finding]:
    """Faults of single fields, in our words."""
    try:
        PackFile.model_validate(data)
    except ValidationError as error:
        for fault in error.errors(include_url=False, include_input=False):
            path = tuple(step for step in fault["loc"] if step != "[key]")
            template = _MESSAGES.get(fault["type"])
            yield path, template.format(**fault.get("ctx", {})) if template else fault["msg"]


def _reference_findings(data: object) -> Iterator[Finding]:
    """Faults between fields, looked for even where single fields are faulty."""
    capabilities = list(_capabilities(data))
    yield from _missing_numbers(_dict(data).get("pack"), ("pack",))
    yield from _missing_numbers(_dict(data).get("dimensions"), ("dimensions",))
    yield from _repeated("dimension key", _dimensions(data))
    yield from _repeated("capability key", capabilities)
    yield from _framework_findings(data, capabilities)
    yield from _verdict_findings(_dict(_dict(data).get("pack")))
    if len(capabilities) > MAX_CAPABILITIES:
        yield ("dimensions",), f"the pack has more than {MAX_CAPABILITIES} capabilities"
    else:
        yield from _prerequisite_findings(capabilities)


def _missing_numbers(node: object, path: KeyPath) -> Iterator[Finding]:
    if isinstance(node, list):
        for index, item in enumerate(node):
            yield from _missing_numbers(item, (*path, index))
    if isinstance(node, dict):
        for name, value in node.items():
            yield from _missing_numbers(value, (*path, name))
        noun, last = _NUMBERED.get(str(path[-1]), ("", 0))
        for number in range(1, last + 1):
            if str(number) not in node:
                yield path, f"{noun} {number} is missing"


def _repeated(what: str, parts: Iterable[tuple[KeyPath, dict[str, Any]]]) -> Iterator[Finding]:
    seen: set[str] = set()
    for path, part in parts:
        key = str(part.get("key"))
        if "key" in part and key in seen:
            yield (*path, "key"), f"the {what} {key[:64]} is used twice"
        seen.add(key)


def _prerequisite_findings(
    capabilities: list[tuple[KeyPath, dict[str, Any]]],
) -> Iterator[Finding]:
    paths = {str(part.get("key")): path for path, part in capabilities}
    graph: dict[str, list[str]] = {key: [] for key in paths}
    for path, part in capabilities:
        for index, wanted in enumerate(_list(part.get("depends_on"))):
            if str(wanted) in paths:
                graph[str(part.get("key"))].append(str(wanted))
            else:
                yield (
                    (*path, "depends_on", index),
                    f"{str(wanted)[:64]} is not a capability of this pack",
                )
    for cycle in _cycles(graph):
        chain = " -> ".join(cycle)
        yield (*paths[cycle[0]], "depends_on"), f"the capability depends on itself: {chain}"


def _cycles(graph: dict[str, list[str]]) -> Iterator[list[str]]:
    """Circles of prerequisites; each is taken out when found, so that the next one shows."""
    while True:
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            cycle = error.args[1][::-1]
            yield cycle
            graph.update((key, []) for key in cycle)
        else:
            return


def _framework_findings(
    data: object, capabilities: list[tuple[KeyPath, dict[str, Any]]]
) -> Iterator[Finding]:
    declared = _dict(_dict(_dict(data).get("pack")).get("frameworks"))
    for path, part in capabilities:
        for framework in _dict(part.get("mappings")):
            if framework not in declared:
                yield (
                    (*path, "mappings", framework),
                    "the framework is not declared in pack.frameworks",
                )


def _verdict_findings(header: dict[str, Any]) -> Iterator[Finding]:
    has_verdicts = header.get("verdicts") is not None
    if header.get("kind") == "project" and not has_verdicts:
        yield ("pack", "verdicts"), "is missing; a pack of kind project needs verdicts"
    if header.get("kind") == "organization" and has_verdicts:
        yield ("pack", "verdicts"), "only a pack of kind project has verdicts"
    yield from _rule_findings(_dict(header.get("verdicts")))


def _rule_findings(verdicts: dict[str, Any]) -> Iterator[Finding]:
    """The last verdict is given when no other is, and exploring has no least level per item."""
    for verdict, name in _UNCONDITIONAL:
        value = _dict(_dict(verdicts.get(verdict)).get("rule")).get(name, 1)
        if value != 1:
            yield ("pack", "verdicts", verdict, "rule", name), "must be 1 for this verdict"


def _dimensions(data: object) -> Iterator[tuple[KeyPath, dict[str, Any]]]:
    for index, part in enumerate(_list(_dict(data).get("dimensions"))):
        yield ("dimensions", index), _dict(part)


def _capabilities(data: object) -> Iterator[tuple[KeyPath, dict[str, Any]]]:
    for path, dimension in _dimensions(data):
        for index, part in enumerate(_list(dimension.get("capabilities"))):
            yield (*path, "capabilities", index), _dict(part)


def _dict(node: object) -> dict[str, Any]:
    return node if isinstance(node, dict) else {}


def _list(node: object) -> list[Any]:
    return node if isinstance(node, list) else []
