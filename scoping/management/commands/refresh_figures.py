"""Compute the figures that lists of projects show anew, where rules, formulas or inputs changed."""

from typing import Any

from django.core.management.base import BaseCommand

from scoping.models import Project
from scoping.services.figures import refresh_all


class Command(BaseCommand):
    help = "Bring the figures of the portfolio up to date, after an update or an import."

    def handle(self, *args: Any, **options: Any) -> None:
        rows = Project.objects.select_related("organization", "assessment").order_by("pk")
        count = refresh_all(rows.iterator())
        self.stdout.write(f"Computed anew: {count} of {rows.count()} projects.")
