"""Heavy work in a process of its own, which gives its memory back."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
ROOT = Path(__file__).resolve().parents[1]
LONGEST_REASON = 2000


class ChildFailed(Exception):
    """The child ended without an answer; the text says why."""


def run(module: str, order: Mapping[str, Any], seconds: int) -> bytes:
    """Give a module its order as JSON on standard input; return what it writes.

    Raises ChildFailed when it takes longer or ends with an error.
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
        raise ChildFailed(f"{module} took longer than {seconds} seconds") from late
    if done.returncode:
        raise ChildFailed(done.stderr.decode(errors="replace")[-LONGEST_REASON:])
    return done.stdout
