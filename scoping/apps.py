"""Objectives, projects, worksheets and charters."""

import importlib

from django.apps import AppConfig


class ScopingConfig(AppConfig):
    name = "scoping"

    def ready(self) -> None:
        importlib.import_module("scoping.tasks")
