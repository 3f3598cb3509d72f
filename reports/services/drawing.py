"""Drawing the files of a report: kept together or not at all."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from aiproj.shared import files, jobs
from aiproj.shared.models import Job

Draw = tuple[str, Callable[[], bytes]]


@dataclass(frozen=True)
class Drawn:
    """A file in its place."""

    path: str
    sha256: str
    size: int


class NotAllowed(Exception):
    """Whoever asked for the report may not have it made any more."""


def draw_all(
    job: Job, formats: Mapping[str, Draw], place: Callable[[str], str]
) -> dict[str, Drawn]:
    """Draw every format, its message shown meanwhile, then move all to their places."""
    steps = len(formats) + 2
    drawn: dict[str, Drawn] = {}
    with _aside() as written:
        for number, (extension, (message, draw)) in enumerate(formats.items(), start=1):
            jobs.progress(job, number, steps, message)
            with jobs.keeping(job):
                content = draw()
            path = place(extension)
            drawn[extension] = Drawn(path, hashlib.sha256(content).hexdigest(), len(content))
            written[path] = files.write_aside(path, [content])
        jobs.progress(job, steps - 1, steps, "Keeping the report")
        for path, aside in written.items():
            files.put_in_place(aside, path)
    return drawn


@contextmanager
def _aside() -> Iterator[dict[str, Path]]:
    """Files that wait beside their place; whatever is still there at the end is removed."""
    written: dict[str, Path] = {}
    try:
        yield written
    finally:
        for aside in written.values():
            aside.unlink(missing_ok=True)
