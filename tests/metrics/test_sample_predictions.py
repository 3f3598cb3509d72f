"""The generated file of credit defaults: fixed, chunked, 4% positives."""

import hashlib
import io

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from metrics.calc.sample import CHUNK, credit_defaults


def columns(rows, seed=1):
    lines = b"".join(credit_defaults(rows, seed)).decode().splitlines()[1:]
    return [
        np.array(each, float)
        for each in list(zip(*(line.split(",") for line in lines), strict=True))[1:]
    ]


def test_four_percent_default_in_every_chunk():
    labels, _, _ = columns(CHUNK + 500)
    assert labels[:CHUNK].sum() == CHUNK * 0.04
    assert labels[CHUNK:].sum() == 20


def test_scores_are_chances():
    labels, scores, _ = columns(CHUNK)
    assert scores.min() >= 0
    assert scores.max() <= 1
    assert scores.mean() == pytest.approx(labels.mean(), abs=0.003)
    assert scores[labels == 1].mean() > 3 * scores[labels == 0].mean()


def test_exposures_are_twelve_thousand_on_average():
    assert columns(CHUNK)[2].mean() == pytest.approx(12_000, rel=0.02)


def test_the_same_seed_gives_the_same_bytes():
    first, again, other = (
        hashlib.sha256(b"".join(credit_defaults(200, seed))).hexdigest() for seed in (1, 1, 2)
    )
    assert first == again != other


def test_the_command_writes_it_and_keeps_what_is_there(tmp_path):
    path, out = tmp_path / "sample.csv", io.StringIO()
    call_command("sample_predictions", path, rows=30, stdout=out)
    assert len(path.read_text().splitlines()) == 31
    assert "30 generated rows" in out.getvalue()
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("sample_predictions", path, rows=5)
    assert len(path.read_text().splitlines()) == 31


def test_no_rows_are_refused(tmp_path):
    with pytest.raises(CommandError, match="at least one row"):
        call_command("sample_predictions", tmp_path / "sample.csv", rows=0)
