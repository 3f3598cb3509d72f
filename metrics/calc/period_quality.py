"""How often a model is right at a threshold that was fixed beforehand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from metrics.calc.binning import Floats
from metrics.calc.pending import weighed_back
from metrics.calc.shares import Share, share_of


@dataclass(frozen=True)
class Quality:
    """Accuracy, precision and recall; None where nobody was treated, or nobody is positive."""

    accuracy: Share | None
    precision: Share | None
    recall: Share | None


def quality_at(
    labels: npt.NDArray[np.bool_],
    treated: npt.NDArray[np.bool_],
    weights: Floats | None = None,
    prevalence: float | None = None,
) -> Quality:
    """Return how often treated and left rows were right, each as `metrics.calc.shares.share_of`.

    Accuracy is the share of rows whose label is what was done, precision the share of positives
    among the treated, recall the share of treated among the positives. A `prevalence` weighs
    positives and negatives of resampled rows back first, where there are both. Shapes (n,).
    Source: metrics spec 3.6, 3.10.

    >>> labels, treated = np.array([True, True, False, False]), np.array([True, False, True, False])
    >>> found = quality_at(labels, treated)
    >>> found.accuracy.share, found.precision.share, found.recall.share
    (0.5, 0.5, 0.5)
    >>> quality_at(labels, np.zeros(4, bool)).precision is None
    True
    """
    if prevalence is not None:
        given = np.ones(len(labels)) if weights is None else weights
        weights = weighed_back(labels, given, prevalence)

    def part(hits: npt.NDArray[np.bool_], member: npt.NDArray[np.bool_]) -> Share | None:
        return share_of(hits[member], None if weights is None else weights[member])

    return Quality(
        accuracy=share_of(labels == treated, weights),
        precision=part(labels, treated),
        recall=part(treated, labels),
    )
