"""Whether a limit leaves anybody to treat; plain data in and out."""

from typing import Any


def held_back(result: dict[str, Any]) -> bool:
    """Whether the limit, and not the model, leaves everybody untreated."""
    chosen, free = (result[name]["point"]["treated_share"] for name in ("chosen", "free"))
    part = result.get("partial")  # of a block of equal scores that the limit cuts
    return result["limit_share"] is not None and not (chosen or part) and bool(free)


def short_budget(question: dict[str, Any]) -> tuple[float, float] | None:
    """Budget and fixed cost, where the budget does not cover it.

    >>> short_budget({"budget": "5", "fixed_cost": "50"}), short_budget({"fixed_cost": "50"})
    ((5.0, 50.0), None)
    """
    budget, fixed = question.get("budget"), float(question.get("fixed_cost") or 0)
    if budget in (None, "") or float(budget) >= fixed:
        return None
    return float(budget), fixed
