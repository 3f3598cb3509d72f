"""A signed charter is verified without the app, and tampering is found out."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.urls import reverse

from scoping.services import versions

pytestmark = pytest.mark.django_db
SCRIPT = Path(__file__).parents[3] / "docs/verify_charter.py"


@pytest.fixture
def exported(flow, sign_in):
    flow.approve()
    return _download(flow, sign_in)


def _download(flow, sign_in):
    page = sign_in(flow.manager).get(reverse("scoping:charter_json", args=[flow.charter.public_id]))
    assert "attachment" in page.headers["Content-Disposition"]
    return json.loads(page.content)


def _verify(found, tmp_path, *noted):
    file = tmp_path / "charter.json"
    file.write_text(json.dumps(found), encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-I", str(SCRIPT), str(file), *noted],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return ran.returncode, ran.stdout


def test_a_signed_charter_holds(exported, tmp_path):
    code, said = _verify(exported, tmp_path, exported["content_hash"])
    assert code == 0
    assert "Charter 1.0 holds, with 2 signatures" in said


def test_wording_holds_by_the_signatures_of_its_major_version(flow, sign_in, tmp_path):
    flow.approve()
    flow.amend()
    flow.save("problem", earlier_attempts="A survey in 2024.")
    versions.publish(charter=flow.charter, actor=flow.manager)
    code, said = _verify(_download(flow, sign_in), tmp_path)
    assert (code, "Charter 1.1 holds" in said) == (0, True)


def test_a_changed_figure_is_found_out(exported, tmp_path):
    exported["charter"]["sections"]["problem"]["target_amount"] = "5"
    assert "the text of the charter" in _verify(exported, tmp_path)[1]


@pytest.mark.parametrize("key", ["signer", "condition", "signed_at"])
def test_a_changed_signature_is_found_out(exported, tmp_path, key):
    exported["signatures"][0][key] = "other"
    assert "the signature was changed" in _verify(exported, tmp_path)[1]


def test_a_signature_of_another_text_is_found_out(exported, tmp_path):
    exported["signatures"][0]["content_hash"] = "0" * 64
    assert "signed another text" in _verify(exported, tmp_path)[1]


def test_a_missing_signature_is_found_out(exported, tmp_path):
    exported["signatures"].pop()
    assert _verify(exported, tmp_path) == (1, "WRONG: sponsor: the signature is missing\n")


def test_a_hash_that_was_noted_finds_out_a_file_that_was_rewritten_as_a_whole(exported, tmp_path):
    assert "the hash that you noted" in _verify(exported, tmp_path, "f" * 64)[1]
