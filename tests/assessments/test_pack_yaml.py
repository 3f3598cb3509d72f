"""Hostile and broken YAML: everything ends in a PackError that says what is wrong, soon."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments import pack_schema
from assessments.pack_schema import PackError, parse_pack
from assessments.pack_yaml import dotted, read_pack_yaml

CORE = Path(pack_schema.__file__).parent / "packs" / "ai-maturity-core.yaml"
BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"


def problems_of(text):
    with pytest.raises(PackError) as caught:
        parse_pack(text, file_name="bad.yaml")
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (b"", 1, "the file is empty"),
        (b"# only a comment\n", 2, "the file is empty"),
        (b"a: 1\nb: \xff\n", 2, "the file is not UTF-8 text (byte 9)"),
        ("a: 1".encode("utf-16"), 1, "the file is not UTF-8 text (byte 1)"),
        (b"a: 1\nb: \x00\n", 2, "the file holds the character U+0000, which is not allowed"),
        ("a: 1\nb: \ud800", 2, "the file holds the character U+D800, which is not allowed"),
        (b"a: 1\n---\nb: 2\n", 2, "the file holds more than one YAML document"),
        (b"a: [1, 2\nb: 3\n", 2, "the file is not valid YAML: "),
        (b"a: {b: 1}}\n", 1, "the file is not valid YAML: "),
        (b'a: 1\nb: "\\UFFFFFFFF"\n', 2, "the file is not valid YAML: an escape or a number"),
        (b"[a]: 1\n", 1, "a key must be a plain name"),
        (b"*a : 1\n", 1, "a key must be a plain name"),
        (b"a: " + b"x" * 1024 * 1024, 1, "the file is larger than 1 MiB"),
        ("ü" * 600_000, 1, "the file is larger than 1 MiB"),
        (b"[" * 1_000_000, 1, "the file is nested deeper than 20 levels"),
        (b"- " * 500_000, 1, "the file is nested deeper than 20 levels"),
        (b"[" + b"1," * 500_000 + b"]", 1, "the file holds more than 50,000 parts"),
    ],
)
def test_file_that_cannot_be_read_is_refused(text, line, message):
    assert problems_of(text)[-1].startswith(f"bad.yaml, line {line}: {message}")


def test_anchors_and_aliases_are_refused_without_being_expanded():
    problems = problems_of(BOMB)
    assert "bad.yaml, line 1, a: anchors (&) and aliases (*) are not allowed" in problems
    assert "bad.yaml, line 3, c[1]: anchors (&) and aliases (*) are not allowed" in problems


@pytest.mark.parametrize("key", ["&a key", "!!str key"])
def test_anchors_and_tags_on_keys_are_refused(key):
    assert any("are not allowed" in problem for problem in problems_of(f"a: 1\n{key} : 2"))


@pytest.mark.parametrize("value", ["!!python/object/apply:os.getcwd []", "!x {a: 1}", "!!str 5"])
def test_tags_are_refused(value):
    assert "bad.yaml, line 2, b: tags (!) are not allowed" in problems_of(f"a: 1\nb: {value}")


def test_duplicate_keys_are_refused_even_if_one_is_quoted():
    problems = problems_of('a:\n  1: x\n  "1": y\n')
    assert "bad.yaml, line 3, a.1: the key is given twice, first in line 2" in problems


def test_hostile_key_is_shown_escaped_and_short():
    assert dotted(("pack", "a\u202eb" + "c" * 100)) == 'pack."a\\u202eb' + "c" * 61 + '"'


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        ("-0.5", -0.5),
        ("2.5e-1", 0.25),
        ("true", True),
        ("~", None),
        ("", None),
        ("yes", "yes"),
        ("2026-01-31", "2026-01-31"),
        ("1:30", "1:30"),
        ("0x10", "0x10"),
        ("1.0e999", "1.0e999"),
        ("9" * 5000, "9" * 5000),
        ('"12"', "12"),
        ("|\n  line\n", "line"),
    ],
)
def test_values_are_typed_as_in_yaml_1_2(text, value):
    read = read_pack_yaml(f"a: {text}", file_name="a.yaml").data["a"]
    assert (read, type(read)) == (value, type(value))


def test_lines_of_keys_and_items_are_true():
    source = read_pack_yaml("a:\n  - 1\n\n  - {b: 2,\n     c: 3}\n", file_name="a.yaml")
    paths = [("a",), ("a", 0), ("a", 1), ("a", 1, "b"), ("a", 1, "c")]
    assert [source.lines[path] for path in paths] == [1, 2, 4, 4, 5]


def test_depth_of_twenty_is_allowed():
    assert read_pack_yaml("[" * 20 + "]" * 20, file_name="a.yaml").faults == ()


@given(st.binary(max_size=300))
def test_random_bytes_raise_nothing_but_pack_errors(content):
    assert problems_of(content)


@given(st.text(alphabet="ab1:-?!&*|>%@`\"'#,[]{}\\ \n\t\ufeff", max_size=80))
def test_random_yaml_raises_nothing_but_pack_errors(content):
    assert problems_of(content)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_pack_with_a_random_change_loads_or_raises_a_pack_error(data):
    content = CORE.read_bytes()
    start = data.draw(st.integers(0, len(content) - 1))
    length = data.draw(st.integers(0, 60))
    changed = content[:start] + data.draw(st.binary(max_size=8)) + content[start + length :]
    problems = ()
    try:
        parse_pack(changed, file_name="bad.yaml")
    except PackError as error:
        problems = error.problems
    assert all(1 <= problem.line <= changed.count(b"\n") + 1 for problem in problems)
