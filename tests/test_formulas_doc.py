"""Every dotted name in docs/formulas.md exists."""

import re
from functools import reduce
from importlib import import_module
from pathlib import Path

import pytest

PAGE = (Path(__file__).parents[1] / "docs/formulas.md").read_text()
NAMES = sorted(set(re.findall(r"`([a-z_]+(?:\.\w+)+)`", PAGE)))


def resolve(name):
    """Return what a dotted name stands for: the longest module, then attributes."""
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        try:
            module = import_module(".".join(parts[:end]))
        except ModuleNotFoundError as error:
            if not f"{name}.".startswith(f"{error.name}."):
                raise
            continue
        return reduce(getattr, parts[end:], module)
    raise ModuleNotFoundError(name)


@pytest.mark.parametrize("name", NAMES)
def test_every_function_named_in_the_formulas_exists(name):
    assert resolve(name) is not None


def test_the_page_names_the_entry_point():
    assert "assessments.calc.evaluation.evaluate" in NAMES
