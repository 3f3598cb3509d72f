"""What a file is, told by its content and never by its name, and its bytes as a stream."""

import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from metrics.reading.limits import BLOCK_BYTES, Limits
from metrics.reading.problems import refuse

Form = Literal["csv", "gzip", "parquet"]

GZIP = b"\x1f\x8b"
PARQUET = b"PAR1"
SPREADSHEET = "an Excel workbook or a ZIP archive"
OTHER_FORMS = {
    b"PK\x03\x04": SPREADSHEET,
    b"PK\x05\x06": SPREADSHEET,
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"RIFF": "a media file",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
    b"#!": "a script",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"Rar!": "a RAR archive",
    b"\xfd7zXZ": "a file packed with xz",
    b"BZh": "a file packed with bzip2",
    b"\x28\xb5\x2f\xfd": "a file packed with Zstandard",
    b"SQLite format 3": "an SQLite database",
    b"\x89HDF": "an HDF5 file",
    b"ARROW1": "an Arrow or Feather file",
    b"Obj\x01": "an Avro file",
    b"ORC": "an ORC file",
    b"\x80\x02": "a pickled object",
    b"\x80\x03": "a pickled object",
    b"\x80\x04": "a pickled object",
    b"\x80\x05": "a pickled object",
    b"{\\rtf": "a text document",
    b"%!PS": "a PostScript document",
    b"PARE": "an encrypted Parquet file",
}
MOST_TIMES = 100  # tables with scores that differ unpack to ten times their size at most
UNPACKED_BYTES = 32 * 1024**2  # so much is read, however well it was packed
TEXT_FORMS = (b"#!", b"{\\rtf", b"%!PS")  # the others hold bytes that no text has
NO_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1f]")
MARKUP = {b"<?xml": "XML", b"<svg": "an image"}
PAGE_START = re.compile(rb"<(!doctype|!--|html|head|body|script)\b|<!--")
ANY_MARKUP = re.compile(rb"<[a-z!?/][^,;\t|\n]*(\n|$)")  # a first line that is no row of columns
JSON_START = re.compile(rb"(\[\s*)*\{\s*\"|\[\s*[\[\"]")


def form_of(path: Path) -> Form:
    """Say how the file must be read. Raises Unreadable when it is empty or of another kind."""
    with path.open("rb") as file:
        head = file.read(1024)
        if not head:
            raise refuse("file_empty")
        file.seek(max(path.stat().st_size - 4, 0))
        tail = file.read(4)
    if head.startswith(GZIP):
        return "gzip"
    if head.startswith(PARQUET):
        if tail != PARQUET:
            raise refuse("broken_file", detail="the end of the Parquet file is missing")
        return "parquet"
    refuse_other_forms(head)
    return "csv"


def refuse_other_forms(head: bytes) -> None:
    """Raise Unreadable when the first bytes belong to a known kind that is not a table of text."""
    is_text = not NO_TEXT.search(head)  # a column may be called PARENT, or GIF89
    for mark, name in OTHER_FORMS.items():
        certain = not is_text or mark in TEXT_FORMS or not mark.isascii()
        if certain and head.startswith(mark):
            raise refuse("wrong_type", detail=name)
    # Readers of PDF look for its mark anywhere in the first kilobyte
    if b"%PDF-" in head[:1024]:
        raise refuse("wrong_type", detail="a PDF document")
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:100].lower()
    for mark, name in MARKUP.items():
        if start.startswith(mark):
            raise refuse("wrong_type", detail=name)
    if PAGE_START.match(start) or ANY_MARKUP.match(start):
        raise refuse("wrong_type", detail="a web page")
    if JSON_START.match(start):
        raise refuse("wrong_type", detail="JSON")


class Source:
    """The bytes of a file in blocks, unpacked, under the limit of bytes; knows how far it is."""

    def __init__(self, path: Path, form: Form, limits: Limits) -> None:
        self.path = path
        self.total = path.stat().st_size
        self.done = 0
        self._packed = form == "gzip"
        self._limits = limits

    def __iter__(self) -> Iterator[bytes]:
        unpacked = 0
        for block in self._unpacked() if self._packed else self._raw(BLOCK_BYTES):
            if self._packed and not unpacked:
                _refuse_packed(block)
            unpacked += len(block)
            if unpacked > self._limits.bytes:
                most = self._limits.bytes // 1024**2
                raise refuse("too_large", detail=f"more than {most:,} MB of text")
            if self._packed and unpacked > max(UNPACKED_BYTES, MOST_TIMES * self.total):
                raise refuse("too_large", detail=f"it unpacks to over {MOST_TIMES} times its size")
            yield block

    def _raw(self, size: int) -> Iterator[bytes]:
        with self.path.open("rb") as file:
            while block := file.read(size):
                self.done += len(block)
                yield block

    def _unpacked(self) -> Iterator[bytes]:
        unpacker = zlib.decompressobj(wbits=31)
        ended = False  # a whole compressed part came before
        try:
            for packed in self._raw(BLOCK_BYTES // 16):
                waiting = packed
                while waiting:
                    if unpacker.eof:
                        unpacker, ended = zlib.decompressobj(wbits=31), True
                    if block := unpacker.decompress(waiting, BLOCK_BYTES):
                        yield block
                    waiting = unpacker.unconsumed_tail or unpacker.unused_data
            while not unpacker.eof and (block := unpacker.decompress(b"", BLOCK_BYTES)):
                yield block
        except zlib.error as error:
            damage = "its compression is damaged"
            detail = "other data follow what is compressed" if ended else damage
            raise refuse("broken_file", detail=detail) from error
        if not unpacker.eof:
            raise refuse("broken_file", detail="its compressed data end too early")


def _refuse_packed(block: bytes) -> None:
    if block.startswith((GZIP, PARQUET)):
        raise refuse("wrong_type", detail="a packed file inside a packed file")
    if block[257:262] == b"ustar":
        raise refuse("wrong_type", detail="a tar archive")
    refuse_other_forms(block[:1024])
