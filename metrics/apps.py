"""Business metrics, predictions and what they are worth."""

from django.apps import AppConfig


class MetricsConfig(AppConfig):
    name = "metrics"
