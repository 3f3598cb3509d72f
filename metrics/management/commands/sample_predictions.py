"""Write a generated file of credit defaults or of forecasts, of any length, always the same."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from metrics.calc.sample import credit_defaults, daily_sales


class Command(BaseCommand):
    help = (
        "Write a generated CSV of loans, 4% of which default, or of daily sales with their "
        "forecasts: to try uploads and profit_curve."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="the file to write; an existing one is kept")
        parser.add_argument("--rows", type=int, default=1_000_000, metavar="N")
        parser.add_argument("--seed", type=int, default=1, metavar="N")
        parser.add_argument("--forecast", action="store_true", help="daily sales, not loans")

    def handle(self, *args: Any, **options: Any) -> None:
        path, rows = options["path"], options["rows"]
        if rows < 1:
            raise CommandError("The file needs at least one row.")
        generate = daily_sales if options["forecast"] else credit_defaults
        try:
            with path.open("xb") as target:
                target.writelines(generate(rows, options["seed"]))
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"Written: {path}, {rows:,} generated rows.")
