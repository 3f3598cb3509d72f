"""Logs as JSON lines, with the request's id and without the secrets that links carry."""

import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime

request_id: ContextVar[str] = ContextVar("request_id", default="")

STANDARD = frozenset(logging.LogRecord("", 0, "", 0, "", (), None).__dict__) | {
    "message",
    "asctime",
}
TOKEN_IN_PATH = re.compile(
    r"/(s|r|invitations/accept|password/reset/key)/[A-Za-z0-9_-]{20,}", re.IGNORECASE
)


def without_tokens(text: str) -> str:
    """Replace the token in a link by its kind.

    >>> without_tokens("Not Found: /s/abcdefghijklmnopqrstuvwxyz0123456789/questions/1/")
    'Not Found: /s/[token]/questions/1/'
    """
    return TOKEN_IN_PATH.sub(r"/\1/[token]", text)


class ContextFilter(logging.Filter):
    """Adds the request's id."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        return True


class JsonFormatter(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        extra = {k: v for k, v in record.__dict__.items() if k not in STANDARD and k != "request"}
        line.update({k: v for k, v in extra.items() if v != ""})
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return without_tokens(json.dumps(line, default=str))
