"""Questionnaires, assessments, answers and results."""

import importlib

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "assessments"

    def ready(self) -> None:
        """Register the handlers of this app's background jobs."""
        importlib.import_module("assessments.tasks")
