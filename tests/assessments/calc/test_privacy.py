"""No set of 1 to k - 1 people can be computed from what is shown: checked by brute force."""

from itertools import combinations, product
from time import perf_counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.calc.evaluation import evaluate
from assessments.calc.privacy import smallest_recoverable_sets, visible_groups, visible_in_both
from assessments.calc.questionnaire import AUDIENCES, Capability, Dimension, Questionnaire

K = 3


def revealed_sizes(table, rows, columns, largest):
    """Return the sizes up to `largest` of all sets in the span of the shown indicators.

    Independent of the code under test: linear algebra on the nonempty cells, no shortcut.
    """
    cells = list(zip(*np.nonzero(table), strict=True))
    shown = [[1.0] * len(cells)]
    shown += [[float(row == r) for row, _ in cells] for r in rows]
    shown += [[float(column == c) for _, column in cells] for c in columns]
    matrix = np.array(shown)
    remainder = np.eye(len(cells)) - np.linalg.pinv(matrix) @ matrix
    found = []
    for n in range(1, largest + 1):
        for chosen in combinations(range(len(cells)), n):
            size = sum(table[cells[cell]] for cell in chosen)
            if size <= largest and np.abs(remainder[:, list(chosen)].sum(axis=1)).max() < 1e-9:
                found.append(int(size))
    return found


def check_table(table):
    """Check one table: what is shown is safe, and nothing was hidden without need."""
    rows, columns = map(str, range(table.shape[0])), map(str, range(table.shape[1]))
    row_keys, column_keys = list(rows), list(columns)
    seen_rows, seen_columns = visible_in_both(table, row_keys, column_keys, K)
    shown = [list(map(int, seen_rows)), list(map(int, seen_columns))]
    if table.sum() >= K:
        assert revealed_sizes(table, *shown, K - 1) == []
    alone = visible_groups(dict(zip(column_keys, table.sum(axis=0).tolist(), strict=True)), K)
    if table.any() and not revealed_sizes(table, shown[0], list(map(int, alone)), K - 1):
        assert seen_columns == alone


def test_every_small_table_of_two_by_two_is_safe():
    for numbers in product(range(7), repeat=4):
        check_table(np.array(numbers).reshape(2, 2))


def test_every_small_table_of_three_by_two_is_safe():
    for numbers in product((0, 1, 2, 4), repeat=6):
        check_table(np.array(numbers).reshape(3, 2))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from([0, 0, 0, 1, 2, 3, 4]), min_size=12, max_size=12))
def test_tables_of_three_by_four_are_safe(numbers):
    check_table(np.array(numbers).reshape(3, 4))


@settings(max_examples=150, deadline=None)
@given(
    numbers=st.lists(st.sampled_from([0, 0, 1, 2, 3]), min_size=9, max_size=9),
    rows=st.lists(st.booleans(), min_size=3, max_size=3),
    columns=st.lists(st.sampled_from([0, 1, 2]), unique=True),
)
def test_smallest_recoverable_sets_are_the_smallest_of_all(numbers, rows, columns):
    table = np.array(numbers).reshape(3, 3)
    shown = list(np.flatnonzero(rows))
    expected = []
    for hidden in range(len(columns) + 1):
        everything = int(table.sum())
        sizes = revealed_sizes(table, shown, columns[hidden:], everything) if everything else []
        expected.append(min(sizes, default=0))
    assert smallest_recoverable_sets(table, shown, columns) == expected


PACK = Questionnaire(
    (
        Dimension("d", 1.0, (Capability("a", 2.0), Capability("b", 1.0, audience="business"))),
        Dimension("e", 2.0, (Capability("c", 1.5),)),
    )
)
PERSON = st.tuples(
    st.sampled_from(AUDIENCES),
    st.sampled_from(["", "x", "y", "z"]),
    st.lists(st.sampled_from([-3, -2, -1, 0, 1, 2, 3, 3, 4, 4, 5, 5]), min_size=3, max_size=3),
)


def shown_groups(result, key):
    """Return the audiences and teams whose figures for a capability appear in the result."""
    item = result["capabilities"][key]
    sides = [name for name in ("business", "technical") if item[name] is not None]
    found = []
    for partition in ("audience", "team"):
        slices = result["groups"][partition]["slices"]
        found.append(
            {
                group
                for group, part in slices.items()
                if part["capabilities"].get(key, {}).get("mean") is not None
            }
        )
    return found[0] | set(sides), found[1]


def table_of(people, counts):
    teams = sorted({team for _, team, _ in people})
    table = np.zeros((3, len(teams)), dtype=int)
    for audience, team, codes in people:
        table[AUDIENCES.index(audience), teams.index(team)] += counts(codes)
    return table, teams


def revealed_by(people, counts, audiences, teams):
    table, team_keys = table_of(people, counts)
    rows = [AUDIENCES.index(key) for key in audiences]
    return revealed_sizes(table, rows, [team_keys.index(key) for key in teams], K - 1)


@settings(max_examples=150, deadline=None)
@given(st.lists(PERSON, min_size=K, max_size=30))
def test_no_output_of_any_filter_reveals_fewer_than_k_people(people):
    audiences, teams, codes = zip(*people, strict=True)
    result = evaluate(PACK, codes, audiences=audiences, teams=teams, k=K).as_dict()
    slices = [set(result["groups"][name]["slices"]) for name in ("audience", "team")]
    assert revealed_by(people, lambda _: 1, *slices) == []
    for column, key in enumerate(PACK.keys):
        seen = shown_groups(result, key)
        if result["capabilities"][key]["hidden"]:
            assert seen == (set(), set())
        else:
            assert revealed_by(people, lambda row, c=column: row[c] > 0, *seen) == []


@settings(max_examples=100, deadline=None)
@given(st.lists(PERSON, min_size=K, max_size=30))
def test_no_dimension_slice_reveals_fewer_than_k_people(people):
    audiences, teams, codes = zip(*people, strict=True)
    result = evaluate(PACK, codes, audiences=audiences, teams=teams, k=K).as_dict()
    for key, columns in (("d", (0, 1)), ("e", (2,))):
        used = [c for c in columns if not result["capabilities"][PACK.keys[c]]["hidden"]]
        seen = [
            {
                group
                for group, part in result["groups"][name]["slices"].items()
                if part["dimensions"].get(key, {}).get("score") is not None
            }
            for name in ("audience", "team")
        ]
        if used:
            assert revealed_by(people, lambda row, u=used: any(row[c] > 0 for c in u), *seen) == []
        else:
            assert seen == [set(), set()]


def test_a_dimension_rated_by_one_other_person_is_not_sliced():
    codes = [[3, 3, 3]] * 3 + [[0, 4, 3], [0, 0, 3], [0, 0, 3]]
    result = evaluate(PACK, codes, teams=["x"] * 3 + ["y"] * 3, k=K).as_dict()
    part = result["groups"]["team"]["slices"]["x"]
    assert part["capabilities"]["a"]["mean"] == 3.0
    assert part["dimensions"]["d"] == {"score": None, "interval": None, "index": None}
    assert part["dimensions"]["e"]["score"] == 3.0


def hidden_one_by_one(table, k):
    """The rule as the specification says it, a group a round."""
    rows = list(range(len(table)))
    sizes = table.sum(axis=0).tolist()
    columns = sorted((c for c in range(len(sizes)) if sizes[c] >= k), key=sizes.__getitem__)
    hidden = sum(sizes) - sum(sizes[c] for c in columns)
    columns = columns[1:] if 0 < hidden < k else columns
    while columns and 0 < smallest_recoverable_sets(table, rows, columns)[0] < k:
        columns = columns[1:]
    return columns


def betraying_teams(n, mixed):
    """Teams of one side each, in order of size; one person stands out in the mixed one.

    The total of that person's side gives the person away until the mixed team is hidden too.
    """
    table = np.zeros((3, n), dtype=int)
    side = np.where(np.arange(n) < mixed, 1, np.arange(n) % 2)
    side[mixed] = 0
    table[side, np.arange(n)] = K + np.arange(n)
    table[1, mixed] = 1
    return table, [f"{number:04}" for number in range(n)]


@pytest.mark.parametrize("mixed", [1, 10, 40, 58])
def test_many_teams_are_hidden_as_if_one_by_one(mixed):
    table, keys = betraying_teams(60, mixed)
    _, seen = visible_in_both(table, ["a", "b", "c"], keys, K)
    assert list(map(int, seen)) == sorted(hidden_one_by_one(table, K))
    assert len(seen) == 60 - mixed - 1


def test_two_thousand_teams_are_hidden_in_no_time():
    table, keys = betraying_teams(2000, 1998)
    started = perf_counter()
    assert visible_in_both(table, ["a", "b", "c"], keys, K)[1] == ["1999"]
    assert perf_counter() - started < 2  # a round a team took longer than a job may


def test_tie_hides_the_first_group_in_key_order():
    assert visible_groups({"b": 6, "a": 6, "c": 2}, 5) == ["b"]


def test_empty_groups_are_no_groups():
    assert visible_groups({"business": 0, "technical": 6}, 5) == ["technical"]


def test_attributed_mode_shows_every_group():
    assert visible_in_both(np.array([[1, 0], [1, 1]]), ["b", "t"], ["x", "y"], 1) == (
        ["b", "t"],
        ["x", "y"],
    )


def test_k_below_one_is_an_error():
    with pytest.raises(ValueError, match="at least 1"):
        visible_groups({"a": 1}, 0)
