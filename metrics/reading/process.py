"""Reading in a child process under limits; nothing of Arrow is loaded here."""

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from metrics.reading.columns import ColumnMapping, ForecastMapping
from metrics.reading.limits import PREVIEW_LIMITS, Limits, limits_for
from metrics.reading.outcome import DETECT, Facts, NamedRow, Options, Preview
from metrics.reading.problems import Problem, Unreadable, problem, refuse

Progress = Callable[[int, int, int], None]
# One thread of numpy and Arrow's plain allocator: both reserve address space otherwise
CHILD_ENVIRONMENT = {
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "2",
}
OUT_OF_MEMORY = ("MemoryError", "bad_alloc", "malloc of size", "Cannot allocate memory")
LONGEST_COMPLAINT = 100_000
PREVIEW_TRIES = 2


class ReaderKilled(Exception):
    """Somebody, or the system short of memory, killed the child: nothing is known of the file."""


@dataclass(frozen=True)
class Reading:
    """A file that was read: facts when it may be used, and every problem found."""

    folder: Path
    facts: Facts | None
    problems: tuple[Problem, ...]

    def array(self, role: str) -> Path:
        """The .npy file of a role that has a column."""
        return self.folder / f"{role}.npy"


def run(
    path: Path,
    mapping: ColumnMapping | ForecastMapping,
    folder: Path,
    *,
    options: Options = DETECT,
    limits: Limits | None = None,
    on_progress: Progress | None = None,
) -> Reading:
    """Read the mapped columns of an upload into .npy files inside an existing folder.

    The child has the limits' address space and CPU seconds (by default those for the file's size)
    and is killed after the wall seconds; each of these ends as the problem too_large. Without
    facts no array is left in the folder. `on_progress` gets rows read, bytes (Parquet: rows) done
    and their total, in the calling thread; what it raises ends the child and is passed on. Raises
    ValueError for options that do not exist, and ReaderKilled when it makes sense to try again.
    Source: reliability spec 1, U1 to U3, and F1.
    """
    limits = limits or limits_for(path.stat().st_size)
    order = _order("read", path, options, limits)
    order |= {"kind": mapping.kind, "mapping": asdict(mapping), "folder": str(folder)}
    facts: Facts | None = None
    try:
        answer = _run_child(order, limits, on_progress)
        facts = Facts.from_plain(answer["facts"]) if answer["facts"] else None
        return Reading(folder, facts, tuple(map(Problem.from_plain, answer["problems"])))
    except Unreadable as refused:
        return Reading(folder, None, (refused.problem,))
    finally:
        if facts is None:
            for left in folder.glob("*.npy"):
                left.unlink()


def preview(path: Path, *, options: Options = DETECT, limits: Limits = PREVIEW_LIMITS) -> Preview:
    """The head of an upload, read in a child; raises Unreadable and ValueError."""
    order = _order("preview", path, options, limits)
    for _ in range(PREVIEW_TRIES):
        with suppress(ReaderKilled):
            return Preview.from_plain(_run_child(order, limits, None))
    raise refuse("too_large", detail="the process that read its first rows was killed each time")


def name_rows(path: Path, mapping: ColumnMapping, wanted: Sequence[int]) -> list[NamedRow]:
    """Rows of an upload by the numbers of their ids; raises Unreadable and ReaderKilled."""
    limits = limits_for(path.stat().st_size)
    order = _order("name_rows", path, DETECT, limits)
    order |= {"mapping": asdict(mapping), "wanted": list(wanted)}
    return [NamedRow(**row) for row in _run_child(order, limits, None)["rows"]]


def _order(action: str, path: Path, options: Options, limits: Limits) -> dict[str, Any]:
    options.check()
    return {
        "action": action,
        "path": str(path.absolute()),
        "options": asdict(options),
        "limits": asdict(limits),
    }


def _run_child(
    order: dict[str, Any], limits: Limits, on_progress: Progress | None
) -> dict[str, Any]:
    child = subprocess.Popen(  # noqa: S603 (our own file, nothing that people typed)
        [sys.executable, "-I", str(Path(__file__).with_name("child.py"))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=CHILD_ENVIRONMENT,
    )
    late = threading.Event()
    complaint: list[bytes] = []
    timer = threading.Timer(limits.wall_seconds, _kill, (child, late))
    listener = threading.Thread(target=_drain, args=(child.stderr, complaint), daemon=True)
    timer.start()
    listener.start()
    try:
        _send(child.stdin, order)
        answer = _listen(child.stdout, on_progress)
        if answer is not None:
            return _result(answer)
        code = child.wait()
    finally:
        timer.cancel()
        child.kill()
        child.wait()
        listener.join()
        timer.join()
        _close(child)
    raise _death(code, b"".join(complaint).decode(errors="replace"), limits, late=late.is_set())


def _result(answer: dict[str, Any]) -> dict[str, Any]:
    if "problem" in answer:
        raise Unreadable(Problem.from_plain(answer["problem"]))
    result: dict[str, Any] = answer["result"]
    return result


def _close(child: subprocess.Popen[bytes]) -> None:
    for pipe in (child.stdin, child.stdout, child.stderr):
        if pipe is not None:
            pipe.close()


def _kill(child: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    child.kill()


def _drain(pipe: IO[bytes] | None, kept: list[bytes]) -> None:
    if pipe is not None:
        kept.append(pipe.read(LONGEST_COMPLAINT))
        while pipe.read(LONGEST_COMPLAINT):
            pass


def _send(pipe: IO[bytes] | None, order: dict[str, Any]) -> None:
    if pipe is None:
        return
    try:
        pipe.write(json.dumps(order).encode())
        pipe.close()
    except BrokenPipeError:
        return


def _listen(pipe: IO[bytes] | None, on_progress: Progress | None) -> dict[str, Any] | None:
    for line in pipe or ():
        try:
            said: dict[str, Any] = json.loads(line)
        except ValueError:
            return None
        if "progress" not in said:
            return said
        if on_progress is not None:
            on_progress(*said["progress"])
    return None


def _death(code: int, words: str, limits: Limits, *, late: bool) -> Unreadable | ReaderKilled:
    if late or code == -signal.SIGXCPU:
        seconds = limits.wall_seconds if late else limits.cpu_seconds
        return refuse("too_large", detail=f"reading it takes longer than {seconds:g} seconds")
    if code == -signal.SIGKILL:  # the limit of memory is an error inside the child
        return ReaderKilled("the process that read the file was killed")
    if any(sign in words for sign in OUT_OF_MEMORY):
        most = limits.memory // 1024**2
        return refuse("too_large", detail=f"reading it takes more than {most:,} MB of memory")
    return Unreadable(problem("broken_file", detail="the reader stopped at it"))
