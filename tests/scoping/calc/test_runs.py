"""The best of the runs that were tried."""

from decimal import Decimal

from scoping.calc.runs import Run, best_runs


def run(name, value, *, higher=True, measure="Precision"):
    return Run(name, measure, Decimal(value), higher)


def test_the_largest_value_is_best_where_higher_is_better():
    assert [each.name for each in best_runs([run("A", "19"), run("B", "26")])] == ["B"]


def test_the_smallest_value_is_best_where_lower_is_better():
    runs = [run("A", "19", higher=False), run("B", "26", higher=False)]
    assert [each.name for each in best_runs(runs)] == ["A"]


def test_each_measure_has_its_best_run():
    runs = [run("A", "19"), run("A", "3", higher=False, measure="Error")]
    assert [each.measure for each in best_runs(runs)] == ["Precision", "Error"]


def test_of_equal_runs_the_first_is_best():
    assert best_runs([run("A", "19"), run("B", "19")])[0].name == "A"


def test_a_measure_whose_way_is_open_or_disputed_has_no_best_run():
    assert best_runs([run("A", "19", higher=None)]) == []
    assert best_runs([run("A", "19"), run("B", "9", higher=False)]) == []
