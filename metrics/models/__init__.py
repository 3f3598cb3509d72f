"""Definitions of metrics, predictions, and what they are worth."""

from metrics.models.criteria import Criterion
from metrics.models.definitions import (
    Agreement,
    BusinessMetric,
    Measured,
    MetricLink,
    TechnicalMetric,
    TemplateStart,
)
from metrics.models.experiments import (
    Experiment,
    ExperimentDecision,
    ExperimentGuardrail,
    ExperimentReading,
    Measure,
)
from metrics.models.following import Alert, MetricSample
from metrics.models.period_reviews import PeriodReview
from metrics.models.predictions import Predictions, Valuation
from metrics.models.predictive_models import Comparison, PredictiveModel
from metrics.models.signed_limits import SignedLimit
from metrics.models.uploads import Upload
from metrics.models.watching import DriftWatch, RegularCheck

__all__ = [
    "Agreement",
    "Alert",
    "BusinessMetric",
    "Comparison",
    "Criterion",
    "DriftWatch",
    "Experiment",
    "ExperimentDecision",
    "ExperimentGuardrail",
    "ExperimentReading",
    "Measure",
    "Measured",
    "MetricLink",
    "MetricSample",
    "PeriodReview",
    "Predictions",
    "PredictiveModel",
    "RegularCheck",
    "SignedLimit",
    "TechnicalMetric",
    "TemplateStart",
    "Upload",
    "Valuation",
]
