"""Evaluations to write reports from: the golden run, and answers made level by level."""

import datetime
import json
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

import factories
import pytest
import yaml
from django.utils import timezone

from aiproj.shared import files
from assessments.calc.answers import encode
from assessments.calc.evaluation import evaluate
from assessments.calc.questionnaire import Capability, Dimension, Questionnaire
from reports.models import Report, ReportFile
from reports.services import publishing, sharing, storage
from reports.wording import ReportFacts, readiness_report

ROOT = Path(__file__).parents[2]
CORE = "ai-maturity-core"
PROJECT = "ai-project-readiness"


def load_pack(name):
    return yaml.safe_load((ROOT / "assessments" / "packs" / f"{name}.yaml").read_text())


def questionnaire(pack):
    dimensions = tuple(
        Dimension(
            area["key"],
            area["weight"],
            tuple(
                Capability(
                    key=topic["key"],
                    weight=topic["weight"],
                    gate=topic["gate"],
                    risk=topic["risk"],
                    audience=topic["audience"],
                    effort=tuple(topic["effort"][step] for step in (1, 2, 3, 4)),
                    depends_on=tuple(topic["depends_on"]),
                )
                for topic in area["capabilities"]
            ),
        )
        for area in pack["dimensions"]
    )
    return Questionnaire(dimensions, kind=pack["pack"]["kind"])


def make_facts(**more):
    given = {
        "organization": "Demo organization",
        "scope": "Whole organization",
        "closed_on": datetime.date(2026, 11, 27),
        "published_on": datetime.date(2026, 11, 30),
        "invited": 11,
        "mode": "confidential",
        "code_version": "0.1.0",
        "inputs_hash": "467dbff3" + "0" * 48 + "93989867",
    }
    return ReportFacts(**{**given, **more})


@pytest.fixture(scope="session")
def golden_evaluation():
    cases = json.loads((ROOT / "tests" / "data" / "scoring-vectors.json").read_text())["cases"]
    answers = next(case for case in cases if case["id"] == "G01")["input"]["answers"]
    items = questionnaire(load_pack(CORE))
    audiences = ["technical" if key.startswith("t") else "business" for key in answers]
    codes = encode(items, answers.values())
    found = evaluate(items, codes, k=5, audiences=audiences).as_dict()
    return json.loads(json.dumps(found))


@pytest.fixture(scope="session")
def golden(golden_evaluation):
    return readiness_report(golden_evaluation, load_pack(CORE), make_facts())


@pytest.fixture(scope="session")
def rewrite():
    """The report of another evaluation of the core pack, or with other facts."""

    def make(evaluation, **facts):
        return readiness_report(evaluation, load_pack(CORE), make_facts(**facts))

    return make


@pytest.fixture(scope="session")
def report_of():
    """A report where every respondent gives each topic `level`, except the overrides."""

    def make(level=3, pack=CORE, people=5, k=1, overrides=None, rules=None, **more):
        content = load_pack(pack)
        items = questionnaire(content)
        one = dict.fromkeys(items.keys, level) | (overrides or {})
        codes = encode(items, [one] * people)
        found = evaluate(items, codes, k=k, **(rules or {})).as_dict()
        facts = make_facts(**{"invited": people, "mode": "attributed", **more})
        return readiness_report(json.loads(json.dumps(found)), content, facts)

    return make


DECISIONS = [{"text": "Name one owner for the three actions.", "due": "by 15 Dec"}]


@pytest.fixture
def frozen(organization, manager):
    """G01, closed and frozen, not yet published."""
    return factories.golden_assessment(organization, manager)


@pytest.fixture
def published(frozen, manager):
    """The report of G01, rendered by its job."""
    report = publishing.publish(
        assessment=frozen,
        actor=manager,
        version=frozen.version,
        decisions=DECISIONS,
        shared_with_members=False,
    )
    factories.run_jobs()
    report.refresh_from_db()
    return report


@pytest.fixture
def make_report(organization, manager, golden):
    """A finished report with G01's content and small files, without answers or a job."""

    def make(scope="Whole organization", shared_with_members=False, place=None):
        now = timezone.now()
        assessment = factories.make_assessment(
            place or organization,
            manager,
            scope=scope,
            state="published",
            shared_with_members=shared_with_members,
            opened_at=now,
            closed_at=now,
            published_at=now,
        )
        report = Report.objects.create(
            organization=assessment.organization,
            assessment=assessment,
            number=1,
            content=golden.as_dict() | {"scope": scope},
            inputs_hash="0" * 64,
            created_by=manager,
            rendered_at=now,
        )
        for extension in ReportFile.Format.values:
            content = f"{scope} as {extension}".encode()
            path = storage.place(report, extension)
            files.put_in_place(files.write_aside(path, [content]), path)
            report.files.create(
                format=extension, path=path, size=len(content), sha256=sha256(content).hexdigest()
            )
        return report

    return make


@pytest.fixture
def share_link():
    """Make a link to a report and return its row and its path."""

    def make(report, days=30, label="Board"):
        address = sharing.create(report=report, actor=report.created_by, label=label, days=days)
        return report.share_links.latest("pk"), urlsplit(address).path

    return make
