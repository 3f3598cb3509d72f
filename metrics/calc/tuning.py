"""A threshold that was picked on another file: no picking is to be corrected where it is valued."""

from __future__ import annotations

from dataclasses import dataclass, replace

from metrics.calc import curves
from metrics.calc.counts import Counts
from metrics.calc.curves import ProfitCurve
from metrics.calc.placing import with_share, with_threshold
from metrics.calc.question import Question


@dataclass(frozen=True)
class Tuning:
    """The best thresholds of the tuning file, within the limits and without; None treats nobody.

    `weight` is the file's own, `prevalence` the share of positives that it was priced with. `cut`
    says that the limits hold the chosen threshold back in the file that is valued.
    """

    chosen: float | None
    free: float | None
    weight: float
    prevalence: float
    cut: bool = False


def tune(counts: Counts, question: Question, size: float) -> Tuning:
    """Return the best thresholds of a tuning file, priced for `size` people.

    The file's own share of positives counts where the population gives none: that of the file to
    be valued would carry its luck into the choice. Raises ValueError as `curves.price` does, and
    says that it is about the tuning file. Source: metrics spec 3.4, 3.6.

    >>> import numpy as np
    >>> from metrics.calc.counts import count_by_class
    >>> from metrics.calc.payoffs import Limits, Payoff, Payoffs, Population
    >>> counts = count_by_class(np.array([0.9, 0.4]), np.array([0.6, 0.1]))
    >>> asked = Question(Payoffs(Payoff(10), Payoff(-3)), Population(), Limits(volume=2))
    >>> tune(counts, asked, 8.0)
    Tuning(chosen=0.9, free=0.4, weight=4.0, prevalence=0.5, cut=False)
    """
    try:
        curve = curves.price(counts, question.payoffs, replace(question.population, size=size))
    except ValueError as error:
        raise ValueError(f"in the tuning file, {error}") from error
    share = question.limits.share(question.payoffs, size)
    given = question.population.prevalence
    return Tuning(
        chosen=curve.point(curves.best(curve, share)).threshold,
        free=curve.point(curves.best(curve)).threshold,
        weight=counts.weight,
        prevalence=counts.positives.total / counts.weight if given is None else given,
    )


@dataclass(frozen=True)
class Placed:
    """Tuned thresholds on the curve of the file that is valued: with points there, by index."""

    curve: ProfitCurve
    chosen: int
    free: int
    tuning: Tuning


def place(curve: ProfitCurve, tuning: Tuning, share: float | None) -> Placed:
    """Return where the tuned thresholds operate here, the chosen one within the limit.

    The best scores come first, so a limit that is reached before the threshold cuts there. That
    depends on scores alone, not on what this file's outcomes make best, and needs no correction
    either. Source: metrics spec 3.4, 3.6.

    >>> import numpy as np
    >>> from metrics.calc.counts import count_by_class
    >>> from metrics.calc.payoffs import Payoff, Payoffs
    >>> counts = count_by_class(np.array([0.8]), np.array([0.7, 0.2]))
    >>> here = curves.price(counts, Payoffs(Payoff(10), Payoff(-3)))
    >>> found = place(here, Tuning(0.5, 0.5, 4.0, 0.5), share=0.4)
    >>> found.chosen, found.free, found.tuning.cut
    (1, 2, True)
    """
    counts = curve.counts
    for threshold in (tuning.chosen, tuning.free):  # from above: below each lies a real score
        counts = with_threshold(counts, threshold)
    placed = curves.price(counts, curve.payoffs, curve.population)
    chosen = curves.index_at(counts, tuning.chosen)
    if chosen >= curves.allowed_points(placed, share):
        tuning = replace(tuning, cut=True)
        placed = with_share(placed, share or 0.0)
        chosen = curves.allowed_points(placed, share) - 1
    return Placed(placed, chosen, curves.index_at(placed.counts, tuning.free), tuning)
