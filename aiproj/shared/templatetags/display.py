"""Template filters: thin calls of aiproj.shared.format."""

import re
from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from aiproj.shared import format as display

register = template.Library()


@register.filter
def day(value: datetime | date | None) -> str:
    """A calendar day where the organization is: 27 Nov 2026."""
    if value is None:
        return "–"
    local = timezone.localtime(value) if isinstance(value, datetime) else value
    return display.date(local)


@register.filter
def moment(value: datetime | None) -> str:
    """A day with its time: 27 Nov 2026, 14:02."""
    return "–" if value is None else f"{day(value)}, {timezone.localtime(value):%H:%M}"


@register.filter
def clock(value: datetime | None) -> str:
    """A time of day: 14:02."""
    return "" if value is None else f"{timezone.localtime(value):%H:%M}"


@register.filter
def score(value: float | None) -> str:
    """A score on the scale 1 to 5 with one decimal."""
    return "–" if value is None else display.score(value)


@register.filter
def signed(value: float | None) -> str:
    """A difference with its sign."""
    return "–" if value is None else display.signed(value)


@register.filter
def percent(value: float | None) -> str:
    """A share as whole percent."""
    return "–" if value is None else display.percent(value)


@register.filter
def lookup(mapping: dict[str, object], key: str) -> object:
    """The value of a key that a variable holds."""
    return mapping.get(key)


@register.filter
def file_size(size: int) -> str:
    """A number of bytes in the unit that leaves few figures: 293 KB."""
    return display.file_size(size)


@register.filter
def number_word(count: int) -> str:
    """A small count as a word."""
    return display.number_word(count)


@register.filter
def bound(words: str) -> str:
    """Words in which each number stays on the line of the word before it."""
    return re.sub(r" (?=\d)", "\u00a0", words)


@register.filter
def breakable(words: str) -> SafeString:
    """Words that may go on in the next line after a slash: 60 complaints/week."""
    return format_html_join(SafeString("/<wbr>"), "{}", ((part,) for part in words.split("/")))
