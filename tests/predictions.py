"""Predictions, payoffs and populations as the vectors write them down."""

import numpy as np

from metrics.calc.counts import count_by_class, count_rows
from metrics.calc.payoffs import Payoff, Payoffs, Population


def build_payoffs(parameters):
    """The payoffs of a vector: numbers, or a constant and a factor."""
    amounts = {
        name: Payoff(value["const"], value["per_amount"])
        if isinstance(value, dict)
        else Payoff(value)
        for name, value in parameters["payoff"].items()
    }
    return Payoffs(
        amounts["tp"],
        amounts["fp"],
        amounts["fn"],
        amounts["tn"],
        cost_per_action=parameters.get("cost_per_action", 0),
        fixed_cost=parameters.get("fixed_cost", 0),
        fixed_cost_always=parameters.get("fixed_cost_when") == "always",
    )


def build_population(parameters):
    return Population(parameters.get("population"), parameters.get("prevalence"))


def build_counts(rows, *, compact=False):
    labels, scores = np.array(rows["label"]) == 1, np.array(rows["score"], dtype=float)
    if compact:
        return count_by_class(scores[labels], scores[~labels])
    extra = (np.array(rows[name], float) if name in rows else None for name in ("weight", "amount"))
    return count_rows(labels, scores, *extra)
