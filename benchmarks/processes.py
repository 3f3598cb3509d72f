"""The processes of an installation, started as `manage.py up` starts them, and their memory."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APP = "aiproj.wsgi:application"
BARE = "benchmarks.bare:application"
WEB = ("--workers", "2", "--blocking-threads", "4", "--no-ws", "--log-level", "warning")
WORKER = (
    "-q", "-A", "aiproj", "worker", "--beat", "--pool", "threads", "--concurrency", "4",
    "--without-gossip", "--without-mingle", "--loglevel", "warning",
)  # fmt: skip


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def manage(*arguments: str) -> float:
    """Run a management command; the seconds that it took."""
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT, check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return time.perf_counter() - start


def _log() -> Path:
    return Path(os.environ["DATA_DIR"]) / "processes.log"


def last_words() -> str:
    """The end of what the processes printed."""
    return _log().read_text()[-2000:] if _log().exists() else ""


@contextmanager
def running(*arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """A Python process in a session of its own, stopped with its children at the end."""
    with _log().open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextmanager
def web(application: str = APP) -> Iterator[tuple[int, int]]:
    """A web server with two workers of four threads each; its port and its process id."""
    port = free_port()
    command = ("-m", "granian", "--interface", "wsgi", application, "--port", str(port), *WEB)
    with running(*command) as process:
        wait_until(lambda: answers(port), 30, "the web server answers")
        yield port, process.pid


@contextmanager
def worker(data_dir: Path) -> Iterator[int]:
    """The background worker of the embedded default; its process id."""
    with running("-m", "celery", *WORKER, "--schedule", str(data_dir / "beat")) as process:
        yield process.pid


def answers(port: int) -> bool:
    """Whether /healthz answers 200."""
    address = f"http://127.0.0.1:{port}/healthz"
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def wait_until(condition: Callable[[], object], seconds: float, what: str) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"not within {seconds} s: {what}")
        time.sleep(0.01)


def memory_mib(process_id: int) -> float:
    """Proportional set size of a process and its descendants: shared pages count once."""
    return sum(_pss_kib(member) for member in _family(process_id)) / 1024


def _family(process_id: int) -> list[int]:
    children = Path(f"/proc/{process_id}/task/{process_id}/children").read_text().split()
    return [process_id, *(found for child in children for found in _family(int(child)))]


def _pss_kib(process_id: int) -> int:
    rollup = Path(f"/proc/{process_id}/smaps_rollup").read_text()
    return next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
