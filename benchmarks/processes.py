"""The processes of an installation, started as `manage.py up` starts them, and their memory."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

CHILD = re.compile(r"reading/child\.py|\0metrics\.\w+")
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


@contextmanager
def everything() -> Iterator[tuple[int, int, int]]:
    """All that `manage.py up` starts: the port, the web server and the worker."""
    port = free_port()
    with running("manage.py", "up", "--port", str(port)) as process:
        wait_until(lambda: answers(port), 30, "manage.py up answers")
        web, worker = sorted(_children(process.pid), key=lambda found: "celery" in _command(found))
        yield port, web, worker


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


def memory_apart(servers: Sequence[int]) -> tuple[dict[int, float], list[float]]:
    """Memory of servers without the children that read and count, and the peak of each of these.

    A child that has begun but is not yet itself shares the memory of its parent: it is left out.
    """
    own = dict.fromkeys(servers, 0.0)
    children = []
    for server in servers:
        command = _command(server)
        for member in _family(server):
            with suppress(FileNotFoundError, ProcessLookupError, StopIteration):
                if CHILD.search(_command(member)):
                    children.append(_kib(member, "status", "VmHWM:") / 1024)
                elif member == server or (
                    _parent(member) == server and _command(member) == command
                ):
                    own[server] += _pss_kib(member) / 1024
    return own, children


def _parent(process_id: int) -> int:
    return _kib(process_id, "status", "PPid:")


def _command(process_id: int) -> str:
    return Path(f"/proc/{process_id}/cmdline").read_text()


def _children(process_id: int) -> list[int]:
    """Children of every thread: the worker's threads start theirs."""
    found: list[int] = []
    with suppress(FileNotFoundError, ProcessLookupError):
        for task in Path(f"/proc/{process_id}/task").iterdir():
            found += map(int, (task / "children").read_text().split())
    return found


def _family(process_id: int) -> list[int]:
    return [process_id, *(found for child in _children(process_id) for found in _family(child))]


def _pss_kib(process_id: int) -> int:
    return _kib(process_id, "smaps_rollup", "Pss:")


def _kib(process_id: int, file: str, name: str) -> int:
    lines = Path(f"/proc/{process_id}/{file}").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name))
