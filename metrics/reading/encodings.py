"""Text of any supported encoding as blocks of UTF-8."""

import codecs
from collections.abc import Iterable, Iterator

from metrics.reading.problems import refuse

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
    whole lines. Raises Unreadable where another encoding breaks.
    """
    stream = iter(blocks)
    first = next(stream, b"")
    encoding = encoding_of(first, chosen)
    if encoding == "utf-8":
        yield first.removeprefix(UTF8_MARK)
        yield from stream
        return
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    try:
        text = decoder.decode(first).removeprefix("\ufeff")
        while text or first:
            yield text.encode()
            line += text.count("\n")
            first = next(stream, b"")
            text = decoder.decode(first, final=not first)
    except UnicodeError as error:
        raise refuse("encoding", count=1, first_line=line, detail=encoding) from error


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
