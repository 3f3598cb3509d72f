"""Run web, worker and scheduler on this machine and stop them together."""

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from aiproj.shared import preparing

LOOPBACK = ("127.0.0.1", "localhost", "::1")
PATIENCE = 20  # seconds that a process gets to finish what it does
STEADY = 30  # seconds; what ends sooner would end again
DEAF = 5  # seconds after which a web process that does not stop is killed; less than PATIENCE


class Command(BaseCommand):
    help = "Migrate, load the questionnaires and serve web, worker and scheduler."
    requires_system_checks = []
    _stop_asked = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=settings.PORT)

    def handle(self, *args: Any, **options: Any) -> None:
        self._prepare()
        host, port = options["host"], options["port"]
        processes: list[Started] = []
        # Noted, not raised: a signal in the midst of a start must not lose what was started.
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, self._note_stop)
        try:
            for command in _commands(host, port):
                processes.append(_start(command))
            self._say(f"AIProj answers at http://{host}:{port}. Ctrl-C stops it.")
            if host not in LOOPBACK:
                self._say(_missing_for_safety())
            self._watch(processes)
            self._say("Stopping.")
        finally:
            _stop(processes)

    def _note_stop(self, number: int, frame: FrameType | None) -> None:
        self._stop_asked = True

    def _say(self, text: str) -> None:
        """Print at once, also into a pipe."""
        self.stdout.write(text)
        self.stdout.flush()

    def _prepare(self) -> None:
        with preparing.alone(self._say):
            call_command("migrate", verbosity=0)
            call_command("load_packs", stdout=io.StringIO())
            call_command("collectstatic", interactive=False, verbosity=0)

    def _watch(self, processes: "list[Started]") -> None:
        """Start again what ends after it had worked; what cannot even start stops all."""
        while not self._stop_asked:
            for place, process in enumerate(processes):
                if process.poll() is None:
                    continue
                self.stderr.write(f"{process.args!r} ended with {process.returncode}.")
                _end_group(process)
                if time.monotonic() - process.since < STEADY:
                    sys.exit(1)
                self.stderr.write("It is started again.")
                processes[place] = _start(process.command)
            time.sleep(0.2)


class Started(subprocess.Popen[bytes]):
    """A process in a session of its own: Ctrl-C reaches the parent only, which stops all."""

    def __init__(self, command: list[str]) -> None:
        self.command, self.since = command, time.monotonic()
        super().__init__(command, start_new_session=True)


def _start(command: list[str]) -> Started:
    return Started(command)


def _end_group(process: "subprocess.Popen[bytes]") -> None:
    """End what a process left behind: a scheduler without its worker would go on for good."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _commands(host: str, port: int) -> list[list[str]]:
    python = sys.executable
    web = [
        python, "-m", "granian", "--interface", "wsgi", "aiproj.wsgi:application",
        "--host", host, "--port", str(port), "--workers", "2", "--blocking-threads", "4",
        "--no-ws", "--log-level", "warning", "--workers-kill-timeout", str(DEAF),
    ]  # fmt: skip
    worker = [
        python, "-m", "celery", "-q", "-A", "aiproj", "worker", "--beat",
        "--schedule", str(settings.DATA_DIR / "beat"), "--pool", "threads", "--concurrency", "4",
        "--without-gossip", "--without-mingle", "--loglevel", "warning",
    ]  # fmt: skip
    return [web, worker]


def _missing_for_safety() -> str:
    missing = ["no encryption: put a proxy with https in front"]
    if settings.PUBLIC_HOST in LOOPBACK:
        missing.insert(
            0,
            f"PUBLIC_URL is {settings.PUBLIC_URL}: set it to the address that people use, "
            "or requests to that address are refused and mails carry the wrong one",
        )
    if not settings.EMAIL_HOST:
        missing.append("no mail server: links are handed over from the outbox")
    if not settings.SETUP_CODE:
        missing.append("no SETUP_CODE: whoever comes first sets the app up")
    listed = "\n".join(f"  - {point}" for point in missing)
    return (
        f"It serves a network. For use beyond a trial this is missing:\n{listed}\n"
        "docs/operations.md says how to set these up."
    )


def _stop(processes: "Sequence[subprocess.Popen[bytes]]") -> None:
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.SIG_IGN)  # one Ctrl-C is enough
    for process in processes:
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + PATIENCE
    for process in processes:
        try:
            process.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            _end_group(process)  # its own processes hold the port as well
