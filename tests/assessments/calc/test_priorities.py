"""Order, prerequisites and buckets of the next steps."""

from fractions import Fraction

from assessments.calc.priorities import Candidate, rank_priorities

ONE = Fraction(1)


def make_candidate(key, **overrides):
    values = {
        "mean": Fraction(2),
        "level": 2,
        "target": 3,
        "weight": ONE,
        "dimension_weight_ratio": ONE,
        "agreement": ONE,
    }
    return Candidate(key, **(values | overrides))


def order(*candidates):
    return [row.key for row in rank_priorities(candidates)]


def test_equal_priorities_put_the_lower_mean_first_then_pack_order():
    lower = make_candidate("c", mean=Fraction(5, 2), weight=Fraction(2))
    assert order(make_candidate("a"), make_candidate("b"), lower) == ["a", "b", "c"]
    higher = make_candidate("a", mean=Fraction(5, 2), weight=Fraction(2))
    assert order(higher, make_candidate("b")) == ["b", "a"]


def test_undefined_agreement_lowers_the_priority_like_low_agreement():
    (row,) = rank_priorities([make_candidate("a", agreement=None)])
    assert row.priority == Fraction(3, 4)


def test_a_chain_of_prerequisites_is_listed_in_working_order():
    chain = [
        make_candidate("a", level=1, weight=Fraction(3), depends_on=("b",)),
        make_candidate("b", level=1, weight=Fraction(2), depends_on=("c",)),
        make_candidate("d", level=1),
        make_candidate("c", level=1, weight=Fraction(1, 2)),
    ]
    assert order(*chain) == ["d", "c", "b", "a"]


def test_steps_that_need_one_another_keep_their_order():
    first = make_candidate("a", level=1, weight=Fraction(2), depends_on=("b",))
    second = make_candidate("b", level=1, depends_on=("a",))
    assert order(first, second) == ["a", "b"]


def test_a_prerequisite_at_the_same_level_does_not_come_first():
    candidates = [make_candidate("a", depends_on=("b",)), make_candidate("b")]
    assert [row.do_first for row in rank_priorities(candidates)] == [(), ()]


def test_a_prerequisite_that_met_its_target_is_named_but_moves_nothing():
    met = make_candidate("b", level=1, target=1)
    (row,) = rank_priorities([make_candidate("a", depends_on=("b",)), met])
    assert row.do_first == ("b",)


def test_three_now_four_next_the_rest_later():
    rows = rank_priorities([make_candidate(f"c{n}") for n in range(9)])
    assert [row.bucket for row in rows] == ["now"] * 3 + ["next"] * 4 + ["later"] * 2
    assert [row.rank for row in rows] == list(range(1, 10))


def test_nothing_below_target_gives_no_rows():
    assert rank_priorities([make_candidate("a", level=3)]) == []
