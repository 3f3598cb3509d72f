"""Regular work over many rows: one that fails keeps no other from its turn."""

from collections.abc import Callable, Iterable
from typing import Any


def each_alone(keys: Iterable[Any], work: Callable[[Any], int]) -> int:
    """Do the work for every key, each in a transaction of its own; the sum of what it returns.

    Raises ExceptionGroup with all failures once every key had its turn, so that the log has them.

    >>> each_alone([1, 2], lambda key: key * 10)
    30
    """
    done, failures = 0, []
    for key in keys:
        try:
            done += work(key)
        except Exception as error:  # whatever it is, it is raised below
            failures.append(error)
    if failures:
        raise ExceptionGroup("some rows failed, the others are done", failures)
    return done
