"""Which groups may be shown so that no small group can be found, directly or by subtraction."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import product

import numpy as np
import numpy.typing as npt

Table = npt.NDArray[np.int64]
Sizes = npt.NDArray[np.float64]


def visible_groups(
    sizes: Mapping[str, int], k: int, candidates: Collection[str] | None = None
) -> list[str]:
    """Return the keys of the groups of one partition that may be shown, sorted.

    Groups below k are hidden, and those that are no candidates. While all hidden groups
    together hold 1 to k - 1 people, the total minus the visible groups would reveal them, so
    the smallest visible group is hidden too (ties: first in key order). Empty groups are no
    groups. With k = 1 all groups are visible. Errors: ValueError for k below 1.
    Source: assessments spec 4.8.

    >>> visible_groups({"business": 3, "technical": 9, "other": 6}, 5)
    ['technical']
    """
    if k < 1:
        raise ValueError(f"k must be at least 1, not {k}")
    allowed = sizes.keys() if candidates is None else candidates
    visible = sorted(key for key, size in sizes.items() if size >= k and key in allowed)
    hidden_people = sum(sizes.values()) - sum(sizes[key] for key in visible)
    if visible and 0 < hidden_people < k:
        visible.remove(min(visible, key=lambda key: (sizes[key], key)))
    return visible


def smallest_recoverable_sets(
    table: Table, visible_rows: Sequence[int], visible_columns: Sequence[int]
) -> list[int]:
    """Return the size of the smallest set of people that the shown groups give away.

    `table` counts people by two partitions (few rows, any number of columns). Shown are the
    total and the visible rows and columns, by number. The first size is that of all these; each
    further one hides one column more, in the order given, until none is left.
    A set can be computed if its indicator is a linear combination of theirs, f(a, t) = r_a + c_t
    in {0, 1} on the nonempty cells, where hidden rows share one r and hidden columns one c.
    Within a connected part the r differ by at most rows - 1, so trying all r in 0..rows - 1 and
    choosing each c by itself is exact. 0 if nobody is in the table.
    Source: assessments spec 4.8.

    >>> smallest_recoverable_sets(np.array([[6, 6], [5, 1]]), [0, 1], [0, 1])
    [6, 6, 6]
    >>> smallest_recoverable_sets(np.array([[6, 0], [1, 5]]), [0, 1], [0, 1])
    [1, 1, 6]
    """
    rows = _merge_hidden(table, visible_rows)
    rows = rows[rows.any(axis=1)]
    if not rows.size:
        return [0] * (len(visible_columns) + 1)
    shown = rows[:, list(visible_columns)]
    others = rows.sum(axis=1, keepdims=True) - shown.sum(axis=1, keepdims=True)
    hidden = np.cumsum(np.hstack([others, shown]), axis=1)
    least_hidden, some_hidden = _column_choices(hidden)
    least_shown, some_shown = _column_choices(np.hstack([shown, np.zeros_like(others)]))
    # Each column chooses its c by itself, so the columns that are still shown just add up
    smallest = least_hidden + np.add.accumulate(least_shown[:, ::-1], axis=1)[:, ::-1]
    some = np.minimum(some_hidden, np.minimum.accumulate(some_shown[:, ::-1], axis=1)[:, ::-1])
    found = np.where(smallest > 0, smallest, some).min(axis=0)
    return [int(size) for size in found]


def _column_choices(columns: Table) -> tuple[Sizes, Sizes]:
    """The fewest people, and the fewest but not none, that each column adds; every r x column."""
    n_rows = len(columns)
    rows = np.array(list(product(range(n_rows), repeat=n_rows)))[:, :, None, None]
    member = rows + np.arange(1 - n_rows, 2)  # every r x row x (one column) x every c
    forbidden = (member < 0) | (member > 1)
    people = columns[None, :, :, None]
    impossible = (forbidden & (people > 0)).any(axis=1)
    size = np.where(forbidden, 0, member * people).sum(axis=1).astype(float)
    size[impossible] = np.inf
    return size.min(axis=2), np.where(size > 0, size, np.inf).min(axis=2)


def _merge_hidden(table: Table, visible_rows: Sequence[int]) -> Table:
    shown = table[list(visible_rows)]
    return np.vstack([shown, table.sum(axis=0) - shown.sum(axis=0)])


def visible_in_both(
    table: Table,
    row_keys: Sequence[str],
    column_keys: Sequence[str],
    k: int,
    *,
    row_candidates: Collection[str] | None = None,
    column_candidates: Collection[str] | None = None,
) -> tuple[list[str], list[str]]:
    """Return the rows and columns that may both be shown as filters, never crossed.

    `table` counts people, rows x columns. Each partition obeys `visible_groups`; while the two
    together still give away a set of 1 to k - 1 people, the smallest visible column group is
    hidden (ties: first in key order). Source: assessments spec 4.8.

    >>> visible_in_both(np.array([[6, 0], [1, 5]]), ["b", "t"], ["x", "y"], 5)
    (['b', 't'], [])
    """
    row_sizes = dict(zip(row_keys, table.sum(axis=1).tolist(), strict=True))
    column_sizes = dict(zip(column_keys, table.sum(axis=0).tolist(), strict=True))
    rows = visible_groups(row_sizes, k, row_candidates)
    columns = visible_groups(column_sizes, k, column_candidates)
    if k == 1:
        return rows, columns
    smallest_first = sorted(columns, key=lambda key: (column_sizes[key], key))
    place = {key: number for number, key in enumerate(column_keys)}
    given_away = smallest_recoverable_sets(
        table,
        [number for number, key in enumerate(row_keys) if key in rows],
        [place[key] for key in smallest_first],
    )
    last = len(smallest_first)
    hidden = next((n for n, size in enumerate(given_away) if not 0 < size < k), last)
    return rows, sorted(smallest_first[hidden:])
