"""Runs a pack's golden cases through the scoring engine and names every disagreement."""

import json
from collections.abc import Collection, Iterator, Mapping
from math import isclose
from typing import Any

from assessments.calc.answers import encode
from assessments.calc.evaluation import evaluate
from assessments.calc.exact import plain
from assessments.pack_model import GoldenCase, Pack, to_parameters, to_questionnaire
from assessments.pack_yaml import KeyPath, PackProblem, PackSource

TOLERANCE = 2e-6

Finding = tuple[KeyPath, str]


def check_golden_cases(pack: Pack, source: PackSource | None = None) -> list[PackProblem]:
    """Faults of the pack's golden cases; with the source, each knows its line in the file."""
    origin = source or PackSource(file=pack.key, data={}, lines={(): 1}, faults=())
    findings = [*_repeated_ids(pack)]
    for index, case in enumerate(pack.golden_cases):
        place = ("golden_cases", index)
        faults = list(_form_findings(pack, case)) or list(_disagreements(pack, case))
        findings += [
            ((*place, *path), f"golden case {case.id}: {message}") for path, message in faults
        ]
    return [origin.problem(path, message) for path, message in findings]


def _repeated_ids(pack: Pack) -> Iterator[Finding]:
    seen: set[str] = set()
    for index, case in enumerate(pack.golden_cases):
        if case.id in seen:
            yield ("golden_cases", index, "id"), f"the id {case.id} is used twice"
        seen.add(case.id)


def _form_findings(pack: Pack, case: GoldenCase) -> Iterator[Finding]:
    """What keeps a case from being run: its form, or keys that the pack does not have."""
    if (case.answers is None) == (case.levels_default is None):
        yield (), "needs either answers or levels_default"
    if not case.expected.model_dump(exclude_defaults=True):
        yield ("expected",), "expects nothing"
    if case.expected.verdict is not None and pack.kind != "project":
        yield ("expected", "verdict"), "only a pack of kind project has a verdict"
    capabilities = {item.key for item in pack.capabilities}
    for respondent, given in (case.answers or {}).items():
        yield from _unknown("capability", given, capabilities, ("answers", respondent))
    yield from _unknown("capability", case.levels_override, capabilities, ("levels_override",))
    expected = case.expected
    place = ("expected", "capabilities")
    yield from _unknown("capability", expected.capabilities, capabilities, place)
    dimensions = {item.key for item in pack.dimensions}
    yield from _unknown("dimension", expected.dimensions, dimensions, ("expected", "dimensions"))


def _unknown(
    what: str, used: Collection[str], known: Collection[str], place: KeyPath
) -> Iterator[Finding]:
    for key in used:
        if key not in known:
            yield (*place, key), f"the pack has no {what} of this key"


def _answers(pack: Pack, case: GoldenCase) -> dict[str, dict[str, Any]]:
    """The case's answers; in the short form one respondent gives every capability its level."""
    if case.answers is not None:
        return {name: dict(given) for name, given in case.answers.items()}
    levels = {item.key: case.levels_default for item in pack.capabilities}
    return {"respondent": {**levels, **case.levels_override}}


def _disagreements(pack: Pack, case: GoldenCase) -> Iterator[Finding]:
    expected = case.expected.model_dump(exclude_defaults=True)
    yield from _differences(expected, _found(pack, case), ("expected",))


def _found(pack: Pack, case: GoldenCase) -> dict[str, Any]:
    """What the engine finds, before hiding: a golden case has no people to protect."""
    questionnaire = to_questionnaire(pack)
    codes = encode(questionnaire, _answers(pack, case).values())
    result = evaluate(questionnaire, codes, k=case.k, parameters=to_parameters(pack))
    return {
        "overall": plain(result.overall),
        "overall_score": plain(result.overall.score) if result.overall else None,
        "dimensions": plain(result.dimensions),
        "capabilities": {
            key: {**item.as_dict(), **plain(item.score)}
            for key, item in result.capabilities.items()
        },
        "verdict": result.verdict,
    }


def _differences(expected: Any, found: Any, path: KeyPath) -> Iterator[Finding]:
    """Compare what is named in expected, and nothing else."""
    if isinstance(expected, Mapping) and isinstance(found, Mapping):
        for name, value in expected.items():
            if name in found:
                yield from _differences(value, found[name], (*path, name))
            else:
                yield (*path, name), "the engine has no value of this name"
    elif not _agree(expected, found):
        yield path, f"expected {_shown(expected)}, found {_shown(found)}"


def _agree(expected: Any, found: Any) -> bool:
    if isinstance(expected, bool) or isinstance(found, bool):
        return expected is found
    if isinstance(expected, int | float) and isinstance(found, int | float):
        return isclose(expected, found, rel_tol=0.0, abs_tol=TOLERANCE)
    return bool(expected == found)


def _shown(value: Any) -> str:
    return json.dumps(value)[:200]
