"""The production set-up as processes here: PostgreSQL, a Redis of its own, web, workers, beat."""

import getpass
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import psycopg2
from celery import Celery
from redis import Redis

ROOT = Path(__file__).resolve().parent.parent.parent
POSTGRES = os.environ.get(
    "TEST_POSTGRES", f"postgres://{getpass.getuser()}@127.0.0.1:5432/postgres"
)
HOST = "aiproj.test"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(condition: Callable[[], object], seconds: float, what: str) -> None:
    """Poll until the condition holds; fail with its description when it does not."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(0.1)


def available() -> str:
    """Why the services cannot be tested here; empty when they can."""
    if shutil.which("redis-server") is None:
        return "no redis-server on this machine"
    try:
        psycopg2.connect(POSTGRES).close()
    except psycopg2.OperationalError as error:
        return f"no PostgreSQL: {error}"
    return ""


def _group_of(pid: int) -> int:
    """The process group of a living process; 0 of one that has ended."""
    try:
        state, _, group = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:3]
    except OSError:
        return 0
    return 0 if state == "Z" else int(group)


class Stack:
    """Everything that docker-compose.yml starts, as processes of this machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.redis_port = free_port()
        self.web_ports = [free_port(), free_port()]
        self.database = f"aiproj_{secrets.token_hex(6)}"
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.environment = {
            "PATH": os.environ["PATH"],
            "DATA_DIR": str(folder / "data"),
            "DATABASE_URL": POSTGRES.rsplit("/", 1)[0] + f"/{self.database}",
            "REDIS_URL": f"redis://127.0.0.1:{self.redis_port}/0",
            "SECRET_KEY": secrets.token_urlsafe(64),
            "SETUP_CODE": "set-up-code",
            "PUBLIC_URL": f"https://{HOST}",
            "ALLOWED_HOSTS": f"{HOST},127.0.0.1",
            "TRUST_PROXY_HEADERS": "true",
        }

    def start(self) -> None:
        self.sql(f"CREATE DATABASE {self.database}", database="postgres")
        self.start_redis()
        for command in ("migrate", "load_packs", "collectstatic --noinput"):
            self.manage(*command.split())
        self.run("beat", "celery", "-q", "-A", "aiproj", "beat", "-s", str(self.folder / "beat"))
        self.start_processes()

    def start_processes(self) -> None:
        """Start both web processes and both workers."""
        for number in range(2):
            self.start_web(number)
            self.start_worker(number)
        for port in self.web_ports:
            wait_until(lambda port=port: self.status(port, "/healthz") == 200, 20, "web answers")

    def restart(self, **environment: str) -> None:
        """Give the web processes and the workers another environment."""
        self.environment |= environment
        for number in range(2):
            self.kill(f"web{number}")
            self.kill(f"worker{number}")
        self.start_processes()

    def start_web(self, number: int) -> None:
        self.run(
            f"web{number}", "granian", "--interface", "wsgi", "aiproj.wsgi:application",
            "--host", "127.0.0.1", "--port", str(self.web_ports[number]), "--workers", "1",
            "--blocking-threads", "4", "--no-ws", "--log-level", "warning",
        )  # fmt: skip

    def start_worker(self, number: int) -> None:
        self.run(
            f"worker{number}", "celery", "-q", "-A", "aiproj", "worker", "--concurrency", "1",
            "--without-gossip", "--without-mingle", "-n", f"w{number}@%h",
        )  # fmt: skip

    def start_redis(self) -> None:
        command = ["redis-server", "--port", str(self.redis_port), "--bind", "127.0.0.1"]
        command += ["--save", "", "--appendonly", "yes", "--dir", str(self.folder)]
        self.processes["redis"] = self._popen("redis", command)
        wait_until(self.redis_answers, 10, "redis answers")

    def redis_answers(self) -> bool:
        with socket.socket() as probe:
            probe.settimeout(0.5)
            return probe.connect_ex(("127.0.0.1", self.redis_port)) == 0

    def run(self, name: str, module: str, *arguments: str) -> None:
        command = [sys.executable, "-m", module, *arguments]
        self.processes[name] = self._popen(name, command)

    def _popen(self, name: str, command: list[str]) -> "subprocess.Popen[bytes]":
        with (self.folder / f"{name}.log").open("ab") as log:
            return subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip

    def manage(self, *arguments: str, code: str = "") -> str:
        """Run a management command, or code in its shell; what it printed."""
        command = [sys.executable, "manage.py", *arguments]
        if code:
            command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", code]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=120,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def sql(self, statement: str, database: str = "") -> list[tuple]:
        """Run one statement on the stack's database."""
        address = POSTGRES.rsplit("/", 1)[0] + f"/{database or self.database}"
        connection = psycopg2.connect(address)
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(statement)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def deliver(self, *job_ids: int, times: int = 1) -> None:
        """Give the workers these jobs' messages, as often as asked."""
        with Celery(broker=self.environment["REDIS_URL"], set_as_current=False) as queue:
            for job_id in job_ids * times:
                queue.send_task("aiproj.shared.tasks.run_job", args=[job_id])

    def queue_is_empty(self) -> bool:
        """Whether no message waits at the broker and no worker holds one."""
        with Redis(port=self.redis_port, socket_timeout=2) as broker:
            return not broker.llen("celery") and not broker.hlen("unacked")

    def empty_redis(self) -> None:
        with Redis(port=self.redis_port, socket_timeout=2) as broker:
            broker.flushall()

    def jobs_are_done(self) -> bool:
        left = self.sql("SELECT 1 FROM shared_job WHERE state IN ('waiting', 'running') LIMIT 1")
        return not left

    def fingerprint(self) -> dict[str, str]:
        """A hash of all rows of every table, by table."""
        tables = self.sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        hashed = "SELECT md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))) FROM {} t"
        return {name: self.sql(hashed.format(name))[0][0] for (name,) in tables}

    def children(self, name: str) -> list[int]:
        """Every process that this one started, their children too."""
        group = self.processes[name].pid
        found = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]
        return [pid for pid in found if pid != group and _group_of(pid) == group]

    def status(self, port: int, path: str) -> int:
        """The status that one web process answers; 0 when it does not."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def signal(self, name: str, number: int) -> None:
        """Send a signal to a process and all its children."""
        os.killpg(self.processes[name].pid, number)

    def kill(self, name: str) -> None:
        self.signal(name, signal.SIGKILL)
        self.processes.pop(name).wait(timeout=10)

    def stop(self) -> None:
        for name in list(self.processes):
            if self.processes[name].poll() is None:
                self.signal(name, signal.SIGCONT)
                self.kill(name)
        self.sql(f"DROP DATABASE {self.database} WITH (FORCE)", database="postgres")
