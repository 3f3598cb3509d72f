"""What the rows of a section add up to, for the pages of the worksheet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scoping.models import Project
from scoping.worksheet.model import Content


def of_section(project: Project, key: str, content: Content) -> Mapping[str, list[Any]]:
    """Summaries by the group of rows under which they stand; above all rows under the empty key."""
    return {}
