"""Files of two models on the same cases, with their payoffs."""

import numpy as np
import predictions as samples

from metrics.reading.columns import ColumnMapping

COLUMNS = {"label": "churned", "score": "a", "positive_label": "1"}
BOTH = ColumnMapping(**COLUMNS, second_score="b")
WEIGHTED = ColumnMapping(**COLUMNS, second_score="b", weight="w")
WITH_IDS = ColumnMapping(**COLUMNS, row_id="id")


def rows(seed=3, count=300, share=0.3):
    """Outcomes, the scores of a weak model, and those of a strong one."""
    random = np.random.default_rng(seed)
    labels = random.random(count) < share
    weak = random.normal(size=count) + 0.3 * labels
    strong = random.normal(size=count) + 2.5 * labels
    return labels, weak, strong


def written(labels, a, b, order=None, weights=None):
    """The file of both scores; `weights` in a further column."""
    order = range(len(labels)) if order is None else order
    more = [""] * len(labels) if weights is None else [f",{weight}" for weight in weights]
    lines = [f"n{at},{int(labels[at])},{float(a[at])!r},{float(b[at])!r}{more[at]}" for at in order]
    head = "id,churned,a,b" + ("" if weights is None else ",w")
    return "\n".join([head, *lines, ""]).encode()


def valued(organization, actor, content, mapping, **payoffs):
    """A file with its payoffs."""
    found = samples.make_predictions(organization, actor, content, mapping)
    samples.make_valuation(found, actor, **payoffs)
    return found
