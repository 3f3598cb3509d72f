"""The vectors of the specification, the built-in packs, and small questionnaires."""

import json
from pathlib import Path

import pytest
import yaml

from assessments.calc.questionnaire import Capability, Dimension, Questionnaire

ROOT = Path(__file__).parents[3]


def pytest_generate_tests(metafunc):
    """Run a test that takes `<kind>_case` once for each vector of that kind."""
    cases = json.loads((ROOT / "tests/data/scoring-vectors.json").read_text())["cases"]
    for name in metafunc.fixturenames:
        if name.endswith("_case"):
            chosen = [case for case in cases if case["kind"] == name.removesuffix("_case")]
            metafunc.parametrize(name, chosen, ids=[case["id"] for case in chosen])


def build_questionnaire(data):
    """Return the plain questionnaire of a pack's dictionary."""
    return Questionnaire(
        tuple(
            Dimension(
                dimension["key"],
                dimension["weight"],
                tuple(build_capability(item) for item in dimension["capabilities"]),
            )
            for dimension in data["dimensions"]
        ),
        kind=data.get("pack", {}).get("kind", "organization"),
    )


def build_capability(data):
    effort = data.get("effort", dict.fromkeys((1, 2, 3, 4), 1))
    return Capability(
        key=data["key"],
        weight=data["weight"],
        gate=data["gate"],
        risk=data.get("risk", False),
        audience=data.get("audience", "both"),
        effort=tuple(effort[level] for level in (1, 2, 3, 4)),
        depends_on=tuple(data.get("depends_on", ())),
    )


@pytest.fixture(scope="session")
def vectors():
    return json.loads((ROOT / "tests/data/scoring-vectors.json").read_text())


@pytest.fixture(scope="session")
def load_questionnaire():
    """Return a questionnaire from a pack's key or from its dictionary."""

    def load(pack):
        if isinstance(pack, str):
            pack = yaml.safe_load((ROOT / f"assessments/packs/{pack}.yaml").read_text())
        return build_questionnaire(pack)

    return load


@pytest.fixture(scope="session")
def core(load_questionnaire):
    return load_questionnaire("ai-maturity-core")


@pytest.fixture(scope="session")
def agrees():
    """Compare nested data with an expectation that may name only some keys."""
    return agree


def agree(actual, expected):
    if isinstance(expected, dict):
        return isinstance(actual, dict) and all(
            key in actual and agree(actual[key], value) for key, value in expected.items()
        )
    if isinstance(expected, list):
        return len(actual) == len(expected) and all(map(agree, actual, expected))
    if expected is None or isinstance(expected, bool | str):
        return actual is expected or (isinstance(expected, str) and actual == expected)
    return actual is not None and abs(actual - expected) <= 2e-6
