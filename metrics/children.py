"""Heavy work in a process of its own, which is limited and gives its memory back."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}
ROOT = Path(__file__).resolve().parents[1]
LONGEST_REASON = 2000
MEMORY = 1024**3
TOO_MUCH = f"it takes more than {MEMORY // 1024**2:,} MB of memory"


class ChildFailed(Exception):
    """The child ended without an answer; the text says why."""


class Declined(Exception):
    """The child says in words for people why there is no answer; they end without a stop."""


def run(module: str, order: Mapping[str, Any], seconds: int) -> Any:
    """Give a module its order as JSON on standard input; return its answer.

    Raises Declined with the module's reason, or when its memory or time did not suffice, and
    ChildFailed when it ends with an error.
    """
    try:
        done = subprocess.run(  # noqa: S603 (our own modules)
            [sys.executable, "-m", module],
            input=json.dumps(order).encode(),
            capture_output=True,
            timeout=seconds,
            check=False,
            cwd=ROOT,
            env=ENVIRONMENT,
        )
    except subprocess.TimeoutExpired as late:
        raise Declined(f"it takes longer than {seconds} seconds") from late
    if done.returncode:
        raise ChildFailed(done.stderr.decode(errors="replace")[-LONGEST_REASON:])
    said: dict[str, Any] = json.loads(done.stdout)
    if "declined" in said:
        raise Declined(said["declined"])
    return said["answer"]


def serve(work: Callable[[dict[str, Any]], Any]) -> None:
    """Be the child: do the one order within the memory; a ValueError is the reason to decline."""
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    said: dict[str, Any]
    try:
        said = {"answer": work(json.loads(sys.stdin.buffer.read()))}
    except ValueError as error:
        said = {"declined": str(error)}
    except MemoryError:
        said = {"declined": TOO_MUCH}
    sys.stdout.write(json.dumps(said))
