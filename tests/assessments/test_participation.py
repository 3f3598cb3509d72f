"""Participation in words: headline, what each group means for the results, days."""

from datetime import date

import pytest

from assessments.participation import (
    Days,
    StateCount,
    participation_of,
    person_progress,
)

QUESTIONS = {"business": 2, "technical": 10, "both": 8}


def count(audience, number, *, submitted=True, started=True, team=""):
    return StateCount(audience, team, submitted, started, number)


def found(*counts, k=5, anonymous=False, questions=QUESTIONS):
    return participation_of(counts, questions, k, anonymous=anonymous)


def test_the_last_missing_answer_decides():
    result = found(
        count("technical", 4),
        count("technical", 1, submitted=False),
        count("business", 5),
        count("business", 1, submitted=False, started=False),
    )
    assert result.headline == "9 of 11 have submitted; one technical answer decides"
    technical, business = result.audiences
    assert technical.meaning == "All 5 are needed: 10 questions go only to them"
    assert technical.is_pressing
    assert business.meaning == "Enough to show"
    assert not business.is_pressing


@pytest.mark.parametrize(
    ("counts", "headline"),
    [
        ([], "Nobody is asked yet"),
        ([count("both", 6, submitted=False)], "None of 6 has submitted yet"),
        ([count("both", 1)], "The one person asked has submitted"),
        ([count("both", 6)], "All 6 have submitted; every group is large enough"),
        (
            [count("both", 1), count("both", 6, submitted=False)],
            "1 of 7 has submitted; eight more technical and business answers are needed",
        ),
        (
            [count("technical", 3), count("business", 6)],
            "All 9 have submitted; technical questions cannot be shown",
        ),
    ],
)
def test_the_headline_is_the_finding(counts, headline):
    assert found(*counts).headline.startswith(headline)


def test_people_who_are_both_count_for_both_sides():
    result = found(count("technical", 4), count("business", 4), count("both", 1))
    assert result.headline == "All 9 have submitted; every group is large enough"
    assert result.audiences[2].meaning == "Counted with both sides"


def test_too_few_people_are_said_to_be_too_few():
    [technical] = found(count("technical", 2), count("technical", 2, submitted=False)).audiences
    assert technical.meaning == "Too few: 10 questions go only to them and cannot be shown"


def test_teams_say_whether_they_are_large_enough_and_people_without_team_come_last():
    result = found(
        count("business", 3, team="Service"),
        count("business", 2, team=""),
        count("technical", 4, team="Data"),
        count("technical", 1, team="Data", submitted=False),
        count("business", 5, team="Sales"),
    )
    assert [(team.name, team.meaning) for team in result.teams] == [
        ("Data", "Large enough if all 5 submit"),
        ("Sales", "Large enough"),
        ("Service", "Too small to show on its own"),
        ("No team", "Too small to show on its own"),
    ]


def test_without_any_team_there_is_no_team_list():
    assert found(count("both", 6)).teams == ()


def test_in_anonymous_mode_nobody_counts_as_started_and_there_are_no_teams():
    result = found(count("both", 3, submitted=False, team="Data"), anonymous=True)
    assert result.teams == ()
    assert result.everybody.started == 0
    assert "started" not in str(result.everybody.units)


def test_in_anonymous_mode_a_person_has_no_day_and_no_progress():
    day = date(2026, 11, 3)
    common = {"started_on": day, "last_saved_on": day, "asked": 18, "anonymous": True}
    begun = person_progress(submitted_on=None, answered=4, **common)
    done = person_progress(submitted_on=day, answered=0, **common)
    assert (begun.words, begun.last_activity) == ("not yet", None)
    assert (done.words, done.last_activity) == ("submitted", None)


def test_the_last_saved_answer_is_the_last_activity():
    progress = person_progress(
        submitted_on=None,
        started_on=date(2026, 11, 3),
        last_saved_on=date(2026, 11, 5),
        answered=11,
        asked=18,
        anonymous=False,
    )
    assert (progress.words, progress.last_activity) == ("started, 11 of 18", date(2026, 11, 5))


def days(*by_day, reminders=(), today=date(2026, 11, 23), invited=11):
    return Days(date(2026, 11, 2), date(2026, 11, 27), today, by_day, reminders, invited)


def test_the_chart_says_when_answers_came_after_each_reminder():
    reminders = (date(2026, 11, 9), date(2026, 11, 16))
    found = days((date(2026, 11, 10), 2), (date(2026, 11, 17), 1), reminders=reminders)
    assert found.title == "Answers came after each reminder"


def test_the_chart_says_how_long_nothing_came():
    reminders = (date(2026, 11, 16),)
    found = days((date(2026, 11, 10), 2), reminders=reminders)
    assert found.title == "No answer since 10 Nov"


def test_the_chart_counts_the_last_week_otherwise():
    assert days((date(2026, 11, 21), 3)).title == "Three submitted in the last seven days"
    assert days().title == "Nobody has submitted yet"


def test_the_table_behind_the_chart_adds_up():
    found = days((date(2026, 11, 3), 1), (date(2026, 11, 4), 2))
    assert found.rows == [(date(2026, 11, 3), 1, 1), (date(2026, 11, 4), 2, 3)]
