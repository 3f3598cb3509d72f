"""The vectors of the specification."""

import json
from pathlib import Path

import pytest

CASES = json.loads((Path(__file__).parents[2] / "data/profit-vectors.json").read_text())["cases"]


def pytest_generate_tests(metafunc):
    """Run a test that takes `<kind>_case` once for each vector of that kind."""
    for name in metafunc.fixturenames:
        if name.endswith("_case"):
            chosen = [case for case in CASES if case["kind"] == name.removesuffix("_case")]
            metafunc.parametrize(name, chosen, ids=[case["id"] for case in chosen])


def close(actual, expected, tolerance=1e-9):
    if expected is None or actual is None:
        return actual is expected
    return abs(actual - expected) <= max(tolerance * abs(expected), 1e-9)


@pytest.fixture(scope="session")
def agrees():
    return close
