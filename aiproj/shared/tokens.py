"""Single-purpose tokens: 256 random bits in a link, only a digest in the database."""

import hashlib
import secrets
from dataclasses import dataclass
from typing import Literal

Purpose = Literal["survey", "invitation", "share", "api"]


@dataclass(frozen=True)
class Token:
    """A new token: the secret goes into one message, the digest into the database."""

    secret: str
    digest: str


def mint(purpose: Purpose) -> Token:
    """Return a new token that only consumers of `purpose` accept.

    >>> token = mint("survey")
    >>> token.digest == digest("survey", token.secret)
    True
    """
    secret = secrets.token_urlsafe(32)
    return Token(secret, digest(purpose, secret))


def digest(purpose: Purpose, secret: str) -> str:
    """Return what is stored of a token: SHA-256 over its purpose and its secret.

    >>> digest("survey", "x") == digest("share", "x")
    False
    """
    return hashlib.sha256(f"{purpose}:{secret}".encode(errors="replace")).hexdigest()
