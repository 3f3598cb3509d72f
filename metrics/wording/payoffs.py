"""What is said of payoffs that make no sense; plain data in and out."""

from typing import Any

from metrics.calc.payoffs import Payoff, mean_payoff
from metrics.wording.valuation import PAYOFFS, Words, by_amount

NO_WORTH = (
    "Treating a positive is worth {}{}, so finding one brings nothing. Check the signs, and that "
    "no cost is entered twice."
)
NO_COST = (
    "Treating a negative costs {}{}, so a false alarm does no harm and no score is needed. "
    "Check the signs: money out is negative."
)


def label(name: str) -> str:
    """A field of the payoff editor by its name.

    >>> label("false_positive_per_amount"), label("fixed_cost")
    ('Negative, treated: per unit of amount', 'Fixed cost, once')
    """
    outcome = name.removesuffix("_per_amount")
    said = PAYOFFS.get(outcome, "Fixed cost, once")
    return said if outcome == name else f"{said}: per unit of amount"


def typical(question: dict[str, Any], result: dict[str, Any]) -> tuple[float | None, float | None]:
    """What treating a positive is worth, and a negative costs; by amount, at the mean amount.

    None where a payoff grows with the amount and the valuation kept no amounts. The mean is that
    of the outcome's rows in the file. Source: metrics spec 3.2.
    """

    by_positive, by_negative = by_amount(question)
    drawing = result["drawing"]
    right = Payoff(result["right_action"], by_positive)
    wrong = Payoff(result["wrong_action"], by_negative)
    sides = (
        (right, drawing.get("positive_amounts"), drawing["true_positives"]),
        (wrong, drawing.get("negative_amounts"), drawing["false_positives"]),
    )
    worth = [
        mean_payoff(payoff, amounts[-1] if amounts else None, cases[-1])
        for payoff, amounts, cases in sides
    ]
    return worth[0], worth[1]


def doubts(question: dict[str, Any], result: dict[str, Any]) -> tuple[str, str]:
    """A warning where treating a positive is worth nothing, one where a negative costs nothing.

    Empty where all is well or cannot be known.
    """
    words = Words.of(question)
    cases = zip((NO_WORTH, NO_COST), typical(question, result), by_amount(question), strict=True)
    said = [
        text.format(words.money(value, 2), " at the mean amount" if factor else "")
        if value is not None and value <= 0
        else ""
        for text, value, factor in cases
    ]
    return said[0], said[1]
