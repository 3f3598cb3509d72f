"""The child: its limits, its progress, its death, and that nothing stays behind."""

import json
import subprocess
import sys

import numpy as np
import pytest

from metrics.reading import process
from metrics.reading.columns import ColumnMapping, Guess
from metrics.reading.limits import Limits
from metrics.reading.outcome import Options
from metrics.reading.problems import Unreadable
from metrics.reading.process import ReaderKilled, preview, run

MAPPING = ColumnMapping("y", "score", "1", period="month")


@pytest.fixture
def upload(tmp_path):
    path = tmp_path / "ümlaut.csv"
    path.write_text("y,score,month\n1,0.9,Jan\n0,0.2,Feb\n" * 1, encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "arrays"
    folder.mkdir()
    return folder


@pytest.fixture
def child_program(monkeypatch):
    """Let another program answer in the child's place."""
    started = subprocess.Popen

    def child_program(program):
        monkeypatch.setattr(
            process.subprocess,
            "Popen",
            lambda _, **options: started([sys.executable, "-c", program], **options),
        )

    return child_program


def test_facts_and_arrays_cross_the_border(upload, folder):
    reading = run(upload, MAPPING, folder)
    assert reading.facts.periods == ("Jan", "Feb")
    assert reading.facts.label_values == (("1", 1), ("0", 1))
    assert reading.facts.arrays == ("label", "score", "period")
    assert np.load(reading.array("period")).tolist() == [0, 1]
    assert [item.code for item in reading.problems] == ["few_positives"]


def test_preview(upload):
    seen = preview(upload)
    assert seen.columns == ("y", "score", "month")
    assert seen.rows == (("1", "0.9", "Jan"), ("0", "0.2", "Feb"))
    assert seen.guesses["label"] == Guess("y", "its name")
    assert seen.label_values == ("1", "0")
    assert seen.positive_label.value == "1"
    upload.write_bytes(b"")
    with pytest.raises(Unreadable) as refused:
        preview(upload)
    assert refused.value.problem.code == "file_empty"


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (Limits(wall_seconds=0.05), "longer than 0.05 seconds"),
        (Limits(rows=1), "more than 1 rows"),
        (Limits(columns=2), "3 columns; at most 2"),
    ],
)
def test_limits_end_as_too_large(upload, folder, limits, words):
    reading = run(upload, MAPPING, folder, limits=limits)
    assert [item.code for item in reading.problems] == ["too_large"]
    assert words in reading.problems[0].message
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("program", "code"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGXCPU)", "too_large"),
        ("raise MemoryError", "too_large"),
        ("import os; os.write(2, b'std::bad_alloc'); os.abort()", "too_large"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "broken_file"),
        ("print('half a li')", "broken_file"),
    ],
)
def test_every_death_is_a_typed_problem(upload, folder, child_program, program, code):
    (folder / "score.npy").write_bytes(b"half")
    child_program(program)
    reading = run(upload, MAPPING, folder)
    assert [item.code for item in reading.problems] == [code]
    assert list(folder.iterdir()) == []


KILLED = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"


def test_a_killed_reader_says_nothing_of_the_file(upload, folder, child_program):
    (folder / "score.npy").write_bytes(b"half")
    child_program(KILLED)
    with pytest.raises(ReaderKilled):
        run(upload, MAPPING, folder)
    assert list(folder.iterdir()) == []
    with pytest.raises(Unreadable, match="was killed each time"):
        preview(upload)


def test_progress_and_what_it_raises(upload, folder, child_program):
    lines = [{"progress": [5, 10, 20]}, {"progress": [9, 18, 20]}]
    said = "\n".join(json.dumps(line) for line in lines)
    child_program(f"import time; print('''{said}''', flush=True); time.sleep(60)")
    seen = []

    def stop_at_nine(*progress):
        seen.append(progress)
        if progress[0] == 9:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        run(upload, MAPPING, folder, on_progress=stop_at_nine)
    assert seen == [(5, 10, 20), (9, 18, 20)]


def test_the_child_reports_while_it_reads(tmp_path, folder):
    path = tmp_path / "long.csv"
    path.write_text("y,score,month\n" + "1,0.5,Jan\n" * 3_000_000)
    seen = []
    reading = run(path, MAPPING, folder, on_progress=lambda *progress: seen.append(progress))
    assert reading.facts.rows == 3_000_000
    assert seen
    assert seen == sorted(seen)
    assert all(total == path.stat().st_size for _, _, total in seen)


def test_unknown_options_are_the_callers_fault(upload, folder):
    with pytest.raises(ValueError, match="unknown delimiter"):
        run(upload, MAPPING, folder, options=Options(delimiter="x"))


def test_the_parent_loads_no_arrow():
    program = "import sys, metrics.reading.process; print({'pyarrow', 'django'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout.strip() == b"set()"
