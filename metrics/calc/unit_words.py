"""The words of units: currencies, times, shares, physical units, and what is ambiguous."""

from fractions import Fraction

_CODES = (
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD "
    "CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS "
    "GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW "
    "KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR "
    "MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR "
    "SDG SEK SGD SHP SLE SOS SRD SSP STN SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD "
    "UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG"
)
CURRENCIES = frozenset(_CODES.split())
# Small letters would pass as a counted thing; "try", "top" and "cup" are words as well.
_COMMON = "AUD BRL CAD CHF CNY CZK DKK EUR GBP HUF INR JPY KRW MXN NOK NZD PLN SEK SGD USD ZAR"
COMMON_CURRENCIES = frozenset(_COMMON.split())

KNOWN = {
    "1": Fraction(1),
    "ratio": Fraction(1),
    "share": Fraction(1),
    "%": Fraction(1, 100),
    "percent": Fraction(1, 100),
    "percentage point": Fraction(1, 100),
    "percentage points": Fraction(1, 100),
    "pp": Fraction(1, 100),
    "‰": Fraction(1, 1_000),
    "basis point": Fraction(1, 10_000),
    "basis points": Fraction(1, 10_000),
}

_TIME_WORDS: dict[tuple[str, ...], tuple[str, Fraction]] = {
    ("year", "years"): ("year", Fraction(1)),
    ("quarter", "quarters"): ("year", Fraction(1, 4)),
    ("month", "months"): ("year", Fraction(1, 12)),
    ("week", "weeks"): ("hour", Fraction(168)),
    ("day", "days"): ("hour", Fraction(24)),
    ("hour", "hours", "h"): ("hour", Fraction(1)),
    ("minute", "minutes", "min"): ("hour", Fraction(1, 60)),
    ("second", "seconds", "s"): ("hour", Fraction(1, 3_600)),
    ("millisecond", "milliseconds", "ms"): ("hour", Fraction(1, 3_600_000)),
}
TIMES = {word: meaning for words, meaning in _TIME_WORDS.items() for word in words}

# None of these is also a word for something that one counts.
PHYSICAL = {
    "kg": ("kg", Fraction(1)),
    "km": ("km", Fraction(1)),
    "kWh": ("kWh", Fraction(1)),
    "MWh": ("kWh", Fraction(1_000)),
    "GB": ("GB", Fraction(1)),
}

_DOLLARS = "write the ISO code of the currency, such as USD"
AMBIGUOUS = {
    "$": _DOLLARS,
    "£": "write the ISO code of the currency, such as GBP",
    "¥": "write JPY or CNY",
    "€": "write EUR",
    "dollar": _DOLLARS,
    "dollars": _DOLLARS,
    "pound": "write GBP for money or kg for mass",
    "pounds": "write GBP for money or kg for mass",
    "euro": "write EUR",
    "euros": "write EUR",
    "m": 'write "months", "minutes", or the full amount for millions',
    "k": "write the full amount for thousands",
    "mio": "write the full amount for millions",
    "million": "write the full amount",
    "millions": "write the full amount",
    "thousand": "write the full amount",
    "bn": "write the full amount for billions",
    "point": 'write "percentage points" or "score points"',
    "points": 'write "percentage points" or "score points"',
    "period": 'write "month", "quarter" or "year"',
    "periods": 'write "months", "quarters" or "years"',
    "fiscal year": 'write "year"',
    "ton": 'write "kg"',
    "tons": 'write "kg"',
    "t": 'write "kg"',
    "d": 'write "days"',
    "y": 'write "years"',
    "mo": 'write "months"',
    "working day": 'write "workdays", a counted thing that is no fixed number of hours',
    "working days": 'write "workdays", a counted thing that is no fixed number of hours',
}

_IRREGULAR = {
    "people": "person",
    "persons": "person",
    "children": "child",
    "movies": "movie",
    "cookies": "cookie",
    "calories": "calorie",
    "statuses": "status",
    "analyses": "analysis",
    "fte": "fte",
    "ftes": "fte",
}
_IRREGULAR_PLURALS = {one: many for many, one in _IRREGULAR.items() if many != "persons"}
_HISSING = ("ss", "x", "zz", "ch", "sh")


def singular(noun: str) -> str:
    """Return the singular of an English noun, by rule; the last word of several counts.

    A singular stays as it is. Source: our own rule.

    >>> singular("customers"), singular("service queries"), singular("boxes"), singular("loss")
    ('customer', 'service query', 'box', 'loss')
    """
    first, space, last = noun.rpartition(" ")
    return first + space + _singular_word(last)


def plural(noun: str) -> str:
    """Return the plural of an English noun in the singular, by rule.

    Source: our own rule, the reverse of `singular`.

    >>> plural("customer"), plural("service query"), plural("box"), plural("person")
    ('customers', 'service queries', 'boxes', 'people')
    """
    first, space, last = noun.rpartition(" ")
    return first + space + _plural_word(last)


def _singular_word(noun: str) -> str:
    if noun in _IRREGULAR:
        return _IRREGULAR[noun]
    if noun.endswith("ies") and len(noun) > 4:
        return noun[:-3] + "y"
    if noun.endswith(tuple(f"{ending}es" for ending in _HISSING)):
        return noun[:-2]
    if noun.endswith("s") and not noun.endswith(("ss", "us", "is")) and len(noun) > 2:
        return noun[:-1]
    return noun


def _plural_word(noun: str) -> str:
    if noun in _IRREGULAR_PLURALS:
        return _IRREGULAR_PLURALS[noun]
    if noun.endswith("y") and len(noun) > 2 and noun[-2] not in "aeiou":
        return noun[:-1] + "ies"
    if noun.endswith(_HISSING):
        return noun + "es"
    if noun.endswith(("us", "is")) or len(noun) < 2:
        return noun
    return noun + "s"
