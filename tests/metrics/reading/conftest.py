"""Files of predictions, made while the tests run."""

import json
from pathlib import Path

import pytest

from metrics.reading.columns import ColumnMapping
from metrics.reading.reader import read_file

VECTORS = json.loads(
    (Path(__file__).parents[2] / "data/profit-vectors.json").read_text(encoding="utf-8")
)
MAPPING = ColumnMapping("y", "score", "1")


def pytest_generate_tests(metafunc):
    if "bad_input_case" in metafunc.fixturenames:
        cases = [case for case in VECTORS["cases"] if case["kind"] == "bad_input"]
        metafunc.parametrize("bad_input_case", cases, ids=[case["id"] for case in cases])


@pytest.fixture
def outcome(tmp_path):
    """Read bytes, or a file, directly; the arrays are in `arrays`."""

    def outcome(content, mapping=MAPPING, **more):
        path = tmp_path / "upload"
        if isinstance(content, str):
            content = content.encode()
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path = content
        folder = tmp_path / "arrays"
        folder.mkdir(exist_ok=True)
        return read_file(path, mapping, folder, **more)

    return outcome
