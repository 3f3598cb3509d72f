"""One answer as a respondent sends it, from a form or from the page's script, checked once."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from aiproj.shared.text import clean_text
from assessments.models import BLANK, DONT_KNOW, NOT_APPLICABLE
from assessments.services.answering import AnswerBody

COMMENT_LENGTH = 2000
EVIDENCE_LENGTH = 500
LARGEST_BODY = 32 * 1024  # a comment of four-byte characters in form encoding still fits
LARGEST_VERSION = 10**9
LONGEST_SECONDS = 24 * 60 * 60

VALUES = {"": BLANK, "DK": DONT_KNOW, "NA": NOT_APPLICABLE} | {str(n): n for n in range(1, 6)}
LEVELS = {value: level for level, value in VALUES.items()}
LABELS = {
    "level": "Your answer",
    "comment": "Comment",
    "evidence_url": "Link to evidence",
    "version": "Version",
    "key": "Key",
}
KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")
UNSTORABLE = "It holds a character that cannot be stored. Remove it, or type the text again."

Errors = dict[str, list[str]]


@dataclass(frozen=True)
class Submission:
    """What was sent, as text, with everything that is wrong with it."""

    level: str = ""
    comment: str = ""
    evidence_url: str = ""
    version: int | None = None  # None: the sender did not say which version it saw
    key: str = ""
    seconds: int | None = None
    errors: Errors = field(default_factory=dict)

    @property
    def body(self) -> AnswerBody:
        return AnswerBody(VALUES[self.level], self.comment, self.evidence_url)

    def as_text(self) -> dict[str, str]:
        """What the person wrote, for an answer that must not lose it."""
        return {
            "level": self.level,
            "comment": self.comment,
            "evidence_url": self.evidence_url,
        }

    @property
    def labeled_errors(self) -> list[tuple[str, str, str]]:
        """Field, its label and what is wrong, for the summary above the form."""
        return [(name, LABELS[name], text) for name, texts in self.errors.items() for text in texts]


def read_submission(data: Mapping[str, Any], *, allow_not_applicable: bool) -> Submission:
    """Check one answer; lengths come first, so that a long text costs nothing."""
    level = _text(data.get("level"))
    comment = _text(data.get("comment")).replace("\r\n", "\n").replace("\r", "\n").strip()
    evidence_url = _text(data.get("evidence_url")).strip()
    key = _text(data.get("key"))
    version = _whole_number(data.get("version"), LARGEST_VERSION)
    found = {
        "level": _level_problem(level, allow_not_applicable),
        "comment": _text_problem(comment, COMMENT_LENGTH),
        "evidence_url": _evidence_problem(evidence_url),
        "version": "It must be a whole number." if version == -1 else "",
        "key": "" if KEY.fullmatch(key) else "It must be 1 to 64 letters, digits or hyphens.",
    }
    seconds = _whole_number(data.get("seconds"), LONGEST_SECONDS)
    return Submission(
        level=level,
        comment=comment,
        evidence_url=evidence_url,
        version=version,
        key=key,
        # A measured time that makes no sense is no reason to refuse a person's answer.
        seconds=None if seconds == -1 else seconds,
        errors={name: [problem] for name, problem in found.items() if problem},
    )


def _text(value: object) -> str:
    """Text as it came; a number from JSON as its digits."""
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else "\0"


def _whole_number(value: object, largest: int) -> int | None:
    """None where nothing was sent, -1 where it is no number from 0 to the largest."""
    if value is None or value == "":
        return None
    text = _text(value)
    if len(text) > 10 or not (text.isascii() and text.isdigit()):
        return -1
    return int(text) if int(text) <= largest else -1


def _level_problem(level: str, allow_not_applicable: bool) -> str:
    if level not in VALUES:
        return "Choose one of the answers."
    if level == "NA" and not allow_not_applicable:
        return "“Does not apply” cannot be chosen for this question."
    return ""


def _text_problem(text: str, most: int) -> str:
    if len(text) > most:
        return f"Shorten it to {most:,} characters; it has {len(text):,}."
    return UNSTORABLE if clean_text(text) != text else ""


def _evidence_problem(address: str) -> str:
    problem = _text_problem(address, EVIDENCE_LENGTH)
    if problem or not address:
        return problem
    try:
        parts = urlsplit(address)
        is_address = parts.scheme == "https" and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_address = False
    if not is_address or parts.username is not None or re.search(r"[\s\\<>\"]", address):
        return "Use a full address that begins with https://."
    return ""
