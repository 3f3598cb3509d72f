"""What a section or candidate held at each save: who saved it when, and what that changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from scoping.models import Project, Revision
from scoping.overview.worksheets import Difference, differences
from scoping.worksheet.model import SectionSpec
from scoping.worksheet.showing import Names

TOGETHER = timedelta(minutes=10)  # saves of one person without a longer pause
MOST_READ = 400  # revisions that one page looks at
MOST_SHOWN = 30


@dataclass(frozen=True)
class Entry:
    """One save, or several of one person without a pause: what changed from before to after."""

    version: int
    first: int
    at: datetime
    by: str
    changes: list[Difference]

    @property
    def is_begin(self) -> bool:
        """Whether there was nothing before it."""
        return self.first == 1


@dataclass(frozen=True)
class History:
    """The entries of a page, newest first, and before which version the next page begins."""

    entries: list[Entry]
    older: int | None


def history(
    project: Project,
    subject: str,
    spec: SectionSpec,
    names: Names,
    *,
    before: int | None = None,
    each: bool = False,
) -> History:
    """The saves of one section or candidate, newest first; `each` shows every single one."""
    rows = Revision.objects.of(project, subject).select_related("saved_by")
    if before is not None:
        rows = rows.filter(version__lt=before)
    found = list(rows.order_by("-version")[: MOST_READ + 1])
    groups = _grouped(found[:MOST_READ], each=each)
    entries = []
    for group in groups[:MOST_SHOWN]:
        earlier = _content_before(found, group[-1])
        changes = differences(spec, earlier, group[0].content, names, project.currency)
        by, at = str(group[0].saved_by or "somebody who left"), group[0].saved_at
        entries.append(Entry(group[0].version, group[-1].version, at, by, changes))
    is_more = len(groups) > MOST_SHOWN or len(found) > MOST_READ
    return History(entries, entries[-1].first if entries and is_more else None)


def _grouped(rows: list[Revision], *, each: bool) -> list[list[Revision]]:
    """Neighbors of one person without a pause, newest first."""
    groups: list[list[Revision]] = []
    for row in rows:
        if not each and groups and _belongs(groups[-1][-1], row):
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def _belongs(later: Revision, earlier: Revision) -> bool:
    is_close = later.saved_at - earlier.saved_at <= TOGETHER
    return is_close and later.saved_by_id == earlier.saved_by_id


def _content_before(rows: list[Revision], first: Revision) -> dict[str, object]:
    return next((row.content for row in rows if row.version == first.version - 1), {})
