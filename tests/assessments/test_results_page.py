"""The results page of a closed assessment."""

import html
import re

import factories
import pytest
from django.utils import timezone
from results_data import (
    PROJECT,
    closed_with,
    evaluation,
    everybody,
    golden_answers,
    load_pack,
    many,
    page,
)

from aiproj.shared.models import Job
from assessments.models import Assessment

DRAWN = re.compile(r'<td class="dist"><svg[^>]* aria-label="([^"]*)"')
NUMBERS = re.compile(r"<tr><th scope=\"row\">([^<]*)</th>((?:<td class=\"r\">[^<]*</td>)+)</tr>")


@pytest.fixture
def golden(organization, manager):
    return closed_with(organization, manager, evaluation(golden_answers()))


@pytest.fixture
def client(sign_in, manager):
    return sign_in(manager)


def text_of(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def test_golden_run_shows_stage_index_and_likely_range(client, golden):
    words = text_of(page(client, golden))
    assert "2 of 5 Emerging" in words
    assert "37 likely 29 to 46" in words
    assert "11 of 11 people answered: 5 technical, 6 business" in words
    assert "Provisional: one capability is hidden." in words


def test_golden_run_names_what_stops_stage_3(client, golden):
    words = text_of(page(client, golden))
    assert "What stops stage 3" in words
    assert "Updating AI systems is two levels below" in words
    assert "Data quality , Responsible AI and Monitoring in use are gates and must reach 3" in words
    assert "Technical Expertise 59%" in words


def test_golden_run_finds_that_no_dimension_reaches_its_target(client, golden):
    found = "No dimension reaches the target; Monitoring &amp; Maintenance is furthest away"
    assert found in page(client, golden)


def test_golden_run_keeps_the_hidden_row(client, golden):
    words = text_of(page(client, golden))
    assert (
        "Data access : why this level – No level Hidden to protect people: fewer than 5 ratings. "
        "It does not count in the dimension." in words
    )


def test_golden_run_ranks_now_and_next(client, golden):
    words = text_of(page(client, golden))
    first, later = words.index("Set a review date for every AI system"), words.index("Later: 6")
    assert first < words.index("Write a one-page plain description") < later
    assert "priority 3.15" in words


def test_table_holds_the_numbers_of_every_drawing(client, golden):
    """X5: on the results page."""
    markup = page(client, golden)
    drawn = DRAWN.findall(markup)
    rows = [re.findall(r">([^<]*)</td>", cells) for _, cells in NUMBERS.findall(markup)]
    assert len(drawn) == len(rows) == 19
    for said, (_, *counts, n, mean, likely, _a, _b, _t, _d, _k) in zip(drawn, rows, strict=True):
        words = [f"{c} at level {level}" for level, c in enumerate(counts, 1) if c != "0"]
        assert said == f"{', '.join(words)}; average {mean}, likely {likely}"
        assert sum(map(int, counts)) == int(n)


def test_dimension_table_holds_the_numbers_of_the_drawing(client, golden):
    """X5: for the dimensions too."""
    markup = page(client, golden)
    said = re.search(r'aria-label="(Scores on the scale[^"]*)"', markup)[1]
    table = markup.split("Dimensions in numbers")[1].split("</table>")[0]
    for row in re.findall(r"<tr><th scope=\"row\">.*?</tr>", table):
        name, score, likely, target = re.findall(r">([^<]+)</t[hd]>", row)[:4]
        assert f"{name}: {score}, {likely}, target {target}" in said


def test_sorted_by_level_hidden_rows_come_last(client, golden):
    table = page(client, golden, "?sort=level").split("captab")[1]
    rows = re.findall(r'results/why/capability/([a-z_]+)/">', table)[:20]
    assert rows[0] == "model_updating"
    assert rows[-1] == "data_access"


def test_markup_of_people_is_escaped(client, organization, manager):
    nasty = "<script>alert(1)</script>"
    found = evaluation(everybody(people=12), teams=[nasty] * 6 + ["B"] * 6)
    assessment = closed_with(
        organization, manager, found, {"data_quality": [nasty]}, scope=f"Unit {nasty}"
    )
    markup = page(client, assessment)
    assert "<script>alert" not in markup
    assert markup.count("&lt;script&gt;alert(1)") >= 4


def test_many_comments_are_cut_and_stand_on_their_own_pages(client, organization, manager):
    texts = [f"Remark {number}." for number in range(70)]
    found = evaluation(golden_answers())
    assessment = closed_with(organization, manager, found, {"ai_skills": texts})
    assert page(client, assessment).count("<li>Remark") == 20
    path = "comments/ai_skills/"
    assert page(client, assessment, path).count("<li>Remark") == 50
    assert page(client, assessment, path + "?page=2").count("<li>Remark") == 20


def test_project_shows_its_verdict_where_the_stage_stands(client, organization, manager):
    case = next(case for case in load_pack(PROJECT).golden_cases if case.id == "V01")
    keys = [item.key for item in load_pack(PROJECT).capabilities]
    levels = dict.fromkeys(keys, case.levels_default) | dict(case.levels_override)
    found = evaluation({"x1": levels}, PROJECT, k=1)
    given = {"pack_version": factories.project_pack(), "privacy_mode": "attributed"}
    assessment = closed_with(organization, manager, found, **given, minimum_group=1)
    words = text_of(page(client, assessment))
    assert "Verdict, the essentials count Ready to build" in words
    assert "Stage, the weakest part counts" not in words


def test_below_k_only_the_reason_is_shown(client, organization, manager):
    assessment = closed_with(organization, manager, evaluation(everybody(people=4)))
    words = text_of(page(client, assessment))
    assert "Nothing can be shown 4 people answered. Results appear only for groups of 5" in words
    assert "Level" not in words
    assert "capability" not in words


def test_highest_stage_has_nothing_to_do(client, organization, manager):
    assessment = closed_with(organization, manager, evaluation(everybody(level=5)))
    words = text_of(page(client, assessment))
    assert "Every dimension reaches the target" in words
    assert "Every dimension stands at the highest stage." in words
    assert "Every capability that is shown reaches its target" in words


def test_while_freezing_the_page_shows_progress(client, organization, manager):
    given = {"state": "closed", "opened_at": timezone.now()}
    assessment = factories.make_assessment(organization, manager, **given)
    Assessment.objects.filter(pk=assessment.pk).update(closed_at=timezone.now())
    job = Job.objects.create(kind="assessments.freeze", key=f"freeze:{assessment.public_id}")
    words = page(client, assessment)
    assert "The result is being computed" in words
    assert "data-job" not in words  # closed on time: the work is nobody's, so nobody may follow it
    assert "Look again" in words
    Job.objects.filter(pk=job.pk).update(user_id=assessment.managers.get().pk)
    assert "data-job" in page(client, assessment)
    Job.objects.filter(pk=job.pk).update(state=Job.State.PARKED)
    assert "The result could not be computed" in page(client, assessment)


@pytest.mark.parametrize("path", ["", "?audience=technical", "why/overall/index/"])
def test_queries_do_not_grow_with_people(
    client, organization, manager, path, django_assert_max_num_queries
):
    few = closed_with(organization, manager, evaluation(golden_answers()))
    lots = closed_with(organization, manager, evaluation(many(200)), {"ai_skills": ["a"] * 200})
    page(client, few, path), page(client, lots, path)
    with django_assert_max_num_queries(15) as small:
        page(client, few, path)
    with django_assert_max_num_queries(15) as large:
        page(client, lots, path)
    assert len(large) == len(small) > 0
