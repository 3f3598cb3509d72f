"""Files that would surprise whoever keeps their values are refused in a sentence."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoping.worksheet.strict_json import MOST_BYTES, MOST_DEPTH, FileFault, read_json

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15) + 1, 10**15 - 1)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("abc"), inner),
    max_leaves=20,
)  # fmt: skip
WRONG = {
    b"%PDF-1.7": "The file is not JSON: line 1, character 1 cannot be read.",
    b'{"a": 1,\n}': "The file is not JSON: line 2, character 1 cannot be read.",
    b"\xff\xfe{": "The file is not text in UTF-8.",
    b'{"a": 1, "a": 2}': "The key “a” stands twice in one group.",
    b'{"a": NaN}': "NaN is no whole number. Others are written as text, such as “1.5”.",
    b"[-Infinity]": "-Infinity is no whole number. Others are written as text, such as “1.5”.",
    b"[1.5]": "1.5 is no whole number. Others are written as text, such as “1.5”.",
    b"[1e99999999]": "1e99999999 is no whole number. Others are written as text, such as “1.5”.",
    b"[" + b"9" * 5000 + b"]": f"The number {'9' * 40}… has more than 15 digits.",
    b'{"a": ["x\\u0000y"]}': "a[0] holds a character that cannot be kept.",
    b'{"a": "\\ud800"}': "a holds a character that cannot be kept.",
    b'{"\\ud800": 1}': "The file holds a character that cannot be kept.",
    b"[" * 13 + b"]" * 13: f"Groups and lists of the file lie more than {MOST_DEPTH} deep.",
    b"[" * 1_000_000: f"Groups and lists of the file lie more than {MOST_DEPTH} deep.",
    b" " * (MOST_BYTES + 1): "The file is larger than 4 MB.",
}


@pytest.mark.parametrize(("raw", "says"), WRONG.items(), ids=[each[:20] for each in WRONG])
def test_a_wrong_file_is_refused_in_a_sentence(raw, says):
    with pytest.raises(FileFault) as refused:
        read_json(raw)
    assert str(refused.value) == says


def _read(raw):
    """What was read, or the words of the refusal."""
    try:
        return read_json(raw), ""
    except FileFault as fault:
        return None, str(fault)


@given(PLAIN)
def test_what_is_plain_comes_back(value):
    found, says = _read(json.dumps(value).encode())
    assert found == value or "deep" in says


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(raw):
    _, says = _read(raw)
    assert not says or says.endswith(".")


def test_a_mark_of_the_byte_order_does_no_harm():
    assert read_json(b"\xef\xbb\xbf[1]") == [1]
