"""Each acceptance row that this release must meet is named in the docstring of a test."""

import ast
import re
from pathlib import Path

TESTS = Path(__file__).parent
ROWS = """
T1 T2 T5 T8 A2 A5 A6 A7 A8 A10 S1 S2 S3 S4 S5 S7 S8 S9 S10 S11 U5 J1 J2 J3 J6 D3 D7
H1 H2 H4 H5 X1 X3 X4 X5 O1 O4
"""
SPAN = re.compile(r"\b([A-Z])(\d+)(?: to |-)\1(\d+)\b")


def _docstrings(file: Path) -> list[str]:
    """Those of the module, if it holds tests, and of its tests."""
    tree = ast.parse(file.read_text())
    tests = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]
    return [ast.get_docstring(node) or "" for node in (tree, *tests)] if tests else []


def _named(text: str) -> set[str]:
    """The rows that a text names; "A5 to A8" names four."""
    spans = SPAN.findall(text)
    between = {
        f"{area}{n}" for area, first, last in spans for n in range(int(first), int(last) + 1)
    }
    return between | set(re.findall(r"\b[A-Z]\d{1,2}\b", text))


def test_every_row_is_named_by_a_test():
    files = [file for file in TESTS.rglob("test_*.py") if file != Path(__file__)]
    named = {row for file in files for text in _docstrings(file) for row in _named(text)}
    assert [row for row in ROWS.split() if row not in named] == []
