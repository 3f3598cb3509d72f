"""One text for one content, whatever order it was typed in, and its hash."""

import datetime
import hashlib
import json
from decimal import Decimal
from typing import Any


def canonical_json(content: Any) -> str:
    """Return JSON with sorted keys, no spaces, decimals as strings and ISO dates.

    Decimals lose trailing zeros: what is equal hashes alike. Floats and NaN raise TypeError.

    >>> canonical_json({"b": Decimal("1.50"), "a": [datetime.date(2027, 7, 31), None, True]})
    '{"a":["2027-07-31",null,true],"b":"1.5"}'
    """
    return json.dumps(_plain(content), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(content: Any) -> str:
    """Return the SHA-256 of the canonical JSON in UTF-8, as 64 hexadecimal digits.

    >>> digest({})[:8]
    '44136fa3'
    """
    return hashlib.sha256(canonical_json(content).encode()).hexdigest()


def decimal_text(value: Decimal) -> str:
    """Return a decimal without exponent and trailing zeros.

    >>> decimal_text(Decimal("1E+3")), decimal_text(Decimal("0.250")), decimal_text(Decimal("-0"))
    ('1000', '0.25', '0')
    """
    text = f"{value.normalize():f}"
    return "0" if text == "-0" else text


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if value is None or isinstance(value, str | bool | int):
        return value
    raise TypeError(f"{type(value).__name__} has no canonical form")
