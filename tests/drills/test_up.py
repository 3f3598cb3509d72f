"""`manage.py up` stops all that it started, however soon and however deaf."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from aiproj.shared.management.commands import up

DEAF_PARENT = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, flush=True)
time.sleep(60)
"""
SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


@pytest.fixture
def started(monkeypatch) -> "list[subprocess.Popen[bytes]]":
    """What the command starts in a test; signal handlers are put back afterwards."""
    kept = {name: signal.getsignal(name) for name in (signal.SIGINT, signal.SIGTERM)}
    monkeypatch.setattr(up.Command, "_prepare", lambda self: None)
    monkeypatch.setattr(up, "_commands", lambda host, port: [SLEEP, SLEEP])
    processes: list[subprocess.Popen[bytes]] = []
    start = up._start
    monkeypatch.setattr(
        up, "_start", lambda command: processes.append(start(command)) or processes[-1]
    )
    yield processes
    for process in processes:
        if process.poll() is None:
            process.kill()
    for name, handler in kept.items():
        signal.signal(name, handler)


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_signal_amid_a_start_stops_all_that_was_started(started, monkeypatch):
    start = up._start

    def start_and_signal(command):
        process = start(command)
        os.kill(os.getpid(), signal.SIGTERM)
        return process

    monkeypatch.setattr(up, "_start", start_and_signal)
    up.Command().handle(host="127.0.0.1", port=1)
    assert [process.poll() for process in started] == [-signal.SIGTERM, -signal.SIGTERM]


def test_one_process_that_ends_stops_the_others_and_says_so(started, monkeypatch, capsys):
    monkeypatch.setattr(up, "_commands", lambda host, port: [SLEEP, [sys.executable, "-c", ""]])
    with pytest.raises(SystemExit):
        up.Command().handle(host="127.0.0.1", port=1)
    assert [process.poll() for process in started] == [-signal.SIGTERM, 0]
    assert "ended with 0" in capsys.readouterr().err


PARENT_THAT_ENDS = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, flush=True)
"""


def test_what_a_killed_process_leaves_is_ended():
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT_THAT_ENDS], start_new_session=True, stdout=subprocess.PIPE
    )
    with parent.stdout:
        child = int(parent.stdout.readline())
    parent.wait(timeout=5)
    assert _alive(child)
    up._end_group(parent)
    deadline = time.monotonic() + 5
    while _alive(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _alive(child)
    up._end_group(parent)  # nobody is left


def test_a_process_that_had_worked_is_started_again(started, monkeypatch, capsys):
    monkeypatch.setattr(up, "STEADY", 0)
    start = up._start

    def start_and_kill(command):
        process = start(command)
        if len(started) == 2:
            process.kill()
        if len(started) == 3:
            os.kill(os.getpid(), signal.SIGTERM)
        return process

    monkeypatch.setattr(up, "_start", start_and_kill)
    up.Command().handle(host="127.0.0.1", port=1)
    ends = [process.poll() for process in started]
    assert ends == [-signal.SIGTERM, -signal.SIGKILL, -signal.SIGTERM]
    assert "It is started again." in capsys.readouterr().err


def test_a_deaf_process_is_killed_with_its_children(monkeypatch):
    monkeypatch.setattr(up, "PATIENCE", 0.5)
    deaf = subprocess.Popen(
        [sys.executable, "-c", DEAF_PARENT], start_new_session=True, stdout=subprocess.PIPE
    )
    with deaf.stdout:
        child = int(deaf.stdout.readline())
    kept = {name: signal.getsignal(name) for name in (signal.SIGINT, signal.SIGTERM)}
    try:
        up._stop([deaf])
    finally:
        for name, handler in kept.items():
            signal.signal(name, handler)
    assert deaf.wait(timeout=5) == -signal.SIGKILL
    deadline = time.monotonic() + 5
    while _alive(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _alive(child)


def test_the_web_server_kills_its_deaf_processes_before_patience_ends():
    web = up._commands("127.0.0.1", 1)[0]
    assert float(web[web.index("--workers-kill-timeout") + 1]) < up.PATIENCE
