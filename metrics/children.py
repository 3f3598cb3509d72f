"""Heavy work in a process of its own, which is limited and gives its memory back."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Child:
    """A process that has loaded its module, or is about to, and waits for its one order."""

    process: subprocess.Popen[bytes]

    def answer(self, order: Mapping[str, Any], seconds: float) -> Any:
        """Give the order as JSON on standard input; raises as `run` does."""
        try:
            said, complaint = self.process.communicate(json.dumps(order).encode(), seconds)
        except subprocess.TimeoutExpired as late:
            raise Declined(f"it takes longer than {seconds} seconds") from late
        if self.process.returncode:
            raise ChildFailed(complaint.decode(errors="replace")[-LONGEST_REASON:])
        found: dict[str, Any] = json.loads(said)
        if "declined" in found:
            raise Declined(found["declined"])
        return found["answer"]


@contextmanager
def waiting(module: str) -> Iterator[Child]:
    """Start a module's child ahead of its order, so that it loads while something else is done.

    It ends with the context, whether it was asked or not.
    """
    with subprocess.Popen(  # noqa: S603 (our own modules)
        [sys.executable, "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env=ENVIRONMENT,
    ) as process:
        try:
            yield Child(process)
        finally:
            process.kill()


def run(module: str, order: Mapping[str, Any], seconds: float) -> Any:
    """Give a module its order; return its answer.

    Raises Declined with the module's reason, or when its memory or time did not suffice, and
    ChildFailed when it ends with an error.
    """
    with waiting(module) as child:
        return child.answer(order, seconds)


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
