"""Headings of lists that sort by a column."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Heading:
    """One heading: `order` is its aria-sort, `sort` what its link asks for."""

    title: str
    look: str
    order: str
    sort: str


def headings(columns: Iterable[tuple[str, str, str]], sort: str) -> list[Heading]:
    """Headings of columns (key, title, class): a link sorts upward first, then downward.

    `sort` is the present order, a key or a key with a leading minus.

    >>> headings([("name", "Name", "")], "name")
    [Heading(title='Name', look='', order='ascending', sort='-name')]
    """
    return [_heading(key, title, look, sort) for key, title, look in columns]


def _heading(key: str, title: str, look: str, sort: str) -> Heading:
    order = {key: "ascending", f"-{key}": "descending"}.get(sort, "none")
    return Heading(title, look, order, f"-{key}" if order == "ascending" else key)
