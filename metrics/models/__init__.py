"""Definitions of metrics, predictions, and what they are worth."""

from metrics.models.definitions import (
    Agreement,
    BusinessMetric,
    MetricLink,
    TechnicalMetric,
    TemplateStart,
)
from metrics.models.following import MetricSample
from metrics.models.predictions import Predictions, Valuation

__all__ = [
    "Agreement",
    "BusinessMetric",
    "MetricLink",
    "MetricSample",
    "Predictions",
    "TechnicalMetric",
    "TemplateStart",
    "Valuation",
]
