"""Commands that prepare the same database at once: one waits and says so, and both succeed."""

import fcntl
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.db import connection

from aiproj.shared import preparing

ROOT = Path(__file__).parents[2]
PATIENCE = 30
PREPARE = """
import django
django.setup()
from aiproj.shared.management.commands.up import Command
Command()._prepare()
"""


def _until(found, seconds=PATIENCE):
    deadline = time.monotonic() + seconds
    while not found() and time.monotonic() < deadline:
        time.sleep(0.02)
    return found()


def _second(said, done):
    """Another command, with a connection of its own."""
    try:
        with preparing.alone(said.append):
            done.set()
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_the_second_says_that_it_waits_and_comes_after_the_first(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    first, said, done = [], [], threading.Event()
    other = threading.Thread(target=_second, args=(said, done))
    with preparing.alone(first.append):
        other.start()
        assert _until(lambda: said == [preparing.WAITING])
        assert not done.is_set()
    other.join(PATIENCE)
    assert done.is_set()
    assert first == []


@pytest.mark.django_db(transaction=True)
def test_a_command_that_fails_gives_the_lock_up(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    with pytest.raises(RuntimeError, match="broke"), preparing.alone(print):
        raise RuntimeError("broke")
    said = []
    with preparing.alone(said.append):
        assert said == []


def test_two_starts_in_an_empty_folder_both_succeed(tmp_path):
    """Migrations, questionnaires and the secret key of a folder in which there is nothing yet."""
    environment = {**os.environ, "DATA_DIR": str(tmp_path), "DATABASE_URL": "", "SECRET_KEY": "",
                   "DJANGO_SETTINGS_MODULE": "aiproj.settings", "FILES_DIR": str(tmp_path / "f"),
                   "STATIC_ROOT": str(tmp_path / "static")}  # fmt: skip
    started = [
        subprocess.Popen(
            [sys.executable, "-c", PREPARE],
            cwd=ROOT, env=environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )
        for _ in range(2)
    ]  # fmt: skip
    said = [process.communicate(timeout=300)[0] for process in started]
    assert [process.returncode for process in started] == [0, 0], "\n".join(said)
    assert preparing.WAITING in "".join(said)
    assert len((tmp_path / "secret.key").read_text()) > 50


def test_the_lock_is_free_again_when_a_process_is_gone(settings, tmp_path):
    with (tmp_path / preparing.LOCK_NAME).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
    settings.DATA_DIR = tmp_path
    said = []
    with preparing._file(said.append):
        assert said == []
