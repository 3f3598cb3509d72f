"""People and organizations."""

import importlib

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        """Register the handlers of this app's background jobs."""
        importlib.import_module("accounts.tasks")
