"""Lists that people paste or upload, a record a line."""

from dataclasses import dataclass

NOT_TEXT = "The file is not UTF-8 text. Save it as “CSV UTF-8” and choose it again."


@dataclass(frozen=True)
class LineProblem:
    """What is wrong with a line, and its number as an editor shows it."""

    line: int
    message: str

    def __str__(self) -> str:
        return f"Line {self.line}: {self.message}"


def decode(content: bytes) -> str:
    """Return the text of an uploaded list: UTF-8, or UTF-16 with a byte order mark.

    Raises ValueError with a sentence for people when it is neither.

    >>> decode("ana@example.org".encode("utf-16"))
    'ana@example.org'
    """
    utf16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = content.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(NOT_TEXT) from error
    if "\x00" in text:
        raise ValueError(NOT_TEXT)
    return text
