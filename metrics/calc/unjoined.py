"""Two models on different rows: priced for the same people, each on its own file."""

from __future__ import annotations

from metrics.calc import curves, intervals
from metrics.calc.comparison import Choice
from metrics.calc.counts import Counts
from metrics.calc.payoffs import Population
from metrics.calc.placing import with_threshold
from metrics.calc.question import Question


def common_population(asked: Population, weight: float, positives: float) -> Population:
    """Return the people for whom both models are priced: as asked, else as in the first file.

    `weight` and `positives` are the first file's weight and that of its positives; the share of
    positives, 0 to 1 exclusive, is positives / weight. Without it a file of more rows or of more
    positives would earn more with the same model. ValueError where the first file decides and
    holds one outcome only. Source: metrics spec 3.3, 3.7.

    >>> common_population(Population(), 4000.0, 1000.0)
    Population(size=4000.0, prevalence=0.25)
    >>> common_population(Population(size=90.0, prevalence=0.1), 4000.0, 1000.0)
    Population(size=90.0, prevalence=0.1)
    """
    share = positives / weight if asked.prevalence is None else asked.prevalence
    return Population(weight if asked.size is None else asked.size, share)


def choose_alone(counts: Counts, question: Question, threshold: float | None = None) -> Choice:
    """Return a model at its best threshold on its own file, or at a given one.

    Best within the question's limits, with the optimism of having been picked there; a given
    threshold has none, and limits do not hold it back. Money of the question's population. Treated
    is who scores at or above the threshold. ValueError as in `metrics.calc.curves.price`. Source:
    metrics spec 3.1, 3.6, 3.7.

    >>> import numpy as np
    >>> from metrics.calc.counts import count_by_class
    >>> from metrics.calc.payoffs import Limits, Payoff, Payoffs
    >>> question = Question(Payoffs(Payoff(10), Payoff(-4)), Population(), Limits())
    >>> counts = count_by_class(np.array([0.9, 0.4]), np.array([0.6]))
    >>> found = choose_alone(counts, question, threshold=0.5)
    >>> found.profit, found.optimism, found.refused
    (6.0, 0.0, 'few_positives')
    """
    if threshold is not None:
        counts = with_threshold(counts, threshold)
    curve = curves.price(counts, question.payoffs, question.population)
    if threshold is not None:
        fixed = intervals.value_at(curve, curves.index_at(counts, threshold), None)
        return _choice(threshold, fixed)
    share = question.limits.share(question.payoffs, curve.size)
    picked = intervals.optimism(
        counts,
        question.payoffs,
        question.population,
        share=share,
        seed=question.seed,
        replicates=question.replicates,
    )
    index = curves.best(curve, share)
    return _choice(curve.point(index).threshold, intervals.value_at(curve, index, picked))


def _choice(threshold: float | None, value: intervals.Value) -> Choice:
    optimism = value.optimism.mean if value.optimism else 0.0
    return Choice(threshold, value.in_file, optimism, value.corrected.error, value.refused)
