"""Business metrics, predictions and what they are worth."""

import importlib

from django.apps import AppConfig


class MetricsConfig(AppConfig):
    name = "metrics"

    def ready(self) -> None:
        """Register the handlers of this app's background jobs."""
        importlib.import_module("metrics.tasks")
