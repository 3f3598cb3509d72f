"""Load the questionnaires that ship with the app."""

from typing import Any

from django.core.management.base import BaseCommand

from assessments.services import packs


class Command(BaseCommand):
    help = "Load the built-in questionnaires; those that are here already stay as they are."

    def handle(self, *args: Any, **options: Any) -> None:
        for pack_version in packs.load_built_in():
            self.stdout.write(f"{pack_version.title} {pack_version.version}")
