"""Which groups may be shown so that no small group can be found, directly or by subtraction."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import product

import numpy as np
import numpy.typing as npt

Table = npt.NDArray[np.int64]


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


def smallest_recoverable_set(
    table: Table, visible_rows: Sequence[bool], visible_columns: Sequence[bool]
) -> int:
    """Return the size of the smallest set of people that the shown groups give away.

    `table` counts people by two partitions (few rows, any number of columns). Shown are the
    total and the visible rows and columns. A set can be computed from them if its indicator is
    a linear combination of theirs, f(a, t) = r_a + c_t in {0, 1} on the nonempty cells, where
    hidden rows share one r and hidden columns one c. Within a connected part the r differ by
    at most rows - 1, so trying all r in 0..rows - 1 and choosing each c by itself is exact.
    0 if nobody is in the table. Source: assessments spec 4.8.

    >>> table = np.array([[6, 6], [5, 1]])
    >>> smallest_recoverable_set(table, [True, True], [True, True])
    6
    >>> smallest_recoverable_set(np.array([[6, 0], [1, 5]]), [True, True], [True, True])
    1
    """
    merged = _merge_hidden(_merge_hidden(table, visible_rows).T, visible_columns).T
    merged = merged[merged.any(axis=1)][:, merged.any(axis=0)]
    if not merged.size:
        return 0
    n_rows = len(merged)
    rows = np.array(list(product(range(n_rows), repeat=n_rows)))[:, :, None, None]
    member = rows + np.arange(1 - n_rows, 2)  # every r x row x (one column) x every c
    forbidden = (member < 0) | (member > 1)
    people = merged[None, :, :, None]
    impossible = (forbidden & (people > 0)).any(axis=1)
    size = np.where(forbidden, 0, member * people).sum(axis=1).astype(float)
    size[impossible] = np.inf
    smallest = size.min(axis=2).sum(axis=1)  # each column chooses its c by itself
    extra = np.where(size > 0, size, np.inf).min(axis=(1, 2))
    return int(np.where(smallest > 0, smallest, extra).min())


def _merge_hidden(table: Table, visible: Sequence[bool]) -> Table:
    shown = np.asarray(visible, dtype=bool)
    return np.vstack([table[shown], table[~shown].sum(axis=0, keepdims=True)])


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
    hidden (ties: first in key order) and the rule is applied again.
    Source: assessments spec 4.8.

    >>> visible_in_both(np.array([[6, 0], [1, 5]]), ["b", "t"], ["x", "y"], 5)
    (['b', 't'], [])
    """
    row_sizes = dict(zip(row_keys, table.sum(axis=1).tolist(), strict=True))
    column_sizes = dict(zip(column_keys, table.sum(axis=0).tolist(), strict=True))
    rows = visible_groups(row_sizes, k, row_candidates)
    columns = visible_groups(column_sizes, k, column_candidates)
    row_mask = [key in rows for key in row_keys]
    while k > 1 and columns:
        if (
            not 0
            < smallest_recoverable_set(table, row_mask, [c in columns for c in column_keys])
            < k
        ):
            break
        columns.remove(min(columns, key=lambda key: (column_sizes[key], key)))
        columns = visible_groups(column_sizes, k, columns)
    return rows, columns
