"""Warnings about groups in which answers could not be shown."""

from assessments.group_size import group_size_warnings

QUESTIONS = {"business": 2, "technical": 10, "both": 8}


def sentences(people, k=5, questions=QUESTIONS):
    return [str(warning) for warning in group_size_warnings(people, questions, k)]


def test_two_people_to_spare_warn_of_nothing():
    assert sentences({"business": 7, "technical": 7}) == []


def test_exactly_k_people_lose_a_question_by_one_dont_know():
    assert sentences({"business": 7, "technical": 5}) == [
        "With 5 people for the 10 technical questions, one “I don’t know” hides a question. "
        "Ask 7 or more, or set the smallest group to 3."
    ]


def test_one_person_more_than_k_loses_a_question_by_two():
    [sentence] = sentences({"business": 6, "technical": 7})
    assert "two “I don’t know” hide a question" in sentence


def test_fewer_than_k_people_can_never_be_shown():
    [warning] = group_size_warnings({"business": 7, "technical": 4}, QUESTIONS, 5)
    assert warning.hides
    assert warning.finding.endswith("their answers can never be shown.")


def test_people_who_are_both_count_on_both_sides():
    assert sentences({"business": 5, "technical": 5, "both": 2}) == []


def test_below_three_people_only_attributed_mode_helps():
    business, technical, shared = sentences({"business": 1, "technical": 1})
    assert "attributed mode" in business
    assert "attributed mode" in technical
    assert "8 shared questions" in shared


def test_nobody_asked_is_said_plainly():
    assert sentences({"business": 9})[0].startswith("Nobody is asked the 10 technical questions.")


def test_the_smallest_k_offers_no_smaller_one():
    [sentence] = sentences({"business": 9, "technical": 4}, k=3)
    assert sentence.endswith("Ask 5 or more.")


def test_in_attributed_mode_a_single_person_leaves_no_result():
    [sentence] = sentences({"business": 9, "technical": 1}, k=1)
    assert "one “I don’t know” leaves a question without a result" in sentence


def test_kinds_without_questions_are_left_out():
    assert sentences({"technical": 7}, questions={"technical": 1, "business": 0}) == []
