"""Finds the explanation of any number on the results page."""

from assessments.presentation.explain_capability import explain_capability
from assessments.presentation.explain_priority import explain_priority
from assessments.presentation.explain_scores import explain_dimension, explain_index
from assessments.presentation.explain_stage import explain_stage, explain_verdict
from assessments.presentation.explanation import Explanation
from assessments.presentation.frozen import Frozen, Selection

OVERALL = {"index": explain_index, "stage": explain_stage, "verdict": explain_verdict}


def explain(
    frozen: Frozen, subject: str, key: str, selection: Selection | None = None
) -> Explanation | None:
    """Why this number; None where the page shows no such number.

    `subject` is "overall" (key "index", "stage" or "verdict"), "dimension", "capability" or
    "priority". A group has capabilities and dimensions only.
    """
    if frozen.too_few:
        return None
    if subject == "capability":
        return explain_capability(frozen, key, selection)
    if subject == "dimension":
        return explain_dimension(frozen, key, selection)
    if selection is not None:
        return None
    if subject == "overall" and key in OVERALL:
        return OVERALL[key](frozen)
    return explain_priority(frozen, key) if subject == "priority" else None
