"""Technical metrics as the catalog describes them."""

from typing import Any

from metrics.catalog.loading import technical_metrics
from metrics.models import TechnicalMetric


def catalog_fields(key: str) -> dict[str, Any]:
    """The fields of a technical metric of the catalog."""
    metric = technical_metrics()[key]
    return {
        "catalog_key": key,
        "name": metric.name,
        "says": metric.says,
        "unit": metric.unit,
        "direction": metric.direction or TechnicalMetric.Direction.ZERO.value,
    }
