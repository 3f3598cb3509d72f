"""The generated file of credit defaults: fixed, chunked, 4% positives."""

import hashlib
import io

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from metrics.calc.sample import CHUNK, DAYS, credit_defaults, daily_sales


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


def test_sales_are_forecast_better_than_planned():
    lines = b"".join(daily_sales(DAYS + 10)).decode().splitlines()[1:]
    assert len(lines) == DAYS + 10
    assert [lines[at][:17] for at in (0, DAYS - 1, DAYS)] == [
        "2024-01-01,S00001", "2025-12-31,S00001", "2024-01-01,S00002",
    ]  # fmt: skip
    sold, forecast, plan = np.array([line.split(",")[2:] for line in lines], float).T
    assert np.abs(sold - forecast).mean() < 0.8 * np.abs(sold - plan).mean()
    assert b"".join(daily_sales(50, 3)) == b"".join(daily_sales(50, 3))
    with pytest.raises(ValueError, match="at least one row"):
        list(daily_sales(0))


def test_the_command_writes_forecasts(tmp_path):
    path = tmp_path / "sales.csv"
    call_command("sample_predictions", path, "--forecast", rows=3, stdout=io.StringIO())
    assert path.read_text().startswith("day,store,sold,forecast,plan\n2024-01-01,S00001,")


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
