"""The whole suite: once on the embedded default, once more on PostgreSQL where that is at hand.

Arguments go to pytest. TEST_POSTGRES names a server and a role that may create databases.
"""

import getpass
import os
import subprocess
import sys

import psycopg2

POSTGRES = os.environ.setdefault(
    "TEST_POSTGRES", f"postgres://{getpass.getuser()}@127.0.0.1:5432/postgres"
)
BOTH_CORES = ["-n", "2", "--dist", "loadfile"]
SAY_SKIPPED = "-rfEs"


def pytest(arguments: list[str], **environment: str) -> int:
    command = [sys.executable, "-m", "pytest", *BOTH_CORES, SAY_SKIPPED, *arguments]
    return subprocess.run(command, env={**os.environ, **environment}, check=False).returncode


def reachable(address: str) -> bool:
    try:
        psycopg2.connect(address).close()
    except psycopg2.OperationalError:
        return False
    return True


def main() -> int:
    arguments = sys.argv[1:]
    print("On the embedded default (SQLite):", flush=True)
    failed = pytest(arguments)
    if not reachable(POSTGRES):
        print(f"PostgreSQL was not tested: {POSTGRES} does not answer.")
        return failed or int(os.environ.get("CI") == "true")
    print("On PostgreSQL:", flush=True)
    once_is_enough = ["-m", "not browser and not services"]
    database = POSTGRES.rsplit("/", 1)[0] + "/aiproj"
    return pytest([*once_is_enough, *arguments], DATABASE_URL=database) or failed


if __name__ == "__main__":
    sys.exit(main())
