"""What the stored tables of predictions say of their scores."""

from aiproj.shared.errors import Refused
from metrics import asking
from metrics.calc.discrimination import Summary
from metrics.children import Declined
from metrics.models import Predictions
from metrics.services import uploading, valuing


def summary_of(predictions: Predictions, share: float) -> Summary:
    """The summary of the scores, exact where this share (0 to 1) of the file is treated.

    Refused before the file was read, for forecasts, for one outcome, and while too much is asked.
    """
    valuing.check_kind(predictions, Predictions.Kind.CLASSIFICATION)
    if predictions.state != Predictions.State.READY:
        raise Refused("These predictions have not been read yet.")
    tables = uploading.tables_of(predictions)
    try:
        summary = asking.summarize(tables, "score", share, uploading.turn)
    except Declined as reason:
        raise Refused(f"This cannot be computed: {reason}.") from reason
    if summary is None or not summary.few.has_both:
        raise Refused("The file holds one outcome only, so nothing can be told apart.")
    return summary
