"""Regular checks and signals of drift, in words."""

import datetime

from aiproj.shared import format as show
from metrics.calc.schedule import DueCheck

CHECKS = {
    "data": "Do the inputs still arrive, complete and as they were?",
    "model": "Do predictions still agree with what happened?",
    "alignment": "Does the model still serve what the business wants?",
}
TASKS = {
    "data": "Check the data of {}",
    "model": "Check the predictions of {}",
    "alignment": "Check the alignment of {}",
}
SOURCES = {
    "behavior": "People act differently than when the model was built.",
    "market": "Prices, competitors, rules or seasons change.",
    "pipeline": "Data is collected, joined or prepared differently.",
}


def due_said(due: DueCheck) -> str:
    """When a check is due.

    >>> import datetime
    >>> due_said(DueCheck("", datetime.date(2026, 3, 2), "overdue", 3, 0))
    'due since 2 Mar 2026, 3 days ago'
    >>> due_said(DueCheck("", datetime.date(2026, 3, 2), "due", 0, 0))
    'due today'
    """
    if due.state == "due":
        return "due today"
    day = show.date(due.next_due)
    if due.state == "overdue":
        return f"due since {day}, {show.counted(due.days_overdue, 'day')} ago"
    return f"due {day}, in {show.counted(due.days_left, 'day')}"


def every(days: int) -> str:
    """How often a check comes back.

    >>> every(1), every(30)
    ('every day', 'every 30 days')
    """
    return "every day" if days == 1 else f"every {show.number(days)} days"


def too_early(begun: str, since: datetime.date, known: datetime.date) -> str:
    """That a check of the model comes before any outcome of the cases since its first day.

    >>> too_early("was named here", datetime.date(2026, 3, 2), datetime.date(2026, 5, 31))[:53]
    'Cases since 2 Mar 2026, when the model was named here'
    """
    return (
        f"Cases since {show.date(since)}, when the model {begun}, have outcomes from "
        f"{show.date(known)} on: until then look at their scores only."
    )
