"""Reading the stored counts of predictions for pages that need more than a valuation."""

from aiproj.shared.errors import Refused
from metrics import counting
from metrics.calc.counts import Counts
from metrics.models import Predictions
from metrics.services import uploading, valuing


def counts_of(predictions: Predictions) -> Counts:
    """The counts by score; Refused before the file was read, for forecasts, or one outcome."""
    valuing.check_kind(predictions, Predictions.Kind.CLASSIFICATION)
    if predictions.state != Predictions.State.READY:
        raise Refused("These predictions have not been read yet.")
    counts = counting.read(uploading.tables_of(predictions)).score
    if not counts.has_both:
        raise Refused("The file holds one outcome only, so nothing can be told apart.")
    return counts
