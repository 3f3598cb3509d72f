"""Text of any supported encoding as blocks of UTF-8."""

import codecs
from collections.abc import Iterable, Iterator

from metrics.reading.problems import refuse

# Those that people meet; each decodes block by block, so that line numbers stay right
ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16 without a mark, low byte first",
    "utf-16-be": "UTF-16 without a mark, high byte first",
    "windows-1252": "Windows-1252, Western European",
    "windows-1250": "Windows-1250, Central European",
    "windows-1251": "Windows-1251, Cyrillic",
    "iso-8859-1": "ISO-8859-1, Latin 1",
    "iso-8859-15": "ISO-8859-15, Latin 9",
    "mac-roman": "Mac Roman",
    "shift_jis": "Shift_JIS, Japanese",
    "gb18030": "GB18030, Chinese",
}
CODECS = {"shift_jis": "cp932"}  # as Windows writes it, with characters that the standard lacks
UTF8_MARK = b"\xef\xbb\xbf"
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def encoding_of(head: bytes, chosen: str | None) -> str:
    """The encoding of a text: the chosen one, else UTF-16 by its mark, else UTF-8."""
    if chosen is None:
        return "utf-16" if head.startswith(UTF16_MARKS) else "utf-8"
    return chosen


def utf8_blocks(blocks: Iterable[bytes], chosen: str | None = None) -> Iterator[bytes]:
    """Yield the text as UTF-8 without a mark.

    UTF-8 is passed on unchecked, since its characters may be cut in two here: `check_utf8` is for
    whole lines. Raises Unreadable where another encoding breaks, or gives a NUL.
    """
    stream = iter(blocks)
    first = next(stream, b"")
    encoding = encoding_of(first, chosen)
    if encoding == "utf-8":
        yield first.removeprefix(UTF8_MARK)
        yield from stream
        return
    decoder = codecs.getincrementaldecoder(CODECS.get(encoding, encoding))()
    line = 1
    text = _decoded(decoder, first, encoding, line).removeprefix("\ufeff")
    while text or first:
        yield text.encode()
        line += text.count("\n")
        first = next(stream, b"")
        text = _decoded(decoder, first, encoding, line)


def _decoded(decoder: codecs.IncrementalDecoder, block: bytes, encoding: str, line: int) -> str:
    """The text of a block, which is the last when empty, and of what was left of those before."""
    before = decoder.getstate()
    name = ENCODINGS[encoding]
    try:
        text = decoder.decode(block, final=not block)
    except UnicodeDecodeError as error:
        decoder.setstate(before)
        good = decoder.decode(block[: max(error.start - len(before[0]), 0)])
        at = line + good.count("\n")
        raise refuse("encoding", count=1, first_line=at, detail=name) from error
    except UnicodeError as error:  # UTF-16 without its mark has no place
        raise refuse("encoding", count=1, first_line=line, detail=name) from error
    if (at := text.find("\0")) >= 0:
        detail = f"{name} (it holds a NUL character)"
        raise refuse("encoding", count=1, first_line=line + text.count("\n", 0, at), detail=detail)
    return text


def check_utf8(lines: bytes, first_line: int) -> None:
    """Raise Unreadable when whole lines are not text: broken UTF-8, or a NUL byte inside."""
    at = lines.find(b"\0")
    if at < 0:
        if lines.isascii():
            return
        try:
            lines.decode()
        except UnicodeDecodeError as error:
            at = error.start
    if at >= 0:
        line = first_line + lines.count(b"\n", 0, at)
        detail = "UTF-8 (it holds a NUL byte)" if lines[at] == 0 else "UTF-8"
        raise refuse("encoding", count=1, first_line=line, detail=detail)
