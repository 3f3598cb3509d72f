"""Definitions of metrics, predictions, and what they are worth."""

from metrics.models.definitions import (
    Agreement,
    BusinessMetric,
    MetricLink,
    TechnicalMetric,
    TemplateStart,
)
from metrics.models.predictions import Predictions, Valuation

__all__ = [
    "Agreement",
    "BusinessMetric",
    "MetricLink",
    "Predictions",
    "TechnicalMetric",
    "TemplateStart",
    "Valuation",
]
