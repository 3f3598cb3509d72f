"""Reports for people who decide."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
