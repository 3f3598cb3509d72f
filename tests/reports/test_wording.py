"""The report in words: true to the numbers, plain, and never without an answer."""

import json
import re

import pytest

PROJECT = "ai-project-readiness"
JARGON = re.compile(r"\b(capabilit\w+|gates?|CI|jackknife|dimensions?|confidence interval)\b", re.I)


def texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)


def test_the_golden_run_in_one_sentence(golden):
    assert golden.headline == (
        "We are at stage 2 of 5, Emerging. "
        "The step to stage 3 starts with Monitoring & Maintenance."
    )


def test_the_golden_runs_figures(golden):
    assert [fact.value for fact in golden.facts] == ["2 of 5", "37", "0 of 4", "First"]
    assert golden.index.interval.likely == "likely 29 to 46"
    assert [area.score_text for area in golden.areas] == ["2.5", "2.7", "2.7", "2.0"]
    assert golden.scores_heading.endswith("Monitoring & Maintenance is furthest away")


def test_the_paragraph_names_weakest_and_strongest_area(golden):
    assert golden.paragraph.startswith("The weakest area is Monitoring & Maintenance.")
    assert "The strongest is Technical Expertise." in golden.paragraph


def test_the_plan_keeps_the_order_of_the_priorities(golden, golden_evaluation):
    keys = [item.key for group in golden.plan.groups for item in group.items]
    assert keys == [item["key"] for item in golden_evaluation["priorities"]]
    assert [group.name for group in golden.plan.groups] == ["Now", "Next", "Later"]
    assert golden.actions[0].reason.endswith("Nothing else is at level 1.")


def test_a_hidden_topic_has_no_figure_anywhere(golden):
    topic = next(topic for topic in golden.topics if topic.key == "data_access")
    assert topic.hidden
    assert (topic.level, topic.mean, topic.counts, topic.n_dont_know) == (None, None, (), None)
    assert topic.note.startswith("Hidden to protect people: fewer than 5 ratings")
    assert "Data access" not in [note.name for note in golden.unknowns.notes]
    assert "one of 20 topics had fewer than 5 ratings and is left out" in golden.how_to_read


def test_differences_between_perspectives_are_signed(golden):
    shown = {note.name: note.figure for note in golden.perspectives.notes}
    assert shown["Leadership commitment"] == "+0.9"
    assert shown["Data protection"] == "\u22120.2"
    assert golden.perspectives.heading.endswith("see it much alike")


def test_what_binds_the_next_stage_is_said_in_full(golden):
    area = golden.areas[3]
    assert area.binds[0] == "Updating AI systems stands at level 1, two below stage 3."
    assert area.binds[1] == "Monitoring in use must reach level 3 and stands at 2."
    assert area.binds[2].startswith("0% of the weight is at level 3, and 75% is needed")


def test_no_jargon_praise_or_exclamation(golden, report_of):
    for report in (golden, report_of(5), report_of(3, pack=PROJECT)):
        own = report.as_dict()
        del own["provenance"], own["topics"], own["areas"], own["words"]
        for text in texts(own):
            assert not JARGON.search(text), text
            assert "!" not in text


def test_the_report_is_plain_json(golden):
    data = golden.as_dict()
    assert json.loads(json.dumps(data, allow_nan=False)) == data


@pytest.mark.parametrize(
    ("given", "headline"),
    [
        ({"level": 5}, "We are at stage 5 of 5, Adaptive. The task now is to stay there."),
        (
            {"level": 3},
            "We are at stage 3 of 5, Established. Every area has reached the target.",
        ),
        (
            {"level": 3, "k": 5, "people": 3},
            "No result can be shown. Too few people rated each topic.",
        ),
        (
            {"level": 3, "overrides": {"data_quality": None, "data_protection": None}},
            "There is no stage yet. Infrastructure & Data Management has too few answers.",
        ),
        (
            {"level": 3, "pack": PROJECT, "overrides": {"data_permission": 2}},
            "Ready to explore. The first open point is Permission.",
        ),
        ({"level": 3, "pack": PROJECT}, "Ready to build. Every point reaches its target."),
        (
            {"level": 3, "pack": PROJECT, "k": 5, "people": 3},
            "No result can be shown. Too few people rated each topic.",
        ),
    ],
)
def test_every_case_has_its_headline(report_of, given, headline):
    assert report_of(**given).headline == headline


def test_a_project_has_a_verdict_where_others_have_a_stage(report_of):
    report = report_of(1, pack=PROJECT)
    assert report.verdict.label == "Not ready yet"
    assert [step.label for step in report.stairs.steps] == [
        "Not ready yet",
        "Ready to explore",
        "Ready to build",
    ]
    assert not report.stairs.shows_levels


def test_without_gaps_nothing_has_to_be_done(report_of):
    report = report_of(4)
    assert report.actions_heading == "Nothing has to be done to reach the target"
    assert (report.actions, report.plan.groups, report.gaps.notes) == ((), (), ())


def test_different_targets_are_named_as_such(report_of):
    report = report_of(2, rules={"targets": {"infrastructure_data": 2}})
    assert report.target is None
    assert report.scores_heading.startswith("One of four areas has reached its target")
    assert report.stage.target == 2


def test_divided_answers_are_to_be_discussed(golden, golden_evaluation, rewrite):
    assert golden.disagreements.heading == "Agreement: no topic divides people"
    divided = json.loads(json.dumps(golden_evaluation))
    divided["capabilities"]["ai_skills"] |= {"split": True, "agreement_label": "low"}
    found = rewrite(divided)
    assert found.disagreements.heading == "Agreement: one topic divides people"
    assert found.disagreements.notes[0].text.startswith("4 of 11 answered level 1 or 2")


def test_comments_keep_the_order_of_topics_and_missing_ones_are_said(
    golden, golden_evaluation, rewrite
):
    assert golden.comments_note == "No comments are shown."
    found = rewrite(golden_evaluation, comments={"ai_skills": ("b",), "data_quality": ("a",)})
    assert [group.name for group in found.comments] == ["Data quality", "AI skills"]


def test_a_level_without_evidence_holds_back_as_level_3_in_words_too(report_of, golden):
    everything = {topic.key for topic in golden.topics}
    for key, said in (
        ("data_access", "Data access stands at level 3, two below stage 5."),
        ("data_quality", "Data quality must reach level 4 and stands at 3."),
    ):
        report = report_of(level=5, rules={"with_evidence": everything - {key}})
        assert report.areas[0].binds[0] == said


def test_an_area_in_which_nothing_applies_is_not_counted(report_of, golden):
    keys = [topic.key for topic in golden.topics if topic.area == golden.areas[-1].name]
    report = report_of(level=3, rules={"not_applicable": keys})
    assert report.headline.endswith("Every area has reached the target.")
    assert report.facts[2].value == "3 of 3"
    assert report.scores_heading == "All three areas have reached the target"
    assert report.areas[-1].stage_text == "does not apply"
