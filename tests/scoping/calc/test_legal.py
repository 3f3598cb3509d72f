"""The legal class: only a complete path of answers produces one."""

import datetime
import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoping.calc import legal
from scoping.calc.legal import LegalAnswer, LegalClass, LegalDate, LegalQuestion, LegalTree

DAY = datetime.date(2026, 1, 1)
CLASSES = (
    LegalClass(
        "prohibited",
        "Prohibited",
        "It must not be done.",
        ("Art. 5",),
        (LegalDate(datetime.date(2025, 2, 2), "Forbidden"),),
        excludes=True,
    ),
    LegalClass("high", "High risk", "Many duties.", ("Art. 6",)),
    LegalClass("minimal", "Minimal", "No duties."),
)


def question(key, citation, **leads):
    answers = tuple(
        LegalAnswer(answer, answer.title(), **{kind: target})
        for answer, (kind, target) in leads.items()
    )
    return LegalQuestion(key, f"{key}?", answers, (citation,))


def gates(**changes):
    questions = {
        "forbidden": question(
            "forbidden", "Art. 5", yes=("outcome", "prohibited"), no=("next", "listed")
        ),
        "listed": question(
            "listed", "Annex III", yes=("next", "narrow"), no=("outcome", "minimal")
        ),
        "narrow": question(
            "narrow", "Art. 6(3)", yes=("outcome", "minimal"), no=("outcome", "high")
        ),
    }
    return tuple({**questions, **changes}.values())


def tree(questions=None, classes=CLASSES):
    return LegalTree("1", "Orientation, not legal advice", DAY, DAY, questions or gates(), classes)


def test_the_examples_hold():
    assert doctest.testmod(legal).failed == 0


def test_a_complete_path_ends_in_a_class_with_all_citations_once():
    found = legal.walk(tree(), {"forbidden": "no", "listed": "yes", "narrow": "no"})
    assert found.is_complete
    assert found.outcome.key == "high"
    assert found.citations == ("Art. 5", "Annex III", "Art. 6(3)", "Art. 6")


def test_an_early_gate_ends_the_walk_whatever_was_answered_later():
    found = legal.walk(tree(), {"narrow": "yes", "listed": "no", "forbidden": "yes"})
    assert found.outcome.excludes
    assert found.citations == ("Art. 5",)
    assert found.unused == ("narrow", "listed")


def test_an_open_path_names_the_next_question_and_no_class():
    found = legal.walk(tree(), {"forbidden": "no", "narrow": "no"})
    assert found.next_question.key == "listed"
    assert found.outcome is None
    assert [step.question.key for step in found.path] == ["forbidden"]


def test_an_answer_of_an_older_version_is_asked_again():
    found = legal.walk(tree(), {"forbidden": "perhaps"})
    assert found.next_question.key == "forbidden"
    assert found.unused == ("forbidden",)


def test_what_applies_is_in_order_of_its_dates():
    dates = [LegalDate(datetime.date(2027, 8, 2), "c"), LegalDate(datetime.date(2025, 8, 2), "a")]
    both = LegalClass("x", "X", "Y", applies=(*dates, LegalDate(datetime.date(2030, 1, 1), "z")))
    assert [rule.what for rule in legal.in_force(both, datetime.date(2027, 8, 2))] == ["a", "c"]


@given(st.dictionaries(st.sampled_from(["forbidden", "listed", "narrow"]), st.sampled_from("yn")))
def test_a_walk_has_either_a_class_or_a_next_question(chosen):
    words = {"y": "yes", "n": "no"}
    found = legal.walk(tree(), {key: words[answer] for key, answer in chosen.items()})
    assert found.is_complete == (found.next_question is None)
    assert len(found.path) + len(found.unused) == len(chosen)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"narrow": question("narrow", "", yes=("next", "listed"), no=("outcome", "high"))},
            "circle: listed -> narrow -> listed",
        ),
        (
            {"narrow": question("narrow", "", yes=("next", "gone"), no=("outcome", "high"))},
            "unknown question gone",
        ),
        (
            {"narrow": question("narrow", "", yes=("outcome", "gone"), no=("outcome", "high"))},
            "unknown class gone",
        ),
        ({"narrow": question("narrow", "", yes=("outcome", "high"))}, "at least two answers"),
        (
            {"lost": question("lost", "", yes=("outcome", "high"), no=("outcome", "high"))},
            "no answer leads to question lost",
        ),
        ({"again": gates()[0]}, "question forbidden stands twice"),
    ],
)
def test_a_broken_tree_is_refused_with_its_key(changes, message):
    with pytest.raises(ValueError, match=message):
        tree(gates(**changes))


def test_an_answer_must_lead_to_exactly_one_thing():
    both = LegalAnswer("yes", "Yes", next="listed", outcome="high")
    first = LegalQuestion("forbidden", "?", (both, LegalAnswer("no", "No", next="listed")))
    with pytest.raises(ValueError, match="answer yes of question forbidden must lead"):
        tree(gates(forbidden=first))


def test_a_class_that_stands_twice_is_refused():
    with pytest.raises(ValueError, match="class high stands twice"):
        tree(classes=(*CLASSES, CLASSES[1]))
