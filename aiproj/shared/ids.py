"""Public ids: random, so that they say nothing and cannot be guessed."""

import secrets

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
PUBLIC_ID_LENGTH = 16


def new_public_id() -> str:
    """Return 16 characters without look-alikes, about 79 random bits.

    >>> len(new_public_id())
    16
    """
    return "".join(secrets.choice(ALPHABET) for _ in range(PUBLIC_ID_LENGTH))


def new_row_id() -> int:
    """Return a random 62-bit row id.

    Rows with such ids keep no trace of the order in which they were written.

    >>> 0 < new_row_id() < 2**62
    True
    """
    return secrets.randbelow(2**62 - 1) + 1
