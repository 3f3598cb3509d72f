"""Guardrails of an A/B test, and what a look advises: release, do not, go on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from metrics.calc.experiment import Range, Verdict

Worse = Literal["higher", "lower"]
GuardrailStanding = Literal["held", "breached", "unclear"]
Outcome = Literal["win", "loss", "none", "hidden"]
Advice = Literal["release", "do_not_release", "go_on", "repair"]


def guardrail_standing(
    difference: Range | None, worst_change: float, worse: Worse
) -> GuardrailStanding:
    """Return whether a metric got worse by more than was accepted, new way less old way.

    Held where the whole range stays within `worst_change`, its end included; breached where the
    whole range lies beyond it; unclear between, and without a range (None). `worst_change` is
    above 0, in the difference's unit, and counts in the direction that is `worse`; ValueError
    otherwise. Source: metrics spec 3.10 (intervals); non-inferiority by the confidence interval.

    >>> guardrail_standing(Range(-0.002, 0.004), 0.005, "higher")
    'held'
    >>> guardrail_standing(Range(-0.002, 0.004), 0.003, "higher")
    'unclear'
    >>> guardrail_standing(Range(-9.0, -4.0), 3.0, "lower")
    'breached'
    """
    if not worst_change > 0:
        raise ValueError("the worst acceptable change is above 0")
    if difference is None:
        return "unclear"
    low, high = difference if worse == "higher" else (-difference.high, -difference.low)
    if high <= worst_change:
        return "held"
    return "breached" if low > worst_change else "unclear"


def outcome(verdict: Verdict, effect: float) -> Outcome:
    """Return what a verdict means for a test that looks for `effect`, whose sign is the wish.

    A win is a clear difference in the direction of `effect`, a loss one against it. ValueError
    for an effect of 0. Source: metrics spec 3.10.

    >>> outcome("b_higher", 0.01), outcome("b_higher", -0.01)
    ('win', 'loss')
    """
    if effect == 0:
        raise ValueError("a test looks for a difference")
    if verdict == "hidden":
        return "hidden"
    if verdict == "no_clear_difference":
        return "none"
    return "win" if (verdict == "b_higher") == (effect > 0) else "loss"


def advise(found: Outcome, guardrails: Sequence[GuardrailStanding], *, is_early: bool) -> Advice:
    """Return what a look advises.

    Repair where the sample-ratio alarm hides the verdict. Do not release after a loss or with a
    breached guardrail. Release after a win with every guardrail held. Otherwise go on, unless
    the planned size was reached without a win: that is no release either. Source: metrics spec
    3.10, product row 104.

    >>> advise("win", ["held", "held"], is_early=True), advise("win", ["unclear"], is_early=False)
    ('release', 'go_on')
    >>> advise("win", ["breached"], is_early=False), advise("none", [], is_early=False)
    ('do_not_release', 'do_not_release')
    """
    if found == "hidden":
        return "repair"
    if found == "loss" or "breached" in guardrails:
        return "do_not_release"
    if found == "win":
        return "go_on" if "unclear" in guardrails else "release"
    return "go_on" if is_early else "do_not_release"
