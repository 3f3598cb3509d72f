"""Which characters the documents' font can show."""

import functools
import struct
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from fontpkg_inter import ROOT

INTER_ROOT = Path(ROOT)
INTER = INTER_ROOT / "files" / "Inter[opsz,wght].ttf"
SUBSTITUTE = "□"
INVISIBLE = frozenset({"Cc", "Cf"})
COMBINING = "Mn"
SEGMENTED_COVERAGE = 12  # the cmap format that covers all of Unicode


@functools.cache
def covered_characters(font: Path = INTER) -> frozenset[int]:
    """Code points for which the font has a glyph, from its character map (format 12).

    Raises ValueError for a file without such a map. Source: OpenType, "cmap" table.

    >>> ord("é") in covered_characters(), ord("漢") in covered_characters()
    (True, False)
    """
    data = font.read_bytes()
    for start in _map_offsets(data):
        if struct.unpack_from(">H", data, start)[0] == SEGMENTED_COVERAGE:
            (groups,) = struct.unpack_from(">L", data, start + 12)
            spans = struct.iter_unpack(">LLL", data[start + 16 : start + 16 + 12 * groups])
            return frozenset(code for first, last, _ in spans for code in range(first, last + 1))
    raise ValueError(f"{font.name} has no character map of format {SEGMENTED_COVERAGE}.")


def showable(text: str) -> str:
    """The text with a square for every character that the font lacks.

    Line ends and tabs stay; other control and format characters, which show nothing, vanish.

    >>> showable("a\\x07b 漢")
    'ab □'
    """
    return "".join(_showable_character(character) for character in text)


def _showable_character(character: str) -> str:
    category = unicodedata.category(character)
    if character in "\n\t":
        return character
    if category in INVISIBLE:
        return ""
    if ord(character) in covered_characters():
        return character
    return "" if category == COMBINING else SUBSTITUTE


def _map_offsets(data: bytes) -> Iterator[int]:
    """Where the character maps of a font file begin."""
    (tables,) = struct.unpack_from(">H", data, 4)
    for number in range(tables):
        tag, _, start, _ = struct.unpack_from(">4sLLL", data, 12 + 16 * number)
        if tag == b"cmap":
            (maps,) = struct.unpack_from(">H", data, start + 2)
            for position in range(maps):
                (offset,) = struct.unpack_from(">L", data, start + 8 + 8 * position)
                yield start + offset
