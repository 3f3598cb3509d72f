"""Reports for people who decide."""

import importlib

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self) -> None:
        """Register the handlers of this app's background jobs."""
        importlib.import_module("reports.tasks")
