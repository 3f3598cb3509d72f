"""What every app may import."""

from django.apps import AppConfig


class SharedConfig(AppConfig):
    name = "aiproj.shared"
    label = "shared"
