"""How good data is: six properties in bands 0-4, groups that are too rare, effort to prepare it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

FORMULA_VERSION = "1"
HIGHEST_BAND = 4
SHARES = ("completeness", "validity", "timeliness", "label_quality", "coverage")
DUPLICATES = "duplicates"
PROPERTIES = ("completeness", "validity", DUPLICATES, "timeliness", "label_quality", "coverage")
AT_LEAST = (Decimal(60), Decimal(80), Decimal(95), Decimal(99))  # percent for bands 1 to 4
AT_MOST = (Decimal(20), Decimal(10), Decimal(2), Decimal("0.5"))  # percent of duplicates
DECIDING = ("completeness", "validity", "label_quality")
MANY_OWNERS = 4


@dataclass(frozen=True)
class Quality:
    """A dataset's bands by property, 0 to 4, None where nothing is known.

    `suggested` is the default for factor V2: the lowest band of completeness, validity and label
    quality. Label quality counts where it is known, the other two must be; else it is None.
    """

    bands: Mapping[str, int | None]
    suggested: int | None

    @property
    def lowest(self) -> str | None:
        """The property that decides the suggestion, the first of equals; None without one."""
        return next(
            (key for key in DECIDING if self.bands[key] == self.suggested is not None), None
        )


def band(name: str, percent: Decimal) -> int:
    """Return the band 0-4 of a property in percent, 0 to 100.

    Shares reach 1, 2, 3, 4 at 60, 80, 95, 99 %; duplicates at no more than 20, 10, 2, 0.5 %. A
    value on a limit has the better band. Our own defaults. Errors: KeyError for another property.
    Source: scoping spec 3 (six properties).

    >>> band("completeness", Decimal(80)), band("completeness", Decimal("79.9"))
    (2, 1)
    >>> band("duplicates", Decimal(3)), band("duplicates", Decimal(50))
    (2, 0)
    """
    if name == DUPLICATES:
        return sum(percent <= limit for limit in AT_MOST)
    if name not in SHARES:
        raise KeyError(name)
    return sum(percent >= limit for limit in AT_LEAST)


def judge(values: Mapping[str, Decimal | None]) -> Quality:
    """Return the bands of a dataset from its properties in percent; absent ones have no band.

    Source: scoping spec 3 (V2 default).

    >>> found = judge({"completeness": Decimal(97), "validity": Decimal(70)})
    >>> found.bands["completeness"], found.suggested, found.lowest
    (3, 1, 'validity')
    >>> judge({"completeness": Decimal(97)}).suggested is None
    True
    """
    bands = {
        name: None if (value := values.get(name)) is None else band(name, value)
        for name in PROPERTIES
    }
    deciding = [bands[name] for name in DECIDING]
    known = [each for each in deciding if each is not None]
    is_enough = bands["completeness"] is not None and bands["validity"] is not None
    return Quality(bands, min(known) if is_enough else None)


@dataclass(frozen=True)
class Task:
    """Work on data: person-days, and money a day."""

    days: Decimal
    day_rate: Decimal


@dataclass(frozen=True)
class Effort:
    """Person-days and their cost."""

    days: Decimal
    cost: Decimal


def effort(tasks: Sequence[Task]) -> Effort:
    """Return the sum of days and of days x rate; no task costs nothing. Source: checklist row 7.

    >>> effort([Task(Decimal(5), Decimal(800)), Task(Decimal("0.5"), Decimal(1000))])
    Effort(days=Decimal('5.5'), cost=Decimal('4500.0'))
    """
    days = sum((task.days for task in tasks), Decimal(0))
    return Effort(days, sum((task.days * task.day_rate for task in tasks), Decimal(0)))


def share_of_share(population: Decimal, data: Decimal) -> Decimal | None:
    """Return what part of its share a group has in the data, percent; None for an empty group.

    Both shares are in percent. Source: checklist row 6, where less than 80 warns.

    >>> share_of_share(Decimal(30), Decimal(12)), share_of_share(Decimal(0), Decimal(1))
    (Decimal('40.0'), None)
    """
    return data / population * 100 if population > 0 else None


def joining_score(sources: int, *, owners: int, has_stream: bool) -> int | None:
    """Return the default of factor C2, 0-4, from what must be brought together; None without data.

    One source gives 0, two 1, three 2, more 3; a stream, or four owners and more, gives 4. Our own
    defaults. Source: checklist row 10, scoping spec 2 (C2).

    >>> [joining_score(count, owners=1, has_stream=False) for count in range(6)]
    [None, 0, 1, 2, 3, 3]
    >>> joining_score(1, owners=1, has_stream=True), joining_score(4, owners=4, has_stream=False)
    (4, 4)
    """
    if sources <= 0:
        return None
    if has_stream or owners >= MANY_OWNERS:
        return HIGHEST_BAND
    return min(sources - 1, HIGHEST_BAND - 1)
