"""S11: what all outputs together show lets nobody compute the answers of one to four people.

The calculations have their own brute force (calc/test_privacy.py). Here only what stands on pages
and in files counts: every filter, every explanation, the report's content, its CSV and workbook.
"""

import csv
import io
import random
from collections import Counter
from itertools import combinations

import factories
import numpy as np
import openpyxl
import pytest

from assessments.models import Answer, Assessment
from assessments.participant_list import Person
from assessments.services import answering, invitations, lifecycle
from reports.models import Report
from reports.services import publishing, storage

K = 5
SIDES = ("business", "technical", "both")
FILTERS = ["", *(f"audience={side}" for side in SIDES), "team=Red", "team=Blue", "team=Green"]
CROWDS = {  # people by audience and team, chosen so that one filter less another is a small group
    "one small team": {
        ("technical", "Red"): 5, ("technical", "Blue"): 4, ("technical", "Green"): 1,
        ("business", "Red"): 4, ("business", "Blue"): 6, ("business", "Green"): 2,
    },
    "two filters cross": {
        ("technical", "Red"): 6, ("technical", "Blue"): 1,
        ("business", "Red"): 1, ("business", "Blue"): 6, ("both", "Red"): 1,
    },
    "a small side": {
        ("technical", "Red"): 7, ("technical", "Blue"): 5, ("business", "Red"): 2,
        ("both", "Blue"): 3,
    },
}  # fmt: skip


def _close(organization, manager, crowd) -> tuple[Assessment, dict[str, Counter]]:
    """A closed assessment, and how many people of each cell rated each capability."""
    assessment = factories.make_assessment(organization, manager)
    cells = [cell for cell, number in crowd.items() for _ in range(number)]
    people = [Person(f"p{n}@example.org", *cell) for n, cell in enumerate(cells)]
    invitations.add_people(assessment=assessment, actor=manager, people=people)
    assessment = factories.open_assessment(assessment)
    chance, rated = random.Random(11), {key: Counter() for key in assessment.asked_of("both")}
    for person in assessment.participants.order_by("pk"):
        response = answering.begin(participant=person)
        values = {key: chance.choice([0, 1, 2, 3, 4, 5, 3, 4]) for key in
                  assessment.asked_of(person.audience)}  # fmt: skip
        for key in filter(values.get, values):
            rated[key][person.audience, person.team] += 1
        Answer.objects.bulk_create(
            Answer(response=response, capability=key, value=value) for key, value in values.items()
        )
        answering.submit(participant=person, response=response)
    closed = lifecycle.close(assessment=assessment, actor=manager)
    factories.run_jobs()
    return closed, rated


def _report(closed, manager) -> Report:
    report = publishing.publish(
        assessment=closed, actor=manager, version=closed.version, decisions=[],
        shared_with_members=False,
    )  # fmt: skip
    factories.run_jobs()
    return Report.objects.get(pk=report.pk)


def _in_pages(client, closed, key: str) -> set[str]:
    """The groups whose figures of a capability some explanation shows; "" is everybody."""
    root = f"/assessments/{closed.public_id}/results/why/capability/{key}/"
    pages = {query: client.get(f"{root}?{query}") for query in FILTERS}
    return {
        query.split("=")[-1]
        for query, page in pages.items()
        if page.status_code == 200 and "stands at level" in page.text
    }


def _filters_that_open(client, closed) -> set[str]:
    """The groups that have a results page, with the number of their people."""
    root = f"/assessments/{closed.public_id}/results/"
    opened = [query for query in FILTERS if client.get(f"{root}?{query}").status_code == 200]
    return {query.split("=")[-1] for query in opened}


def _in_files(report: Report, key: str) -> list[set[str]]:
    """The groups whose figures the content, the CSV file and the workbook show."""
    topic = next(topic for topic in report.content["topics"] if topic["key"] == key)
    sides = topic["perspectives"] or {}
    content = {side for side in SIDES if sides.get(side) is not None}
    content |= {""} if topic["mean"] is not None else set()
    columns = {"Average": "", "Business average": "business", "Technical average": "technical"}
    found = [content]
    for rows in (_csv_rows(report), _workbook_rows(report)):
        figures = rows[key]
        found.append({group for name, group in columns.items() if figures.get(name) is not None})
    return found


def _csv_rows(report: Report) -> dict[str, dict[str, str]]:
    text = storage.read_stored(report.files.get(format="csv")).decode("utf-8-sig")
    found: dict[str, dict[str, str]] = {}
    for row in csv.DictReader(io.StringIO(text)):
        if row["Table"] == "Topics":
            found.setdefault(row["Item"], {})[row["Figure"]] = row["Value"]
    return {row["Key"]: row for row in found.values()}


def _workbook_rows(report: Report) -> dict[str, dict[str, object]]:
    book = openpyxl.load_workbook(io.BytesIO(storage.read_stored(report.files.get(format="xlsx"))))
    names, *rows = book["Topics"].iter_rows(values_only=True)
    made = (dict(zip(names, row, strict=True)) for row in rows)
    return {str(row["Key"]): row for row in made}


def _recoverable(counts: Counter, groups: set[str]) -> list[int]:
    """Sizes below k of all sets of people that follow from the groups shown, by linear algebra."""
    cells = [cell for cell, number in counts.items() if number]
    shown = [[float(group in {"", *cell}) for cell in cells] for group in groups]
    matrix = np.array(shown).reshape(len(shown), len(cells))
    rest = np.eye(len(cells)) - np.linalg.pinv(matrix) @ matrix
    found = []
    for size in range(1, len(cells) + 1):
        for chosen in combinations(range(len(cells)), size):
            people = sum(counts[cells[index]] for index in chosen)
            if people < K and np.abs(rest[:, list(chosen)].sum(axis=1)).max() < 1e-9:
                found.append(people)
    return found


@pytest.mark.parametrize("crowd", CROWDS)
def test_no_outputs_together_reveal_fewer_than_five_people(sign_in, organization, manager, crowd):
    """S11: for every capability, every filter pair and every file."""
    closed, rated = _close(organization, manager, CROWDS[crowd])
    report, client = _report(closed, manager), sign_in(manager)
    assert _recoverable(Counter(CROWDS[crowd]), _filters_that_open(client, closed)) == []
    seen_anywhere = set()
    for key, counts in rated.items():
        pages = _in_pages(client, closed, key)
        files = _in_files(report, key)
        assert files[0] == files[1] == files[2]
        groups = pages.union(*files)
        seen_anywhere |= groups
        assert _recoverable(counts, groups) == [], (key, groups)
    assert len(seen_anywhere) > 1  # something is shown, or this test could not fail


def test_the_check_finds_what_subtraction_would_reveal():
    """S11, negative control: everybody less one team leaves a group of four."""
    counts = Counter({("technical", "Red"): 6, ("technical", "Blue"): 4})
    assert _recoverable(counts, {"", "technical"}) == []
    assert _recoverable(counts, {"", "Red"}) == [4]
