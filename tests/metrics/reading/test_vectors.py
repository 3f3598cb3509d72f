"""Every exact case of bad and odd input of the specification."""

import base64

import numpy as np
import pytest

from metrics.reading.columns import ColumnMapping
from metrics.reading.process import run
from metrics.reading.reader import read_file


@pytest.fixture(params=["directly", "in a child"])
def read(request, tmp_path):
    def read(path, mapping):
        folder = tmp_path / "arrays"
        folder.mkdir()
        if request.param == "directly":
            return folder, read_file(path, mapping, folder)
        reading = run(path, mapping, folder)
        return folder, reading

    return read


def test_bad_input(bad_input_case, read, tmp_path):
    given, expected = bad_input_case["input"], bad_input_case["expected"]
    path = tmp_path / "upload"
    path.write_bytes(base64.b64decode(given["file_base64"]))
    mapping = ColumnMapping(**given["columns"], positive_label=given["positive_label"])
    folder, outcome = read(path, mapping)
    if expected["level"] == "ok":
        assert not [item for item in outcome.problems if item.level == "error"]
        for role in ("label", "score"):
            assert np.load(folder / f"{role}.npy").tolist() == expected[role]
        notices = [item.code for item in outcome.problems if item.level == "notice"]
        assert notices == ([expected["notice"]] if "notice" in expected else [])
        return
    found = [item for item in outcome.problems if item.level == expected["level"]]
    assert [item.code for item in found] == [expected["code"]]
    for name in ("column", "count", "first_line"):
        assert name not in expected or getattr(found[0], name) == expected[name]
    assert (outcome.facts is None) == (expected["level"] == "error")
    assert "{" not in found[0].message + found[0].remedy
