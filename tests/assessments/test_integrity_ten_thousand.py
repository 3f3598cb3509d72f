"""S9: ten thousand answers: receipts, rows, the CSV file and the report name the same numbers."""

import csv
import io
import itertools

import factories
import pytest
from django.db.models import Count

from assessments.models import Answer, Assessment, Participant, Response
from assessments.services import answering, lifecycle
from reports.models import Report
from reports.services import publishing, storage

PEOPLE, QUESTIONS = 500, 20
LEVELS = (1, 2, 3, 4, 5)


@pytest.fixture
def answered(organization, manager) -> tuple[Assessment, list[str], dict]:
    """500 people answer 20 questions and submit; their receipts, and how often each level."""
    assessment = factories.make_assessment(organization, manager)
    factories.add_people(assessment, technical=0, business=0, both=PEOPLE)
    assessment = factories.open_assessment(assessment)
    keys = assessment.asked_of("both")[:QUESTIONS]
    people = list(assessment.participants.order_by("pk"))
    responses = [answering.begin(participant=person) for person in people]
    given = dict.fromkeys(itertools.product(keys, LEVELS), 0)
    rows = []
    for number, response in enumerate(responses):
        for place, key in enumerate(keys):
            level = 1 + (number * 7 + place * number + place) % 5
            given[key, level] += 1
            rows.append(Answer(response=response, capability=key, value=level))
    Answer.objects.bulk_create(rows, batch_size=2000)
    pairs = zip(people, responses, strict=True)
    receipts = [answering.submit(participant=p, response=r) for p, r in pairs]
    return assessment, receipts, given


def _report(assessment, manager) -> Report:
    closed = lifecycle.close(assessment=assessment, actor=manager)
    factories.run_jobs()
    report = publishing.publish(
        assessment=closed, actor=manager, version=closed.version, decisions=[],
        shared_with_members=False,
    )  # fmt: skip
    factories.run_jobs()
    return Report.objects.get(pk=report.pk)


def _topics(report) -> dict[str, dict[str, str]]:
    """The CSV file's figures of each topic, by the topic's name."""
    content = storage.read_stored(report.files.get(format="csv")).decode("utf-8-sig")
    found: dict[str, dict[str, str]] = {}
    for row in csv.DictReader(io.StringIO(content)):
        if row["Table"] == "Topics":
            found.setdefault(row["Item"], {})[row["Figure"]] = row["Value"]
    return {topic["Key"]: topic for topic in found.values()}


def test_receipts_rows_csv_and_report_agree_exactly(answered, manager):
    """S9: 500 receipts, 500 responses, 10,000 answers, and each level as often everywhere."""
    assessment, receipts, given = answered
    assert len(set(receipts)) == PEOPLE == Participant.objects.exclude(receipt="").count()
    assert Response.objects.filter(is_submitted=True).count() == PEOPLE
    stored = Answer.objects.values_list("capability", "value").annotate(n=Count("pk"))
    assert {(key, level): n for key, level, n in stored} == {k: n for k, n in given.items() if n}
    assert sum(given.values()) == PEOPLE * QUESTIONS == 10_000
    report = _report(assessment, manager)
    evaluation = assessment.result.evaluation
    topics = _topics(report)
    for (key, level), number in given.items():
        assert evaluation["capabilities"][key]["counts"][level - 1] == number
        assert int(topics[key][f"At level {level}"]) == number
        assert int(topics[key]["Ratings"]) == PEOPLE
    shown = {topic["key"]: topic for topic in report.content["topics"]}
    assert sum(shown[key]["n_valid"] or 0 for key in topics) == PEOPLE * QUESTIONS
