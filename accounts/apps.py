"""People and organizations."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
