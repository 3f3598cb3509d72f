"""Chosen encodings: every one of the list gives its letters and its line numbers, whatever the
blocks that the text comes in."""

import pytest

from metrics.reading import content
from metrics.reading.columns import ColumnMapping
from metrics.reading.encodings import CODECS, ENCODINGS

LETTERS = dict.fromkeys(ENCODINGS, "größe") | {
    "windows-1250": "výše",
    "windows-1251": "сумма",
    "iso-8859-15": "preis €",
    "shift_jis": "金額①",
    "gb18030": "金额𠀀",
}
BROKEN = {
    "utf-8": b"\xe9",
    "utf-16": b"\x00\xdc\x00\xdc",
    "utf-16-le": b"\x00\xdc\x00\xdc",
    "utf-16-be": b"\xdc\x00\xdc\x00",
    "windows-1252": b"\x81",
    "windows-1250": b"\x81",
    "windows-1251": b"\x98",
    "shift_jis": b"\x81\x20",
    "gb18030": b"\x81\x20",
}


def written(text, encoding):
    return text.encode(CODECS.get(encoding, encoding))


def mapping(encoding):
    return ColumnMapping("y", "score", "1", encoding=encoding)


@pytest.mark.parametrize("block", [1, 3, 2**20])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_each_encoding_gives_its_letters_in_any_blocks(outcome, monkeypatch, encoding, block):
    monkeypatch.setattr(content, "BLOCK_BYTES", block)
    name = LETTERS[encoding]
    read = outcome(written(f"y,score,{name}\n1,0.9,a\n0,0.2,{name}\n", encoding), mapping(encoding))
    assert read.facts.columns == ("y", "score", name)
    assert read.facts.encoding == encoding


@pytest.mark.parametrize("block", [1, 3, 2**20])
@pytest.mark.parametrize("encoding", BROKEN)
def test_what_is_no_text_of_the_encoding_is_refused_with_its_line(
    outcome, monkeypatch, encoding, block
):
    monkeypatch.setattr(content, "BLOCK_BYTES", block)
    start = written("y,score,t\n1,0.9,a\n0,0.2,", encoding)
    end = written("b\n1,0.5,c\n", encoding).removeprefix(b"\xff\xfe")
    (found,) = outcome(start + BROKEN[encoding] + end, mapping(encoding)).problems
    assert (found.code, found.first_line) == ("encoding", 3)
    assert ENCODINGS[encoding] in found.message


def test_a_text_of_two_bytes_a_letter_is_no_western_text(outcome):
    text = "y,score\n1,0.9\n0,0.2\n".encode("utf-16-le")
    (found,) = outcome(text, mapping("iso-8859-1")).problems
    assert (found.code, found.first_line) == ("encoding", 1)
    assert "ISO-8859-1, Latin 1 (it holds a NUL character)" in found.message


def test_nothing_is_guessed(outcome):
    text = "y,score,größe\n1,0.9,a\n0,0.2,b\n".encode("iso-8859-1")
    assert [item.code for item in outcome(text, mapping(None)).problems] == ["encoding"]
    with pytest.raises(ValueError, match="unknown encoding"):
        outcome(text, mapping("unicode_escape"))
