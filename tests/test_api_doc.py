"""Every curl line of docs/api.md works as it stands there."""

import json
import os
import re
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import metric_data
import predictions as samples
import pytest
from django.conf import settings

from accounts import api_tokens, bearer
from metrics.models import MetricSample, Predictions

ROOT = Path(__file__).parents[1]
PROXY = (ROOT / "deploy/nginx.conf").read_text()
PAGE = (ROOT / "docs/api.md").read_text()
LINES = re.findall(r"^curl .+$", PAGE, re.MULTILINE)


@pytest.mark.django_db(transaction=True)
def test_the_lines_do_what_the_page_says(live_server, organization, manager, tmp_path):
    if shutil.which("curl") is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no curl on this machine")
        pytest.skip("no curl on this machine")
    membership = manager.memberships.get(organization=organization)
    token = api_tokens.create(
        membership=membership, name="Docs", scopes=["predictions", "values"], days=30
    )
    metric = metric_data.revenue_metric(organization, manager)
    technical = metric_data.cataloged(organization, manager)
    (tmp_path / "predictions.csv").write_bytes(samples.churn_csv())
    known = {
        "AIPROJ": live_server.url,
        "TOKEN": token,
        "METRIC": metric.public_id,
        "TECHNICAL": technical.public_id,
    }
    answers = []
    for line in LINES:
        done = subprocess.run(
            line, shell=True, cwd=tmp_path, env={**os.environ, **known}, capture_output=True,
            check=True,
        )  # fmt: skip
        answers.append(json.loads(done.stdout))
        known["PREDICTIONS"] = Predictions.objects.get().public_id
    uploaded, state, kept, listed, measured = answers
    assert uploaded["id"] == state["id"] == known["PREDICTIONS"]
    assert kept == {"added": 1, "known": 0}
    assert [row["value"] for row in listed["values"]] == ["12.5"]
    assert measured == {"added": 1, "known": 0}
    assert technical.samples.get().value == Decimal("91.5")
    assert MetricSample.objects.count() == 2


def test_the_proxy_answers_programs_as_the_app_does():
    answers = re.findall(r"return (\d+) '(.+)';", PROXY)
    assert sorted(status for status, _ in answers) == ["413", "429", "503"]
    ours = json.loads(bearer.error(413, "", "").content)["error"].keys()
    assert all(json.loads(text)["error"].keys() == ours for _, text in answers)


def test_the_proxy_lets_files_through_that_the_app_takes():
    assert "client_max_body_size 1g;" in PROXY
    assert settings.UPLOAD_MOST == 1024**3


def test_every_status_of_the_proxy_stands_on_the_page():
    named = set(re.findall(r"^\| (\d{3}) \|", PAGE, re.MULTILINE))
    assert named >= {status for status, _ in re.findall(r"return (\d+) '(.+)';", PROXY)}
